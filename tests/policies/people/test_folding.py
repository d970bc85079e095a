"""One folding for names everywhere: the table that the page's is checked against, and every letter there is."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.folding import BASES, fold, joined, name_key, words_of

TABLE = json.loads(Path(__file__).with_name("folding.json").read_text(encoding="utf-8"))
LATIN = [*range(0x80, 0x2B0), *range(0x1E00, 0x1F00), *range(0x2C60, 0x2C80), *range(0xA722, 0xA7CB)]


@pytest.mark.parametrize(("text", "folded"), TABLE["folded"])
def test_a_name_is_folded_as_the_table_says(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "words"), TABLE["words"])
def test_a_text_has_the_words_that_the_table_says(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize("other", ["ALVAREZ, Rósa", "rosa  alvarez", "Alvarez Rosa"])
def test_a_name_is_one_however_it_is_written(other: str) -> None:
    assert name_key("Rosa Alvarez") == name_key(other) == ("alvarez", "rosa")
    assert name_key("Rosa Novak") != name_key(other)
    assert name_key("?") == ()


def test_the_page_is_checked_against_the_same_letters() -> None:
    letters = (chr(one) for first, last in TABLE["ranges"] for one in range(first, last + 1))

    assert digest("".join(f"{fold(one)}\n" for one in letters)) == TABLE["digest"]


def digest(text: str) -> int:
    """FNV-1a of 32 bits, of UTF-16 units."""
    units, found = text.encode("utf-16-le"), 0x811C9DC5
    for at in range(0, len(units), 2):
        found = ((found ^ int.from_bytes(units[at : at + 2], "little")) * 0x01000193) & 0xFFFFFFFF
    return found


def test_every_latin_letter_with_a_stroke_a_hook_or_a_tail_is_what_it_is_written_as_without() -> None:
    plain = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH (?!.*(DIGRAPH|LIGATURE))")
    named = {chr(one): found[1].lower() for one in LATIN if (found := plain.match(unicodedata.name(chr(one), "")))}

    assert len(named) > 300
    assert {one: fold(one).rstrip("'") for one in named} == named
    assert {one: fold(one.upper()).rstrip("'") for one in named if len(one.upper()) == 1} == {
        one: base for one, base in named.items() if len(one.upper()) == 1
    }


def test_every_letter_of_the_table_is_folded_and_to_what_stays_as_it_is() -> None:
    letters = [(letter, base) for base, its in BASES.items() for letter in its]

    assert len(letters) == len({letter for letter, _ in letters})
    assert all(fold(letter) == base == fold(base) for letter, base in letters)


@pytest.mark.parametrize(
    ("text", "closer"),
    [
        ("O’Brien", ["obrien"]),
        ("Anne-Marie", ["annemarie"]),
        ("Leo’s", []),
        ("Leo's turn", []),
        ("O'Brien's", ["obrien", "s"]),
        ("D'Souza - Leo", ["dsouza", "leo"]),
        ("Ñ'a", ["na"]),
        ("Leo Novak", []),
        ("", []),
    ],
)
def test_what_a_joint_parts_is_put_together_too(text: str, closer: list[str]) -> None:
    assert joined(fold(text)) == closer


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_case_never_matters(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) or "ß" in text or "µ" in text or "ÿ" in text
    assert words_of(text) == words_of(fold(text))
