"""Which stays close by themselves, as of when: a table of days, of days the clock is changed on, and any stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.attendance.closing import ClosingTime, closed_by_day, closed_by_itself, closes_at, moment_of, seen_at
from policies.attendance.stays import ChildStay, SignMethod
from tests.policies.attendance.test_stays import stay

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
SIX = ClosingTime(18 * 60, NEW_YORK)
DAY = timedelta(days=1)


def local(text: str, zone: ZoneInfo = NEW_YORK, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("came", "ends"),
    [
        ("2026-11-23T08:00", "2026-11-23T18:00"),
        ("2026-11-23T17:59", "2026-11-23T18:00"),
        ("2026-11-23T18:00", "2026-11-24T00:00"),
        ("2026-11-23T18:30", "2026-11-24T00:00"),
        ("2026-11-23T23:59", "2026-11-24T00:00"),
        ("2026-11-23T00:00", "2026-11-23T18:00"),
    ],
)
def test_a_stay_ends_at_the_closing_time_of_its_day_and_after_that_with_the_day(came: str, ends: str) -> None:
    its = stay("one", local(came))

    assert closes_at(its, SIX) == local(ends)
    closed = closed_by_itself(its, SIX, local("2026-11-24T00:00"))
    assert closed is not None
    assert closed.left is not None
    assert (closed.left.at, closed.left.by, closed.left.method, closed.n) == (local(ends), "", SignMethod.AUTO, 2)
    assert (closed.is_auto, closed.is_to_confirm, closed.left.taker) == (True, True, ("", "", ""))


def test_nothing_closes_before_its_day_is_over_and_nothing_that_somebody_ended() -> None:
    open_, over = stay("one", local("2026-11-23T08:00")), local("2026-11-24T00:00")
    gone = stay("one", local("2026-11-23T08:00"), local("2026-11-23T17:59"))

    assert closed_by_itself(open_, SIX, over - timedelta(milliseconds=1)) is None
    assert closed_by_itself(open_, SIX, over) is not None
    assert closed_by_itself(gone, SIX, over) is None
    assert closed_by_itself(replace(open_, struck=True), SIX, over) is None


@pytest.mark.parametrize(
    "seen",
    [
        {"taken_over_at": local("2026-11-23T18:20")},
        {"here_at": local("2026-11-23T18:20")},
        {"came": replace(stay("one", local("2026-11-23T08:00")).came, noted_at=local("2026-11-23T18:20"))},
    ],
)
def test_of_a_child_that_was_seen_after_closing_nobody_says_that_it_was_gone_by_then(
    seen: dict[str, object],
) -> None:
    its = replace(stay("one", local("2026-11-23T08:00")), **seen)  # type: ignore[arg-type]

    assert seen_at(its) == local("2026-11-23T18:20")
    assert closes_at(its, SIX) == local("2026-11-24T00:00")


def test_who_was_never_taken_over_closes_as_well() -> None:
    its = replace(stay("one", local("2026-11-23T08:00")), taken_over_at=None, moved_from="oaks")

    closed = closed_by_itself(its, SIX, local("2026-11-24T03:00"))

    assert closed is not None
    assert (closed.is_open, closed.is_in_transit) == (False, False)


@pytest.mark.parametrize(
    ("zone", "day", "minute", "at"),
    [
        ("America/New_York", "2026-11-01", 90, "2026-11-01T05:30"),  # 1:30 comes twice, the first is of summer time
        ("America/New_York", "2026-03-08", 150, "2026-03-08T07:00"),  # 2:30 is leapt over, 3:00 comes at once
        ("Europe/Berlin", "2026-03-29", 120, "2026-03-29T01:00"),
        ("Europe/Berlin", "2026-10-25", 120, "2026-10-25T00:00"),
        ("Australia/Lord_Howe", "2026-10-04", 135, "2026-10-03T15:30"),  # half an hour, from 2:00 on
        ("Africa/Cairo", "2026-04-24", 0, "2026-04-23T22:00"),  # midnight itself is leapt over
        ("America/Havana", "2026-11-01", 0, "2026-11-01T04:00"),  # midnight comes twice
        ("Europe/Berlin", "2026-10-25", 18 * 60, "2026-10-25T17:00"),
    ],
)
def test_a_minute_that_comes_twice_is_the_first_and_of_one_that_never_comes_the_moment_after(
    zone: str, day: str, minute: int, at: str
) -> None:
    assert moment_of(date.fromisoformat(day), minute, ZoneInfo(zone)) == local(at, ZoneInfo("UTC"))


def test_the_second_time_a_minute_comes_is_after_closing() -> None:
    half_past_one = ClosingTime(90, NEW_YORK)
    first, second = (stay("one", local("2026-11-01T01:10", fold=fold)) for fold in (0, 1))

    assert closes_at(first, half_past_one) == local("2026-11-01T01:30")
    assert closes_at(second, half_past_one) == local("2026-11-02T00:00")


def test_every_missed_day_is_closed_at_its_own_time_the_first_one_first() -> None:
    monday = local("2026-11-23T08:00")
    found = closed_by_day([stay(str(ahead), monday + ahead * DAY) for ahead in (2, 0, 1, 3)], SIX, monday + 3 * DAY)

    assert [(day.isoformat(), [one.id for one in its]) for day, its in found.items()] == [
        ("2026-11-23", ["0"]),
        ("2026-11-24", ["1"]),
        ("2026-11-25", ["2"]),
    ]
    for its in found.values():
        assert all(one.left is not None and one.left.at == one.came.at + timedelta(hours=10) for one in its)


ZONES = st.sampled_from(["America/New_York", "Europe/Berlin", "Africa/Cairo", "Asia/Kolkata", "Pacific/Apia"])
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))
LATER = st.one_of(st.none(), st.timedeltas(timedelta(), 2 * DAY))


@st.composite
def open_stays(draw: st.DrawFn) -> ChildStay:
    came = draw(MOMENTS)
    over, here = (None if ahead is None else came + ahead for ahead in (draw(LATER), draw(LATER)))
    return replace(stay("one", came), taken_over_at=over, here_at=here)


@given(open_stays(), ZONES, st.integers(1, 24 * 60 - 1), st.timedeltas(timedelta(), 5 * DAY))
def test_no_end_is_before_its_beginning_and_none_before_the_child_was_seen(
    its: ChildStay, zone: str, minute: int, later: timedelta
) -> None:
    closing, now = ClosingTime(minute, ZoneInfo(zone)), seen_at(its) + later
    closed = closed_by_itself(its, closing, now)
    if closed is None:
        assert seen_at(its).astimezone(closing.zone).date() == now.astimezone(closing.zone).date()
        return
    assert closed.left is not None
    assert its.came.at <= seen_at(its) < closed.left.at <= now
    assert closed_by_itself(closed, closing, now) is None  # running twice changes nothing
    # However late it runs, it comes to the same end: so the order of the days that were missed does not matter.
    much_later = closed_by_itself(its, closing, now + 9 * DAY)
    assert much_later is not None
    assert much_later.left is not None
    assert much_later.left.at == closed.left.at


@given(st.dates(date(2025, 1, 1), date(2028, 1, 1)), st.integers(0, 24 * 60 - 1), ZONES)
def test_a_moment_of_a_day_is_the_first_that_shows_it(day: date, minute: int, zone: str) -> None:
    its = ZoneInfo(zone)
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    at = moment_of(day, minute, its)

    assert at.astimezone(its).replace(tzinfo=None) >= wall
    for before in (timedelta(minutes=1), timedelta(minutes=30)):
        assert (at - before).astimezone(its).replace(tzinfo=None) < wall
