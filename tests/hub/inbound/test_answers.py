"""What somebody writes in an answer to an email arrives, all of it and nothing else, from whatever mail program."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.inbound.email.answers import answer_of
from hub.inbound.email.letters import read
from tests.answers.normal import normal
from tests.answers.people import SENTENCES, answers
from tests.answers.table import WRAPPERS
from tests.answers.words import Answer
from tests.hub.our_emails import HUB, OURS, READER, REPLY_TO, SENDER, SENT

SIGNS = {one.row.sign.strip() for one in WRAPPERS.values() if one.row.sign} | {"Sent from my iPhone"}
"""What mail programs put under an answer by themselves; nobody's words."""


def meant(text: str) -> str:
    """What somebody wrote, as it is compared: without a line that a mail program puts there by itself."""
    return worded("\n".join(line for line in text.split("\n") if line.strip() not in SIGNS))


def worded(text: str) -> str:
    """Normal, without marks of quotation that mark nothing: among those of a program they cannot be told."""
    return normal(re.sub(r"(?<!\S)>(?!\S)", "", normal(text)))


def arrived(key: str, answer: Answer, which: int) -> str:
    original, ours = SENT[which]
    letter = read(WRAPPERS[key].wrap(answer, original))
    return meant(answer_of(letter.text, letter.page_text, ours).text)


@pytest.mark.parametrize("key", WRAPPERS)
def test_from_every_mail_program_and_in_every_language_it_arrives_as_it_was_written(key: str) -> None:
    number = sorted(WRAPPERS).index(key)
    for at in range(number % 16, len(SENTENCES), 16):
        answer = Answer(SENTENCES[at])
        assert arrived(key, answer, at % len(SENT)) == meant(answer.text), SENTENCES[at]


