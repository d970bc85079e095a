"""Moments in words: as the page tells them, on the school's clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from policies.notify.clock_words import clock, clock_of, day_and_clock, face, face_of

CHICAGO, TOKYO, NEW_YORK = ZoneInfo("America/Chicago"), ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 21, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "12:05 AM"), (1, "1:05 AM"), (11, "11:05 AM"), (12, "12:05 PM"), (23, "11:05 PM")]
)
def test_a_clock_of_twelve_hours_is_read_as_people_in_the_country_read_it(hour: int, said: str) -> None:
    assert face(datetime(2026, 11, 23, hour, 5, tzinfo=UTC)) == said


@pytest.mark.parametrize(("minute", "said"), [(1, "12:01 AM"), (18 * 60, "6:00 PM"), (24 * 60 - 1, "11:59 PM")])
def test_a_minute_of_the_day_is_what_a_clock_shows_then(minute: int, said: str) -> None:
    assert face_of(minute) == said


def test_a_moment_is_told_by_a_clock_and_says_where_only_if_it_is_not_the_schools() -> None:
    assert clock(NOW, CHICAGO) == clock_of(NOW, CHICAGO, CHICAGO) == "3:04 PM"
    assert clock_of(NOW, NEW_YORK, CHICAGO) == "4:04 PM (New York)"
    assert clock_of(NOW, ZoneInfo("UTC"), CHICAGO) == "9:04 PM (UTC)"


def test_a_day_is_told_with_its_hour_by_the_same_clock() -> None:
    assert day_and_clock(NOW, CHICAGO) == "November 23, 3:04 PM"
    assert day_and_clock(NOW, TOKYO) == "November 24, 6:04 AM"


@pytest.mark.parametrize(
    ("moment", "said"),
    [("2026-11-01 06:30", "1:30 AM"), ("2026-11-01 07:30", "1:30 AM"), ("2026-03-08 08:30", "3:30 AM")],
)
def test_on_days_with_a_turned_clock_it_is_what_the_clock_shows(moment: str, said: str) -> None:
    assert clock(datetime.fromisoformat(moment).replace(tzinfo=UTC), CHICAGO) == said
