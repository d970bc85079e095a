"""A database of before rosters came from servers: what was on record of runs is kept, and taken back still."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, insert, select
from sqlalchemy.exc import IntegrityError

from hub.store import schema
from hub.store.clock import stamp
from hub.store.database import migrate

NOW = datetime.now(UTC)
BEFORE = "0034"
"""The last migration that the database of these tests has had."""

ROWS: dict[str, dict[str, Any]] = {
    "school": {
        "id": "s_1", "source": "o", "name": "Maple Street", "time_zone": "UTC", "seq": 0, "rules_seq": 0,
        "epoch": "e", "floor": 1, "settings": "{}", "marks": 0, "day": NOW.date(),
    },
    "roster_run": {
        "id": "y_1", "school": "s_1", "source": "folder", "file": "roster.zip", "started_at": stamp(NOW),
        "ended_at": stamp(NOW), "state": "applied", "counts": "{}",
    },
    "roster_before": {"school": "s_1", "run": "y_1", "body": b"as it was"},
    "roster_upload": {
        "id": "y_2", "school": "s_1", "source": "page", "file": "next.zip", "digest": "d", "at": stamp(NOW),
        "expires_at": stamp(NOW), "said": "{}", "body": b"what waits",
    },
}  # fmt: skip


def test_runs_and_what_waits_are_kept_and_servers_are_a_door_from_then_on(before: Engine) -> None:
    engine, old = before, MetaData()
    old.reflect(engine)
    with engine.begin() as connection:
        for table, row in ROWS.items():
            connection.execute(insert(old.tables[table]).values(**row))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(old.tables["roster_run"]).values(**ROWS["roster_run"] | a_server("y_3")))

    migrate(engine)

    with engine.begin() as connection:
        connection.execute(insert(schema.roster_run).values(**ROWS["roster_run"] | a_server("y_3")))
        kept = connection.execute(select(schema.roster_before.c.run, schema.roster_before.c.body)).all()
        runs = connection.execute(select(schema.roster_run.c.id).order_by(schema.roster_run.c.id)).scalars().all()
        waits = connection.execute(select(schema.roster_upload.c.body, schema.roster_upload.c.state)).all()
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(schema.roster_run).values(**ROWS["roster_run"] | {"id": "y_4", "source": "fax"}))

    assert [(run, bytes(body)) for run, body in kept] == [("y_1", b"as it was")]
    assert runs == ["y_1", "y_3"]
    assert [(bytes(body), state) for body, state in waits] == [(b"what waits", None)]


def a_server(run: str) -> dict[str, str]:
    return {"id": run, "source": "server"}
