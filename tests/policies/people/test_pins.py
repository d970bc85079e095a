"""A PIN has four to eight digits, is none that is tried first, and its owner hears of those who try."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.pins import is_told, may_be_pin, may_clear_pin, may_have_pin
from policies.verdict import Allowed, Refused
from tests.school import ana, ines, rosa


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("", "4 to 8 digits"),
        ("486", "4 to 8 digits"),
        ("486273159", "4 to 8 digits"),
        ("48a2", "4 to 8 digits"),
        ("４８６２", "4 to 8 digits"),
        ("٤٨٦٢", "4 to 8 digits"),
        ("0000", "pattern"),
        ("77777777", "pattern"),
        ("1212", "pattern"),
        ("1221", "pattern"),
        ("483483", "pattern"),
        ("1234", "pattern"),
        ("7890", "pattern"),
        ("9012", "pattern"),
        ("4321", "pattern"),
        ("0987", "pattern"),
        ("87654321", "pattern"),
        ("2580", "pattern"),
        ("147258", "pattern"),
        ("1900", "Years and dates"),
        ("1987", "Years and dates"),
        ("2026", "Years and dates"),
        ("2099", "Years and dates"),
        ("240793", "Years and dates"),
        ("072493", "Years and dates"),
        ("930724", "Years and dates"),
        ("290293", "Years and dates"),
        ("24071993", "Years and dates"),
        ("07241993", "Years and dates"),
        ("19930724", "Years and dates"),
    ],
)
def test_what_is_no_pin_or_is_tried_first_is_refused_in_words(pin: str, why: str) -> None:
    verdict = may_be_pin(pin, ana)

    assert isinstance(verdict, Refused)
    assert why in verdict.because


@pytest.mark.parametrize(
    "pin",
    ["4862", "7315", "1899", "2100", "48627", "993147", "4862731", "24079993", "31024962", "18990724", "0429"],
)
def test_any_other_digits_may_be_a_pin(pin: str) -> None:
    assert isinstance(may_be_pin(pin, ana), Allowed)


def test_the_end_of_ones_own_number_is_known_to_all_colleagues() -> None:
    reached = replace(ana, cell="+12025554862")

    assert isinstance(may_be_pin("4862", ana), Allowed)
    assert "telephone number" in may_be_pin("4862", reached).because
    assert isinstance(may_be_pin("7315", reached), Allowed)


@given(st.integers(min_value=0, max_value=9_999))
def test_most_of_what_four_digits_can_be_stays_free(number: int) -> None:
    pins = [f"{(number + step * 7) % 10_000:04}" for step in range(1_000)]

    assert sum(isinstance(may_be_pin(one, ana), Allowed) for one in pins) > 850


def test_who_works_here_has_one_and_parents_and_those_who_left_do_not() -> None:
    assert isinstance(may_have_pin(ana), Allowed)
    assert isinstance(may_have_pin(ines), Allowed)
    assert isinstance(may_have_pin(rosa), Refused)
    assert isinstance(may_have_pin(replace(ana, active=False)), Refused)


def test_only_admins_clear_somebodys() -> None:
    assert isinstance(may_clear_pin(ines), Allowed)
    for one in (ana, rosa, replace(ines, active=False)):
        assert isinstance(may_clear_pin(one), Refused)


def test_the_owner_hears_of_the_fifth_wrong_one_and_of_each_twenty_fifth() -> None:
    assert [wrong for wrong in range(80) if is_told(wrong)] == [5, 25, 50, 75]