@pytest.mark.parametrize("key", WRAPPERS)
def test_who_writes_nothing_says_nothing_and_nothing_of_ours_is_posted_as_theirs(key: str) -> None:
    assert all(arrived(key, Answer(""), which) == "" for which in range(len(SENT)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answer=answers(), key=st.sampled_from(sorted(WRAPPERS)), which=st.integers(0, len(SENT) - 1))
def test_whatever_some_parent_writes_arrives(answer: Answer, key: str, which: int) -> None:
    assert arrived(key, answer, which) == meant(answer.text)


GMAIL = f"On Sat, Nov 28, 2026 at 6:04 AM Maple Street <\n{SENDER}> wrote:"
QUOTED = "\n".join(f"> {line}" for line in OURS.wordings[0].splitlines())
BARE = OURS.wordings[0]

KEPT = {
    "F1 a sentence like a head": "Hi Ana,\n\nOn Friday the doctor wrote:\n\nNo milk, and 5 ml.\n\nThanks",
    "F2 in French": "Bonjour,\nLe médecin nous a écrit :\nPas de lait jusqu'à lundi.\nMerci",
    "F3 thanks and more": "Yes, at four.\n\nThank you,\nplease give her the blue cup\nand no nuts today.\nRosa",
    "F4 her own signs": "If her temperature is\n> 38.5 call me\n> 39 call the doctor\nand give her water.",
    "F5 forwarded": (
        "See the allergist:\n\n---------- Forwarded message ---------\nFrom: Dr. Kim <kim@clinic.example>\n"
        "Date: Sat, Nov 28, 2026\nSubject: Mia\nTo: rosa.alvarez@families.example\n\nMia has a nut allergy."
    ),
    "a signature of her own": "Yes.\n\n-- \nRosa Alvarez\n555 0100",
    "two dashes": "We need\n-- milk\n-- a hat",
    "a rule of her own": "First\n____________\nSecond",
    "a line of ours": "Read it",
    "our first line": "Ana Reyes sent you a message.",
    "our name": "Hi Maple Street",
    "below a phone": "Yes\n\nPS: no nuts",
    "not a phone's line": "Sent from my mother, so please forgive the typos",
    "a question mark": "?",
    "an emoji": "👍",
}
"""What stays, whatever it looks like (faults.md K1)."""

AROUND = {
    "Gmail": lambda text: f"{text}\n\n{GMAIL}\n\n{QUOTED}\n",
    "Gmail in Russian": lambda text: (
        f"{text}\n\nсб, 28 нояб. 2026 г. в 06:04, Maple Street <{SENDER}>:\n\n{QUOTED}"
    ),
    "Gmail in Swedish": lambda text: (
        f"{text}\n\nDen lör 28 nov. 2026 06:04Maple Street <{SENDER}> skrev:\n\n{QUOTED}"
    ),
    "Gmail in Polish": lambda text: (
        f"{text}\n\nsob., 28 lis 2026 o 06:04 Maple Street <{SENDER}> napisał(a):\n{QUOTED}"
    ),
    "a webmail": lambda text: f"{text}\n\n2026-11-28 6:04 GMT-06:00 Maple Street <{SENDER}>:\n{QUOTED}",
    "Outlook in Russian": lambda text: (
        f"{text}\n\n{'_' * 32}\nОт: Maple Street <{SENDER}>\nОтправлено: 28 ноября 2026 г. 6:04\n"
        f"Кому: {READER}\nТема: Messages from Maple Street\n\n{BARE}"
    ),
    "Outlook in Chinese": lambda text: (
        f"{text}\n\n发件人: Maple Street <{SENDER}>\n发送时间: 2026年11月28日 6:04\n收件人: {READER}\n"
        f"主题: Messages from Maple Street\n\n{BARE}"
    ),
    "on one line": lambda text: (
        f"{text}\n-------- Original message --------From: Maple Street <{SENDER}> Date: 11/28/26  6:04 AM "
        f" (GMT-06:00) To: {READER} Subject: Messages from Maple Street {' '.join(BARE.split())}"
    ),
    "below": lambda text: f"{GMAIL}\n\n{QUOTED}\n\n{text}",
    "a page": lambda text: f"{text}\n\n> On Nov 28, 2026, at 6:04 AM, Maple Street <{SENDER}> wrote:\n>\n{QUOTED}",
}  # fmt: skip


@pytest.mark.parametrize("program", AROUND)
@pytest.mark.parametrize("what", KEPT)
def test_only_what_is_ours_is_cut_and_what_a_program_put_around_it(program: str, what: str) -> None:
    found = answer_of(AROUND[program](KEPT[what]), "", OURS)

    assert normal(found.text) == normal(KEPT[what])
    assert "sent you a message" in found.ours.lower()


def test_an_answer_between_our_lines_is_all_of_it_and_so_is_a_wrapped_line_of_ours() -> None:
    first, *rest = BARE.splitlines()
    long = next(line for line in rest if len(line) > 90)
    wrapped = [one for line in rest for one in ([f"> {line[:74]}", line[74:]] if line == long else [f"> {line}"])]
    text = "\n".join([GMAIL, "", f"> {first}", "Yes, at four.", *wrapped[:3], "No nuts.", *wrapped[3:]])

    assert answer_of(text, "", OURS).text.split("\n") == ["Yes, at four.", "No nuts."]


def test_our_links_and_addresses_are_blanked_in_what_is_kept_and_those_of_one_person_in_what_is_posted() -> None:
    wrapped = f"https://gate.example/?url={HUB.replace(':', '%3A').replace('/', '%2F')}%2Fu%2Fabc.def&x=1"
    text = f"Saw {HUB}/u/abc.def and {HUB}/s/Ab3dE_7x9Qz and {wrapped}, wrote to {REPLY_TO}. See {HUB}/#/c/c_1"
    found = answer_of(AROUND["Gmail"](text), "", OURS)

    assert found.text == f"Saw […] and […] and […] wrote to […]. See {HUB}/#/c/c_1"
    assert not {HUB, REPLY_TO} & set(re.split(r"[\s<>]", found.ours + found.theirs))
    assert "/u/" not in found.ours + found.theirs


def test_what_our_email_said_in_the_language_that_was_chosen_then_is_known_when_another_is_chosen_now() -> None:
    spanish, _ = SENT[1]
    _, english = SENT[0]
    letter = read(WRAPPERS["Gmail web, English"].wrap(Answer("Sí"), spanish))

    assert answer_of(letter.text, letter.page_text, english).text == "Sí"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "made",
    [
        lambda n: "> quick brown fox of an older thread says hello to everybody\n" * (n // 62),
        lambda n: BARE * (n // len(BARE)), lambda n: f"{' '.join(BARE.split())} " * (n // len(BARE)),
        lambda n: "> Read it\nb\n" * (n // 12), lambda n: ">\n" * (n // 2), lambda n: "a:\n" * (n // 3),
        lambda n: f"From: {SENDER}\n" * (n // 31), lambda n: "-----x\n" * (n // 7), lambda n: "-" * n,
        lambda n: "<" * n, lambda n: "a@" * (n // 2), lambda n: "Sent from my " * (n // 13), lambda n: "[" * n,
        lambda n: f"{HUB}/u/abc " * (n // 38), lambda n: "Read it\n" * (n // 8), lambda n: "<mailto:a>" * (n // 10),
    ],
)  # fmt: skip
def test_no_answer_keeps_us_busy_for_longer_than_its_length(made) -> None:
    answer_of("Yes", "", OURS)

    def spent(size: int) -> float:
        text, began = made(size), time.process_time()
        answer_of(text, "", OURS)
        return time.process_time() - began

    short, long = min(spent(100_000) for _ in range(3)), spent(1_000_000)
    assert long < 30 * short + 0.2  # ten times as much; a square would be a hundred
