"""Ordinary words that look like a mail program's, or like ours, arrive as well; hostile ones take no time."""

from __future__ import annotations

import time

import pytest

from hub.inbound.email.answers import answer_of
from hub.inbound.email.html_text import text_of_page
from hub.inbound.email.letters import read
from notifiers.notification import Notice
from tests.answers.table import WRAPPERS
from tests.answers.words import Answer
from tests.hub.our_emails import HUB, OURS, READER, REPLY_TO, SENDER, alert, both

GMAIL = f"On Sat, Nov 28, 2026 at 6:04 AM Maple Street <{SENDER}> wrote:"
QUOTED = "\n".join(f"> {line}" for line in OURS.wordings[0].splitlines())
BARE = OURS.wordings[0]
OUTLOOK = (
    f"From: Maple Street <{SENDER}>\nSent: Saturday, November 28, 2026 6:04 AM\nTo: {READER}\n"
    f"Subject: Messages from Maple Street\n"
)


def test_an_answer_full_of_signs_of_addresses_takes_no_time() -> None:
    text = "\n".join(["<" + "@" * 1_990] * 10 + [BARE]) * 20
    began = time.process_time()
    found = answer_of(text, "", OURS)

    assert time.process_time() - began < 2
    assert "@@@" in found.text


@pytest.mark.parametrize("word", ["Stop", "Sent", "You can", "Read it"])
def test_a_word_with_which_a_line_of_ours_begins_stays_also_below_that_line(word: str) -> None:
    assert answer_of(f"{OUTLOOK}\n{BARE}\n\n{word}", "", OURS).text == word


LAST = (
    "Sent with nine diapers and a hat", "Sent with her tablet in the blue bag", "Sent with the new tablet",
    "Sent via phone to Dr. Kim", "Sent from mobile clinic today", "Sent from dad's phone", "Sent with honor",
    "Sent with windows open", "Sent with spark plugs for show and tell", "Sent with a moto jacket and an iPad",
    "Sent using my neighbor's phone so please do not reply here", "Get the Outlook from your iPad",
    "Enviado con el celular de mi hermana porque el mío no sirve", "Enviado con vivo interés",
    "Enviado do celular da minha mãe", "Envoyé avec son téléphone dans le sac", "Envoyé de la tablette de Léo",
    "Gesendet mit dem Handy von Oma weil meins kaputt ist", "Von Oma per Handy gesendet",
    "Mit dem iPad von Leo gesendet", "Отправлено с телефона бабушки", "Gửi từ điện thoại của bà ngoại",
    "أرسلت من هاتف جدتها", "Inviato dal telefono della nonna",
)  # fmt: skip
"""Ends of answers that begin as a phone's own line does."""


WHOLE = (
    "Hello Ana,\n\nOn Tuesday the doctor wrote:\nMia may not have milk until Friday.\n\nThanks, Rosa",
    "Please note:\nFrom: Monday\nTo: Friday\nMia eats no nuts.",
    "Medicine list\n________________\nIbuprofen 5 ml at noon",
    "> 38.5 degrees this morning, so Mia stays at home.",
)
"""What libraries cut as if it were quoted (findings/reply-parsers-cut-first-letters.sh)."""


@pytest.mark.parametrize("text", WHOLE)
def test_what_only_looks_like_a_quotation_arrives_whole_with_one_below_it_and_without(text: str) -> None:
    assert answer_of(text, "", OURS).text == text
    assert answer_of(f"{text}\n\n{GMAIL}\n\n{QUOTED}", "", OURS).text == text


@pytest.mark.parametrize("line", LAST)
def test_a_sentence_that_begins_as_a_phones_own_line_arrives(line: str) -> None:
    assert answer_of(f"Yes.\n{line}\n\n{GMAIL}\n\n{QUOTED}", "", OURS).text == f"Yes.\n{line}"


@pytest.mark.parametrize(
    "line", ["her iPad", "iPad charger is in her bag, please charge it", "Spark Dance School", "yahoo!"]
)
def test_what_somebody_sets_below_two_dashes_arrives_whatever_it_names(line: str) -> None:
    assert answer_of(f"We need\n--\n{line}\n\n{GMAIL}\n\n{QUOTED}", "", OURS).text == f"We need\n--\n{line}"


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone 15 Pro Max", "Sent from my T-Mobile 5G Device", "Sent from Mail for Windows 10",
        "Sent from my Samsung Galaxy smartphone.", "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Sent from my phone",
        "Sent from the all new AOL app for Android", "Gesendet mit der GMX Mail App", "Envoyé de mon iPad",
        "Sent from my Pixel 8", "Enviado desde mi Samsung Galaxy", "Inviato da iPhone", "Wysłano z iPhone'a",
        "Verzonden vanaf mijn iPad", "Holen Sie sich Outlook für Android", "Obtenir Outlook pour iOS",
    ],
)  # fmt: skip
def test_a_phones_own_line_does_not(line: str) -> None:
    assert answer_of(f"Yes.\n\n{line}\n\n{GMAIL}\n\n{QUOTED}", "", OURS).text == "Yes."


HOST = HUB.partition("://")[2]


