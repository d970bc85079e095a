"""Waiting between attempts, and before a provider is tried again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifiers.backoff import FIRST, LONGEST_PAUSE, PROBE_FIRST, PROBE_LONGEST, until_probe, wait


@given(attempts=st.integers(0, 10_000), chance=st.floats(0, 1))
def test_a_wait_is_never_negative_and_never_longer_than_ten_minutes(attempts: int, chance: float) -> None:
    assert timedelta() <= wait(attempts, chance) <= LONGEST_PAUSE


def test_waits_may_grow_twofold() -> None:
    assert [wait(attempts, 1.0) for attempts in range(3)] == [FIRST, FIRST * 2, FIRST * 4]


@given(tries=st.integers(0, 10_000), chance=st.floats(0, 1))
def test_a_shut_provider_is_tried_again_within_a_minute_and_never_at_once(tries: int, chance: float) -> None:
    assert PROBE_FIRST * 2 / 3 <= until_probe(tries, chance) <= PROBE_LONGEST


def test_probes_come_less_and_less_often() -> None:
    assert [until_probe(tries, 0.0).total_seconds() for tries in range(4)] == [15, 30, 60, 60]
