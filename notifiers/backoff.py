"""This file decides how long to wait before the next attempt, and before a provider is tried again."""

import random
from datetime import timedelta

FIRST = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)

PROBE_FIRST = timedelta(seconds=15)
PROBE_LONGEST = timedelta(minutes=1)
"""A provider that is left alone is tried this often at the least: who mends it does not wait long to see it."""


def wait(attempts: int, chance: float | None = None) -> timedelta:
    """
    How long to wait after so many attempts: full jitter, so that a provider that comes back is not stormed.

    chance: 0.0 to 1.0, by default drawn.
    """
    ceiling = min(LONGEST_PAUSE, FIRST * 2 ** min(attempts, 20))
    return timedelta(seconds=ceiling.total_seconds() * _drawn(chance))


def until_probe(tries: int, chance: float | None = None) -> timedelta:
    """
    How long a provider is left alone after so many failed probes: 15 s, 30 s, then a minute, less up to a third.

    Never as short as nothing, unlike wait: what is shut has failed time and again, or refuses our settings.
    """
    ceiling = min(PROBE_LONGEST, PROBE_FIRST * 2 ** min(tries, 20))
    return timedelta(seconds=ceiling.total_seconds() * (1 - _drawn(chance) / 3))


def _drawn(chance: float | None) -> float:
    return random.random() if chance is None else chance  # noqa: S311 (it spreads load)
