"""Who reports what was said, and who looks at it."""

from dataclasses import replace

import pytest
from hypothesis import given

from policies.conversations.seeing import is_own_child
from policies.people.facts import Role
from policies.people.roster import Facts, roster_on
from policies.records.reporting import LONGEST_REASON, MOST_OPEN, lookers, may_be_reason, may_look, may_report
from policies.verdict import Allowed, Refused
from tests.policies.schools import facts
from tests.school import DAY, FACTS, roster

SCHOOL = roster()
MIA, EMIL = SCHOOL.students["mia"], SCHOOL.students["emil"]


def with_role(name: str, role: Role) -> Facts:
    return replace(FACTS, people=tuple(replace(one, role=role) if one.id == name else one for one in FACTS.people))


@pytest.mark.parametrize(
    ("who", "against", "waiting", "verdict"),
    [
        ("rosa", "ana", 0, Allowed("Whoever is in a conversation may report it.")),
        ("rosa", None, 19, Allowed("Whoever is in a conversation may report it.")),
        ("ana", "ines", 0, Allowed("Whoever is in a conversation may report it.")),
        ("rosa", "rosa", 0, Refused("This is your own message. You can withdraw it instead.")),
        ("nora", "nora-at-home", 0, Refused("This is your own message. You can withdraw it instead.")),
        (
            "rosa", "ana", 20,
            Refused("The school has many reports of yours to look at. Wait until some are settled, or call."),
        ),
    ],
)  # fmt: skip
def test_whoever_is_in_a_conversation_reports_it_within_reason(who, against, waiting: int, verdict) -> None:
    assert may_report(SCHOOL, SCHOOL.people[who], against, (MIA,), waiting) == verdict
    assert MOST_OPEN == 20


def test_no_report_is_taken_that_nobody_could_look_at() -> None:
    alone = roster(with_role("omar", Role.STAFF))

    assert may_report(alone, alone.people["rosa"], "ines", (MIA,), 0) == Refused(
        "Nobody at Maple Street could look at this and is not part of it. Please call."
    )
    assert isinstance(may_report(alone, alone.people["rosa"], "omar", (MIA,), 0), Allowed)


@pytest.mark.parametrize(
    ("who", "against", "child", "verdict"),
    [
        ("ines", "ana", EMIL, Allowed("Admins look at what was reported.")),
        ("ines", None, EMIL, Allowed("Admins look at what was reported.")),
        ("ines", "ines", MIA, Refused("This is about you, so another admin looks at it.")),
        ("nora", "nora-at-home", MIA, Refused("This is about you, so another admin looks at it.")),
        ("nora", "ana", EMIL, Refused("This is about your own child, so another admin looks at it.")),
        ("nora", "ana", MIA, Allowed("Admins look at what was reported.")),
        ("ana", None, MIA, Refused("Only admins look at what was reported.")),
        ("rosa", None, MIA, Refused("Only admins look at what was reported.")),
    ],
)
def test_an_admin_looks_who_is_not_part_of_it(who: str, against, child, verdict) -> None:
    school = roster(with_role("nora", Role.ADMIN))

    assert may_look(school, school.people[who], against, (child,)) == verdict
    assert (who in lookers(school, against, (child,))) is isinstance(verdict, Allowed)


def test_an_admin_who_left_looks_at_nothing() -> None:
    gone = replace(SCHOOL.people["ines"], active=False)

    assert may_look(SCHOOL, gone, None, ()) == Refused("Only admins look at what was reported.")


def test_one_of_several_children_is_enough_to_leave_it_to_another() -> None:
    school = roster(with_role("nora", Role.ADMIN))

    assert lookers(school, None, iter((MIA, EMIL))) == {"ines", "omar"}
    assert lookers(school, "omar", ()) == {"ines", "nora"}


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        ("He shouted", Allowed("This says what is wrong.")),
        ("x" * 2_000, Allowed("This says what is wrong.")),
        ("x" * 2_001, Refused("Say it in 2,000 characters at most.")),
        ("", Refused("Say in a sentence what is wrong, so that the school knows what to do.")),
        (" \n", Refused("Say in a sentence what is wrong, so that the school knows what to do.")),
    ],
)
def test_a_report_says_what_is_wrong(reason: str, verdict) -> None:
    assert may_be_reason(reason) == verdict
    assert LONGEST_REASON == 2_000


@given(facts())
def test_in_no_school_does_anybody_look_at_a_report_about_themselves_or_their_child(drawn: Facts) -> None:
    school = roster_on(drawn, DAY)
    for against in school.people:
        for child in school.students.values():
            for admin in lookers(school, against, (child,)):
                assert admin in school.admins
                assert against not in school.profiles_of(admin)
                assert not is_own_child(school, school.people[admin], child)
