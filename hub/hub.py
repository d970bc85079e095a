"""This file is everything the doors need, held together by the composition root."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hub.errors import RateLimited
from hub.places import Places
from hub.wire import JITTER_MS

if TYPE_CHECKING:
    from hub.bus.schools import Schools
    from hub.limits import Arrivals, Failures, Rates
    from hub.settings import Settings
    from hub.store.store import Store
    from hub.telling import Telling


BATCH, BATCH_S = 200, 0.1
"""How many devices are sent away at once when the hub goes down, and how long until the next."""


PICTURES = max(1, (os.cpu_count() or 1) // 2)
"""Images made anew at once: each takes a core, and those who only write need one as well."""


@dataclass(kw_only=True)
class Hub:
    """
    The running hub.

    clock: the moment, in UTC; nothing else reads a clock. draining: set once the hub is going down.
    mail_port: where mail is taken, 0 where none is. uploads: the places of files that come in. pictures: how many
    images are made anew at once; each of the latter takes a core, and up to some hundred MB.
    """

    settings: Settings
    store: Store
    schools: Schools
    telling: Telling
    rates: Rates
    failures: Failures
    arrivals: Arrivals
    clock: Callable[[], datetime]
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    mail_port: int = 0
    uploads: Places = field(default_factory=Places)
    pictures: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PICTURES))

    def not_too_fast(self, person: str) -> None:
        """
        Let person post once more.

        Raises:
            RateLimited: not yet; it says when.
        """
        wait = self.rates.wait_s(person, self.clock().timestamp())
        if wait:
            raise RateLimited("That was a lot at once. Please wait a moment.", after_s=wait)

    async def drain(self, for_s: float) -> None:
        """
        Take nobody in any more, and send everybody away in batches, each device told when to come again.

        for_s: how long that may take; who has not gone by then is hung up on when the server stops.
        """
        self.draining.set()
        everybody = [one for school in self.schools.all() for one in school.everybody()]
        random.shuffle(everybody)
        until = asyncio.get_running_loop().time() + for_s
        for start in range(0, len(everybody), BATCH):
            for one in everybody[start : start + BATCH]:
                one.go_away(random.randint(500, JITTER_MS))  # noqa: S311 (it spreads load)
            await asyncio.sleep(BATCH_S)
        while any(school.everybody() for school in self.schools.all()):
            if asyncio.get_running_loop().time() > until:
                return
            await asyncio.sleep(BATCH_S)
