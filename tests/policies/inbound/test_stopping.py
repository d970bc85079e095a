"""Who wants no more texts: by the carrier's words, in their own, or perhaps, English or Spanish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.inbound.stopping import Wish, Word, carrier_word, wish_of

ACTS = {
    "a carrier's word with signs around it": (
        "Stop.", "STOP!", "“Stop”", "stop 🛑", "*STOP*", "Unsubscribe.", "STOP ALL", "Opt out", "opt-out",
        "REVOKE.", "(stop)",
    ),
    "the texts are named": (
        "stop texting me", "Stop texting me!", "Please stop texting me", "pls stop texting us",
        "no more texts please", "No more texts", "no more messages, thanks",
        "No more of these messages please", "stop sending me messages", "Stop sending these texts",
        "Can you stop sending me texts?", "Could you please stop messaging me", "Don't text me",
        "Don’t text me anymore", "do not text me again", "do not contact this number",
        "Don't send me any more texts", "stop messages", "Stop all messages", "Stop the notifications",
        "stop these alerts please", "cancel texts", "end messages", "I don't want these texts",
        "I do not want to receive any more messages", "I no longer want texts from the school",
        "Hi, please stop texting me. Thanks", "Thank you for everything. Please stop texting me",
        "Ok. Stop texting me", "quit texting me", "STOP TEXTING MY PHONE", "never text me again",
        "stop texting this number", "Stop contacting us", "Stop text messages", "i said stop texting me",
        "Please stop messages to my phone", "STOP SPAM", "I withdraw my consent",
    ),
    "the list or the number is named": (
        "Unsubscribe me", "unsubscribe me please", "opt me out please", "opt me out", "I want to opt out",
        "I want to opt out of these texts", "Remove me from this list", "take me off your list",
        "remove my number", "take this number off your list", "Delete my number please",
        "I would like to unsubscribe", "How do I unsubscribe?", "Remove me please", "Opt out of all texts",
    ),
    "misspelled, and still about the texts": (
        "unsuscribe", "unsubcribe", "stop txting me plz", "stpo texting me", "stop textng me", "dont txt me",
        "stopp messaging me",
    ),
    "in Spanish, the messages are named": (
        "no me manden más mensajes", "No me mande más mensajes", "por favor no me manden mensajes",
        "Hola, no me envíen más mensajes", "no me escriban más", "No me escriban",
        "deje de mandarme mensajes", "Dejen de enviarme mensajes", "dejen de escribirme",
        "Paren de mandarme mensajes por favor", "no quiero más mensajes", "No quiero recibir mensajes",
        "no deseo recibir más textos", "no más mensajes", "No más mensajes por favor", "basta de mensajes",
        "cancelar mensajes", "quiero darme de baja", "Por favor, denme de baja", "quítenme de la lista",
        "ya no me manden mensajes", "No me manden nada más", "NO ME MANDEN MAS MENSAJES",
        "no nos manden mas mensages", "dejen de textearme", "porfa no me manden sms",
    ),
}  # fmt: skip

ASKS = {
    "the whole text, and it may answer what was asked": (
        "stop please", "Stop please", "please stop", "STOP NOW", "Stop it!", "stop now!!", "Stop that",
        "just stop", "stop stop stop", "STOOOOP", "ok stop", "Stop. Please stop.", "Hi, stop please. Thanks",
        "no more", "No more!", "no more please", "enough", "Enough already", "that's enough", "quit it",
        "cancel please", "Cancel.", "End.", "leave me alone", "Stop bothering me", "stop 🙏 please",
        "Pls stop 😡",
    ),
    "misspelled": ("stpo", "stopp", "sotp", "st0p", "stop plz", "STP"),
    "in Spanish": (
        "alto", "Alto", "¡Alto!", "basta", "¡Basta!", "Basta ya", "ya basta", "Ya basta por favor", "ya no",
        "Ya no", "ya no.", "YA NO 😤", "No más", "no mas por favor", "Parar por favor", "pare", "Paren ya",
        "ya estuvo", "suficiente", "deja de molestarme", "no molesten", "déjenme en paz",
        "Hola. Ya no, gracias", "vasta", "cancelar", "baja", "stop por favor",
    ),
}  # fmt: skip

NONE = {
    "an answer that begins with stop": (
        "Stop, she is allergic to that!", "Stop now, he is not to be picked up by Pavel",
        "Yes. Stop at the pharmacy?", "Yes. Stop at the pharmacy? No need", "stop by at five?",
        "Stop the bottle at noon please", "stop giving him milk",
        "STOP!! He has a fever, do not give him that", "Stop. I am coming to get her", "Stop it at 3 pm",
        "No! Stop!",
        "stop sign ahead of the school is broken", "Stop texting Pavel, he has moved out",
    ),
    "an answer in Spanish": (
        "Ya no. Solo por la tarde.", "Ya no, gracias a Dios no tiene fiebre", "Ya no tiene fiebre",
        "Ya no va a ir Pavel", "Basta con dos", "Basta con una cobija", "Alto voltaje", "Baja la fiebre",
        "no más pañales", "No más de dos", "para mañana traigo pañales", "Para de llorar cuando come",
        "Paren el autobús aquí", "paren el autobús aquí", "Dejen de darle leche", "no gracias",
        "No gracias, ya comió", "no le manden más mensajes a mi ex", "No me manden la factura todavía",
        "No me escribió nadie", "no quiero que duerma después de las dos", "No quiero más leche para él",
        "cancelar la comida de hoy", "mándenme un mensaje cuando despierte", "gracias por los mensajes",
        "Me pueden mandar mensajes a las tres", "Él no quiere comer más", "Ya no coma en la mañana",
        "alto, no le den eso",
    ),
    "the texts go on": (
        "Don't stop texting me", "Please don't stop the messages", "Never stop texting us", "Text me",
        "I can't get him to stop texting me", "I got no more messages from you, is all well?",
        "Did you stop sending messages to Tom?", "Are there no more texts about lunch?",
        "Text messages are great", "Thank you for the message", "don't text me the address, I know it",
        "can you text me when he wakes up", "Can you send me a message at noon?",
        "I want to be removed from carpool duty next week but keep texts",
        "Please don't let the kids stop messaging grandma",
        "no more texts about lunch but the others are fine",
    ),
    "something else stops": (
        "don't stop the car seat program", "Please stop by the office at 3", "We will stop at the bus stop",
        "Please stop the bottle at noon", "She has to stop biting", "He would not stop crying",
        "no more milk please", "No more diapers left, I bring some", "I don't want Leo to nap after 2",
        "I don't want him to go out today", "Please cancel lunch for Mia today", "Cancel his nap",
        "end of the day is fine", "The end", "I'll quit my job", "Remove the car seat please",
        "remove his jacket", "Take him off the bus list", "opt for the vegetarian menu",
        "please take his jacket off", "Leave her alone if she sleeps", "Opt out of the field trip please",
        "Remove me from the carpool list", "Take my phone from Leo please", "enough diapers for today?",
        "Enough! He has had two bottles", "More is enough", "Help, she fell!", "no", "No!", "Yes please",
        "yes", "ok", "Thanks!", "Good morning", "", "🙏", "No more than two",
        "unsubscribed from the gym, can pick up at 4", "Stopping by at 5", "quit smoking",
        "He can stop now and nap", "nonstop crying",
    ),
}  # fmt: skip

ROWS = [
    (wish, meant, body)
    for wish, table in ((Wish.ACTS, ACTS), (Wish.ASKS, ASKS), (Wish.NONE, NONE))
    for meant, said in table.items()
    for body in said
]


@pytest.mark.parametrize(("wish", "meant", "body"), ROWS)
def test_who_means_what(wish: Wish, meant: str, body: str) -> None:
    assert wish_of(body) is wish, meant


def test_the_table_has_what_was_promised() -> None:
    assert len({body for _, _, body in ROWS}) >= 120


@pytest.mark.parametrize(
    ("body", "told", "closed", "word"),
    [
        *[
            (one, "", False, Word.STOP)
            for one in (
                "STOP",
                "stop",
                " Stop \n",
                "StopAll",
                "UNSUBSCRIBE",
                "cancel",
                "End",
                "QUIT",
                "revoke",
                "OptOut",
            )
        ],
        *[(one, "", False, Word.START) for one in ("START", "start", "UnStop")],
        *[(one, "", False, Word.HELP) for one in ("HELP", "info")],
        ("YES", "", True, Word.START),
        ("yes", "", False, None),
        ("Stop please", "", False, None),
        ("I need help", "", False, None),
        ("", "", False, None),
        ("basta", "STOP", False, Word.STOP),
        ("STOP", "START", False, Word.START),
        ("hola", "help", False, Word.HELP),
        ("STOP", "SOMETHING", False, Word.STOP),
    ],
)
def test_the_carriers_word_is_a_whole_text_and_what_the_carrier_took_it_for_counts_more(
    body: str, told: str, closed: bool, word: Word | None
) -> None:
    assert carrier_word(body, told, closed=closed) is word


WISHES = [body for wish, _, body in ROWS if wish is Wish.ACTS]
HESITATIONS = [body for wish, _, body in ROWS if wish is Wish.ASKS]


@given(st.text(max_size=400))
def test_any_text_is_read(body: str) -> None:
    assert wish_of(body) in set(Wish)
    assert carrier_word(body) in {None, *Word}


@given(st.sampled_from(WISHES), st.sampled_from(["", " ", "\n", "!", " 🙏"]))
def test_it_does_not_matter_how_a_wish_is_written(body: str, after: str) -> None:
    assert wish_of(body.upper() + after) is Wish.ACTS


@given(
    st.sampled_from(HESITATIONS),
    st.sampled_from(["She is allergic", "Pavel may not take him", "Solo por la tarde", "Leo sleeps"]),
    st.sampled_from([", ", ". ", " - ", "\n", "! ", " "]),
)
def test_where_more_is_said_a_word_that_stops_something_never_ends_the_texts(body: str, more: str, by: str) -> None:
    assert wish_of(body + by + more) is Wish.NONE
    assert wish_of(more + by + body) is Wish.NONE


@given(st.sampled_from(["stop ", "please ", "no ", "s", "stop.", "hola ", "stop all the "]), st.integers(1, 2_000))
def test_what_is_repeated_endlessly_is_read_as_fast(piece: str, times: int) -> None:
    assert wish_of(piece * times) in set(Wish)


def test_a_text_longer_than_texts_are_is_read_as_far_as_they_go() -> None:
    assert wish_of("stop texting me " + "x" * 100_000) is Wish.ACTS
