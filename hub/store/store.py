"""This file runs work on the database: one writer whose commits take along whatever has come, and readers."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError

from hub.errors import Unavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from hub.store.journal import Stored

T = TypeVar("T")

GROUP = 256
"""Deeds in one commit at the most: a bound on what one disk write holds up, far above what a school sends."""

READERS = 4
"""Reads at once; SQLite reads beside its writer."""


@dataclass(slots=True)
class Transaction:
    """
    One deed's share of a commit. run is the driver's own execute, for the statements written by hand.

    appended: the journal rows written so far, told to the followers once they are committed.
    """

    connection: Connection
    run: Callable[..., sqlite3.Cursor]
    appended: list[Stored] = field(default_factory=list)


@dataclass(slots=True)
class _Job:
    work: Callable[[Transaction], Any]
    done: asyncio.Future[Any]
    result: object = None
    error: BaseException | None = None


Followers = Callable[[list["Stored"]], None]


class Store:
    """
    A database with one writer thread.

    Deeds that arrive while a commit runs are committed together by the next one; each stands in a savepoint
    of its own, so that one that is refused leaves nothing behind. followers is called in the event loop with
    what a commit appended, before the deeds get their answers.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.followers: Followers = lambda _appended: None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the writer; call it in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Commit what has come, then close the database."""
        self._jobs.put(None)
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
        self._readers.shutdown()
        self.engine.dispose()

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """
        What work returns, once it is committed.

        Raises:
            Unavailable: the database did not take it; nothing was written.
            Exception: whatever work raised; nothing of it was written.
        """
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._jobs.put(job)
        result: T = await job.done
        return result

    async def read(self, work: Callable[[Connection], T]) -> T:
        """
        What work returns, read from one moment of the database.

        Raises:
            Unavailable: the database did not answer.
        """
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            with self.engine.connect() as connection, connection.begin():
                return work(connection)
        except DBAPIError as error:
            raise Unavailable("The hub cannot read its records right now. Try again in a moment.") from error

    def _write(self) -> None:
        while (first := self._jobs.get()) is not None:
            jobs, last = self._gathered(first)
            appended: list[Stored] = []
            try:
                appended = self._commit(jobs)
            except (OperationalError, sqlite3.OperationalError) as error:
                for job in jobs:
                    job.error = Unavailable("The hub cannot write its records right now. Nothing was saved.")
                    job.error.__cause__ = error
            self._tell(jobs, appended)
            if last:
                return

    def _gathered(self, first: _Job) -> tuple[list[_Job], bool]:
        jobs = [first]
        with contextlib.suppress(queue.Empty):
            while len(jobs) < GROUP:
                job = self._jobs.get_nowait()
                if job is None:
                    return jobs, True
                jobs.append(job)
        return jobs, False

    def _commit(self, jobs: list[_Job]) -> list[Stored]:
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101 (the engine is SQLite's)
            appended: list[Stored] = []
            with _immediate(driver):
                for job in jobs:
                    self._one(job, Transaction(connection, driver.execute), appended)
            return appended

    def _one(self, job: _Job, transaction: Transaction, appended: list[Stored]) -> None:
        transaction.run("savepoint deed")
        try:
            job.result = job.work(transaction)
        except (OperationalError, sqlite3.OperationalError):
            raise  # a full disk or a dead one is everybody's
        except Exception as error:  # noqa: BLE001 (it belongs to whoever asked for the deed)
            job.error = error
            transaction.run("rollback to deed")
        else:
            appended += transaction.appended
        transaction.run("release deed")

    def _tell(self, jobs: list[_Job], appended: list[Stored]) -> None:
        def told() -> None:
            if appended:
                self.followers(appended)
            for job in jobs:
                _answer(job)

        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(told)


def _answer(job: _Job) -> None:
    if job.done.cancelled():
        return
    if job.error is not None:
        job.done.set_exception(job.error)
    else:
        job.done.set_result(job.result)


@contextlib.contextmanager
def _immediate(driver: sqlite3.Connection) -> Iterator[None]:
    driver.execute("begin immediate")
    try:
        yield
        driver.execute("commit")
    except BaseException:
        if driver.in_transaction:
            driver.execute("rollback")
        raise
