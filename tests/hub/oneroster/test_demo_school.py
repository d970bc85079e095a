"""This file tests what the demo school promises to whoever tries Roomwire, and to the other tests."""

from datetime import date
from pathlib import Path

import pytest

from hub.oneroster.read import read

FOLDER = Path(__file__).resolve().parents[3] / "hub" / "demo" / "maple-street"
PRACTICE = {"stu-sarah-test": "room-acorns", "stu-mark-test": "room-saplings", "stu-julia-test": "room-oaks"}


@pytest.fixture(scope="module")
def reading():
    return read(FOLDER)


@pytest.fixture(scope="module")
def demo(reading):
    assert reading.problems == ()
    return reading.bundle


def guardians(demo, student):
    return {each.user for each in demo.guardians if each.student == student}


def rooms(demo, user):
    return {each.room for each in demo.assignments if each.user == user}


def roles(demo, user):
    return {each.role for each in demo.people if each.user == user}


def families(demo):
    """The family names of each student's guardians."""
    name = {each.user: each.family for each in demo.people}
    return {each.source: {name[user] for user in guardians(demo, each.source)} for each in demo.students}


def test_the_demo_school_has_nothing_to_complain_about(reading):
    assert (reading.problems, reading.warnings) == ((), ())


def test_there_is_one_school_with_four_rooms(demo):
    assert [each.name for each in demo.schools] == ["Maple Street Children's Center"]
    assert [each.name for each in demo.rooms] == ["Acorns", "Maples", "Oaks", "Saplings"]


def test_there_are_as_many_people_as_a_real_center_has(demo):
    sides = [each.role for each in demo.people]

    assert len(demo.students) == 61
    assert (sides.count("staff"), sides.count("admin")) == (12, 2)
    assert sides.count("guardian") > len(demo.students)


def test_every_room_has_students_and_staff(demo):
    for room in demo.rooms:
        assert sum(each.room == room.source for each in demo.placements) >= 12
        assert sum(each.room == room.source for each in demo.assignments) >= 3


@pytest.mark.parametrize(
    ("student", "room", "told"),
    [
        ("stu-mia-alvarez", "room-acorns", {"usr-rosa-alvarez", "usr-tom-alvarez"}),
        ("stu-luca-alvarez", "room-oaks", {"usr-rosa-alvarez", "usr-tom-alvarez"}),
        ("stu-leo-novak", "room-saplings", {"usr-dana-novak", "usr-pavel-marek"}),
        ("stu-emil-lind", "room-acorns", {"usr-nora-lind", "usr-erik-lind"}),
    ],
)
def test_the_students_of_the_cast_are_where_the_tests_expect_them(demo, student, room, told):
    assert {each.room for each in demo.placements if each.student == student} == {room}
    assert guardians(demo, student) == told


@pytest.mark.parametrize(
    ("user", "role", "where"),
    [
        ("usr-ana-reyes", {"staff"}, {"room-acorns"}),
        ("usr-ben-carter", {"staff"}, {"room-saplings"}),
        ("usr-nora-lind", {"staff", "guardian"}, {"room-saplings", "room-acorns"}),
        ("usr-kim-osei", {"staff"}, set()),
        ("usr-sam-whitaker", {"staff"}, {"room-acorns", "room-saplings", "room-maples", "room-oaks"}),
        ("usr-ines-walker", {"admin"}, set()),
        ("usr-omar-haddad", {"admin"}, set()),
    ],
)
def test_the_staff_of_the_cast_are_where_the_tests_expect_them(demo, user, role, where):
    assert (roles(demo, user), rooms(demo, user)) == (role, where)


def test_rosa_gets_texts_and_tom_only_email(demo):
    media = {each.user: (bool(each.sms), bool(each.email)) for each in demo.people}

    assert media["usr-rosa-alvarez"] == (True, True)
    assert media["usr-tom-alvarez"] == (False, True)


def test_practice_students_never_have_anybody_who_can_be_texted_or_called(demo):
    reachable = {each.user: (each.sms, each.phone) for each in demo.people}

    for student, room in PRACTICE.items():
        assert guardians(demo, student) == {"usr-practice-parent"}
        assert {each.room for each in demo.placements if each.student == student} == {room}
    assert {each.student for each in demo.guardians if each.user == "usr-practice-parent"} == PRACTICE.keys()
    assert reachable["usr-practice-parent"] == (None, None)


def test_several_students_have_parents_of_different_names(demo):
    apart = {student for student, names in families(demo).items() if len(names) > 1}

    assert "stu-leo-novak" in apart
    assert len(apart) >= 8


def test_there_are_siblings_in_different_rooms(demo):
    room = {each.student: each.room for each in demo.placements}
    of = {
        each.user: {room[tie.student] for tie in demo.guardians if tie.user == each.user} for each in demo.guardians
    }

    assert sum(len(each) > 1 for each in of.values()) >= 10


def test_all_addresses_are_invented_and_each_is_one_persons(demo):
    users = {each.user: each for each in demo.people}.values()
    emails, texts = [each.email for each in users], [each.sms for each in users if each.sms]

    assert all(each.endswith(("@families.example", "@maplestreet.example")) for each in emails)
    assert all("+12025550100" <= each <= "+12025550199" for each in texts)
    assert len(set(emails)) == len(emails)
    assert len(set(texts)) == len(texts)


def test_not_everybody_can_be_texted(demo):
    guardians = [each for each in demo.people if each.role == "guardian"]

    assert sum(each.sms is None for each in guardians) >= 8
    assert sum(each.sms is None and each.phone is not None for each in guardians) >= 3
    assert sum(each.sms is not None for each in guardians) > len(guardians) / 2


def test_names_are_not_all_ascii_and_one_is_not_latin(demo):
    given = {each.given for each in (*demo.students, *demo.people)}

    assert {"Zoë", "Łukasz", "José", "美咲"} <= given


def test_everybody_is_here_by_the_start_of_the_school_year_and_one_student_has_changed_rooms(demo):
    ended = [each for each in demo.placements if each.end]

    assert all(each.begin <= date(2026, 8, 24) for each in (*demo.placements, *demo.assignments))
    assert [(each.student, each.room) for each in ended] == [("stu-arjun-nair", "room-acorns")]
    assert {each.room for each in demo.placements if each.student == "stu-arjun-nair" and not each.end} == {
        "room-saplings"
    }
