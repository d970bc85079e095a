"""What a roster's facts are called, and what one of the staff may do."""

from dataclasses import fields, replace
from enum import StrEnum

import pytest

from policies.people.facts import (
    Area,
    Dated,
    Denial,
    Guardianship,
    Level,
    Own,
    Permissions,
    Person,
    PhotoScope,
    Power,
    Role,
    Room,
    Student,
    Tie,
    Urgency,
)
from tests.school import FACTS

GIVEN = (
    "school", "school_name", "settings", "people", "students", "rooms", "placements", "assignments",
    "guardianships",
)  # fmt: skip


@pytest.mark.parametrize("area", Area)
def test_every_area_has_a_level_of_its_own(area: Area) -> None:
    kept_out = replace(Permissions(), **{area.value: Level.NONE})

    assert kept_out.level(area) is Level.NONE
    assert {one for one in Area if kept_out.level(one) is not Level.FULL} == {area}


@pytest.mark.parametrize("area", Area)
def test_staff_of_whom_nothing_was_set_are_let_in_everywhere(area: Area) -> None:
    assert Permissions().level(area) is Level.FULL


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (Role, ["admin", "staff", "guardian"]),
        (Power, ["see", "message", "told", "pick_up"]),
        (Tie, ["guardian", "pick_up", "barred"]),
        (Area, ["families", "staff", "announcements", "activities"]),
        (Level, ["none", "read", "full"]),
        (Urgency, ["normal", "urgent", "emergency", "drill"]),
        (Own, ["school", "waits", "trusted"]),
        (PhotoScope, ["none", "own_family", "rooms", "public"]),
    ],
)
def test_a_word_is_written_as_it_was_kept_in_every_school_so_far(words: type[StrEnum], written: list[str]) -> None:
    assert [one.value for one in words] == written
    assert [one.name for one in words] == [one.upper() for one in written]


def said(fact: object, *given: str) -> dict[str, object]:
    """What a fact says of itself where only this was given; an absent word is not a wrong one."""
    return {one.name: getattr(fact, one.name) for one in fields(fact) if one.name not in given}  # type: ignore[arg-type]


NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("fact", "given", "rest"),
    [
        (
            Permissions(), (),
            {"families": Level.FULL, "staff": Level.FULL, "announcements": Level.FULL, "activities": Level.FULL,
             "reviews": False, "marks": Urgency.NORMAL, "own": Own.SCHOOL},
        ),
        (
            Person(id="ana", role=Role.STAFF, name="Ana", human=NOBODY), ("id", "role", "name", "human"),
            {"active": True, "rooms": NOBODY, "primary": None, "permissions": Permissions(), "email": None,
             "cell": None, "language": "", "listed": "", "linked": NOBODY, "apart": NOBODY,
             "unconfirmed": False, "erased": False},
        ),
        (
            Student(id="mia", name="Mia"), ("id", "name"),
            {"given": "", "active": True, "rooms": NOBODY, "guardians": NOBODY, "family": NOBODY,
             "collectors": NOBODY, "barred": NOBODY, "denied": NOBODY, "practice": False, "photos": None,
             "erased": False},
        ),
        (Room(id="acorns", name="Acorns"), ("id", "name"), {"active": True}),
        (Dated("mia", "acorns"), ("who", "room"), {"begin": None, "end": None}),
        (Guardianship("rosa", "mia"), ("guardian", "student"), {"tie": Tie.GUARDIAN, "payer": True}),
        (
            Denial(guardian="rosa", student="mia", power=Power.SEE), ("guardian", "student", "power"),
            {"begin": None, "end": None},
        ),
        (FACTS, GIVEN, {"denials": (), "photos": ()}),
    ],
)  # fmt: skip
def test_what_nothing_was_said_of_takes_nothing_from_anybody(fact, given: tuple[str, ...], rest) -> None:
    found = said(fact, *given)

    assert found == rest
    assert [type(one) for one in found.values()] == [type(one) for one in rest.values()]


def test_emails_go_to_an_address_that_does_not_wait_to_be_confirmed() -> None:
    ana = Person(id="ana", role=Role.STAFF, name="Ana", human=NOBODY, email="ana@maplestreet.example")

    assert ana.mail == "ana@maplestreet.example"
    assert replace(ana, unconfirmed=True).mail is None
    assert replace(ana, email=None).mail is None
