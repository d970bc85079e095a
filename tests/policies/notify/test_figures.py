"""Who sees how alerts went, of which days, and when a school's days begin and end, whatever its clock does."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.figures import MAX_DAYS, Day, days, may_be_span, may_see_figures, usual_span
from policies.verdict import Allowed, Refused
from tests.school import ana, ines, rosa


@pytest.mark.parametrize(
    ("person", "answer"), [(ines, True), (replace(ines, active=False), False), (ana, False), (rosa, False)]
)
def test_only_admins_see_how_alerts_went(person, answer: bool) -> None:
    verdict = may_see_figures(person)

    assert isinstance(verdict, Allowed) is answer
    assert verdict.because == ("Admins" if answer else "Only admins") + " see how the school’s alerts went."


@pytest.mark.parametrize(
    ("first", "last", "verdict"),
    [
        (date(2026, 11, 1), date(2026, 11, 1), Allowed("Figures are shown by day.")),
        (date(2026, 9, 1), date(2026, 12, 1), Allowed("Figures are shown by day.")),
        (date(2026, 9, 1), date(2026, 12, 2), Refused("to: give at most 92 days at once.")),
        (date(2026, 11, 2), date(2026, 11, 1), Refused("from: give a date that is not after “to”.")),
        (date(1999, 12, 31), date(2000, 1, 1), Refused("from: give dates from 2000-01-01 to 2999-12-31.")),
        (date(2999, 12, 31), date(3000, 1, 1), Refused("from: give dates from 2000-01-01 to 2999-12-31.")),
    ],
)
def test_a_quarter_of_a_year_is_asked_for_at_once(first: date, last: date, verdict: Allowed | Refused) -> None:
    assert may_be_span(first, last) == verdict


def test_who_asks_for_no_days_gets_a_fortnight_that_ends_today() -> None:
    assert usual_span(date(2026, 11, 25)) == (date(2026, 11, 12), date(2026, 11, 25))
    assert usual_span(date.min) == (date.min, date.min)


@pytest.mark.parametrize(
    ("zone", "day", "begins", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        ("America/Chicago", date(2026, 11, 1), datetime(2026, 11, 1, 5, tzinfo=UTC), 25),
        ("America/Havana", date(2025, 11, 2), datetime(2025, 11, 2, 4, tzinfo=UTC), 25),  # midnight comes twice
        ("Africa/Cairo", date(2026, 4, 24), datetime(2026, 4, 23, 22, tzinfo=UTC), 23),  # it has no midnight
        (
            "Pacific/Apia",
            date(2011, 12, 30),
            datetime(2011, 12, 30, 10, tzinfo=UTC),
            0,
        ),  # left out there
        ("UTC", date(2026, 11, 1), datetime(2026, 11, 1, tzinfo=UTC), 24),
    ],
)
def test_a_day_begins_and_ends_with_the_clock_of_the_school(
    zone: str, day: date, begins: datetime, hours: int
) -> None:
    assert days(day, day, zone) == (Day(day, begins, begins + timedelta(hours=hours)),)


@given(
    st.sampled_from(sorted(available_timezones())),
    st.dates(date(2000, 1, 1), date(2990, 1, 1)),
    st.integers(0, MAX_DAYS - 1),
    st.integers(0, 999_999),
)
def test_every_moment_belongs_to_the_day_that_the_schools_clock_shows(
    zone: str, first: date, more: int, part: int
) -> None:
    found = days(first, first + timedelta(days=more), zone)
    moment = found[0].begins + (found[-1].ends - found[0].begins) * part // 1_000_000
    its = [one for one in found if one.begins <= moment < one.ends]
    shown, changed = moment.astimezone(ZoneInfo(zone)), datetime.combine(its[0].day, time.min, ZoneInfo(zone))

    assert [one.day for one in found] == [first + timedelta(days=number) for number in range(more + 1)]
    assert all(one.ends == other.begins for one, other in pairwise(found))
    assert len(its) == 1
    # Where a clock is put back over midnight it shows the day before once more; the day has begun all the same.
    assert its[0].day == shown.date() or shown.utcoffset() != changed.utcoffset()
