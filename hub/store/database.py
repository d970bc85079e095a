"""This file opens a database, sets what makes a commit durable, and brings its schema up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    import sqlite3

BUSY_S = 15
"""How long one process waits for another's transaction before it gives up; a whole roster takes less."""


def opened(url: str) -> Engine:
    """
    The engine of a SQLite database; its folder is made where it is missing.

    Raises:
        ValueError: the address is not one we serve on; the sentence says which are.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise ValueError(f"{parsed.render_as_string()} is not served yet; use sqlite:///path/of/a/file.")
    Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
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


def migrate(engine: Engine) -> None:
    """Bring the schema to what this version needs; forward only, and nothing where it is there already."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
