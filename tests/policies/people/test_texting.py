"""Who gets an invitation by text and why not, and at which hours one leaves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.quiet_hours import Quiet
from policies.people.facts import Person, Role
from policies.people.inviting import AGAIN_AFTER, InviteeFacts
from policies.people.texting import NIGHT, CellFacts, leaves_at, may_be_texted, sharing_cell
from policies.sentence import say
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.policies.people.test_inviting import ANA, NOBODY, NOW, SENT, person, roster
from tests.policies.people.test_inviting import ROSA as ROSA_WITHOUT
from tests.policies.people.test_inviting import TOM as TOM_WITHOUT

ROSA, TOM = replace(ROSA_WITHOUT, cell="+12025550100"), replace(TOM_WITHOUT, cell="+12025550177")
CELL = CellFacts()
ZONE = "America/New_York"


@pytest.mark.parametrize("who", [ROSA, TOM, replace(ANA, cell="+12025550103"), replace(TOM, email=None)])
def test_who_has_a_cell_is_texted_with_an_email_address_or_without(who: Person) -> None:
    verdict = may_be_texted(roster(who), who, NOBODY, CELL, NOW)

    assert isinstance(verdict, Allowed)
    assert "good for a week" in verdict.because


@pytest.mark.parametrize(
    ("who", "its", "cell", "why"),
    [
        (replace(TOM, active=False), NOBODY, CELL, "not at this school any more"),
        (TOM, InviteeFacts(signed_up=True), CELL, "signed up already"),
        (replace(person("omar", Role.GUARDIAN), cell=TOM.cell), NOBODY, CELL, "no child who is here now"),
        (TOM, NOBODY, CellFacts(provider=False), "sends no texts"),
        (replace(TOM, cell=None), NOBODY, CELL, "no cell number of Tom"),
        (replace(TOM, cell=None), NOBODY, CellFacts(other=True), "No number of Tom is marked"),
        (TOM, NOBODY, CellFacts(sharing=("Rosa",)), "same cell number as that of Rosa"),
        (TOM, NOBODY, CellFacts(closed=say("It has asked for no more.")), "asked for no more"),
        (TOM, InviteeFacts(last=SENT), CELL, "invited just now"),
    ],
)
def test_it_is_said_why_somebody_gets_none(who: Person, its: InviteeFacts, cell: CellFacts, why: str) -> None:
    verdict = may_be_texted(roster(who), who, its, cell, NOW)

    assert isinstance(verdict, Refused)
    assert why in verdict.because


@pytest.mark.parametrize(("off", "why"), [("text", "text messages off"), ("email", "switched email off")])
def test_what_the_school_switched_off_is_not_sent(off: str, why: str) -> None:
    verdict = may_be_texted(roster(settings=SchoolSettings(**{off: False})), TOM, NOBODY, CELL, NOW)

    assert isinstance(verdict, Refused)
    assert why in verdict.because


def test_a_minute_later_they_may_be_invited_anew() -> None:
    its = InviteeFacts(last=SENT)

    assert isinstance(may_be_texted(roster(TOM), TOM, its, CELL, NOW + AGAIN_AFTER), Allowed)


def test_two_people_with_one_cell_are_named_and_who_left_is_not() -> None:
    same, gone = replace(ROSA, cell=TOM.cell), replace(ANA, cell=TOM.cell, active=False)

    assert sharing_cell(roster(TOM, ROSA)) == {}
    assert sharing_cell(roster(TOM, same, gone)) == {"tom": ("Rosa",), "rosa": ("Tom",)}


def test_a_teacher_who_is_a_parent_has_one_phone() -> None:
    human = frozenset({"user:tom"})
    at_home, at_work = replace(TOM, human=human), replace(ANA, cell=TOM.cell, human=human)

    assert sharing_cell(roster(at_home, at_work)) == {}


def local(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("quiet", "at", "leaves"),
    [
        (None, local(8), local(8)),
        (None, local(20, 59), local(20, 59)),
        (None, local(21), local(8, day=24)),
        (None, local(3), local(8)),
        (None, local(7, 59), local(8)),
        (Quiet(9 * 60, 17 * 60), local(12), local(17)),
        (Quiet(9 * 60, 17 * 60), local(21, 30), local(21, 30)),
        (Quiet(60, 60), local(3), local(8)),
    ],
)
def test_texts_leave_by_day_or_by_the_hours_that_somebody_chose(
    quiet: Quiet | None, at: datetime, leaves: datetime
) -> None:
    assert leaves_at(quiet, ZONE, at) == leaves


hours = st.integers(0, 24 * 60 - 1)


@given(
    st.integers(1767225600, 1830297600).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.none() | st.builds(Quiet, hours, hours),
)
def test_nobody_is_texted_in_hours_that_are_quiet_and_what_waits_leaves_within_a_day(
    at: datetime, quiet: Quiet | None
) -> None:
    leaves = leaves_at(quiet, ZONE, at)
    kept = quiet if quiet is not None and quiet.begins != quiet.ends else NIGHT

    assert not kept.holds(leaves.astimezone(ZoneInfo(ZONE)))
    assert timedelta() <= leaves - at <= timedelta(hours=25)
    assert leaves_at(quiet, ZONE, leaves) == leaves
