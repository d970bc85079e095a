"""Who may write to a student's family."""

from dataclasses import replace

import pytest
from hypothesis import given

from policies.facts import Facts, Role
from policies.messaging import may_message
from policies.roster import roster_on
from policies.seeing import may_see
from policies.verdict import Allowed, Refused
from tests.policies.schools import facts
from tests.school import DAY, FACTS, roster


@pytest.mark.parametrize(
    ("who", "child", "allowed", "because"),
    [
        ("ana", "mia", True, "Ana and Mia are both in Acorns."),
        ("ana", "leo", False, "Leo is in Saplings, Ana is in Acorns."),
        ("nora", "leo", True, "Nora and Leo are both in Saplings."),
        ("kim", "mia", False, "Mia is in Acorns, Kim is in no room."),
        ("ines", "leo", True, "Admins reach every family of the school."),
        ("omar", "mia", True, "Admins reach every family of the school."),
        ("rosa", "mia", True, "Rosa is a parent of Mia."),
        ("rosa", "leo", False, "Parents write only about their own children."),
        ("nora-at-home", "emil", True, "Nora is a parent of Emil."),
        ("nora-at-home", "leo", False, "Parents write only about their own children."),
    ],
)
def test_c7_staff_see_all_and_message_only_families_of_their_own_rooms(
    who: str, child: str, allowed: bool, because: str
) -> None:
    school = roster()
    verdict = may_message(school, school.people[who], school.students[child])

    assert isinstance(verdict, Allowed) is allowed
    assert verdict.because.endswith(because)


@pytest.mark.parametrize("who", ["ana", "ines", "rosa"])
def test_c3_who_left_writes_to_nobody(who: str) -> None:
    gone = replace(FACTS, people=tuple(replace(one, active=one.id != who) for one in FACTS.people))
    school = roster(gone)

    assert isinstance(may_message(roster(), roster().people[who], roster().students["mia"]), Allowed)
    assert isinstance(may_message(school, school.people[who], school.students["mia"]), Refused)


def test_b2_nobody_writes_to_the_family_of_a_child_who_left() -> None:
    gone = replace(FACTS, students=tuple(replace(one, active=one.id != "mia") for one in FACTS.students))
    school = roster(gone)
    verdicts = [may_message(school, school.people[who], school.students["mia"]) for who in ("ana", "ines", "rosa")]

    assert verdicts == [Refused("Mia is no longer at Maple Street.")] * 3


@given(facts())
def test_staff_write_exactly_where_they_share_a_room_and_whoever_writes_also_sees(school_facts: Facts) -> None:
    school = roster_on(school_facts, DAY)

    for person in school.people.values():
        for child in school.students.values():
            allowed = isinstance(may_message(school, person, child), Allowed)
            if person.active and child.active and person.role is Role.STAFF:
                assert allowed == bool(person.rooms & child.rooms)
            if person.role is Role.GUARDIAN:
                assert allowed == (person.active and child.active and person.id in child.guardians)
            if allowed:
                assert isinstance(may_see(school, person, child), Allowed)
