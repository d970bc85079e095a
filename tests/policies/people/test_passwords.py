"""A password is long enough, nobody's address, and not among the first that are tried."""

import pytest

from policies.people.passwords import COMMON, may_be_password
from policies.verdict import Allowed, Refused

EMAIL = "rosa.alvarez@families.example"


@pytest.mark.parametrize(
    ("fresh", "why"),
    [
        ("short", "10 characters"),
        ("aaaaaaaaaa", "over and over"),
        ("          ", "over and over"),
        ("abababABAB", "over and over"),
        (EMAIL, "email address"),
        ("Rosa.Alvarez", "email address"),
        ("password12", "tried first"),
        ("P-a-s-s-w-o-r-d!", "tried first"),
        ("Contraseña2024", "tried first"),
        ("daycaredaycare", "tried first"),
        ("1234567890", "tried first"),
        ("98765-43210", "tried first"),
    ],
)
def test_what_is_tried_first_is_refused_in_words(fresh: str, why: str) -> None:
    verdict = may_be_password(fresh, EMAIL, same=False)

    assert isinstance(verdict, Refused)
    assert why in verdict.because


@pytest.mark.parametrize(
    "fresh", ["a new password", "correct horse", "2703591846", "ñandú y su cría", "密码很长很长很长很长"]
)
def test_anything_else_may_be_a_password_whatever_its_characters(fresh: str) -> None:
    assert isinstance(may_be_password(fresh, EMAIL, same=False), Allowed)


def test_the_one_that_it_was_is_no_new_one() -> None:
    assert isinstance(may_be_password("a new password", EMAIL, same=True), Refused)


def test_how_many_words_are_known_is_what_the_guide_says() -> None:
    assert len(COMMON) == 152
