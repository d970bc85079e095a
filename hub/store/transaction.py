"""This file is one action's share of a commit: what it may run, and how it is undone alone."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import psycopg

from hub.store.row_security import NO_ROWS, SET, Scope, set_by_hand

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.journal import Mark, Stored

Driver = sqlite3.Connection | psycopg.Connection[Any]
Row = tuple[Any, ...]


@dataclass(slots=True)
class Told:
    """What a commit's connection was told last of whose rows it may touch; an action says it where it is not so."""

    scope: Scope = NO_ROWS


class Transaction:
    """
    One action's share of a commit.

    Its savepoint is taken before the first thing it does, so that an action which is refused leaves nothing
    behind. appended: the journal rows and read markers written so far, in their order, told to the followers
    once they are committed. ending: what the commit does last of all, and with what; a swift action has none of it.
    school: whose counter row the commit holds already, empty where none. told: shared by the actions of a commit;
    scope: whose rows this one may touch, on PostgreSQL; by default what the connection was told last.
    """

    def __init__(
        self,
        connection: Connection,
        driver: Driver,
        school: str = "",
        told: Told | None = None,
        scope: Scope | None = None,
    ) -> None:
        self.school = school
        self._told = told or Told()
        self._scope = self._told.scope if scope is None else scope
        self.postgres = isinstance(driver, psycopg.Connection)
        self.appended: list[Stored | Mark] = []
        self.ending: list[Ending] = []
        self._connection, self._driver = connection, driver
        self._execute, self._send = _executing(driver), _sending(driver)
        self._saved, self._saved_in = False, self._told.scope

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's connection, within this action."""
        self._save()
        return self._connection

    def run(self, sql: str, values: Row = ()) -> Row | None:
        """The first row of a statement written by hand, with ? for its values; None where it gives none."""
        self._save()
        return self._execute(sql, values)

    def run_each(self, sql: str, rows: Sequence[Row]) -> None:
        """A statement written by hand, which gives nothing, for each of these rows of values in turn."""
        if not rows:
            return
        self._save()
        if isinstance(self._driver, psycopg.Connection):
            with self._driver.cursor() as cursor:
                cursor.executemany(_numbered(sql), rows)
        else:
            self._driver.executemany(sql, rows)

    def run_many(self, sql: str, rows: Sequence[Row]) -> list[Row]:
        """
        A statement written by hand about all these rows of values at once, and what it gives, on SQLite.

        sql: with {rows} in place of the values. Each run of a statement lets go of the interpreter and takes it
        back: for a few rows that costs more than what it does.
        """
        self._save()
        found: list[Row] = []
        for some in _by_powers(rows):
            values = tuple(chain.from_iterable(some))
            found += self._sqlite().execute(_spread(sql, len(some[0]), len(some)), values).fetchall()
        return found

    def alone(self, about: str) -> None:
        """
        Let nobody else do what is about this until the commit: what is looked at from here on stays true.

        On SQLite there is one writer. On PostgreSQL two hubs would each see what is committed, and not each other;
        where there is no row to lock, a name is.
        """
        if self.postgres:
            self.run("select pg_advisory_xact_lock(hashtextextended(?, 0))", (about,))

    def send(self, sql: str, values: Row) -> Callable[[], Row | None]:
        """
        Likewise, for the one statement of a swift action, that decides and writes in itself; its row, later.

        It needs no savepoint: where it is refused it has written nothing, and nothing of the action comes after.
        On PostgreSQL it leaves with those of other actions, and is answered with them.
        """
        self._tell()
        return self._send(sql, values)

    def turn_to(self, school: str) -> None:
        """From here on this action touches the rows of this school, and beyond it what its exception reaches."""
        self._scope = Scope(school, self._scope.across)
        self._tell()

    @contextlib.contextmanager
    def turned_to(self, school: str) -> Iterator[None]:
        """Likewise, until this is left; what is raised in it ends the action."""
        before = self._scope
        self.turn_to(school)
        yield
        self._scope = before
        self._tell()

    def _tell(self) -> None:
        if self.postgres and self._scope != self._told.scope:
            self._told.scope = self._scope
            self._driver.execute(SET, self._scope.settings)  # type: ignore[arg-type]

    def _sqlite(self) -> sqlite3.Connection:
        assert isinstance(self._driver, sqlite3.Connection)  # noqa: S101 (whoever calls it has asked)
        return self._driver

    def _save(self) -> None:
        if self._saved:
            return
        self._saved, self._saved_in = True, self._scope
        if isinstance(self._driver, psycopg.Connection) and self._scope != self._told.scope:
            self._told.scope = self._scope  # before the savepoint: who undoes the action stays with it
            both = f"{set_by_hand(self._scope)}; savepoint action"
            self._driver.execute(both.encode(), prepare=False)
            return
        self._execute("savepoint action", ())

    def undo(self) -> None:
        """Take back what the action wrote; the commit goes on without it."""
        self.appended.clear()
        self.ending.clear()
        if self._saved:
            self._execute("rollback to savepoint action", ())
            self._told.scope = self._saved_in  # what was said after the savepoint is unsaid with it
        self.done()

    def at_end(self, work: EndingWork, what: object) -> None:
        """
        Have the commit do this last of all, once for what every action of it asks for, if this action stands.

        What locks something that others hold a while belongs there: nothing is locked after it.
        """
        self.ending.append(Ending(work, what))

    def done(self) -> None:
        """The action stands, if the commit does."""
        if self._saved:
            self._execute("release savepoint action", ())


EndingWork = Callable[[Transaction, Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class Ending:
    """What is done at the end of a commit, and with what; of the same work all is done together."""

    work: EndingWork
    what: object


def _executing(driver: Driver) -> Callable[[str, Row], Row | None]:
    if isinstance(driver, sqlite3.Connection):

        def on_sqlite(sql: str, values: Row) -> Row | None:
            row: Row | None = driver.execute(sql, values).fetchone()
            return row

        return on_sqlite

    def on_postgres(sql: str, values: Row) -> Row | None:
        cursor = driver.execute(_numbered(sql), values)
        return cursor.fetchone() if cursor.description else None

    return on_postgres


def _sending(driver: Driver) -> Callable[[str, Row], Callable[[], Row | None]]:
    if isinstance(driver, sqlite3.Connection):
        return lambda sql, values: driver.execute(sql, values).fetchone
    return lambda sql, values: driver.execute(_numbered(sql), values).fetchone


@lru_cache(maxsize=256)
def _numbered(sql: str) -> bytes:
    """The same statement in the placeholders of the other driver."""
    return sql.replace("?", "%s").encode()


def _by_powers(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Sizes are powers of two, so that there are few statements, and the driver has them ready."""
    start = 0
    while left := len(rows) - start:
        size = 1 << (left.bit_length() - 1)
        yield rows[start : start + size]
        start += size


@lru_cache(maxsize=64)
def _spread(sql: str, columns: int, many: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return sql.replace("{rows}", f"values {', '.join([row] * many)}")
