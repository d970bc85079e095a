"""This file bounds how often somebody may do something, and how many may come at once."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

KEPT = 10_000
"""Keys remembered at once; beyond it the one idle longest is forgotten, and memory stays bounded."""

BURST_S = 3
"""Seconds' worth that may come at once: what a phone has gathered while it had no connection."""


@dataclass(slots=True)
class Rates:
    """A token bucket per key, into which per_s tokens come a second."""

    per_s: float
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait_s(self, key: str, now: float) -> float:
        """Take one; 0.0 where there was one, else after how many seconds there will be."""
        tokens, at = self._buckets.pop(key, (self.per_s * BURST_S, now))
        tokens = min(self.per_s * BURST_S, tokens + max(0.0, now - at) * self.per_s)
        granted = tokens >= 1
        self._buckets[key] = (tokens - 1 if granted else tokens, now)
        if len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return 0.0 if granted else (1 - tokens) / self.per_s


class Bucket:
    """Tokens of one device, of which per_s come in a second: as Rates has them for each key, and smaller."""

    __slots__ = ("at", "per_s", "tokens")

    def __init__(self, per_s: float) -> None:
        self.per_s, self.tokens, self.at = per_s, per_s * BURST_S, 0.0

    def take(self, now: float) -> bool:
        """Whether there was one to take."""
        self.tokens = min(self.per_s * BURST_S, self.tokens + max(0.0, now - self.at) * self.per_s)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(slots=True)
class Arrivals:
    """
    A gate for devices that come back all at once: so many at a time, those that resume before those that start.

    Beyond waiting ones in the queue the gate is full, and who comes then is asked to come later.
    """

    at_once: int
    waiting: int
    _inside: int = 0
    _count: int = 0
    _queue: list[tuple[bool, int, asyncio.Future[None]]] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether enough are waiting already."""
        return len(self._queue) >= self.waiting

    @contextlib.asynccontextmanager
    async def turn(self, *, later: bool) -> AsyncIterator[None]:
        """Wait for one's turn; later: let those who do not start anew go first."""
        if self._inside >= self.at_once:
            await self._wait(later=later)
        else:
            self._inside += 1
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, *, later: bool) -> None:
        self._count += 1
        mine = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (later, self._count, mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._queue:
            *_, first = heapq.heappop(self._queue)
            if not first.done():
                first.set_result(None)
                return
        self._inside -= 1
