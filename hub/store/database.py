"""This file opens a database, sets what makes a commit durable, and brings its schema up to date."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, ProgrammingError

from hub.store.database_role import find_role
from hub.store.row_security import Across, Scope, set_by_hand

if TYPE_CHECKING:
    import sqlite3

BUSY_S = 15
"""How long one process waits for another's transaction before it gives up; a whole roster takes less."""

WRITERS = 3
"""Commits at once on PostgreSQL, each of another school; SQLite has one writer."""

READERS = 4
"""Reads at once."""

OLDEST = 15
"""The oldest PostgreSQL that is served."""

MIGRATIONS = Path(__file__).parent / "migrations"

NOT_ITS_OWNER = (
    "it is of another version, and this role may not change its tables; run python -m hub migrate as the role that "
    "owns them, a member of roomwire_work."
)

MIGRATING = 7_036_001
"""The advisory lock under which one node at a time brings the schema up to date."""


def opened(url: str) -> Engine:
    """
    The engine of a database; a SQLite file's folder is made where it is missing.

    Raises:
        ValueError: the address is not one we serve on, or the server would lose what it acknowledged; the
            sentence says what to do.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return _sqlite(parsed)
        case "postgresql" | "postgres" if parsed.database:
            return _postgres(parsed.set(drivername="postgresql+psycopg"))
        case _:
            shown = parsed.render_as_string()
            raise ValueError(f"{shown} is not served; use sqlite:///path/of/a/file or postgresql://user@host/name.")


def _sqlite(url: URL) -> Engine:
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"isolation_level": None, "timeout": BUSY_S, "check_same_thread": False}
    )
    event.listen(engine, "connect", _durable)
    event.listen(engine, "begin", _begin)
    return engine


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    # FULL: the log is on the disk before a commit returns, so what was acknowledged survives a power cut
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        connection.execute(f"pragma {pragma}")


def _begin(connection: Connection) -> None:
    """The driver begins nothing by itself; the writer has begun already, with the lock it needs."""
    driver = connection.connection.driver_connection
    if driver is not None and not driver.in_transaction:
        connection.exec_driver_sql("begin")


def _postgres(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_size=WRITERS + READERS,
        max_overflow=2,
        pool_use_lifo=True,
        connect_args={
            "connect_timeout": 5,
            "application_name": "roomwire",
            # A node that stands still while it holds a school's counter row must not hold up the others for
            # ever: the server ends its transaction, and what it was about to say it cannot say any more.
            "options": "-c idle_in_transaction_session_timeout=5000 -c lock_timeout=15000 -c timezone=UTC",
        },
    )
    try:
        with engine.connect() as connection:
            _check(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _check(connection: Connection) -> None:
    """
    What was acknowledged must survive; source: research/realtime.md, 5.3.

    Raises:
        ValueError: the server is too old, or set up to lose commits.
    """
    version = int(connection.exec_driver_sql("show server_version_num").scalar_one()) // 10_000
    if version < OLDEST:
        raise ValueError(f"PostgreSQL {version} is too old; {OLDEST} and newer are served.")
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if connection.exec_driver_sql(f"show {name}").scalar_one() == "off":
            raise ValueError(f"PostgreSQL runs with {name} = off and would lose messages; turn it on.")


def sqlite_file(url: str) -> str | None:
    """The file that the address of a SQLite database names; None where it is another database's."""
    parsed = make_url(url)
    return parsed.database or "" if parsed.get_backend_name() == "sqlite" else None


def is_postgres(engine: Engine) -> bool:
    """Whether several nodes may serve this database."""
    return engine.dialect.name == "postgresql"


def ping(connection: Connection) -> None:
    """Ask the database for an answer, whatever it is."""
    connection.execute(text("select 1"))


@contextlib.contextmanager
def reading(engine: Engine, scope: Scope) -> Iterator[Connection]:
    """
    A connection that reads one moment of the database, whatever is committed meanwhile; it writes nothing.

    scope: whose rows it sees, on PostgreSQL. That is said with the BEGIN, which takes a trip anyway, and is over
    with the transaction: a connection in the pool is nobody's.

    Raises:
        DBAPIError: the database did not answer; its connection_invalidated says whether the connection is at fault.
    """
    if not is_postgres(engine):
        with engine.connect() as connection, connection.begin():
            yield connection  # what SQLite reads in a transaction stands still by itself
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:  # we begin by hand
        _begin_reading(connection, scope)
        yield connection
        connection.commit()


def _begin_reading(connection: Connection, scope: Scope) -> None:
    driver = connection.connection.driver_connection
    begin = f"begin isolation level repeatable read read only; {set_by_hand(scope)}"
    try:
        driver.execute(begin.encode(), prepare=False)  # type: ignore[union-attr]
    except psycopg.Error as error:
        connection.invalidate()
        raise DBAPIError(begin, None, error, connection_invalidated=True) from error


@contextlib.contextmanager
def writing(engine: Engine, scope: Scope) -> Iterator[Connection]:
    """A connection whose transaction is committed at the end, or undone where anything is raised; for commands."""
    with engine.begin() as connection:
        if is_postgres(engine):
            connection.exec_driver_sql(set_by_hand(scope))
        yield connection


def unhurried(connection: Connection) -> None:
    """Let this transaction think in between for longer than a node may that holds a school’s counter row."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("set local idle_in_transaction_session_timeout = '10min'"))


def migrate(engine: Engine, to: str = "head") -> None:
    """
    Bring the schema to what this version needs; forward only, and nothing where it is there already.

    to: an older revision, as a backup may be of.

    Raises:
        ValueError: the database, or to, is of a newer version than this one.
    """
    with engine.connect() as connection:
        if to == "head" and revision(connection) == newest():
            return
    from alembic import command  # it takes a tenth of a second, and nearly every start has nothing to migrate
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with _one_at_a_time(engine), engine.connect() as connection:
        config.attributes["connection"] = connection
        _see_everything(connection)
        try:
            command.upgrade(config, to)
        except CommandError as error:
            raise ValueError(f"it is of a newer version of Roomwire than this one ({error}).") from error
        except ProgrammingError as error:
            if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
                raise
            raise ValueError(NOT_ITS_OWNER) from error


def _see_everything(connection: Connection) -> None:
    """A migration changes what there is in all schools; its connection goes back to nobody, and is closed."""
    if connection.dialect.name == "postgresql":
        role = find_role(connection)
        if role is not None and not role.sees_all:
            raise ValueError(NOT_ITS_OWNER)  # what it is to change of rows it would not find, and go on
        connection.detach()
        connection.exec_driver_sql(set_by_hand(Scope("", Across.OPERATOR), session=True))
        connection.commit()


def newest() -> str:
    """The newest revision there is, by the names of the files: none of them is read for it."""
    return max(file.name for file in (MIGRATIONS / "versions").glob("0*.py")).partition("_")[0]


def revision(connection: Connection) -> str:
    """Which revision of the schema a database has; "None" where it has no schema yet."""
    there = inspect(connection).has_table("alembic_version")
    return str(connection.execute(text("select version_num from alembic_version")).scalar() if there else None)


@contextlib.contextmanager
def _one_at_a_time(engine: Engine) -> Iterator[None]:
    if not is_postgres(engine):
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("set lock_timeout = 0"))
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": MIGRATING})
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": MIGRATING})
            connection.execute(text("reset lock_timeout"))
