"""Who puts records on hold, about whom, and what several holds keep."""

from dataclasses import replace

import pytest

from policies.people.facts import Guardianship, Role
from policies.people.roster import Facts
from policies.records.legal_hold import (
    LONGEST_REASON,
    Concerned,
    HeldRecords,
    HoldOn,
    concerned_students,
    held_of,
    may_give_reason,
    may_hold,
    may_see_holds,
)
from policies.verdict import Allowed, Refused
from tests.school import FACTS, of, roster


def why_not(person: str, about: Concerned, facts: Facts = FACTS, *, admin: bool = False) -> str:
    people = tuple(replace(one, role=Role.ADMIN) if admin and one.id == person else one for one in facts.people)
    school = roster(replace(facts, people=people))
    verdict = may_hold(school, school.people[person], about)
    return "" if isinstance(verdict, Allowed) else verdict.because


def child(its: str) -> Concerned:
    return Concerned(students=frozenset({its}))


def people(*its: str) -> Concerned:
    return Concerned(people=frozenset(its))


ABOUT_EMIL = "Emil is your own child, so another admin decides it."
ABOUT_NORA = "This is about you, so another admin decides it."


def test_admins_put_on_hold_whom_they_are_not_and_whose_parent_they_are_not() -> None:
    for about in (child("mia"), people("ana"), people("ana", "ben"), Concerned()):
        assert why_not("ines", about) == ""
        for other in ("ana", "rosa"):
            assert why_not(other, about) == "Only admins put records on hold, and see what is."
    assert why_not("ines", people("ines")) == ABOUT_NORA
    for about in (people("nora-at-home"), people("nora", "ana")):
        assert why_not("nora", about, admin=True) == ABOUT_NORA
    assert why_not("nora", child("emil"), admin=True) == ABOUT_EMIL
    assert why_not("nora", child("mia"), admin=True) == ""


def test_nobody_holds_what_is_about_the_other_parent_of_their_child_also_once_all_have_left() -> None:
    facts = replace(FACTS, guardianships=(*FACTS.guardianships, Guardianship("tom", "emil")))
    assert why_not("nora", people("tom"), admin=True) == ""
    assert why_not("nora", people("tom"), facts, admin=True) == ABOUT_EMIL
    gone = replace(
        facts,
        students=tuple(replace(one, active=one.id != "emil") for one in FACTS.students),
        people=tuple(replace(one, active=one.id not in {"tom", "nora-at-home"}) for one in FACTS.people),
    )
    for about in (child("emil"), people("tom")):
        assert why_not("nora", about, gone, admin=True) == ABOUT_EMIL
    assert concerned_students(roster(gone), people("tom")) == {"emil", "mia"}
    assert concerned_students(roster(gone), child("leo")) == {"leo"}


def test_who_left_sees_no_holds() -> None:
    assert isinstance(may_see_holds(of("ines")), Allowed)
    assert isinstance(may_see_holds(replace(of("ines"), active=False)), Refused)


@pytest.mark.parametrize(("reason", "taken"), [("Court", True), ("", False), ("x" * LONGEST_REASON, True),
                                               ("x" * (LONGEST_REASON + 1), False)])  # fmt: skip
def test_a_hold_has_a_reason_that_can_be_read(reason: str, taken: bool) -> None:
    verdict = may_give_reason(reason)
    assert isinstance(verdict, Allowed) is taken
    assert taken or verdict.because == "reason: say why, in at most 500 characters."


def test_several_holds_keep_together_what_each_keeps() -> None:
    found = held_of([(HoldOn.STUDENT, "mia"), (HoldOn.STUDENT, "leo"), (HoldOn.PERSON, "ana"),
                     (HoldOn.CONVERSATION, "c_1")])  # fmt: skip
    assert found == HeldRecords(frozenset({"mia", "leo"}), frozenset({"ana"}), frozenset({"c_1"}))
    assert found
    assert not held_of([])
    for on in HoldOn:
        assert held_of([(on, "x")])
