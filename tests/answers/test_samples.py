"""The samples are what they say: whole messages of the programs they name, with all that a person wrote in them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import lru_cache
from html.parser import HTMLParser
from typing import cast

import pytest
from hypothesis import given, settings

from tests.answers.dates import LANGUAGES
from tests.answers.normal import normal
from tests.answers.original import Original
from tests.answers.people import SENTENCES, SUBJECT_ONLY, answers
from tests.answers.sent import REPLY, letters
from tests.answers.table import PROGRAMS, WRAPPERS
from tests.answers.words import Answer, Picture

READ = {"gb2312": "gb18030", "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252", "us-ascii": "ascii"}
LETTERS = letters()
EVERYTHING = Answer("\n\n".join(SENTENCES), pictures=(Picture(3), Picture(9, "spoon.png")))
NAMES = {
    "Gmail": b"@mail.gmail.com>",
    "Outlook": b"outlook.com>",
    "New Outlook": b"outlook.com>",
    "Apple Mail iPhone": b"iPhone Mail",
    "Apple Mail Mac": b"Apple Mail (2",
    "Samsung": b"Samsung Email",
    "Yahoo": b"Yahoo",
    "Yahoo web": b"YMailNovation",
    "Thunderbird": b"Mozilla Thunderbird",
    "Proton": b"X-Pm-Message-ID",
    "K-9": b"Thunderbird for Android",
    "Roundcube": b"Roundcube Webmail",
    "GMX": b"X-UI-Message-Type",
    "mail.ru": b"Mail.Ru",
    "Yandex": b"Yamail",
    "QQ": b"Tencent",
    "NetEase": b"Coremail",
    "Naver": b"X-Naver",
}
"""By what headers each program is known, whose name the wrapper's begins with."""

EVERYWHERE = (
    "Gmail web", "Gmail Android", "Gmail iPhone", "Outlook desktop", "Outlook web", "New Outlook", "Outlook mobile",
    "Apple Mail iPhone", "Apple Mail Mac", "Samsung", "Yahoo web", "Yahoo iPhone", "Yahoo Android", "Thunderbird",
    "Proton web", "Proton mobile",
)  # fmt: skip


