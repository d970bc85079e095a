"""This file decides how long to wait before the next attempt."""

import random
from datetime import timedelta

FIRST = timedelta(seconds=2)
LONGEST = timedelta(minutes=10)


def wait(attempts: int, chance: float | None = None) -> timedelta:
    """
    How long to wait after so many attempts: full jitter, so that a provider that comes back is not stormed.

    chance: 0.0 to 1.0, by default drawn.
    """
    ceiling = min(LONGEST, FIRST * 2 ** min(attempts, 20))
    share = random.random() if chance is None else chance  # noqa: S311 (it spreads load)
    return timedelta(seconds=ceiling.total_seconds() * share)
