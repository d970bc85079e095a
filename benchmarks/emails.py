"""Measures the processor time of an email: the first of its kind, and every further one from the same letter.

python -m benchmarks.emails
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from notifiers.notification import Mailing, Notice, Notification
from notifiers.writing import letter

COUNT, RUNS = 500, 5
NOW = datetime.now(UTC)
NOTE = Notification(
    key="n_1", thread="c_1", title="Maple Street", body="New message from Ana Reyes",
    url="https://hub.example/#/c/c_1", sender_name="Maple Street", created_at=NOW,
    expires_at=NOW + timedelta(hours=24),
    mailing=Mailing(
        notice=Notice("message", "Ana Reyes"), reply_to=f"reply+{'a' * 24}.{'b' * 16}@mail.example", answers=True,
        unsubscribe=("https://hub.example/u/" + "x" * 180, "mailto:stop+a.b@mail.example"),
    ),
)  # fmt: skip


def new(number: int) -> Notification:
    """Another conversation, whose letter is not written yet."""
    return replace(NOTE, key=f"n_{number}", thread=f"c_{number}")


def shared(number: int) -> Notification:
    """The same event, to somebody else."""
    return replace(NOTE, key=f"n_{number}")


def measured(made: Callable[[int], Notification]) -> float:
    """Milliseconds of processor time an email, the best of a few runs."""
    best = float("inf")
    for _ in range(RUNS):
        letter._letter.cache_clear()
        letter.written(NOTE, "hub@maple.example", "first@families.example")
        began = time.process_time()
        for number in range(COUNT):
            letter.written(made(number), "hub@maple.example", f"parent{number}@families.example")
        best = min(best, (time.process_time() - began) / COUNT * 1_000)
    return best


if __name__ == "__main__":
    first, further = measured(new), measured(shared)
    print(f"a letter written: {first:.2f} ms; one filled: {further:.3f} ms; {first / further:.0f} times")
