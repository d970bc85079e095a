"""This file commits actions together, on either database, each of them in a savepoint of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from hub.errors import Unavailable
from hub.store.database import is_postgres
from hub.store.lanes import BACKGROUND
from hub.store.row_security import NO_ROWS, SET, Scope
from hub.store.transaction import Driver, Ending, Told, Transaction
from policies.sentence import Sentence, say

if TYPE_CHECKING:
    from hub.store.journal import Mark, Stored

log = logging.getLogger("roomwire.store")

NOT_SAVED = say("The hub cannot write its records right now. Nothing was saved.")
MAYBE_SAVED = say("The hub lost touch with its records while saving. Try again: nothing is stored twice.")


Then = Callable[[Any, BaseException | None], None]
"""What an action returned, or what was raised instead; called in the loop."""


@dataclass(slots=True)
class Job:
    """
    An action that waits for its commit, how it ended, and who is told of it.

    scope: whose rows it may touch; swift: see Store.write_swiftly.
    """

    work: Callable[[Transaction], Any]
    then: Then
    scope: Scope = NO_ROWS
    swift: bool = False
    result: object = None
    error: BaseException | None = None

    def answer(self) -> None:
        """Tell whoever waits; call it in the loop. What was done and then not committed has no result."""
        try:
            self.then(self.result if self.error is None else None, self.error)
        except Exception:  # it is one action's; the others of its commit are waiting
            log.exception("who waited for a commit could not be told")


def settling(done: asyncio.Future[Any]) -> Then:
    """Settle a future, unless nobody waits for it any more."""

    def settle(result: object, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)

    return settle


Together = Callable[[Transaction, Sequence[Any]], Sequence[Any]]
"""
What many works of one kind became, or the refusal of each, as if one had been done after the other; a work that has
such a function says so with the attribute together. For SQLite, where a way to the database and back costs nothing.
"""

LOCK = b"select 1 from school where id = %s for update"


class Uncertain(Exception):  # noqa: N818 (an ending, not a fault)
    """The connection was lost during the commit itself: it may have happened."""


def committed(engine: Engine, school: str, jobs: list[Job]) -> list[Stored | Mark]:
    """
    Do the jobs in one commit, and return what they appended; each has its result or its error afterwards.

    school: whose counter row is locked before anything else, empty for none. Holding it until the commit is
    what makes the journal's order the order of commits (DESIGN.md, section 4).
    """
    try:
        return _committed(engine, school, jobs)
    except Uncertain as error:
        _fail(jobs, MAYBE_SAVED, error)
    except Exception as error:
        if not is_databases(error):
            raise
        _fail(jobs, NOT_SAVED, error)
    return []


def _fail(jobs: list[Job], sentence: Sentence, cause: BaseException) -> None:
    for job in jobs:
        job.error = Unavailable(sentence)
        job.error.__cause__ = cause


def is_databases(error: BaseException) -> bool:
    """Whether the database failed, and not the action: a full disk or a dead server is everybody's."""
    if isinstance(error, DBAPIError):
        return error.orig is not None and is_databases(error.orig)
    return isinstance(
        error,
        sqlite3.OperationalError | psycopg.OperationalError | psycopg.InterfaceError | psycopg.InternalError,
    )


def _committed(engine: Engine, school: str, jobs: list[Job]) -> list[Stored | Mark]:
    if is_postgres(engine) and all(job.swift for job in jobs):
        return _in_one_trip(engine, school, jobs)
    appended: list[Stored | Mark] = []
    ending: list[Ending] = []
    told = Told(_first_scope(school, jobs))
    with _begun(engine, school, told.scope) as (connection, driver):
        here = isinstance(driver, sqlite3.Connection)
        for together, some in groupby(jobs, key=lambda job: getattr(job.work, "together", None) if here else None):
            run = list(some)
            its = Transaction(connection, driver, school, told)
            if together is not None and len(run) > 1 and _at_once(together, run, its, appended):
                continue
            for job in run:
                one = Transaction(connection, driver, school, told, job.scope)
                if _is_done(job, one):
                    appended += one.appended
                    ending += one.ending
        if ending:
            _end(ending, Transaction(connection, driver, school, told))
    return appended


