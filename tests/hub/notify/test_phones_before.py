"""A database of before phones belonged to a sign-in: each finds its own, or is silent."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, insert, select

from hub.actions.people.sessions import SESSION_LASTS
from hub.store import schema
from hub.store.clock import moment, stamp
from hub.store.database import migrate
from hub.store.reach import devices_of

NOW = datetime.now(UTC)


BEFORE = "0018"
"""The last migration that the database of these tests has had."""


def days(number: int) -> str:
    return stamp(NOW + timedelta(days=number))


def session(its: str, account: str, begun: int, ended: str | None = None) -> dict[str, Any]:
    """A sign-in of so many days ago, as it was before: for thirty days."""
    return {
        "id": its, "account": account, "person": f"p_{account}", "created_at": days(-begun),
        "expires_at": days(30 - begun), "ended_at": ended,
    }  # fmt: skip


def device(its: str, person: str) -> dict[str, Any]:
    return {
        "id": its, "school": "s_1", "person": person, "provider": "fcm", "address": f"phone-{its}",
        "created_at": days(-40),
    }  # fmt: skip


ROWS: dict[str, list[dict[str, Any]]] = {
    "school": [
        {"id": "s_1", "source": "o", "name": "Maple Street", "time_zone": "UTC", "seq": 0, "rules_seq": 0,
         "epoch": "e", "floor": 1, "settings": "{}", "marks": 0, "day": NOW.date()},
    ],
    "person": [
        {"id": f"p_{one}", "school": "s_1", "source": one, "side": side, "role": role, "given": one, "family": "A"}
        for one, side, role in (
            ("rosa", "guardian", "guardian"), ("tom", "guardian", "guardian"), ("ana", "staff", "staff"),
        )
    ],
    "account": [
        {"id": one, "email": f"{one}@x.example", "password": "-", "created_at": days(-90)}
        for one in ("rosa", "tom", "ana")
    ],
    "profile": [{"account": one, "person": f"p_{one}"} for one in ("rosa", "tom", "ana")],
    "session": [
        session("s_old", "rosa", 20), session("s_new", "rosa", 10), session("s_left", "rosa", 5, days(-1)),
        session("s_over", "tom", 31), session("s_ended", "ana", 3, days(-2)),
    ],
    "device": [device("d_1", "p_rosa"), device("d_2", "p_rosa"), device("d_3", "p_tom"), device("d_4", "p_ana")],
}  # fmt: skip


def test_a_phone_belongs_to_the_newest_sign_in_that_lives_and_is_silent_where_there_is_none(
    before: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    old = MetaData()
    old.reflect(before)
    with before.begin() as connection:
        for name, rows in ROWS.items():
            connection.execute(insert(old.tables[name]), rows)
    with caplog.at_level(logging.WARNING):
        migrate(before)
    with before.connect() as connection:
        kept = connection.execute(select(schema.device).order_by(schema.device.c.id)).mappings().all()
        rings = devices_of(connection, ["p_rosa", "p_tom", "p_ana"], NOW)
        sessions = {row["id"]: row for row in connection.execute(select(schema.session)).mappings()}

    assert [(one["id"], one["session"], one["used_at"]) for one in kept] == [
        ("d_1", "s_new", days(-40)), ("d_2", "s_new", days(-40)),
    ]  # fmt: skip
    assert rings.keys() == {"p_rosa"}
    assert moment(sessions["s_new"]["expires_at"]) == moment(days(-10)) + SESSION_LASTS
    assert moment(sessions["s_old"]["expires_at"]) == moment(days(-20)) + SESSION_LASTS
    assert [sessions[one]["expires_at"] for one in ("s_left", "s_over", "s_ended")] == [
        days(25), days(-1), days(27),
    ]  # fmt: skip
    said = [one.getMessage() for one in caplog.records if one.name == "roomwire.records"]
    assert said == ["1 devices of somebody who is signed in nowhere are forgotten"] * 2
