"""Quiet hours and daily hours on real clocks, also on the two nights a year when they are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policies.notify.quiet_hours import Quiet, may_be_minute, may_be_zone, next_at, quiet_until
from policies.verdict import Allowed, Refused

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ZONES = [BERLIN, NEW_YORK, *map(ZoneInfo, ("UTC", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Beirut"))]
NIGHT = Quiet(21 * 60, 7 * 60)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "moment", "until"),
    [
        (NIGHT, "2026-11-23 19:59:59", None),  # 20:59:59 in Berlin
        (NIGHT, "2026-11-23 20:00:00", "2026-11-24 06:00"),  # the start is quiet
        (NIGHT, "2026-11-24 05:59:59", "2026-11-24 06:00"),
        (NIGHT, "2026-11-24 06:00:00", None),  # the end is not
        (Quiet(13 * 60, 15 * 60), "2026-11-23 12:30:00", "2026-11-23 14:00"),
        (Quiet(13 * 60, 15 * 60), "2026-11-23 12:00:00", "2026-11-23 14:00"),  # by day too the start is quiet
        (Quiet(13 * 60, 15 * 60), "2026-11-23 14:00:00", None),
        (Quiet(0, 0), "2026-11-23 12:30:00", None),  # nothing is quiet
        (NIGHT, "2026-03-28 22:00:00", "2026-03-29 05:00"),  # the night on which the clock goes forward
        (NIGHT, "2026-10-24 22:00:00", "2026-10-25 06:00"),  # and the one on which it goes back
        (Quiet(22 * 60, 150), "2026-03-28 23:00:00", "2026-03-29 01:00"),  # 2:30 is skipped: it ends at 3:00
        (Quiet(22 * 60, 150), "2026-10-25 00:15:00", "2026-10-25 00:30"),  # the first 2:15
        (Quiet(22 * 60, 150), "2026-10-25 01:15:00", "2026-10-25 01:30"),  # the second
        (
            Quiet(150, 420),
            "2026-10-25 00:45:00",
            "2026-10-25 01:00",
        ),  # 2:45 becomes 2:00, which is before they begin
        (Quiet(150, 420), "2026-10-25 01:15:00", None),  # the second 2:15
        (Quiet(150, 420), "2026-10-25 01:30:00", "2026-10-25 06:00"),  # they begin anew
    ],
)
def test_what_falls_into_quiet_hours_waits_until_they_end(quiet: Quiet, moment: str, until: str | None) -> None:
    assert quiet_until(quiet, utc(moment), BERLIN) == (None if until is None else utc(until))


_minutes = st.integers(0, 24 * 60 - 1)
_moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: utc("2026-01-01 00:00") + timedelta(minutes=minutes)
)
_changes = st.sampled_from(
    ["2026-03-29 01:00", "2026-10-25 01:00", "2026-03-08 07:00", "2026-11-01 06:00", "2026-04-04 15:00"]
)
_near = st.builds(lambda text, minutes: utc(text) + timedelta(minutes=minutes), _changes, st.integers(-1500, 1500))


@given(st.builds(Quiet, _minutes, _minutes), _moments | _near, st.sampled_from(ZONES))
@example(Quiet(22 * 60, 150), utc("2026-03-28 23:00"), BERLIN)
@example(Quiet(150, 420), utc("2026-10-25 00:45"), BERLIN)
@example(Quiet(90, 420), utc("2026-11-01 05:59"), NEW_YORK)
@example(Quiet(110, 100), utc("2026-04-04 14:55"), ZoneInfo("Australia/Lord_Howe"))
def test_it_is_the_first_minute_at_which_the_clock_stands_outside(
    quiet: Quiet, moment: datetime, zone: ZoneInfo
) -> None:
    """Said once more: look at the clock every minute."""
    found = quiet_until(quiet, moment, zone)
    looked, steps = moment, 0
    while quiet.holds(looked.astimezone(zone)):
        looked = looked.replace(second=0, microsecond=0) + timedelta(minutes=1)
        steps += 1

    assert found == (looked if steps else None)
    assert found is None or found.tzinfo is UTC


@given(_minutes, _moments | _near, st.sampled_from(ZONES))
def test_a_daily_hour_comes_once_a_day_and_never_a_second_time_on_the_long_one(
    minute: int, moment: datetime, zone: ZoneInfo
) -> None:
    first = next_at(minute, moment, zone)
    second = next_at(minute, first, zone)

    assert moment < first <= moment + timedelta(hours=26)
    assert timedelta(hours=22) <= second - first <= timedelta(hours=26)
    assert (second.astimezone(zone).date() - first.astimezone(zone).date()).days == 1


@pytest.mark.parametrize(
    ("moment", "comes"),
    [
        ("2026-11-23 16:59", "2026-11-23 17:00"),
        ("2026-11-23 17:00", "2026-11-24 17:00"),
        ("2026-03-28 18:00", "2026-03-29 16:00"),
        ("2026-10-24 18:00", "2026-10-25 17:00"),
    ],
)
def test_six_in_the_evening_is_six_on_the_clock_all_year(moment: str, comes: str) -> None:
    assert next_at(18 * 60, utc(moment), BERLIN) == utc(comes)
    assert f"{utc(comes).astimezone(BERLIN):%H:%M}" == "18:00"


@pytest.mark.parametrize(
    ("minute", "moment", "zone", "comes"),
    [
        (22 * 60, "2026-11-24 02:00", "America/New_York", "2026-11-24 03:00"),  # there it is still the 23rd
        (150, "2026-10-24 22:00", "Europe/Berlin", "2026-10-25 00:30"),  # 2:30 comes twice: the first time
        (150, "2026-10-25 00:30", "Europe/Berlin", "2026-10-26 01:30"),
        (150, "2026-03-28 22:00", "Europe/Berlin", "2026-03-29 01:30"),  # 2:30 is skipped: at 3:30
        (0, "2010-11-07 03:00", "America/St_Johns", "2010-11-08 03:30"),  # 0:01 became 23:01: midnight has been
    ],
)
def test_a_daily_hour_is_that_of_the_place_and_the_first_where_it_comes_twice(
    minute: int, moment: str, zone: str, comes: str
) -> None:
    assert next_at(minute, utc(moment), ZoneInfo(zone)) == utc(comes)


def test_a_zone_and_a_minute_are_real_ones() -> None:
    assert may_be_zone("Europe/Berlin") == Allowed("There is such a time zone.")
    assert may_be_minute(0) == may_be_minute(1439) == Allowed("A clock shows it once a day.")
    assert may_be_zone("../etc/passwd") == Refused(
        "Give a time zone by a name such as Europe/Berlin or America/New_York."
    )
    assert may_be_minute(1440) == Refused("Give the minute of the day: 0 to 1439; 420 is seven o’clock.")
