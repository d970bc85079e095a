"""This file holds every school this process serves, and learns of what other processes committed."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.hints import Ended, Grown, Here, Hint, Hints, Marked, TypingHint
from hub.bus.school import School, opened
from hub.errors import NotFound, Unavailable
from hub.rounds import every, tried
from hub.store.clock import stamp
from hub.store.journal import Mark
from hub.store.liveness import over
from hub.store.schools import renew_epoch
from hub.store.snapshot import Head, heads
from policies.sentence import say

if TYPE_CHECKING:
    from hub.store.journal import Stored
    from hub.store.store import Store
    from hub.store.transaction import Transaction

log = logging.getLogger("roomwire.bus")

POLL_S = 1.0
"""How often the heads are asked for, whatever happens: the bound on how late news of another process can be."""

FAST_S = 0.1
"""Likewise where other nodes may be writing and no Redis tells of it."""


class Schools:
    """
    The schools of a database. grown is called whenever a journal has.

    The heads are the truth about what was committed; hints only say when to look.
    """

    def __init__(
        self, store: Store, grown: Callable[[], None], hints: Hints, clock: Callable[[], datetime]
    ) -> None:
        self.store, self.hints, self.clock = store, hints, clock
        self._grown = grown
        self._live: dict[str, School] = {}
        self._look = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        store.followers = self._follow
        self.typed: Callable[[School, str, str], None] = lambda _school, _person, _conversation: None
        hints.heard, hints.back = self._hear, self._look.set

    async def open(self) -> None:
        """Learn where every school stands, and read on where that is news."""
        before = {school: live.seq for school, live in self._live.items()}
        for school, head in (await self.store.read(heads)).items():
            await self._take_in(school, head, before.get(school, 0))

    def __getitem__(self, school: str) -> School:
        """
        A school by its id.

        Raises:
            NotFound: there is none.
        """
        if school not in self._live:
            raise NotFound(say("There is no such school."))
        return self._live[school]

    async def level(self, school: str, seq: int, person: str = "") -> School:
        """
        A school that stands at seq at least, and whose snapshot knows person.

        What was committed before a request came is seen by it, on whichever node either of them was.

        Raises:
            NotFound: there is no such school.
        """
        if school not in self._live:
            await self.open()
        live = self[school]
        if live.seq < seq or (person and person not in live.snapshot.roster.people):
            await live.catch_up()
        return live

    def all(self) -> tuple[School, ...]:
        """Every school that this node serves."""
        return tuple(self._live.values())

    @property
    def in_touch(self) -> bool:
        """Whether hints reach everybody: they do where there is but one node, or Redis is heard."""
        return not self.store.postgres or self.hints.healthy

    async def poll(self) -> None:
        """Ask for the heads, for ever: other nodes, and commands beside a running server, write too."""
        while True:
            pause = (POLL_S if self.in_touch else FAST_S) * random.uniform(0.8, 1.2)  # noqa: S311 (nodes spread out)
            try:
                async with asyncio.timeout(pause):
                    await self._look.wait()
            except TimeoutError:
                pass
            self._look.clear()
            if not await tried(self.open, "reading how far each journal goes"):
                await asyncio.sleep(POLL_S / 2)

    async def watch_sessions(self) -> None:
        """Hang up on sockets whose session is over, on whichever node that was decided; for ever."""
        await every(POLL_S, self.end_sessions, "looking whose session is over")

    async def end_sessions(self) -> None:
        """Hang up on sockets whose session is over."""
        listeners = [one for school in self.all() for one in school.everybody() if one.session]
        asked = sorted({one.session for one in listeners})
        if not asked:
            return
        now = stamp(self.clock())
        try:
            ended, expired = await self.store.read(lambda connection: over(connection, asked, now))
        except Unavailable:
            log.warning("the sessions cannot be read; the next look will tell")
            return
        for one in listeners:
            if one.session in ended or one.session in expired:
                one.session_over(expired=one.session in expired)

    def sessions_ended(self) -> None:
        """Some were, by this process: look at one's own at once, and let the others do likewise."""
        self.hints.tell(Ended())
        self._end_soon()

    async def _take_in(self, school: str, head: Head, before: int) -> None:
        live = self._live.get(school)
        if live is None:
            await self._open(school)
        elif head.epoch != live.snapshot.epoch:
            await self._reopen(live)
        elif head.seq < before:
            await self._lost(live, head)
        else:
            live.grew_to(head.seq)
            live.marked_to(head.marks)

    async def _open(self, school: str) -> None:
        live = await opened(self.store, school)
        if school in self._live:
            return  # somebody else was quicker
        live.grown = self._grown
        self._live[school] = live
        self._grown()

    async def _lost(self, live: School, head: Head) -> None:
        """The journal is shorter than it was: history was lost, and every device must be told."""
        log.error(
            "a journal fell; all devices start anew",
            extra={"school": live.id, "from_seq": live.seq, "to_seq": head.seq},
        )

        def another(transaction: Transaction) -> None:
            renew_epoch(transaction.connection, live.id, head.epoch)

        await self.store.write(another, live.id)
        await self._reopen(live)

    async def _reopen(self, live: School) -> None:
        anew = await opened(self.store, live.id)
        anew.grown = self._grown
        self._live[live.id] = anew
        live.replaced()
        self._grown()

    def _follow(self, appended: list[Stored | Mark]) -> None:
        for one in appended:
            told = Marked(one.school, one.rev) if isinstance(one, Mark) else Grown(one.school, one.event.seq)
            self.hints.tell(told)
        for school in {one.school for one in appended} & self._live.keys():
            self._live[school].hint(one for one in appended if one.school == school)

    def _hear(self, hint: Hint) -> None:
        """What another node says: a reason to look, never more."""
        match hint:
            case Grown(school, seq) if school in self._live:
                self._live[school].grew_to(seq)
            case Marked(school, rev) if school in self._live:
                self._live[school].marked_to(rev)
            case TypingHint(school, person, conversation) if school in self._live:
                self.typed(self._live[school], person, conversation)
            case Here(school, people, gone) if school in self._live:
                self._live[school].here(people, gone)
            case Ended():
                self._end_soon()
            case _:
                self._look.set()

    def _end_soon(self) -> None:
        task = asyncio.create_task(self.end_sessions())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
