"""Waiting between attempts."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifiers.backoff import FIRST, LONGEST, wait


@given(attempts=st.integers(0, 10_000), chance=st.floats(0, 1))
def test_a_wait_is_never_negative_and_never_longer_than_ten_minutes(attempts: int, chance: float) -> None:
    assert timedelta() <= wait(attempts, chance) <= LONGEST


def test_waits_may_grow_twofold() -> None:
    assert [wait(attempts, 1.0) for attempts in range(3)] == [FIRST, FIRST * 2, FIRST * 4]