def _first_scope(lane: str, jobs: Sequence[Job]) -> Scope:
    """Whose rows a commit begins with: its school's, whose counter row would not be seen and locked otherwise."""
    return jobs[0].scope if lane in BACKGROUND or not lane else Scope(lane)


def _end(ending: Sequence[Ending], transaction: Transaction) -> None:
    """What the actions of a commit left for its end; where it fails none of them stands."""
    for work in dict.fromkeys(one.work for one in ending):
        work(transaction, [one.what for one in ending if one.work is work])
    transaction.done()


def _at_once(together: Together, jobs: list[Job], transaction: Transaction, appended: list[Stored | Mark]) -> bool:
    """Whether jobs of one kind were done in statements for all of them; else each is to be done alone."""
    try:
        became = together(transaction, [job.work for job in jobs])
    except Exception as error:
        if is_databases(error):
            raise
        log.exception("actions could not be written together; each is tried alone")
        transaction.undo()
        return False
    for job, its in zip(jobs, became, strict=True):
        if isinstance(its, BaseException):
            job.error = its
        else:
            job.result = its
    appended += transaction.appended
    transaction.done()
    return True


def _in_one_trip(engine: Engine, school: str, jobs: list[Job]) -> list[Stored | Mark]:
    """
    Lock, do and commit without waiting in between.

    Where the connection breaks it is not known whether that happened; swift actions find what they wrote before,
    so they are done once more.
    """
    with engine.connect() as connection:
        for last in (False, True):
            driver: Any = connection.connection.driver_connection
            told = Told(_first_scope(school, jobs))
            transactions = [Transaction(connection, driver, school, told, job.scope) for job in jobs]
            try:
                with driver.pipeline():
                    driver.execute(SET, told.scope.settings)
                    driver.execute(LOCK, (school,))
                    answers = [job.work(one) for job, one in zip(jobs, transactions, strict=True)]
                    driver.commit()
            except psycopg.Error as error:
                connection.invalidate()
                if last or not is_databases(error):
                    raise Uncertain from error
            else:
                return _answered(jobs, answers, transactions)
    raise AssertionError


def _answered(jobs: list[Job], answers: list[Any], transactions: list[Transaction]) -> list[Stored | Mark]:
    appended: list[Stored | Mark] = []
    for job, answer, transaction in zip(jobs, answers, transactions, strict=True):
        try:
            job.result = answer()
        except Exception as error:  # noqa: BLE001 (it belongs to whoever asked for the action)
            job.error = error
        appended += transaction.appended
    return appended


def _is_done(job: Job, transaction: Transaction) -> bool:
    """Whether a job stands; one that is refused has its error, and leaves nothing behind."""
    try:
        job.result = job.work(transaction)
        if job.swift:
            job.result = job.result()  # type: ignore[operator]
    except Exception as error:
        if is_databases(error):
            raise
        job.error = error
        transaction.undo()
        return False
    transaction.done()
    return True


@contextlib.contextmanager
def _begun(engine: Engine, school: str, scope: Scope) -> Iterator[tuple[Connection, Driver]]:
    """A transaction that is committed at the end, or undone where anything goes wrong."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            with _immediate(driver):
                yield connection, driver
            return
        driver = _locked(connection, school, scope)
        try:
            yield connection, driver
        except BaseException:
            connection.invalidate()  # whatever state it is in, the server undoes it
            raise
        _commit(connection)


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


def _locked(connection: Connection, school: str, scope: Scope) -> psycopg.Connection[Any]:
    """
    The driver's connection, told whose rows it may touch and with the school's row locked, in one trip.

    A connection that has died in the pool since is replaced once: nothing was said over it yet.
    """
    for last in (False, True):
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)  # noqa: S101 (there are two databases)
        try:
            with driver.pipeline():
                driver.execute(SET, scope.settings)
                driver.execute(LOCK, (school,))
        except psycopg.errors.LockNotAvailable:
            connection.invalidate()
            raise
        except psycopg.OperationalError:
            connection.invalidate()
            if last:
                raise
        else:
            return driver
    raise AssertionError


def _commit(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        driver.commit()
    except psycopg.Error as error:
        connection.invalidate()
        raise Uncertain from error
