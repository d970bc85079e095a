"""This file limits how many calls of one transport are under way: fewer while its provider says that it is busy."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from notifiers.notification import Accepted, RetryAt

if TYPE_CHECKING:
    from notifiers.notification import Outcome
    from notifiers.outbox import Claimed

SLOWER, FASTER = 0.5, 0.05
"""A provider that is busy gets half as much at once, and a little more with each that it takes."""


@dataclass(slots=True)
class Limiter:
    """
    What of one transport is claimed and not answered yet.

    most: how many calls at once; limit: how many right now. ahead: how many may be claimed besides, as a share of
    those. calls: under way. waiting: claimed, and not called yet.

    Only what may be told again is claimed ahead of its call: of a push that was claimed by a worker that dies
    nothing is in doubt, of an email or a text it is (DESIGN.md section 4, told once).
    """

    most: int
    ahead: float = 0.0
    limit: float = 0.0
    calls: int = 0
    waiting: deque[Claimed] = field(default_factory=deque)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """All of it may be, at first."""
        self.limit = float(self.most)

    @property
    def claimed(self) -> int:
        """How many are claimed and not answered."""
        return self.calls + len(self.waiting)

    @property
    def free(self) -> int:
        """How many to claim: none rather than a few, so that claims stay few and large."""
        free = int(self.limit) + int(self.limit * self.ahead) - self.claimed
        return free if free >= max(1.0, self.limit / 4) else 0

    @property
    def may_call(self) -> bool:
        """Whether one more call may be under way."""
        return self.calls < int(self.limit)

    async def acquire(self) -> None:
        """Wait until one more call may be under way, and count it; release it once it has ended."""
        while not self.may_call:
            self._released.clear()
            await self._released.wait()
        self.calls += 1

    def release(self) -> None:
        """A call has ended, so its slot is another's."""
        self.calls -= 1
        self._released.set()

    def learn(self, outcome: Outcome) -> None:
        """Additive increase, multiplicative decrease."""
        match outcome:
            case RetryAt(down=False, perhaps=False, after=after) if after is not None:
                self.limit = max(1.0, self.limit * SLOWER)
            case Accepted():
                self.limit = min(float(self.most), self.limit + FASTER)
            case _:
                pass
