"""A newer version takes over the records of an older one, whatever stands in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Integer, LargeBinary, MetaData, Numeric, event, inspect, text
from sqlalchemy.types import Date

from hub.store.database import MIGRATIONS, migrate, opened

FIRST = "0040"
"""The oldest version that is tried: those before have been taken over everywhere."""

ORDER = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
STEPS = [(one, ORDER[ORDER.index(one) + 1]) for one in ORDER[ORDER.index(FIRST) : -1]]

SCALE = "alembic_version"


def unchecked(connection: Any, _record: object) -> None:
    """What stands in a row is no matter here; that it is kept, and what it points to, is."""
    connection.execute("pragma ignore_check_constraints = on")


def filled(engine: Engine) -> dict[str, int]:
    """A row in every table, each of which points to the one row of another, and all of them."""
    known = MetaData()
    known.reflect(engine)
    values: dict[type[Any], Any] = {Integer: 1, Numeric: 1, LargeBinary: b"x", Date: date(2026, 11, 23)}
    with engine.begin() as connection:
        connection.execute(text("pragma defer_foreign_keys = on"))
        for table in known.tables.values():
            if table.name == SCALE:
                continue
            row = {
                one.name: next((its for kind, its in values.items() if isinstance(one.type, kind)), "x")
                for one in table.columns
            }
            connection.execute(table.insert().values(row))
    return rows(engine)


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    names = set(inspect(engine).get_table_names()) - {SCALE}
    with engine.connect() as connection:
        return {
            one: connection.execute(text(f'select count(*) from "{one}"')).scalar_one()  # noqa: S608
            for one in sorted(names)
        }


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_a_migration_keeps_a_row_of_every_table_and_what_points_to_it(
    tmp_path: Path, before: str, after: str
) -> None:
    engine = opened(f"sqlite:///{tmp_path}/old.sqlite3")
    event.listen(engine, "connect", unchecked)
    migrate(engine, before)
    there = filled(engine)
    migrate(engine, after)
    now = rows(engine)
    with engine.connect() as connection:
        broken = connection.execute(text("pragma foreign_key_check")).all()
    engine.dispose()

    assert len(there) > 50
    assert set(there.values()) == {1}
    assert {name: now.get(name) for name in there} == there
    assert broken == []
