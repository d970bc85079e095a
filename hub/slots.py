"""This file counts how much of one carrier is on its way, and how much may be: less while it says it is busy."""

from __future__ import annotations

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
class Slots:
    """
    What of one carrier is claimed. most: how many calls at once. ahead: how many may be claimed besides, as a
    share of those.

    Only what may be told again is claimed ahead of its call: of a push that was claimed by a worker that dies
    nothing is in doubt, of an email or a text it is (DESIGN.md section 4, told once).
    """

    most: int
    ahead: float = 0.0
    now: float = 0.0
    calls: int = 0
    waiting: deque[Claimed] = field(default_factory=deque)

    def __post_init__(self) -> None:
        """All of it may be, at first."""
        self.now = float(self.most)

    @property
    def taken(self) -> int:
        """How many are claimed and not answered."""
        return self.calls + len(self.waiting)

    @property
    def free(self) -> int:
        """How many to claim: none rather than a few, so that claims stay few and large."""
        free = int(self.now) + int(self.now * self.ahead) - self.taken
        return free if free >= max(1.0, self.now / 4) else 0

    @property
    def may_call(self) -> bool:
        """Whether one more call may be under way."""
        return self.calls < int(self.now)

    def learn(self, outcome: Outcome) -> None:
        """Additive increase, multiplicative decrease."""
        match outcome:
            case RetryAt(down=False, after=after) if after is not None:
                self.now = max(1.0, self.now * SLOWER)
            case Accepted():
                self.now = min(float(self.most), self.now + FASTER)
            case _:
                pass