@pytest.mark.parametrize(
    "secret",
    [
        f"{HOST}/s/Ab3dE_7x9Qz", f"{HOST}/u/abcdefgh.ijklmnop".upper(), f"{HUB}/u/abcdefgh.ijklmnop",
        REPLY_TO.replace("+", "%2B").replace("@", "%40"), f"mailto:{REPLY_TO}", f"SRS0=x=y={REPLY_TO}",
        f"https://gate.example/?to=mailto%3A{REPLY_TO.replace('+', '%2B').replace('@', '%40')}",
    ],
)  # fmt: skip
def test_what_belongs_to_one_person_is_blanked_however_a_program_shows_it(secret: str) -> None:
    found = answer_of(f"I saw {secret} there, and {HOST} is fine", "", OURS).text

    assert "[…]" in found
    assert found.endswith(f"there, and {HOST} is fine")
    assert not {"ab3de_7x9qz", "ijklmnop", "p2s7u4xg2ke5hw3m"} & set(found.lower().replace("@", ".").split("."))
    assert "k3vq7hx2m5tznw4ydb6j2cra" not in found


@pytest.mark.parametrize(
    "own",
    [
        "Ana: please call me\nMaple Street: thanks", "Mia: 5 ml\nLeo: 3 ml\nMaple Street: 1 bottle",
        "Her schedule\n28.11.2026: until noon\nMaple Street: until four\nPickup: 4 pm\n",
    ],
)  # fmt: skip
def test_lines_with_labels_right_above_a_head_arrive(own: str) -> None:
    assert answer_of(f"{own}\n{OUTLOOK}\n{BARE}", "", OURS).text == own.strip()


PROGRAMS = (
    "Outlook desktop, English",
    "Outlook web, Chinese",
    "Samsung, Spanish",
    "Gmail web, English",
    "Yahoo web, Arabic",
)


@pytest.mark.parametrize("loud", ["", "emergency"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_an_email_is_known_whose_message_was_withdrawn_or_its_author_renamed_since(program: str, loud: str) -> None:
    sent, _ = both(alert(Notice("message", "Ana Reyes", loud=loud)))
    _, now = both(alert(Notice("other")))
    letter = read(WRAPPERS[program].wrap(Answer("Yes, at four."), sent))

    assert answer_of(letter.text, letter.page_text, now).text == "Yes, at four."
    assert now.is_subject(letter.subject)


@pytest.mark.parametrize("mark", ["> ", ">> "])
def test_what_somebody_types_into_our_quoted_lines_arrives(mark: str) -> None:
    first, *rest = BARE.splitlines()
    quoted = "\n".join(
        mark + one for one in [first, "YES, at four", "and no nuts", *rest[:3], "Thank you!", *rest[3:]]
    )
    found = answer_of(f"See below.\n\n{GMAIL}\n\n{quoted}", "", OURS).text

    assert found.replace(">", "").split() == [
        "See",
        "below.",
        "YES,",
        "at",
        "four",
        "and",
        "no",
        "nuts",
        "Thank",
        "you!",
    ]


@pytest.mark.parametrize("width", range(20, 77, 3))
def test_however_a_program_wraps_our_lines_nothing_of_them_is_posted(width: int) -> None:
    wrapped = [line[at : at + width] for line in BARE.splitlines() for at in range(0, max(len(line), 1), width)]
    quoted = "\n".join(f"> {one}" for one in wrapped)

    assert answer_of(f"Yes\n\n{GMAIL}\n\n{quoted}", "", OURS).text == "Yes"


PAGE_QUOTED = f"<div>{GMAIL.replace('<', '&lt;')}</div><blockquote>{BARE.replace(chr(10), '<br>')}</blockquote>"


@pytest.mark.parametrize(
    "page",
    [
        "<p>No milk.</p><svg/><p>5 ml at noon.</p>", "<p>No milk.</p><object data=x><p>5 ml at noon.</p>",
        "<p>No milk.</p><title><p>5 ml at noon.</p>", "<p>No milk.<!-- <p>5 ml at noon.</p>", "<p>No milk.</p>",
        "<html><head><body><p>No milk.</p><p>5 ml at noon.</p>",
    ],
)  # fmt: skip
def test_what_a_broken_page_lacks_arrives_from_the_plain_words(page: str) -> None:
    plain = f"No milk.\n5 ml at noon.\n\n{GMAIL}\n\n{QUOTED}"
    found = answer_of(plain, text_of_page(f"{page}{PAGE_QUOTED}"), OURS)

    assert " ".join(found.text.split()) == "No milk. 5 ml at noon."


@pytest.mark.parametrize("plain", ["", f"Thanks 👍 ok\n\n{GMAIL}\n\n{QUOTED}"])
def test_an_emoji_that_a_program_shows_as_a_picture_arrives(plain: str) -> None:
    page = '<p>Thanks <img class="an1" alt="👍" src="x.png"> ok<img alt=\'photo.jpg\'></p>'

    assert answer_of(plain, text_of_page(page + PAGE_QUOTED), OURS).text == "Thanks 👍 ok"


BEYOND = {
    "Re: Messages from Maple Street": "",
    "[EXTERNAL] AW: Messages from Maple Street": "",
    "Отв.: Re: Messages from Maple Street": "",
    "RE: Messages from Maple Street - no nap today": "no nap today",
    "Re: messages from maple street: Mia has a fever": "Mia has a fever",
    "Trả lời: Messages from Maple Street": "",
    "Mia is sick Re: Messages from Maple Street": "Mia is sick",
    "Mia is sick (Messages from Maple Street)": "Mia is sick",
    "Mia is sick, Messages from Maple Street": "Mia is sick",
}


@pytest.mark.parametrize("subject", BEYOND)
def test_what_somebody_adds_to_our_subject_is_theirs(subject: str) -> None:
    assert OURS.beyond(subject) == BEYOND[subject]
