"""Who wants no more texts: by the carrier's words, or in their own, English or Spanish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.stopping import Word, carrier_word, wants_no_more

STOPPED = (
    "stop texting me",
    "Stop texting me!",
    "Please stop texting me",
    "pls stop texting us",
    "Stop please",
    "please stop",
    "STOP NOW",
    "Stop.",
    "Stop it!",
    "no more texts please",
    "No more texts",
    "no more messages, thanks",
    "No more of these messages please",
    "stop sending me messages",
    "Stop sending these texts",
    "Can you stop sending me texts?",
    "Could you please stop messaging me",
    "Don't text me",
    "Don’t text me anymore",
    "do not text me again",
    "do not contact this number",
    "Don't send me any more texts",
    "stop messages",
    "Stop all messages",
    "Stop the notifications",
    "stop these alerts please",
    "cancel texts",
    "end messages",
    "I don't want these texts",
    "I do not want to receive any more messages",
    "I no longer want texts from the school",
    "Unsubscribe me",
    "unsubscribe me please",
    "opt out",
    "opt me out please",
    "I want to opt out",
    "opt-out",
    "Remove me from this list",
    "take me off your list",
    "remove my number",
    "take this number off your list",
    "Delete my number please",
    "Hi, please stop texting me. Thanks",
    "Thank you for everything. Please stop texting me",
    "Ok. Stop texting me",
    "leave me alone",
    "quit texting me",
    "STOP TEXTING MY PHONE",
    "never text me again",
    "I would like to unsubscribe",
    "Stop bothering me",
    "stop texting this number",
    "no me manden más mensajes",
    "No me mande más mensajes",
    "por favor no me manden mensajes",
    "Hola, no me envíen más mensajes",
    "no me escriban más",
    "No me escriban",
    "deje de mandarme mensajes",
    "Dejen de enviarme mensajes",
    "dejen de escribirme",
    "Paren de mandarme mensajes por favor",
    "no quiero más mensajes",
    "No quiero recibir mensajes",
    "no deseo recibir más textos",
    "no más mensajes",
    "No más mensajes por favor",
    "basta de mensajes",
    "cancelar mensajes",
    "quiero darme de baja",
    "Por favor, denme de baja",
    "quítenme de la lista",
    "Alto",
    "¡Basta!",
    "Parar por favor",
    "ya no me manden mensajes",
    "No me manden nada más",
    "deja de molestarme",
)

GOES_ON = (
    "don't stop the car seat program",
    "Don't stop texting me",
    "Please don't stop the messages",
    "Never stop texting us",
    "Please stop by the office at 3",
    "We will stop at the bus stop",
    "stop giving him milk",
    "Please stop the bottle at noon",
    "She has to stop biting",
    "He would not stop crying",
    "I can't get him to stop texting me",
    "I got no more messages from you, is all well?",
    "no more milk please",
    "No more diapers left, I bring some",
    "Did you stop sending messages to Tom?",
    "Are there no more texts about lunch?",
    "yes",
    "Yes please",
    "ok",
    "",
    "Thank you for the message",
    "I don't want Leo to nap after 2",
    "I don't want him to go out today",
    "don't text me the address, I know it",
    "can you text me when he wakes up",
    "Can you send me a message at noon?",
    "Please cancel lunch for Mia today",
    "cancel",
    "Cancel his nap",
    "end of the day is fine",
    "The end",
    "I'll quit my job",
    "Remove the car seat please",
    "remove his jacket",
    "Take him off the bus list",
    "please take his jacket off",
    "opt for the vegetarian menu",
    "Leave her alone if she sleeps",
    "Text me",
    "Text messages are great",
    "no le manden más mensajes a mi ex",
    "No me manden la factura todavía",
    "no quiero que duerma después de las dos",
    "No quiero más leche para él",
    "para mañana traigo pañales",
    "Para de llorar cuando come",
    "paren el autobús aquí",
    "Dejen de darle leche",
    "mándenme un mensaje cuando despierte",
    "gracias por los mensajes",
    "Ya no tiene fiebre",
    "no más pañales",
    "Él no quiere comer más",
    "Baja la fiebre",
    "Alto voltaje",
    "no me escribió nadie",
    "Me pueden mandar mensajes a las tres",
    "cancelar la comida de hoy",
    "stop sign ahead of the school is broken",
    "Please don't let the kids stop messaging grandma",
    "I want to be removed from carpool duty next week but keep texts",
)


@pytest.mark.parametrize("body", STOPPED)
def test_who_says_in_their_own_words_that_they_want_no_more_texts_is_understood(body: str) -> None:
    assert wants_no_more(body)


@pytest.mark.parametrize("body", GOES_ON)
def test_who_wants_something_else_to_stop_goes_on_getting_texts(body: str) -> None:
    assert not wants_no_more(body)


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


@given(st.text(max_size=400))
def test_any_text_is_read(body: str) -> None:
    assert wants_no_more(body) in {True, False}
    assert carrier_word(body) in {None, *Word}


@given(st.sampled_from(STOPPED), st.sampled_from(["", " ", "\n", "!", " 🙏"]))
def test_it_does_not_matter_how_it_is_written(body: str, after: str) -> None:
    assert wants_no_more(body.upper() + after)
    assert wants_no_more(f"Good morning. {body}")
