"""Who erases whom, what stands in the way, who has to agree, and when it is done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from policies.people.facts import Guardianship, Role, Tie
from policies.people.roster import Facts, Roster
from policies.records.erasure import (
    GOES_OF_PERSON,
    GOES_OF_STUDENT,
    LONGEST_REASON,
    STAYS_OF_PERSON,
    STAYS_OF_STUDENT,
    WAIT,
    ErasureFacts,
    is_due,
    may_agree,
    may_be_erasure_reason,
    may_decide_erasure,
    may_erase,
    may_see_erasures,
    others_who_decide,
)
from policies.records.legal_hold import Concerned
from policies.verdict import Allowed, Refused, Verdict
from tests.school import FACTS, of, roster

NOTHING = ErasureFacts()


def left(*its: str, facts: Facts = FACTS, **more: object) -> Facts:
    """The cast's school, where these people and children are no more."""
    people = tuple(replace(one, active=one.id not in its) for one in facts.people)
    students = tuple(replace(one, active=one.id not in its, **more) for one in facts.students)  # type: ignore[arg-type]
    return replace(facts, people=people, students=students)


def of_child(its: str) -> Concerned:
    return Concerned(students=frozenset({its}))


def of_person(its: str) -> Concerned:
    return Concerned(people=frozenset({its}))


def because(verdict: Verdict) -> str:
    return "" if isinstance(verdict, Allowed) else str(verdict.because)


def why_not(school: Roster, its: str, facts: ErasureFacts = NOTHING) -> str:
    known = school.people.get(its) or school.students[its]
    return because(may_erase(school, known, facts))


def test_only_admins_who_are_here_learn_of_any_of_it() -> None:
    assert isinstance(may_see_erasures(of("ines")), Allowed)
    for one in (of("ana"), of("rosa"), replace(of("ines"), active=False)):
        assert because(may_see_erasures(one)) == "Only admins erase the data of who left."


def test_who_left_and_nobody_else() -> None:
    school = roster(left("rosa", "mia"))
    assert [why_not(school, its) for its in ("rosa", "mia")] == ["", ""]
    assert why_not(school, "tom") == "Tom is here. Only who left can be erased."
    assert why_not(school, "leo") == "Leo is here. Only who left can be erased."


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (ErasureFacts(held=True), "Something of it is on legal hold. Nothing is erased before that is released."),
        (ErasureFacts(undecided=True), "Something of theirs waits for approval, or was reported."),
        (ErasureFacts(waiting=True), "A roster that waits for an answer lists Rosa. Answer it first."),
        (ErasureFacts(relied_on=("Mia", "Leo")), "The record of Leo, Mia names them. Change it there first."),
        (ErasureFacts(denied=frozenset({"mia"})), "They are barred from Mia, or denied something there."),
    ],
)
def test_what_is_still_needed_is_not_erased(facts: ErasureFacts, says: str) -> None:
    assert why_not(roster(left("rosa")), "rosa", facts).startswith(says)


def test_who_is_barred_stays_known_for_as_long_as_the_child() -> None:
    barred = replace(FACTS, guardianships=(*FACTS.guardianships, Guardianship("dana", "mia", Tie.BARRED)))
    for gone in (("dana",), ("dana", "mia")):
        assert "They are barred from Mia" in why_not(roster(left(*gone, facts=barred)), "dana")
    assert why_not(roster(left("dana", "mia", facts=barred, erased=True)), "dana") == ""


def test_who_works_here_stays_the_parent_of_a_child_until_it_is_erased() -> None:
    for gone in (("nora-at-home",), ("nora-at-home", "emil")):
        assert "They are barred from Emil, or denied" in why_not(roster(left(*gone)), "nora-at-home")
    assert why_not(roster(left("nora-at-home", "emil", erased=True)), "nora-at-home") == ""
    assert why_not(roster(left("nora-at-home", "nora")), "nora-at-home") == ""
    assert why_not(roster(left("nora")), "nora") == ""


def with_nora(facts: Facts = FACTS) -> Roster:
    people = tuple(replace(one, role=Role.ADMIN) if one.id == "nora" else one for one in facts.people)
    return roster(replace(facts, people=people))


def test_nobody_decides_about_their_own_family() -> None:
    school = with_nora(left("emil", "nora-at-home"))
    nora, ines = school.people["nora"], school.people["ines"]
    for about in (of_child("emil"), of_person("nora-at-home")):
        assert isinstance(may_decide_erasure(school, nora, about), Refused)
        assert isinstance(may_decide_erasure(school, ines, about), Allowed)
    assert isinstance(may_decide_erasure(school, school.people["ana"], of_child("mia")), Refused)


def test_another_admin_agrees_where_there_is_one() -> None:
    school = with_nora(left("emil", "nora-at-home"))
    people, about = school.people, of_child("emil")
    assert others_who_decide(school, "ines", about) == {"omar"}
    assert others_who_decide(school, "ines", of_child("mia")) == {"omar", "nora"}
    assert because(may_agree(school, people["ines"], "ines", about)) == (
        "You asked for it, so another admin has to say yes."
    )
    assert isinstance(may_agree(school, people["omar"], "ines", about), Allowed)
    assert isinstance(may_agree(school, people["nora"], "ines", about), Refused)
    assert others_who_decide(roster(left("omar")), "ines", of_child("mia")) == frozenset()


def test_it_is_done_once_the_week_is_over_and_somebody_agreed() -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    some, nobody, soon = frozenset({"omar"}), frozenset[str](), timedelta(seconds=1)
    assert timedelta(days=7) == WAIT
    assert is_due(now, now, agreed=True, others=some)
    assert is_due(now, now, agreed=False, others=nobody)
    assert not is_due(now, now, agreed=False, others=some)
    assert not is_due(now + soon, now, agreed=True, others=nobody)


def test_a_reason_is_given_and_is_no_novel() -> None:
    assert isinstance(may_be_erasure_reason("x" * LONGEST_REASON), Allowed)
    for wrong in ("", "x" * (LONGEST_REASON + 1)):
        assert because(may_be_erasure_reason(wrong)) == "reason: say why, in at most 500 characters."


def test_what_stays_says_why_and_what_goes_needs_no_reason() -> None:
    assert all(one.why for one in (*STAYS_OF_PERSON, *STAYS_OF_STUDENT))
    assert not any(one.why for one in (*GOES_OF_PERSON, *GOES_OF_STUDENT))
