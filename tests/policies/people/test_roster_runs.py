"""Who brings a roster in, when by hand and when by itself, and when it may be taken back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.roster_runs import (
    LOOKS,
    RunFacts,
    RunState,
    by_hand_from,
    last_look,
    may_apply,
    may_run,
    may_undo,
    next_look,
)
from policies.verdict import Allowed, Refused
from tests.school import ana, ines, rosa

CHICAGO = ZoneInfo("America/Chicago")
NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)
"""Noon in Chicago."""


@pytest.mark.parametrize(
    ("person", "may"), [(ines, True), (ana, False), (rosa, False), (replace(ines, active=False), False)]
)
def test_admins_alone_bring_a_roster_in(person: object, may: bool) -> None:
    verdict = may_run(person)  # type: ignore[arg-type]

    assert isinstance(verdict, Allowed) == may
    assert verdict.because == (
        "Admins bring the roster in and see what it changed."
        if may
        else "Only admins bring the roster in, and see what it changed."
    )


def test_by_hand_one_comes_in_an_hour_and_the_sentence_says_when_the_next_may() -> None:
    early = may_apply(NOON - timedelta(minutes=48), NOON, CHICAGO)

    assert isinstance(early, Refused)
    assert early.because.endswith("The next one may at 12:12 PM.")
    assert by_hand_from(NOON - timedelta(minutes=48), NOON) == NOON + timedelta(minutes=12)
    for last in (None, NOON - timedelta(hours=1), NOON - timedelta(days=3)):
        assert isinstance(may_apply(last, NOON, CHICAGO), Allowed)
        assert by_hand_from(last, NOON) is None


@pytest.mark.parametrize(
    ("local", "last", "following"),
    [
        ("2026-11-23 05:59", "2026-11-22 18:00", "2026-11-23 06:00"),
        ("2026-11-23 06:00", "2026-11-23 06:00", "2026-11-23 10:00"),
        ("2026-11-23 09:59", "2026-11-23 06:00", "2026-11-23 10:00"),
        ("2026-11-23 23:59", "2026-11-23 18:00", "2026-11-24 06:00"),
        ("2026-11-01 12:00", "2026-11-01 10:00", "2026-11-01 14:00"),  # clocks were turned back that night
    ],
)
def test_the_folder_is_looked_at_four_times_a_day_by_the_schools_clock(
    local: str, last: str, following: str
) -> None:
    at, then, again = (datetime.fromisoformat(one).replace(tzinfo=CHICAGO) for one in (local, last, following))

    assert last_look(at.astimezone(UTC), CHICAGO) == then
    assert next_look(at.astimezone(UTC), CHICAGO) == again


@given(
    now=st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    zone=st.sampled_from(["America/Chicago", "Europe/Warsaw", "Pacific/Apia", "Asia/Kathmandu"]),
)
def test_whenever_it_is_the_last_look_is_over_and_the_next_is_to_come(now: datetime, zone: str) -> None:
    last, following = last_look(now, ZoneInfo(zone)), next_look(now, ZoneInfo(zone))

    assert last <= now < following
    assert {last.time(), following.time()} <= set(LOOKS)
    assert last_look(following, ZoneInfo(zone)) == following


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (RunFacts(state=RunState.APPLIED, newest=True, kept=True), ""),
        (RunFacts(state=RunState.UNDONE, newest=False, kept=False), "already"),
        (RunFacts(state=RunState.HELD, newest=False, kept=False), "nothing to take back"),
        (RunFacts(state=RunState.APPLIED, newest=False, kept=True), "later roster"),
        (RunFacts(state=RunState.APPLIED, newest=True, kept=False), "not kept any more"),
    ],
)
def test_only_the_newest_that_was_applied_is_taken_back_and_only_while_it_is_known_what_was_before(
    run: RunFacts, why: str
) -> None:
    verdict = may_undo(run)

    assert isinstance(verdict, Refused) == bool(why)
    assert why in verdict.because
