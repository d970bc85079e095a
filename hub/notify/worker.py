"""This file is the worker: it plans what journals brought, dispatches what is due, and dismisses what was read."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from hub.bus.schools import NotOpened
from hub.errors import Unavailable
from hub.notify import transports
from hub.notify.dismissal import Dismissal, Stand, stand_of, stand_of_unopened
from hub.notify.planning import Cursors, Planner
from hub.notify.throttle import Throttle
from hub.notify.unopened import Unopened
from hub.store.journal import StaleRules

if TYPE_CHECKING:
    from hub.bus.schools import Schools
    from hub.notify.dispatcher import Dispatcher

log = logging.getLogger("roomwire.telling")

URGENT_S = 10.0
"""For so long after something urgent was claimed nothing waits for those who talk: there may be more of it."""

OUTBOX_POLL_S = 1.0
"""How often the outbox is looked at where nothing wakes it: retries come due by the clock alone."""


class Worker:
    """The worker of this process. wake: a journal has grown, or something may be due."""

    def __init__(self, schools: Schools, dispatcher: Dispatcher, wake: asyncio.Event) -> None:
        self.schools, self.dispatcher, self.wake = schools, dispatcher, wake
        cursors = Cursors(schools)
        self.throttle = Throttle(schools.store, cursors.any_urgent)
        self.planner = Planner(schools, cursors, self.throttle, Unopened(schools))
        self.dismissal = Dismissal(schools.store, dispatcher.transports)
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Notify people, until it is stopped."""
        while not self._stopping.is_set():
            self.wake.clear()
            try:
                while not self._stopping.is_set() and await self._round():
                    pass
                await self.dismissal.dismiss(self._stands(), self.schools.clock())
            except Unavailable as met:
                log.warning("cannot tell anybody right now", extra={"why": met.sentence})
            except Exception:
                log.exception("telling failed; going on")
            if self._stopping.is_set():
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(OUTBOX_POLL_S):
                    await self.wake.wait()

    def _stands(self) -> list[Stand]:
        """Of those that are not open once after each look, for they may be many."""
        unopened = self.planner.unopened.found()
        return [*map(stand_of, self.schools.all()), *map(stand_of_unopened, unopened)]

    async def _round(self) -> bool:
        """
        Plan a page of each school, and dispatch what is due; whether there may be more to do.

        In turn, so that neither a school with much to plan nor a long queue keeps anything else from its turn.
        """
        more = await self.planner.plan()
        return await self.dispatch() or more

    async def dispatch(self) -> bool:
        """Claim what is due and set it on its way; whether there may be more."""
        try:
            more = await self.dispatcher.dispatch()
        except StaleRules:
            await self._catch_up()
            return True
        except NotOpened as met:
            for school in met.schools:
                await self.schools.opened(school)
            return True
        if self.dispatcher.claimed_urgent:
            self.throttle.hurry(URGENT_S)
        self.throttle.spent += self.dispatcher.spent()
        await self.throttle.yield_to_others()
        return more

    async def _catch_up(self) -> None:
        """Learn of what other nodes have changed; a delivery is claimed on the rules of that moment."""
        await self.schools.look()
        for school in self.schools.all():
            await school.catch_up()

    def finish(self) -> None:
        """Claim nothing more; run ends once what it is doing is done, so that no claim is left without its call."""
        self._stopping.set()
        self.wake.set()

    async def stop(self) -> None:
        """Let deliveries and dismissals that are under way end, and close the senders."""
        await self.dispatcher.stop()
        await self.dismissal.stop()
        await transports.close(self.dispatcher.transports)
