"""Which moments a child may have come or gone at, and how a moment is said."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from policies.attendance.moments import AHEAD, LOOK_BACK, in_words, level_with, may_be_moment
from policies.verdict import Allowed

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (NOW, True),
        (NOW + AHEAD, True),
        (NOW + AHEAD + SECOND, False),
        (NOW - LOOK_BACK, True),
        (NOW - LOOK_BACK - SECOND, False),
    ],
)
def test_a_moment_is_of_the_last_twelve_hours_and_not_to_come(at: datetime, allowed: bool) -> None:
    assert isinstance(may_be_moment(at, NOW), Allowed) == allowed


def test_without_a_moment_it_is_now_and_so_is_one_of_a_clock_that_is_ahead() -> None:
    assert level_with(None, NOW) == level_with(NOW + AHEAD, NOW) == NOW
    assert level_with(NOW - LOOK_BACK, NOW) == NOW - LOOK_BACK


def test_a_moment_is_said_by_the_schools_clock_and_with_its_day_where_that_is_another() -> None:
    zone = ZoneInfo("America/New_York")

    assert in_words(NOW - timedelta(hours=3), NOW, zone) == "8:00 AM"
    assert in_words(NOW - timedelta(days=1), NOW, zone) == "November 22, 11:00 AM"
