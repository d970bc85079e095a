"""This file opens schools when somebody comes, and learns of what other processes committed in those."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from hub.bus.hints import Ended, Grown, Here, Hint, Hints, Marked, TypingHint
from hub.bus.school import School, opened
from hub.errors import Unavailable
from hub.rounds import every, tried
from hub.store.clock import stamp
from hub.store.journal import Mark
from hub.store.liveness import over
from hub.store.row_security import Across
from hub.store.schools import renew_epoch
from hub.store.snapshot import Head, heads

if TYPE_CHECKING:
    from hub.store.journal import Stored
    from hub.store.store import Store
    from hub.store.transaction import Transaction

log = logging.getLogger("roomwire.bus")

POLL_S = 1.0
"""How often the heads are asked for, whatever happens: the bound on how late news of another process can be."""

FAST_S = 0.1
"""Likewise where other nodes may be writing and no Redis tells of it."""

USED_S = 300.0
"""How long a school stays open after somebody used it; no request under way and no delivery's lease is as long."""

WORK_S = 3.0
"""Likewise after it was opened only because there was something to do: a night in which each has its turn."""

T = TypeVar("T")


class NotOpened(Exception):  # noqa: N818 (not a fault: open them, and begin anew)
    """Schools are asked for that this process has not opened."""

    def __init__(self, schools: Iterable[str]) -> None:
        super().__init__(*schools)
        self.schools = frozenset(schools)


@dataclass(slots=True)
class _Use:
    """Until when a school stays open by the monotonic clock, and how many requests of it are under way."""

    until: float
    requests: int = 0


