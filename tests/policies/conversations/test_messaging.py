"""Who may write to a student's family."""

from dataclasses import replace

import pytest
from hypothesis import given

from policies.conversations.messaging import may_message
from policies.conversations.seeing import may_see
from policies.people.facts import Denial, Guardianship, Power, Role, Tie
from policies.people.roster import Facts, roster_on
from policies.settings import SchoolSettings
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


@pytest.mark.parametrize(
    ("who", "child", "because"),
    [
        ("rosa", "mia", "The school has set that Rosa does not write about Mia."),
        ("tom", "mia", "The school has set that Tom does not write about Mia."),
        ("dana", "leo", "Dana is barred from Leo."),
        ("practice", "sarah", "At Maple Street only parents who pay for a child’s place see it, "
         "and Practice does not."),
    ],
)  # fmt: skip
def test_a_parent_whose_right_was_taken_reads_what_the_school_has_set(who: str, child: str, because: str) -> None:
    assert isinstance(may_message(roster(), roster().people[who], roster().students[child]), Allowed)
    unpaid = Guardianship("practice", "sarah", payer=False)
    kept = tuple(one for one in FACTS.guardianships if one.guardian not in {"dana", "practice"})
    school = roster(replace(
        FACTS,
        settings=SchoolSettings(payers_only=True),
        guardianships=(*kept, Guardianship("dana", "leo", Tie.BARRED), unpaid),
        denials=(Denial(guardian="rosa", student="mia", power=Power.MESSAGE),
                 Denial(guardian="tom", student="mia", power=Power.SEE)),
    ))  # fmt: skip

    assert may_message(school, school.people[who], school.students[child]) == Refused(because)


def test_c7_the_whole_sentence_of_another_rooms_teacher() -> None:
    school = roster()

    assert may_message(school, school.people["ana"], school.students["leo"]) == Refused(
        "Staff write only to families of students in their own rooms: Leo is in Saplings, Ana is in Acorns."
    )


@pytest.mark.parametrize(("who", "name"), [("ana", "Ana"), ("ines", "Ines"), ("rosa", "Rosa")])
def test_who_left_reads_why_they_write_to_nobody(who: str, name: str) -> None:
    school = roster(replace(FACTS, people=tuple(replace(one, active=False) for one in FACTS.people)))

    assert may_message(school, school.people[who], school.students["mia"]) == Refused(
        f"{name} is no longer at Maple Street."
    )
