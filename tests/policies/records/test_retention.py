"""How long kinds of records are kept: the bounds nobody undercuts, and what is said of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from channels.kinds import kinds, retention_kinds
from policies.records.retention import (
    ALERTS,
    BESIDES,
    CONTACTS,
    INCIDENTS,
    KEPT_FOR_EVER,
    LONGEST_KEPT,
    PHOTOS,
    cutoff,
    is_night,
    may_keep_for,
    may_set_retention,
    period,
    removed_by,
)
from policies.verdict import Allowed, Refused
from tests.school import of


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2026-11-30", 12, "2025-11-30"),
        ("2026-11-30", 9, "2026-02-28"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2026-01-31", 1, "2025-12-31"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2026-12-15", 300, "2001-12-15"),
        ("2026-12-15", 0, "2026-12-15"),
    ],
)
def test_months_are_those_of_the_calendar_and_end_with_its_shorter_ones(now: str, months: int, before: str) -> None:
    assert cutoff(at(now), months) == at(before)


def test_every_kind_is_kept_by_default_within_its_bounds_and_says_where_they_come_from() -> None:
    assert set(retention_kinds()) == set(kinds()) | {PHOTOS, INCIDENTS, ALERTS, CONTACTS}
    assert set(BESIDES) == {PHOTOS, INCIDENTS, ALERTS, CONTACTS}
    for one in retention_kinds().values():
        assert one.least <= one.usual <= LONGEST_KEPT
        assert one.source.startswith("Ours")
        assert isinstance(may_keep_for(one, one.usual), Allowed)
        assert isinstance(may_keep_for(one, one.least), Allowed)
        assert isinstance(may_keep_for(one, LONGEST_KEPT), Allowed)
        for wrong in (one.least - 1, LONGEST_KEPT + 1):
            verdict = may_keep_for(one, wrong)
            assert isinstance(verdict, Refused)
            assert verdict.because == f"{one.label}: keep them between {period(one.least)} and 25 years."
    assert len(KEPT_FOR_EVER) == 4


def test_what_is_about_a_child_counts_from_when_it_left_and_nothing_else_does() -> None:
    from_leaving = {name for name, one in retention_kinds().items() if one.from_leaving}
    assert from_leaving == {"family", "day", INCIDENTS, CONTACTS}


@pytest.mark.parametrize(("months", "words"), [(12, "1 year"), (24, "2 years"), (1, "1 month"), (18, "18 months")])
def test_whole_years_are_told_as_years(months: int, words: str) -> None:
    assert period(months) == words
    assert removed_by(months) == f"Removed by the center’s retention rule of {words}."


@pytest.mark.parametrize(
    ("hour", "night"), [(0, False), (1, True), (4, True), (5, False), (12, False), (23, False)]
)
def test_it_is_night_while_nobody_is_there(hour: int, night: bool) -> None:
    assert is_night(datetime(2026, 11, 30, hour, 59, tzinfo=UTC)) is night


def test_admins_who_are_here_set_it_and_nobody_else() -> None:
    assert isinstance(may_set_retention(of("ines")), Allowed)
    others = (of("ana"), of("rosa"), replace(of("ines"), active=False))
    assert [type(may_set_retention(one)) for one in others] == [Refused] * 3
