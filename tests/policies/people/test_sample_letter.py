"""The letter that announces the hub: what a school may write instead, and what is put in."""

import pytest

from policies.people.sample_letter import CLOSING, LETTER_CHARACTERS, PLACEHOLDERS, SAMPLE, filled, may_be_letter
from policies.verdict import Allowed, Refused

FACTS = {"school": "Maple Street", "address": "https://hub.example", "admin": "Ines Walker"}


def test_our_own_sample_is_a_letter_that_names_all_there_is_to_name() -> None:
    ours = "\n\n".join([*SAMPLE, CLOSING])
    read = filled(ours, FACTS)

    assert isinstance(may_be_letter(ours), Allowed)
    assert all(f"{{{one}}}" in ours for one in PLACEHOLDERS)
    assert all(one in read for one in FACTS.values())
    assert "{" not in read


@pytest.mark.parametrize("text", ["", "We begin on Monday.", "{school}", "x" * LETTER_CHARACTERS])
def test_a_school_writes_what_it_likes(text: str) -> None:
    assert isinstance(may_be_letter(text), Allowed)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x" * (LETTER_CHARACTERS + 1), "at most"),
        ("Dear {name}, and {name}", "nothing to put in for {name}. A letter may name {school}"),
        ("{}", "{}"),
        ("{School}", "{School}"),
    ],
)
def test_what_there_is_nothing_to_put_in_for_is_named(text: str, why: str) -> None:
    verdict = may_be_letter(text)

    assert isinstance(verdict, Refused)
    assert why in verdict.because


def test_what_is_put_in_stays_as_it_is() -> None:
    assert filled("{school}, {address}, {else}", {**FACTS, "school": "{address}"}) == (
        "{address}, https://hub.example, {else}"
    )
