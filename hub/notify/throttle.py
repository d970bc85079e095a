"""This file lets those who talk go first: notifying takes a small share of a busy hub, and never waits for long."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from hub.store.store import Store

T = TypeVar("T")
A = TypeVar("A")

SHARE = 0.04
"""Of a hub that others keep busy, notifying takes this much; an alert has the time, a message has not."""

LATE_S, LATE_SHARE = 30.0, 0.3
"""Alerts do not wait for ever: once the oldest is so late, notifying takes that much."""

BUSY, LIVELY = 0.3, 100
"""
A hub is busy when others use so much of the loop's processor, or do so much a second; a center's day is far below.
How long a turn of the loop takes says nothing: on a machine that others use it is long, and nobody here waits.
"""

SAMPLE_S = 0.1
"""How long is looked at to see how busy it is."""

LONGEST_S, NAP_S = 2.0, 0.2
"""No pause is longer, and so often in a pause is looked whether something urgent has come."""


@dataclass
class Throttle:
    """
    How fast notifying may go, as this loop is used by others right now.

    Call yield_to_others between pieces of work that are a few milliseconds long. urgent: whether something urgent
    is still to be planned; hurried_until: by the monotonic clock, until when nothing waits all the same. busy: the
    share of the loop's processor that others use; lively: what they do a second. spent: seconds of work since it
    last yielded.
    """

    store: Store
    urgent: Callable[[], bool] = lambda: False
    spent: float = 0.0
    hurried_until: float = 0.0
    busy: float = 0.0
    lively: float = 0.0
    _wall: float = 0.0
    _used: float = 0.0
    _own: float = 0.0
    _lively_before: int = 0

    def hurry(self, seconds: float) -> None:
        """Something urgent is to be told: do not wait for anybody."""
        self.hurried_until = time.monotonic() + seconds

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """What is done inside counts as work of notifying."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.spent += time.perf_counter() - began

    def timed(self, work: Callable[[A], T]) -> Callable[[A], T]:
        """Likewise what the store does, in a thread of its own."""

        def timed(given: A) -> T:
            with self.working():
                return work(given)

        return timed

    async def yield_to_others(self, late_s: float = 0.0) -> None:
        """Let others go on, for as long as keeps what was spent to the share. late_s: how late one is."""
        await asyncio.sleep(0)
        spent, self.spent = self.spent, 0.0
        self._look(spent)
        until = time.monotonic() + self.pause(spent, late_s)
        while (left := until - time.monotonic()) > 0 and not self.hurries():  # noqa: ASYNC110 (and the clock ends it)
            await asyncio.sleep(min(left, NAP_S))

    def hurries(self) -> bool:
        """Whether notifying waits for nobody right now."""
        return time.monotonic() < self.hurried_until or self.urgent()

    def pause(self, spent_s: float, late_s: float) -> float:
        """Seconds to do nothing after so much work."""
        if (self.busy < BUSY and self.lively < LIVELY) or self.hurries():
            return 0.0
        share = SHARE if late_s < LATE_S else LATE_SHARE
        return min(LONGEST_S, spent_s / share - spent_s)

    def _look(self, spent_s: float) -> None:
        """How much of the time since the last look others have used of this thread, and what they did."""
        self._own += spent_s
        wall, used = time.monotonic(), time.thread_time()
        if wall - self._wall >= SAMPLE_S:
            passed = wall - self._wall
            self.busy = (used - self._used - self._own) / passed
            self.lively = (self.store.lively - self._lively_before) / passed
            self._wall, self._used, self._own, self._lively_before = wall, used, 0.0, self.store.lively
