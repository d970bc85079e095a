"""This file runs work on the database: writers whose commits take along whatever has come, and readers."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.exc import DBAPIError

from hub import metrics
from hub.errors import Unavailable
from hub.store.database import READERS, WRITERS, is_postgres, reading
from hub.store.lanes import BACKGROUND
from hub.store.row_security import Across, Scope, Whose, scope_of
from hub.store.transaction import Transaction
from hub.store.writing import Job, committed, settling
from policies.sentence import say

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from hub.store.journal import Mark, Stored
    from hub.store.writing import Then

log = logging.getLogger("roomwire.store")

T = TypeVar("T")

GROUP = 512
"""Actions in one commit at the most: a bound on what one disk write holds up, far above what a school sends."""

Swift = Callable[[Transaction], Callable[[], T]]
"""Work that is one statement, and how to read its answer."""

Followers = Callable[[list["Stored | Mark"]], None]


class Store:
    """
    A database and the threads that write to it.

    Actions that arrive while a commit runs are committed together by the next one, on PostgreSQL those of one
    school together: its counter row is locked once for all of them. followers is called in the event loop
    with what a commit appended, before the actions get their answers. lively: how many actions were asked for so
    far, without what is written in the background (hub/store/lanes.py).
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.postgres = is_postgres(engine)
        self.followers: Followers = lambda _appended: None
        self.lively = 0
        self._lanes = _Lanes()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the writers; call it in the running loop."""
        self._loop = asyncio.get_running_loop()
        for number in range(WRITERS if self.postgres else 1):
            thread = threading.Thread(target=self._write, name=f"writer-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    async def stop(self) -> None:
        """Commit what has come, then close the database."""
        self._lanes.close(len(self._threads))
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        self._readers.shutdown()
        self.engine.dispose()

    def of(self, whose: Whose) -> ScopedStore:
        """The same, for work on these rows alone, whatever lane it stands in; mostly those of a school."""
        return ScopedStore(self, scope_of(whose))

    async def write(self, work: Callable[[Transaction], T], school: str = "", whose: Whose | None = None) -> T:
        """
        What work returns, once it is committed.

        school: whose journal or state it writes, so that its commit holds the school's counter row from the
        start; empty for what belongs to no school, or the name of a lane of its own.
        whose: rows it may touch, on PostgreSQL; by default that school's, and in another lane it is to be said.

        Raises:
            Unavailable: the database did not take it.
            Exception: whatever work raised; nothing of it was written.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.lively += school not in BACKGROUND
        self._queue(school, Job(work, settling(done), _scope(school, whose)))
        return await done

    async def write_swiftly(self, work: Swift[T], school: str, whose: Whose | None = None) -> T:
        """
        Likewise, for an action that is one statement (Transaction.send), repeated without harm: work returns how
        to read its answer, which is called once it is there. Swift actions that are committed together take one
        round trip, their commit included.

        Raises:
            Unavailable: the database did not take it.
            Exception: whatever reading the answer raised; nothing of it was written.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.write_then(work, school, settling(done), whose)
        return await done

    def write_then(self, work: Swift[Any], school: str, then: Then, whose: Whose | None = None) -> None:
        """Likewise, for who does not wait: then is called in the loop with what it became, or what was raised."""
        self.lively += 1
        self._queue(school, Job(work, then, _scope(school, whose), swift=True))

    def _queue(self, school: str, job: Job) -> None:
        """
        Give a job to the writers, at the end of this turn of the loop: what came in one turn is committed together.

        A writer that is woken in the middle of it takes the interpreter from the loop, and the first few of many.
        """
        lane = school if self.postgres else ""
        if self._lanes.put(lane, job):
            asyncio.get_running_loop().call_soon(self._lanes.ready, lane)

    async def read(self, work: Callable[[Connection], T], whose: Whose) -> T:
        """
        What work returns, read from one moment of the database.

        whose: rows it may see, on PostgreSQL: a school's by its id, or what one of the exceptions reaches.

        Raises:
            Unavailable: the database did not answer.
        """
        scope = scope_of(whose)
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work, scope)

    def _read(self, work: Callable[[Connection], T], scope: Scope) -> T:
        try:
            try:
                return self._read_once(work, scope)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
            return self._read_once(work, scope)  # it died in the pool, before we came
        except DBAPIError as error:
            raise Unavailable(say("The hub cannot read its records right now. Try again in a moment.")) from error

    def _read_once(self, work: Callable[[Connection], T], scope: Scope) -> T:
        with reading(self.engine, scope) as connection:
            return work(connection)

    def _write(self) -> None:
        while (taken := self._lanes.take()) is not None:
            school, jobs = taken
            appended: list[Stored | Mark] = []
            began = time.perf_counter()
            try:
                appended = committed(self.engine, school, jobs)
                metrics.COMMIT.observe(time.perf_counter() - began)
            except Exception as error:
                log.exception("a commit failed")
                for job in jobs:
                    job.error = job.error or error
            self._tell(jobs, appended)
            self._lanes.free(school)

    def _tell(self, jobs: list[Job], appended: list[Stored | Mark]) -> None:
        committed_at = time.perf_counter()

        def told() -> None:
            if appended:
                self.followers(appended)
                metrics.HERE.observe(time.perf_counter() - committed_at)
            for job in jobs:
                job.answer()

        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(told)


class ScopedStore:
    """The store for work on the rows of one scope: what is read and written by it is that, whatever the lane."""

    def __init__(self, whole: Store, scope: Scope) -> None:
        self.whole, self.scope = whole, scope

    async def read(self, work: Callable[[Connection], T], across: Across | None = None) -> T:
        """As Store.read; across: what it sees beyond the scope."""
        return await self.whole.read(work, self._and(across))

    async def write(self, work: Callable[[Transaction], T], lane: str = "", across: Across | None = None) -> T:
        """As Store.write, in any lane; across: what it touches beyond the scope."""
        return await self.whole.write(work, lane, self._and(across))

    async def write_swiftly(self, work: Swift[T], lane: str) -> T:
        """As Store.write_swiftly, within the scope."""
        return await self.whole.write_swiftly(work, lane, self.scope)

    def write_then(self, work: Swift[Any], lane: str, then: Then) -> None:
        """As Store.write_then, within the scope."""
        self.whole.write_then(work, lane, then, self.scope)

    def _and(self, across: Across | None) -> Scope:
        return self.scope if across is None else across.within(self.scope.school)


def _scope(lane: str, whose: Whose | None) -> Scope:
    if whose is not None:
        return scope_of(whose)
    if not lane or lane in BACKGROUND:
        raise TypeError("What is written in no school's lane says whose rows it touches.")
    return Scope(lane)


class _Lanes:
    """Jobs wait in the lane of their school; one writer at a time works on a lane, so that its order holds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[Job]] = {}
        self._ready: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def put(self, lane: str, job: Job) -> bool:
        """Queue a job behind those of its lane; whether it is the first, and the lane is to be made ready."""
        with self._lock:
            if (jobs := self._waiting.get(lane)) is not None:
                jobs.append(job)  # whoever has the lane comes back for it
                return False
            self._waiting[lane] = deque([job])
        return True

    def ready(self, lane: str) -> None:
        """Let the next writer that is free have the lane."""
        self._ready.put(lane)

    def take(self) -> tuple[str, list[Job]] | None:
        """The next lane and what waits in it, which is this writer's until it frees the lane; None at the end."""
        while (lane := self._ready.get()) is None:
            with self._lock:
                if not self._waiting:
                    return None
            self._ready.put(None)  # something is still to be done, here or by another writer
            time.sleep(0.001)
        with self._lock:
            jobs = self._waiting[lane]
            return lane, [jobs.popleft() for _ in range(min(GROUP, len(jobs)))]

    def free(self, lane: str) -> None:
        """Let others have the lane, at once where something has come meanwhile."""
        with self._lock:
            if not self._waiting[lane]:
                del self._waiting[lane]
                return
        self._ready.put(lane)

    def close(self, writers: int) -> None:
        """End every writer once it finds nothing more to do."""
        for _ in range(writers):
            self._ready.put(None)
