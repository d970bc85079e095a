"""Who hears nothing of their own words on any of their profiles, and who hears nothing because it was denied."""

from dataclasses import replace

import pytest

from policies.notify.recipients import (
    ROUTINE,
    Address,
    EscalationStep,
    How,
    Medium,
    Plan,
    Terms,
    hears_of_colleague,
    hears_of_office,
    hears_of_private,
    plan,
)
from policies.people.facts import Dated, Guardianship, Level, Permissions, Role, Urgency
from policies.people.roster import Facts
from policies.settings import SchoolSettings
from tests.school import FACTS, ines, roster

INES_AT_HOME = replace(ines, id="ines-at-home", role=Role.GUARDIAN)
TWICE = replace(
    FACTS,
    people=(*FACTS.people, INES_AT_HOME),
    guardianships=(*FACTS.guardianships, Guardianship("ines-at-home", "mia")),
)
"""Ines is an admin, and also one of Mia’s parents."""


@pytest.mark.parametrize(
    ("facts", "author", "heard_by"),
    [
        (TWICE, "omar", {"rosa", "tom", "ines-at-home"}),
        (TWICE, "ines", {"rosa", "tom"}),
        (TWICE, "rosa", {"ines", "omar"}),
        (TWICE, "ines-at-home", {"omar"}),
    ],
)
def test_an_admin_who_is_a_parent_is_not_told_of_what_they_wrote_themselves(
    facts: Facts, author: str, heard_by: set[str]
) -> None:
    school = roster(facts)

    assert hears_of_office(school, school.students["mia"], school.people[author]) == heard_by


def test_who_writes_to_themselves_at_home_rings_nowhere() -> None:
    school = roster(TWICE)
    at_home = school.people["ines-at-home"]

    assert hears_of_private(school, at_home, school.people["omar"]) == {"ines-at-home"}
    assert hears_of_private(school, at_home, school.people["ines"]) == frozenset()


def test_of_whom_nothing_is_kept_colleagues_hear() -> None:
    school = replace(roster(), kept_out={})

    assert hears_of_colleague(school, frozenset({"ana", "ben"}), school.people["ana"]) == {"ben"}


def test_what_the_school_has_denied_is_told_as_the_reason() -> None:
    device = (Address(Medium.PUSH, "rosas-phone"),)
    rosa, chosen = roster().people["rosa"], SchoolSettings()
    denied = "The school has set that Rosa is not told about Mia."

    assert plan(rosa, device, chosen, routine=False, practice=False).addresses == device
    assert plan(rosa, device, chosen, routine=False, practice=False, terms=Terms(untold=denied)) == Plan(
        skipped=denied
    )


def test_a_medium_is_written_as_it_always_was_and_says_nothing_more_than_it_has_to() -> None:
    assert [one.value for one in Medium] == ["push", "email", "sms"]
    assert Address(Medium.SMS, "+12025550100").provider == ""
    assert (Plan().addresses, Plan().skipped, Plan().call_after) == ((), "", None)
    assert EscalationStep(Medium.SMS, ()) == EscalationStep(Medium.SMS, (), 0, How.INSTANT)
    assert [one.value for one in How] == ["instant", "digest", "off"]
    assert (Terms().untold, Terms().urgency, Terms().once) == ("", Urgency.NORMAL, False)
    assert (Terms().hows, Terms().closed) == ({}, {})
    assert sorted(ROUTINE) == ["bottle", "diaper", "meal", "nap"]


def test_the_office_hears_of_a_child_in_a_room_where_nobody_works() -> None:
    school = roster(replace(FACTS, assignments=(Dated("ines", "acorns"), Dated("omar", "acorns"))))

    assert hears_of_office(school, school.students["leo"], school.people["dana"]) == {"ines", "omar"}


def test_who_is_kept_out_of_what_families_write_hears_no_private_message_either() -> None:
    kept = Permissions(families=Level.NONE)
    people = tuple(replace(one, permissions=kept) if one.id == "ana" else one for one in FACTS.people)
    school = roster(replace(FACTS, people=people))
    rosa = school.people["rosa"]

    assert hears_of_private(roster(), rosa, rosa) == {"ana", "nora", "ines"}
    assert hears_of_private(school, rosa, rosa) == {"nora", "ines"}
