"""This file lets those who talk go first: telling takes a small share of a busy hub, and never waits for long."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

SHARE = 0.04
"""Of a hub that others keep busy, telling people takes this much; an alert has the time, a message has not."""

LATE_S, LATE_SHARE = 30.0, 0.3
"""Alerts do not wait for ever: once the oldest is so late, telling takes that much."""

BUSY, LAG_S = 0.3, 0.005
"""A hub is busy when others use so much of the loop's processor, or when a turn of the loop takes so long."""

LOOK_S = 0.1
"""How long is looked at to see how busy it is."""

LONGEST_S = 0.5
"""No pause is longer: whoever is told next is not to wait for what was spent before."""


@dataclass
class Pace:
    """
    How fast telling may go, as this loop is used by others right now.

    Call breathe between pieces of work that are a few milliseconds long. hurried_until: by the monotonic clock,
    until when nothing waits, because something urgent is to be told.
    """

    hurried_until: float = 0.0
    busy: float = 0.0
    _wall: float = 0.0
    _used: float = 0.0
    _own: float = 0.0

    def hurry(self, seconds: float) -> None:
        """Something urgent is to be told: do not wait for anybody."""
        self.hurried_until = time.monotonic() + seconds

    async def breathe(self, spent_s: float, late_s: float = 0.0) -> None:
        """
        Let others go on after so much work, for as long as keeps to the share.

        spent_s: of the loop’s time or the writer’s. late_s: how old what is worked on is.
        """
        began = time.perf_counter()
        await asyncio.sleep(0)
        lag = time.perf_counter() - began
        self._look(spent_s)
        if pause := self.pause(spent_s, late_s, lag):
            await asyncio.sleep(pause)

    def pause(self, spent_s: float, late_s: float, lag_s: float) -> float:
        """Seconds to do nothing after so much work; lag_s: how long the last turn of the loop took."""
        if time.monotonic() < self.hurried_until or (self.busy < BUSY and lag_s < LAG_S):
            return 0.0
        share = SHARE if late_s < LATE_S else LATE_SHARE
        return min(LONGEST_S, spent_s / share - spent_s)

    def _look(self, spent_s: float) -> None:
        """How much of the time since the last look others have used of this thread."""
        self._own += spent_s
        wall, used = time.monotonic(), time.thread_time()
        if wall - self._wall >= LOOK_S:
            self.busy = (used - self._used - self._own) / (wall - self._wall)
            self._wall, self._used, self._own = wall, used, 0.0
