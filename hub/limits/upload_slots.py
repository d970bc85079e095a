"""This file bounds how many files come in at once, and how many of them one person's."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from hub.errors import Unavailable
from policies.sentence import say

PLACES, EACH = 8, 3
"""Files on their way in at once, each whole in memory, and how many of them one person's, who stops nobody."""

WAITS_S = 20.0
"""How long somebody waits for a place; most photos are through in a second."""

BUSY = say("Many files are coming in right now. Try again in a moment.")


@dataclass(slots=True)
class Places:
    """Places for files on their way in. taken: how many each person has of them, where they have any."""

    most: int = PLACES
    each: int = EACH
    waits_s: float = WAITS_S
    taken: dict[str, int] = field(default_factory=dict)
    _freed: asyncio.Event = field(default_factory=asyncio.Event)

    @contextlib.asynccontextmanager
    async def one(self, person: str) -> AsyncIterator[None]:
        """
        A place of person's, as soon as there is one.

        Raises:
            Unavailable: there was none for a while.
        """
        try:
            async with asyncio.timeout(self.waits_s):
                while not self._is_free(person):
                    await self._freed.wait()
        except TimeoutError:
            raise Unavailable(BUSY, after_s=1) from None
        self.taken[person] = self.taken.get(person, 0) + 1
        try:
            yield
        finally:
            self._give_back(person)

    def _is_free(self, person: str) -> bool:
        return sum(self.taken.values()) < self.most and self.taken.get(person, 0) < self.each

    def _give_back(self, person: str) -> None:
        self.taken[person] -= 1
        if not self.taken[person]:
            del self.taken[person]
        self._freed.set()  # all who wait look again
        self._freed = asyncio.Event()
