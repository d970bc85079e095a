"""Days, names, numbers and words as people write them in spreadsheets: read where that is certain."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.folding import words_of
from policies.people.spreadsheet_values import (
    PARENT,
    AdultTie,
    IsHere,
    ListedAdult,
    NameParts,
    day_of,
    each,
    employment,
    enrollment,
    is_cell,
    is_parent,
    name_of,
    order_of,
    tie_of,
    work_of,
    yes_or_no,
)

AUGUST = date(2026, 8, 24)


@pytest.mark.parametrize(
    ("written", "says"),
    [("Yes", True), ("SÍ", True), ("tak", True), ("x", True), ("1", True), ("No", False), ("", False),
     ("nie", False), ("FALSE", False), ("perhaps", None), ("2", None)],
)  # fmt: skip
def test_yes_and_no_are_said_in_three_languages(written: str, says: bool | None) -> None:
    assert yes_or_no(written) is says


@pytest.mark.parametrize(
    "written",
    ["2026-08-24", "2026/8/24", "2026-08-24 00:00:00", "20260824", "2026-08-24T00:00:00.000Z",
     "2026-08-24T00:00+00:00",
     "2026-08-24T09:30:00", "2026-08-24T09:30:00-05:00", "24.08.2026 0:00", "24.08.2026", "24.8.26",
     "24 Aug 2026", "Aug 24, 2026",
     "August 24th, 2026", "24 de agosto de 2026", "24 sierpnia 2026 r.", " 2026-08-24 "],
)  # fmt: skip
def test_a_day_is_read_in_whichever_form_it_is_certain(written: str) -> None:
    assert day_of(written, None) == AUGUST


def test_with_slashes_the_column_says_what_stands_first() -> None:
    assert day_of("8/24/2026", "mdy") == day_of("24/8/2026", "dmy") == day_of("24-08-26", "dmy") == AUGUST
    assert day_of("8/24/2026 12:00:00 AM", "mdy") == day_of("24/8/2026 9:30", "dmy") == AUGUST
    assert day_of("3/3/2026", None) == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("written", "order"),
    [("3/4/2026", None), ("24/8/2026", "mdy"), ("46258", "mdy"), ("", "mdy"), ("soon", None), ("2026-02-30", None),
     ("24 Foo 2026", None), ("Aug 24 26", None), ("Aug x 2026", None), ("Aug 2026", None), ("8/24/2026 9", "mdy"),
     ("2026-08-24T22:00:00Z", None), ("2026-08-24T04:00:00+00:00", None), ("8/24/2026 5:00 AM", "dmy"),
     ("20261324", "mdy"), ("8/24/2026 5:00Z", "mdy"),
     ("18260824", "mdy"), ("2026-08-24T00:01:00Z", None), ("8/24/2026 12:00 PMZ", "mdy"), ("3/4/2026 0:00", None)],
)  # fmt: skip
def test_what_may_be_another_day_or_none_is_not_read(written: str, order: object) -> None:
    assert day_of(written, order) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "country", "order"),
    [
        (["3/4/2026", "8/24/2026"], "PL", "mdy"),
        (["3/4/2026", "24/8/2026"], "US", "dmy"),
        (["24/8/2026", "8/24/2026"], "US", None),
        (["3/4/2026"], "US", "mdy"),
        (["3/4/2026"], "MX", "dmy"),
        (["3/4/2026"], "CA", None),
        (["24.8.2026", "99/99/2026", "soon", ""], "US", "mdy"),
    ],
)
def test_a_column_shows_its_order_and_else_the_country_does(
    written: list[str], country: str, order: str | None
) -> None:
    assert order_of(written, country) == order


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2098, 12, 31)))
def test_every_day_is_read_as_itself_however_it_is_written(day: date) -> None:
    assert day_of(day.isoformat(), None) == day
    assert day_of(f"{day.day}.{day.month}.{day.year}", "mdy") == day
    assert day_of(f"{day.month}/{day.day}/{day.year}", "mdy") == day
    assert day_of(f"{day.day:02}-{day.month:02}-{day.year % 100:02}", "dmy") == day


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Mia Alvarez", NameParts("Mia", "Alvarez")),
        ("Alvarez,  Mia Sol", NameParts("Mia Sol", "Alvarez")),
        ("Mia", NameParts("Mia", "")),
        ("Alvarez,", NameParts("Alvarez", "")),
        ("Ana Reyes López", NameParts("Ana", "Reyes López")),
        ("Rosa & Tom Alvarez", None),
        ("Rosa and Tom Alvarez", None),
        ("Rosa Alvarez\nTom Alvarez", None),
        ("Rosa / Tom", None),
        ("Alvarez, Rosa, Tom", None),
    ],
)
def test_a_whole_name_is_one_persons(whole: str, parts: NameParts | None) -> None:
    assert name_of(whole) == parts


def test_only_a_word_that_says_so_enrolls_a_child_or_employs_somebody() -> None:
    assert enrollment("Currently Enrolled") is enrollment("aktywne") is IsHere.HERE
    assert enrollment("Withdrawn") is enrollment("lista de espera") is IsHere.GONE
    assert enrollment("Enrolled?? maybe") is enrollment("") is IsHere.UNKNOWN
    assert employment("currently employed") is IsHere.HERE
    assert employment("Family Leave") is employment("Terminated") is IsHere.GONE
    assert employment("Currently Enrolled") is IsHere.UNKNOWN


def test_a_number_is_a_cell_phone_where_its_label_says_so() -> None:
    assert is_cell("Cell")
    assert is_cell("teléfono móvil")
    assert not is_cell("Home")
    assert not is_cell("cellar")


def test_a_parent_is_who_is_called_one() -> None:
    assert is_parent("Mother")
    assert is_parent("mamá")
    assert is_parent("Step-Mother")
    assert is_parent("Parent / Guardian")
    assert is_parent("Opiekun prawny.")
    assert is_parent("Neighbor") is False
    assert is_parent("not a parent") is False
    assert is_parent(" ") is None


@pytest.mark.parametrize(
    "relation",
    ["Mother's ex-boyfriend", "Father (no contact, court order)", "Aunt (mother's sister)", "Friend of father",
     "Parent's neighbor", "Padre (orden de alejamiento)", "emergency contact of mother", "Mother?", "❌ Father",
     "Mother*", "Father\nno contact", "Mother 2", "ex mother", "Grandmother", "abuela", "babcia", "Tutor",
     "opiekunka", "?"],
)  # fmt: skip
def test_who_is_called_anything_more_than_a_parent_is_none_by_that(relation: str) -> None:
    assert is_parent(relation) is False
    assert tie_of(ListedAdult(pays=None, collects=None, relation=relation)) is AdultTie.APART
    assert tie_of(ListedAdult(pays=True, collects=None, relation=relation)) is AdultTie.PAYER


@given(
    st.sampled_from(sorted(PARENT)),
    st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1),
    st.booleans(),
    st.sampled_from([" ", "\n", " (", ", "]),
)
def test_a_parent_with_any_other_word_beside_them_is_no_parent(
    phrase: str, more: str, first: bool, between: str
) -> None:
    whole = f"{more}{between}{phrase}" if first else f"{phrase}{between}{more}"

    assert not is_parent(whole) or " ".join(words_of(whole)) in PARENT
    if words_of(more) and " ".join(words_of(whole)) not in PARENT:
        assert is_parent(whole) is False


@pytest.mark.parametrize(
    ("pays", "collects", "relation", "tie"),
    [
        (True, None, None, AdultTie.PAYER),
        (True, True, "Neighbor", AdultTie.PAYER),
        (None, None, None, AdultTie.PAYER),
        (None, True, None, AdultTie.PAYER),
        (None, None, "Mother", AdultTie.PAYER),
        (False, True, "Mother", AdultTie.PARENT),
        (False, False, None, AdultTie.PARENT),
        (False, None, None, AdultTie.PARENT),
        (False, True, None, AdultTie.APART),
        (False, True, "Neighbor", AdultTie.APART),
        (None, True, "Neighbor", AdultTie.APART),
        (None, None, "Emergency contact", AdultTie.APART),
        (None, None, "", AdultTie.APART),
    ],
)
def test_who_pays_is_a_parent_and_who_may_only_pick_up_is_none(
    pays: bool | None, collects: bool | None, relation: str | None, tie: AdultTie
) -> None:
    assert tie_of(ListedAdult(pays=pays, collects=collects, relation=relation)) is tie


def test_an_admin_is_who_is_called_just_that_and_an_unknown_position_gives_no_right() -> None:
    assert work_of("Director") == work_of("administradora") == "admin"
    assert work_of("Lead Teacher") == work_of("Assistant to the Director") == "employee"
    assert work_of("Cook") is None
    assert work_of("Director of dreams") is None
    assert work_of("") is None


def test_words_of_a_table_are_each_there_once() -> None:
    assert each("a b a") == {"a", "b"}
    assert each("a b|c", "|") == {"a b", "c"}
