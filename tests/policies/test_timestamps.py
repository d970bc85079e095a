"""Moments as text."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from policies.timestamps import moment, stamp, to_millisecond

MOMENTS = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (the zone is added)


def test_a_moment_is_written_in_utc_to_the_millisecond() -> None:
    berlin = timezone(timedelta(hours=1))

    assert stamp(datetime(2026, 11, 23, 16, 4, 5, 123_999, berlin)) == "2026-11-23T15:04:05.123Z"
    assert stamp(datetime(2026, 11, 23, 15, 4, 5, 7_000, UTC)) == "2026-11-23T15:04:05.007Z"


@given(MOMENTS)
def test_what_was_written_is_read_as_that_moment(at: datetime) -> None:
    assert moment(stamp(at)) == at.replace(microsecond=at.microsecond // 1_000 * 1_000)
    assert to_millisecond(at) == moment(stamp(at))


@given(MOMENTS, MOMENTS)
def test_texts_sort_as_their_moments_do(one: datetime, other: datetime) -> None:
    assert (stamp(one) <= stamp(other)) == (moment(stamp(one)) <= moment(stamp(other)))
