"""Which moments something in a student's day may have."""

from datetime import UTC, datetime, timedelta

import pytest

from policies.conversations.activity_times import may_have_happened, may_have_slept
from policies.verdict import Allowed, Refused

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
COMING = Refused("That time is still to come. Check it, and this device’s clock.")
BEFORE = Refused("The nap would end before it began. Check both times.")
LONG = Refused("The nap would be longer than a day. Check both times.")
FINE = Allowed("It has happened.")


def at(minutes: float) -> datetime:
    """So many minutes after now."""
    return NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("moment", "verdict"), [(None, FINE), (at(-9_000), FINE), (at(0), FINE), (at(5), FINE), (at(5.1), COMING)]
)
def test_what_is_told_of_a_day_has_happened(moment: datetime | None, verdict: object) -> None:
    assert may_have_happened(moment, NOW) == verdict


@pytest.mark.parametrize(
    ("began", "ended", "verdict"),
    [
        (at(-30), None, FINE),
        (at(6), None, COMING),
        (at(-30), at(0), FINE),
        (at(-30), at(-30), FINE),
        (at(-30), at(-30.1), BEFORE),
        (at(-30), at(5), FINE),
        (at(-30), at(6), COMING),
        (at(6), at(7), COMING),
        (at(-1_440), at(0), FINE),
        (at(-1_440), at(0.1), LONG),
    ],
)
def test_a_nap_ends_after_it_began_within_a_day_and_not_in_the_future(
    began: datetime, ended: datetime | None, verdict: object
) -> None:
    assert may_have_slept(began, ended, NOW) == verdict