class Schools:
    """
    The schools of a database that this process has opened. grown is called whenever a journal of them has.

    A school is opened for whoever comes first, and closed once nobody has used it for a while: what it knows is
    all in its journal (ADR 47). The heads are the truth about what was committed; hints only say when to look.
    """

    def __init__(
        self, store: Store, grown: Callable[[], None], hints: Hints, clock: Callable[[], datetime]
    ) -> None:
        self.store, self.hints, self.clock = store, hints, clock
        self._grown = grown
        self._live: dict[str, School] = {}
        self._uses: dict[str, _Use] = {}
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._stood: dict[str, Head] = {}
        self._look = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        store.followers = self._follow
        self.typed: Callable[[School, str, str], None] = lambda _school, _person, _conversation: None
        hints.heard, hints.back = self._hear, self._look.set

    async def look(self) -> None:
        """Learn where every open school stands, and read on where that is news."""
        before = {school: live.seq for school, live in self._live.items()}
        if not before:
            return
        for school, head in (
            await self.store.read(lambda connection: heads(connection, before), Across.HEADS)
        ).items():
            await self._take_in(school, head, before[school])

    def __getitem__(self, school: str) -> School:
        """
        An open school by its id; it was used.

        Raises:
            NotOpened: it is not open.
        """
        if (live := self._live.get(school)) is None:  # a writer asks as well, while the loop may close it
            raise NotOpened((school,))
        self.keep(school, USED_S)
        return live

    def require(self, schools: Iterable[str]) -> None:
        """
        Go on only where all of these are open.

        Raises:
            NotOpened: some are not; it names them.
        """
        if missing := [one for one in schools if one not in self._live]:
            raise NotOpened(missing)

    async def opened(self, school: str, keep_s: float = USED_S) -> School:
        """
        A school, opened now where it is not; all who ask meanwhile wait for the same opening, and for no other.

        keep_s: how long it stays open at the least.

        Raises:
            NotFound: there is none.
            Unavailable: the database did not answer; who asks next tries again.
        """
        while school not in self._live:  # it may have been closed before it is our turn
            if school not in self._opening:
                self._opening[school] = asyncio.create_task(self._open(school))
                self._opening[school].add_done_callback(lambda done: self._is_opened(school, done))
            await asyncio.shield(self._opening[school])
        self.keep(school, keep_s)
        return self._live[school]

    async def opening(self, work: Callable[[], Awaitable[T]]) -> T:
        """
        What work returns. It begins anew, once they are open, where it asks for schools that are not.

        Raises:
            Unavailable: the database did not answer.
        """
        while True:
            try:
                return await work()
            except NotOpened as met:
                for school in met.schools:
                    await self.opened(school)

    async def level(self, school: str, seq: int, person: str = "") -> School:
        """
        A school that stands at seq at least, and whose snapshot knows person.

        What was committed before a request came is seen by it, on whichever node either of them was.

        Raises:
            NotFound: there is no such school.
            Unavailable: it is not open, and the database did not answer.
        """
        live = await self.opened(school)
        if live.seq < seq or (person and person not in live.snapshot.roster.people):
            await live.catch_up()
        return live

    def all(self) -> tuple[School, ...]:
        """Every school that is open here."""
        return tuple(self._live.values())

    def keep(self, school: str, seconds: float) -> None:
        """Leave a school open for so long, where it is open."""
        if (use := self._uses.get(school)) is not None:
            use.until = max(use.until, time.monotonic() + seconds)

    @contextlib.contextmanager
    def using(self, school: str) -> Iterator[None]:
        """Leave a school open for as long as a request takes, where it is open."""
        use = self._uses.get(school, _Use(0.0))
        use.requests += 1
        try:
            yield
        finally:
            use.requests -= 1

    def close_unused(self, now: float) -> None:
        """Let go of what nobody uses any more; who comes next opens it again. now: by the monotonic clock."""
        for school, live in tuple(self._live.items()):
            use = self._uses[school]
            if live.is_looked_at:
                use.until = max(use.until, now + USED_S)
            elif now >= use.until and not (use.requests or live.is_reading):
                self._stood[school] = Head(live.seq, live.marks, live.snapshot.epoch)
                del self._live[school], self._uses[school]

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
            self.close_unused(time.monotonic())
            if not await tried(self.look, "reading how far each journal goes"):
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
            ended, expired = await self.store.read(lambda connection: over(connection, asked, now), Across.SESSION)
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
            return  # it was closed meanwhile
        if head.epoch != live.snapshot.epoch:
            await self._reopen(live)
        elif head.seq < before:
            await self._lost(live, head, before)
        else:
            live.grew_to(head.seq)
            live.marked_to(head.marks)

    async def _open(self, school: str) -> None:
        live = await opened(self.store, school)
        stood, epoch = self._stood.get(school), live.snapshot.epoch
        if stood is not None and stood.epoch == epoch and live.seq < stood.seq:
            await self._renew(live, Head(live.seq, live.marks, epoch), stood.seq)
            live = await opened(self.store, school)
        self._stood.pop(school, None)  # no earlier: if that could not be written, the next to come compares again
        live.grown = self._grown
        self._live[school], self._uses[school] = live, _Use(time.monotonic() + WORK_S)
        try:  # what was committed while it was read was told to nobody
            found = await self.store.read(lambda connection: heads(connection, [school]), Across.HEADS)
        except Unavailable:
            if self._live.get(school) is live and not live.is_looked_at:
                del self._live[school], self._uses[school]
            raise
        if school in found:
            await self._take_in(school, found[school], live.seq)
        self.keep(school, WORK_S)
        self._grown()

    def _is_opened(self, school: str, done: asyncio.Task[None]) -> None:
        del self._opening[school]
        if not done.cancelled():
            done.exception()  # it is told to those who wait; where nobody does any more it is nobody's

    async def _lost(self, live: School, head: Head, before: int) -> None:
        """The journal is shorter than it was: history was lost, and every device must be told."""
        await self._renew(live, head, before)
        await self._reopen(live)

    async def _renew(self, live: School, head: Head, before: int) -> None:
        """Write down that another time of the journal has begun; before: how far it went."""
        log.error(
            "a journal fell; all devices start anew",
            extra={"school": live.id, "from_seq": before, "to_seq": head.seq},
        )

        def another(transaction: Transaction) -> None:
            renew_epoch(transaction.connection, live.id, head.epoch)

        await self.store.write(another, live.id)

    async def _reopen(self, live: School) -> None:
        anew = await opened(self.store, live.id)
        anew.grown = self._grown
        self._live[live.id] = anew
        self._uses.setdefault(live.id, _Use(time.monotonic() + USED_S))
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
                return  # of a school that nobody uses here: it is read when somebody comes

    def _end_soon(self) -> None:
        task = asyncio.create_task(self.end_sessions())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
