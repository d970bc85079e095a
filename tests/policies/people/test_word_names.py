"""Given names that are words: a message waits where somebody is meant (names_meant.txt), and else goes."""

import time
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.facts import Student
from policies.people.folding import fold, words_of
from policies.people.word_names import (
    _SPEAKS_ENGLISH,
    _SPEAKS_SPANISH,
    ENGLISH,
    MODALS,
    MONTHS,
    SPANISH,
    TextReading,
    is_word,
)
from policies.review.content import named_in, names_of
from tests.school import FACTS, roster

HERE = Path(__file__).parent
GIVEN = [
    "Will", "May", "March", "Ivy", "Ruby", "Joy", "Grace", "Hope", "Faith", "Art", "Mark", "Bill", "Rose",
    "Lily", "Summer", "April", "June", "Dawn", "Chase", "Hunter", "Mason", "Frank", "Grant", "Drew", "Pat",
    "Daisy", "Holly", "Jack", "Max", "Miles", "Penny", "River", "Robin", "Sky", "Autumn", "Harmony",
    "Olive", "Pearl", "Sage", "Violet", "Sue", "Rob", "Sol", "Luz", "Mar", "Paz", "Cielo", "Rosa",
    "Blanca", "Clara", "Dolores", "Consuelo", "Ángel", "Cruz", "Rey", "Leo", "Marcos", "Alma", "Abril",
    "Tomás", "Celeste", "Flor", "Estrella", "Mía", "Nieves", "Rocío", "Julio", "Lucía", "Paloma", "Gloria",
    "Aurora",
]  # fmt: skip
CHILDREN = (
    *(Student(id=one.lower(), name=f"{one} Yoder", given=one) for one in GIVEN),
    Student(id="noah", name="Noah Brooks", given="Noah"),
    Student(id="zoe", name="Zoë Novák", given="Zoë"),
)
NAMES = names_of(roster(replace(FACTS, students=CHILDREN)))

SOMEBODY = (HERE / "names_meant.txt").read_text(encoding="utf-8").splitlines()

NOBODY = (HERE / "names_not_meant.txt").read_text(encoding="utf-8").splitlines()


def held(text: str) -> frozenset[str]:
    return frozenset(one.student for one in named_in(NAMES, text)) - {"noah", "zoe"}


@pytest.mark.parametrize("text", SOMEBODY)
def test_what_names_a_child_waits_though_the_name_is_a_word(text: str) -> None:
    assert held(text)


@pytest.mark.parametrize("text", NOBODY)
def test_what_says_the_word_alone_goes_at_once(text: str) -> None:
    assert set(words_of(text)) & {fold(one) for one in GIVEN}  # else it would prove nothing

    assert held(text) == frozenset()


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert len(SOMEBODY) > 120
    assert len(NOBODY) > 100


@given(st.sampled_from(GIVEN), st.sampled_from(NOBODY), st.booleans(), st.booleans())
def test_a_full_name_always_holds(called: str, text: str, shouted: bool, first: bool) -> None:
    name = f"{called} Yoder"
    name = name.upper() if shouted else name

    assert called.lower() in held(f"{name}. {text}" if first else f"{text} {name}")


@given(st.sampled_from(SOMEBODY))
def test_no_accent_lets_go_what_is_meant(text: str) -> None:
    assert held(unicodedata.normalize("NFD", text)) >= held(text)


def test_a_name_that_is_no_word_holds_as_ever() -> None:
    for text in ("noah bit her", "NOAH", "the noah of the ark", "Noah", "zoe", "ZOË’s cup", "in zoë we trust"):
        assert named_in(NAMES, text)


def test_a_child_of_one_name_that_is_a_word_is_no_exception() -> None:
    alone = names_of(roster(replace(FACTS, students=(Student(id="will", name="Will", given="Will"),))))

    assert named_in(alone, "We will be late") == frozenset()
    assert named_in(alone, "We think Will is sick")


def test_an_initial_of_another_family_says_nothing_of_this_one() -> None:
    assert held("May X is the one we mean by that") == frozenset()
    assert held("May Y is the one we mean by that") == {"may"}
    assert held("Will I see you at four?") == frozenset()


def test_the_lists_are_folded_and_no_word_shows_both_languages() -> None:
    for words in (ENGLISH, SPANISH, _SPEAKS_ENGLISH, _SPEAKS_SPANISH):
        assert all(fold(one) == one for one in words)
    assert not _SPEAKS_ENGLISH & _SPEAKS_SPANISH
    assert MODALS <= ENGLISH
    assert MONTHS <= ENGLISH | SPANISH
    assert [is_word(one) for one in ("will", "luz", "noah")] == [True, True, False]


def test_what_nobody_can_read_is_taken_for_a_name() -> None:
    assert held("It is w\u200bill who did it")
    assert TextReading("elsewhere, and all", frozenset({"and", "will"}), lambda _: False).means("will")


def test_a_long_text_full_of_such_words_is_read_in_linear_time() -> None:
    def seconds(times: int) -> float:
        """Of five, the one that was disturbed least."""
        text, took = "we will see may in the river, " * times, []
        for _ in range(5):
            began = time.process_time()
            held(text)
            took.append(time.process_time() - began)
        return min(took)

    held("we will")
    assert seconds(2_000) < 12 * max(seconds(250), 0.001)
