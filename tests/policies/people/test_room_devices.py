"""Who pairs a room device and acts on it, what is shown there, until when, and by what that ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from policies.people.room_devices import (
    CODE_LENGTH,
    CODE_LETTERS,
    MOST_FOUND,
    SHIFT,
    DeviceEnd,
    RoomStanding,
    WeighedPlace,
    acts_until,
    code_of,
    ended_by,
    found_staff,
    is_shown,
    may_act,
    may_be_name,
    may_be_room,
    may_pair,
    standing_of,
    team_of,
)
from policies.verdict import Allowed, Refused
from tests.school import FACTS, ana, ben, ines, of, rosa, roster

CLOSED = replace(FACTS, rooms=tuple(replace(one, active=one.id != "acorns") for one in FACTS.rooms))
MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


def test_admins_pair_and_nobody_else_does() -> None:
    assert isinstance(may_pair(ines), Allowed)
    for one in (ana, rosa, replace(ines, active=False)):
        assert isinstance(may_pair(one), Refused)


@pytest.mark.parametrize("name", ["Acorns’ tablet", "T", "x" * 60, "Aula 1 · izquierda"])
def test_a_device_may_be_called_what_can_be_read(name: str) -> None:
    assert isinstance(may_be_name(name), Allowed)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "two\nlines", "a\x00b"])
def test_and_nothing_that_cannot(name: str) -> None:
    assert isinstance(may_be_name(name), Refused)


def test_a_device_stands_in_an_open_room_of_the_school() -> None:
    assert isinstance(may_be_room(roster(), "acorns"), Allowed)
    assert isinstance(may_be_room(roster(), "nowhere"), Refused)
    assert isinstance(may_be_room(roster(CLOSED), "acorns"), Refused)


def test_who_works_here_acts_in_any_open_room_and_parents_in_none() -> None:
    school = roster()

    for name in ("ana", "ben", "kim", "ines"):
        assert isinstance(may_act(school, school.people[name], "acorns"), Allowed)
    for one in (school.people["rosa"], school.people["nora-at-home"], replace(ana, active=False)):
        assert isinstance(may_act(school, one, "acorns"), Refused)
    assert isinstance(may_act(roster(CLOSED), of("ana"), "acorns"), Refused)


def test_the_room_is_ones_own_or_one_helps_out() -> None:
    assert standing_of(of("ana"), "acorns") is RoomStanding.ASSIGNED
    assert standing_of(of("ben"), "acorns") is RoomStanding.VISITING


def test_who_is_assigned_no_more_or_has_left_or_whose_room_closed_is_out() -> None:
    later = replace(
        FACTS, assignments=tuple(replace(one, end=date(2026, 11, 22)) if one.who == "ana" else one for one in
                                 FACTS.assignments),
    )  # fmt: skip
    left = replace(FACTS, people=tuple(replace(one, active=one.id != "ana") for one in FACTS.people))

    assert ended_by(roster(), "ana", "acorns", RoomStanding.ASSIGNED) is None
    assert ended_by(roster(later), "ana", "acorns", RoomStanding.ASSIGNED) is DeviceEnd.ASSIGNMENT
    assert ended_by(roster(later), "ana", "acorns", RoomStanding.VISITING) is None
    assert ended_by(roster(left), "ana", "acorns", RoomStanding.ASSIGNED) is DeviceEnd.LEFT
    assert ended_by(roster(), "nobody", "acorns", RoomStanding.VISITING) is DeviceEnd.LEFT
    assert ended_by(roster(CLOSED), "ana", "acorns", RoomStanding.ASSIGNED) is DeviceEnd.ROOM


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (WeighedPlace(offered=True, rooms=frozenset({"acorns"})), True),
        (WeighedPlace(offered=True, rooms=frozenset({"acorns", "saplings"})), True),
        (WeighedPlace(offered=True, rooms=frozenset({"saplings"})), False),
        (WeighedPlace(offered=True), False),
        (WeighedPlace(offered=False, rooms=frozenset({"acorns"})), False),
        (WeighedPlace(offered=True, whole_school=True), True),
        (WeighedPlace(offered=False, whole_school=True), False),
    ],
)
def test_a_device_shows_what_is_of_its_room_and_of_the_school_and_nothing_of_another(
    place: WeighedPlace, shown: bool
) -> None:
    assert is_shown("acorns", place) is shown


def test_those_of_the_room_stand_there_to_be_tapped_and_others_are_found_by_two_letters() -> None:
    assert [one.name for one in team_of(roster(), "acorns")] == ["Ana", "Ines", "Nora"]
    assert team_of(roster(), "nowhere") == ()
    assert [one.name for one in found_staff(roster(), " BE ")] == [ben.name]
    assert found_staff(roster(), "b") == ()
    assert found_staff(roster(), "ros") == ()


def test_a_device_lists_no_more_than_ten_of_a_search() -> None:
    many = replace(
        FACTS, people=tuple(replace(ana, id=f"ana{n:02}", human=frozenset({f"u{n}"})) for n in range(30))
    )

    assert len(found_staff(roster(many), "ana")) == MOST_FOUND


def test_a_touch_keeps_it_open_and_no_touch_keeps_it_open_for_longer_than_a_shift() -> None:
    assert acts_until(MORNING, MORNING, 60) == MORNING + timedelta(minutes=1)
    later = MORNING + timedelta(hours=2)
    assert acts_until(MORNING, later, 300) == later + timedelta(minutes=5)
    late = MORNING + SHIFT - timedelta(seconds=10)
    assert acts_until(MORNING, late, 60) == MORNING + SHIFT


def test_a_code_is_what_was_meant_however_it_is_typed() -> None:
    assert code_of(" abcd-2345 ") == "ABCD2345"
    assert code_of("AB CD · 23 45") == "ABCD2345"
    assert not set("01ILO") & set(CODE_LETTERS)
    assert len(CODE_LETTERS) ** CODE_LENGTH > 2**39
