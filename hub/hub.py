"""This file is everything the endpoints need, held together by the composition root."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hub.errors import RateLimited
from hub.identity_providers import ProviderClients
from hub.limits.export_slots import ExportPlaces
from hub.limits.upload_slots import Places
from hub.media.darkroom import Darkroom
from hub.wire import JITTER_MS
from policies.sentence import say

if TYPE_CHECKING:
    from hub.bus.schools import Schools
    from hub.limits.costs import Purse
    from hub.limits.guesses import Guessing
    from hub.limits.rates import Arrivals, Rates
    from hub.limits.unknown_sessions import Strangers
    from hub.notify.dispatcher import Dispatcher
    from hub.notify.rendering import Renderer
    from hub.notify.worker import Worker
    from hub.settings import Settings
    from hub.store.store import Store
    from notifiers.routes import Transport


BATCH, BATCH_S = 200, 0.1
"""How many devices are sent away at once when the hub goes down, and how long until the next."""


PICTURES = max(1, (os.cpu_count() or 1) // 2)
"""Images made anew at once: each takes a core, and those who only write need one as well."""


@dataclass(kw_only=True)
class Hub:
    """
    The running hub.

    worker: plans and dispatches alerts, where this process does that. dispatcher: sends; transports: by whom, by
    name. renderer: words what is sent.
    purse: what everybody has asked for lately, beside messages, which are in rates. strangers: who came with a
    session that is none.
    clock: the moment, in UTC; nothing else reads a clock. draining: set once the hub is going down.
    mail_port: where mail is taken, metrics_port: where what was measured is told, 0 where it is not. under_way:
    what was answered before it was done. uploads: the places of files that come in; exports: of copies that go out.
    pictures: how many files are prepared at once, each in one of darkrooms; each of the latter takes a core.
    rosters: one is read at a time, in a process of its own. fetching: by school's id, how many rows of its roster
    have come from a server, while they come. printing: what is printed is set one after the other.
    providers: what is known of those by whom people sign in.
    """

    settings: Settings
    store: Store
    schools: Schools
    worker: Worker
    dispatcher: Dispatcher
    renderer: Renderer
    transports: Mapping[str, Transport]
    rates: Rates
    guessing: Guessing
    arrivals: Arrivals
    purse: Purse
    strangers: Strangers
    clock: Callable[[], datetime]
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    mail_port: int = 0
    metrics_port: int = 0
    under_way: set[asyncio.Task[None]] = field(default_factory=set)
    uploads: Places = field(default_factory=Places)
    exports: ExportPlaces = field(default_factory=ExportPlaces)
    pictures: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PICTURES))
    rosters: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    fetching: dict[str, int] = field(default_factory=dict)
    printing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    providers: ProviderClients = field(default_factory=ProviderClients)
    darkrooms: list[Darkroom] = field(default_factory=lambda: [Darkroom() for _ in range(PICTURES)])

    def not_too_fast(self, person: str) -> None:
        """
        Let person post once more.

        Raises:
            RateLimited: not yet; it says when.
        """
        wait = self.rates.wait_s(person, self.clock().timestamp())
        if wait:
            raise RateLimited(say("That was a lot at once. Please wait a moment."), after_s=wait)

    @contextlib.asynccontextmanager
    async def darkroom(self) -> AsyncIterator[Darkroom]:
        """Where a file is prepared, as soon as there is one that nobody uses."""
        async with self.pictures:
            its = self.darkrooms.pop()
            try:
                yield its
            finally:
                self.darkrooms.append(its)

    async def finish(self, for_s: float) -> None:
        """Return once what is under way is done, and what that has begun; what is not by then is given up."""
        until = asyncio.get_running_loop().time() + for_s
        while self.under_way and (left := until - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(set(self.under_way), timeout=left)
        for task in tuple(self.under_way):
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)

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
