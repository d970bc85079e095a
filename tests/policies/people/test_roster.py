"""The roster of a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from policies.people.facts import Dated, PhotoAnswer, PhotoScope, Role
from policies.people.roster import Facts, roster_on
from tests.policies.schools import facts, holds_on
from tests.school import DAY, FACTS, roster


def test_the_cast_is_where_it_works_and_belongs() -> None:
    school = roster()

    assert school.people["ana"].rooms == {"acorns"}
    assert school.staff_of["acorns"] == {"ana", "nora", "ines"}
    assert school.students["mia"].guardians == {"rosa", "tom"}
    assert school.children_of["rosa"] == {"mia"}
    assert school.students_of["saplings"] == {"leo"}
    assert school.admins == {"ines", "omar"}


def test_two_profiles_of_one_human_being_know_each_other() -> None:
    school = roster()

    assert school.profiles_of("nora") == {"nora", "nora-at-home"}
    assert school.profiles_of("ana") == {"ana"}


def test_what_parents_said_of_photos_is_a_fact_of_their_child_and_of_no_other() -> None:
    said = (PhotoAnswer("rosa", "mia", PhotoScope.PUBLIC), PhotoAnswer("tom", "mia", PhotoScope.ROOMS))
    school = roster(replace(FACTS, photos=(*said, PhotoAnswer("rosa", "nobody", PhotoScope.NONE))))

    assert {one.id: one.photos for one in school.students.values() if one.photos} == {"mia": PhotoScope.ROOMS}


def test_a_change_of_room_takes_effect_on_its_day() -> None:
    moved = (
        *(one for one in FACTS.placements if one.who != "mia"),
        Dated("mia", "acorns", None, DAY),
        Dated("mia", "saplings", DAY + timedelta(days=1), None),
    )
    facts_ = replace(FACTS, placements=moved)

    assert roster(facts_).students["mia"].rooms == {"acorns"}
    assert roster(facts_, DAY + timedelta(days=1)).students["mia"].rooms == {"saplings"}


def test_c3_and_b2_who_left_has_no_room_no_child_and_no_place() -> None:
    gone = replace(
        FACTS,
        people=tuple(replace(one, active=one.id not in {"ana", "rosa"}) for one in FACTS.people),
        students=tuple(replace(one, active=one.id != "leo") for one in FACTS.students),
    )
    school = roster(gone)

    assert school.people["ana"].rooms == frozenset()
    assert school.students["mia"].guardians == {"tom"}
    assert school.students["leo"].rooms == school.students["leo"].guardians == frozenset()
    assert "ana" not in school.staff | school.staff_of["acorns"]
    assert school.people["ana"].name == "Ana"  # her old messages keep her name


@pytest.mark.parametrize(
    ("rooms", "said"),
    [
        ((), "no room"),
        (("acorns",), "Acorns"),
        (("saplings", "acorns"), "Acorns and Saplings"),
        (("acorns", "saplings", "unknown"), "Acorns and Saplings"),
    ],
)
def test_rooms_are_named_in_a_sentence(rooms: tuple[str, ...], said: str) -> None:
    assert roster().room_names(frozenset(rooms)) == said


@given(facts())
def test_whoever_has_a_room_is_here_works_here_and_is_assigned_today(school_facts: Facts) -> None:
    school = roster_on(school_facts, DAY)
    open_rooms = {room.id for room in school_facts.rooms if room.active}

    for person in school.people.values():
        today = {one.room for one in school_facts.assignments if one.who == person.id and holds_on(one, DAY)}
        works = person.active and person.role is not Role.GUARDIAN
        assert person.rooms == (today & open_rooms if works else frozenset())


@given(facts())
def test_every_index_says_the_same_as_the_people_and_students(school_facts: Facts) -> None:
    school = roster_on(school_facts, date(2026, 11, 23))

    assert {(room, one) for one, its in school.people.items() for room in its.rooms} == {
        (room, one) for room, people in school.staff_of.items() for one in people
    }
    assert {(guardian, one) for one, its in school.students.items() for guardian in its.guardians} == {
        (guardian, one) for guardian, children in school.children_of.items() for one in children
    }
    for guardian in school.children_of:
        assert school.people[guardian].active
        assert school.people[guardian].role is Role.GUARDIAN