class Words(HTMLParser):
    """What a reader sees of HTML, a space for each tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("a", "span", "b"):
            self.said.append(" ")

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@lru_cache(maxsize=512)
def parsed(name: str, answer: Answer, original: Original = LETTERS[0]) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(WRAPPERS[name].wrap(answer, original), policy=default))


def parts(message: EmailMessage, kind: str) -> list[str]:
    """Each part of a kind of text in its letters, read as browsers read charsets."""
    found = []
    for part in message.walk():
        if part.get_content_type() == f"text/{kind}":
            charset = str(part.get_content_charset())
            words = (
                cast(bytes, part.get_payload(decode=True)).decode(READ.get(charset, charset)).replace("\r\n", "\n")
            )
            flowed, delsp = part["Content-Type"].params.get("format"), part["Content-Type"].params.get("delsp")
            found.append(unflowed(words, delsp=bool(delsp)) if flowed else words)
    return found


def unflowed(words: str, *, delsp: bool) -> str:
    """Text without the breaks and the spaces that RFC 3676 puts into it."""
    rows = [re.sub("^ ", "", row) for row in words.split("\n")]
    return "".join(
        row[: -1 if delsp else None] if row.endswith(" ") and row != "-- " else row + "\n" for row in rows
    )


def read(message: EmailMessage) -> str:
    """All its words, from its HTML if it has any."""
    html = parts(message, "html")
    if not html:
        return normal("\n".join(parts(message, "plain")))
    reading = Words()
    reading.feed("".join(html))
    reading.close()
    return normal("".join(reading.said))


def test_every_name_in_the_table_is_of_one_wrapper() -> None:
    names = [one.key for program in PROGRAMS for one in program.WRAPPERS]

    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert len(names) >= 300


@pytest.mark.parametrize("program", EVERYWHERE)
def test_the_programs_that_most_parents_use_are_there_in_eleven_languages(program: str) -> None:
    assert [language for language in LANGUAGES.values() if f"{program}, {language}" not in WRAPPERS] == []


def test_answers_stand_above_below_and_between_the_lines() -> None:
    assert {one.posting for one in WRAPPERS.values()} == {"above", "below", "between"}


def test_each_row_says_where_it_was_seen_or_why_it_is_assumed() -> None:
    assert [name for name, one in WRAPPERS.items() if not one.source] == []


@pytest.mark.parametrize("name", WRAPPERS)
def test_it_is_a_message_without_a_fault_of_the_program_it_names(name: str) -> None:
    raw = WRAPPERS[name].wrap(EVERYTHING, LETTERS[1])
    message = parsed(name, EVERYTHING, LETTERS[1])

    assert [part.defects for part in message.walk() if part.defects] == []
    assert [header.defects for header in message.values() if header.defects] == []
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    known = max((one for one in NAMES if name.startswith(one)), key=len)
    assert NAMES[known] in raw.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("name", WRAPPERS)
def test_it_answers_ours_to_the_address_for_answers_and_after_it_was_sent(name: str) -> None:
    message = parsed(name, Answer("Yes, at four."))

    assert message["In-Reply-To"] == LETTERS[0].message_id
    assert str(message["References"]).split() == [LETTERS[0].references, LETTERS[0].message_id]
    assert message["To"].addresses[0].addr_spec == REPLY
    assert message["From"].addresses[0].addr_spec == LETTERS[0].to
    assert message["Date"].datetime > LETTERS[0].sent_at
    assert str(message["Subject"]).endswith(LETTERS[0].subject)


@pytest.mark.parametrize("name", WRAPPERS)
def test_names_beyond_ascii_stand_in_the_headers_as_names(name: str) -> None:
    original = replace(LETTERS[0], to_name="Rosa Álvarez Ñuñez", sender_name="Kita Müllerstraße, Zürich")
    message = parsed(name, Answer("Sí."), original)

    assert [header.defects for header in message.values() if header.defects] == []
    assert message["From"].addresses[0].addr_spec == original.to
    assert "Álvarez" in message["From"].addresses[0].display_name
    assert message["To"].addresses[0].display_name == original.sender_name


@pytest.mark.parametrize("name", WRAPPERS)
def test_it_quotes_ours(name: str) -> None:
    for original in LETTERS:
        lead = normal(original.text.split("\n")[0])
        said = re.sub(r"(?<=\s)> ", "", read(parsed(name, Answer("Yes, at four."), original)))

        assert normal(lead) in said


@pytest.mark.parametrize("name", WRAPPERS)
def test_all_that_a_person_wrote_is_in_it_letter_by_letter(name: str) -> None:
    said = read(parsed(name, EVERYTHING, LETTERS[1]))

    assert [line for line in EVERYTHING.lines if normal(line) not in said] == []


@settings(max_examples=30, deadline=None)
@given(answer=answers())
def test_whatever_some_parent_could_write_is_in_it_letter_by_letter(answer: Answer) -> None:
    for name in list(WRAPPERS)[len(answer.text) % 13 :: 13]:
        message = parsed(name, answer)
        said = read(message)

        assert [part.defects for part in message.walk() if part.defects] == []
        assert [(name, line) for line in answer.lines if normal(line) not in said] == []


@pytest.mark.parametrize("name", WRAPPERS)
def test_what_stands_in_the_subject_alone_is_there(name: str) -> None:
    for answer in SUBJECT_ONLY[len(name) % 4 :: 4]:
        assert normal(str(parsed(name, answer)["Subject"])) == normal(answer.subject or "")


@pytest.mark.parametrize("name", WRAPPERS)
def test_pictures_are_in_it(name: str) -> None:
    answer = Answer("Here is her medicine:\n5 ml at noon.", pictures=(Picture(1), Picture(2, "spoon.png")))
    kinds = [part.get_content_type() for part in parsed(name, answer).walk()]

    assert kinds.count("image/png") == 2


def test_people_write_at_least_150_sentences_in_all_those_languages() -> None:
    assert len(set(SENTENCES)) == len(SENTENCES) >= 150
    for letters_of in ("ñ", "ß", "é", "ç", "ж", "的", "の", "요", "ع", "ạ", "👍"):
        assert any(letters_of in one for one in SENTENCES)


def test_charsets_of_old_are_there_where_offices_still_write_them() -> None:
    said = {
        "Chinese": "好的，四点。谢謝", "Japanese": "はい、四時に。", "Korean": "네, 네 시에요.",
        "Russian": "Да.",
        "Arabic": "نعم، في الرابعة.", "Spanish": "Sí, mañana – a las cuatro €5…",
    }  # fmt: skip
    charsets = {}
    for language, words in said.items():
        message = parsed(f"Outlook web, {language}", Answer(words))
        charsets[language] = message.get_body(("plain",)).get_content_charset()
        assert normal(words) in read(message)

    assert charsets == {
        "Chinese": "gb2312", "Japanese": "iso-2022-jp", "Korean": "ks_c_5601-1987", "Russian": "koi8-r",
        "Arabic": "windows-1256", "Spanish": "windows-1252",
    }  # fmt: skip
