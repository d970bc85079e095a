"""This file holds every school this process serves, and learns of what other processes committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from hub.bus.school import School, opened
from hub.errors import NotFound, Unavailable
from hub.store.snapshot import schools

if TYPE_CHECKING:
    from hub.store.journal import Stored
    from hub.store.store import Store

log = logging.getLogger("roomwire.bus")

POLL_S = 1.0
"""How often the heads are asked for: the bound on how late news of another process can be."""


class Schools:
    """The schools of a database. grown is called whenever a journal has."""

    def __init__(self, store: Store, grown: Callable[[], None]) -> None:
        self.store = store
        self._grown = grown
        self._live: dict[str, School] = {}
        store.followers = self._follow

    async def open(self) -> None:
        """Take in every school there is."""
        for school, seq in (await self.store.read(schools)).items():
            await self._take_in(school, seq)

    def __getitem__(self, school: str) -> School:
        """
        A school by its id.

        Raises:
            NotFound: there is none.
        """
        if school not in self._live:
            raise NotFound("There is no such school.")
        return self._live[school]

    async def with_person(self, school: str, person: str) -> School:
        """
        A school whose snapshot knows person: a command may have brought either of them a moment ago.

        Raises:
            NotFound: there is no such school.
        """
        if school not in self._live:
            await self.open()
        live = self[school]
        if person not in live.snapshot.roster.people:
            await live.catch_up()
        return live

    def all(self) -> tuple[School, ...]:
        """Every school served."""
        return tuple(self._live.values())

    async def poll(self) -> None:
        """Ask for the heads, for ever: commands write beside a running server."""
        while True:
            await asyncio.sleep(POLL_S)
            try:
                await self.open()
            except Unavailable:
                log.warning("the heads of the schools cannot be read; trying again")

    async def _take_in(self, school: str, seq: int) -> None:
        if school in self._live:
            self._live[school].grew_to(seq)
            return
        live = await opened(self.store, school)
        live.grown = self._grown
        self._live[school] = live
        self._grown()

    def _follow(self, appended: list[Stored]) -> None:
        for school in {one.school for one in appended} & self._live.keys():
            self._live[school].hint(one for one in appended if one.school == school)
