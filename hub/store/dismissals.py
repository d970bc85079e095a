"""This file finds the pushes that still stand on a device, of what was read elsewhere or taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, or_, select

from hub.store import schema
from hub.store.changes import withdrawn
from notifiers import many
from notifiers.tables import attempt, delivery

BACK = 50
"""How many messages before the one that was read are looked at: a lock screen shows no more."""

NEWEST = 500
"""Alerts of withdrawn messages that are looked at; after a longer absence the newest are what is on a screen."""


@dataclass(frozen=True, slots=True)
class ReadUpTo:
    """Up to which message somebody has read a conversation."""

    person: str
    conversation: str
    n: int


def pushes_read(connection: Connection, school: str, read: Iterable[ReadUpTo], at: str) -> list[RowMapping]:
    """The pushes to these people alone that a provider took, of what they have read; each is taken off once."""
    found = [row for one in read for row in _pushed(connection, school, one, at)]
    ids = [row["id"] for row in found]
    rows = select(attempt.c.delivery).where(attempt.c.delivery.in_(ids), attempt.c.what == "cleared")
    dismissed = set(connection.execute(rows).scalars())
    return [row for row in found if row["id"] not in dismissed]


def _pushed(connection: Connection, school: str, read: ReadUpTo, at: str) -> list[RowMapping]:
    its, event = delivery.c, schema.event.c
    rows = connection.execute(
        select(its.id, its.provider, its.address, its.expires_at, its.recipients)
        .join(schema.event, (event.school == its.school) & (event.seq == its.event))
        .where(event.school == school, event.conversation == read.conversation)
        .where(its.n <= read.n, event.n > read.n - BACK)
        .where(its.medium == "push", its.outcome == "accepted", its.expires_at > at)
    ).mappings()
    return [row for row in rows if json.loads(row["recipients"]) == [read.person]]


def pushes_withdrawn(connection: Connection, school: str, messages: Sequence[str], at: str) -> list[RowMapping]:
    """The pushes a provider took of which nothing stands any more; what was told as one goes as one, and once."""
    its = delivery.c
    told = connection.execute(
        select(its.id, its.joined)
        .where(its.school == school, its.message.in_(messages), its.medium == "push", its.expires_at > at)
        .where(its.outcome.in_(("accepted", "joined")), ~_DISMISSED)
        .order_by(its.planned_at.desc())
        .limit(NEWEST)
    )
    rang = {row.joined or row.id for row in told}
    rows = connection.execute(
        select(its.id, its.joined, its.message, its.provider, its.address, its.expires_at, its.outcome)
        .where(or_(its.id.in_(rang), its.joined.in_(rang)), ~_DISMISSED)
    ).mappings().all()  # fmt: skip
    gone = withdrawn(connection, {school}, {row["message"] for row in rows})
    standing = {row["joined"] or row["id"] for row in rows if row["message"] not in gone}
    return [row for row in rows if row["outcome"] == "accepted" and row["id"] not in standing]


_DISMISSED = (
    select(attempt.c.id).where(attempt.c.delivery == delivery.c.id, attempt.c.what == "cleared").correlate(delivery)
).exists()
"""It was taken off already."""


def note_dismissed(connection: Connection, pushes: Iterable[RowMapping], at: str) -> None:
    """Write down that these are taken off."""
    many.note(connection, [(row["id"], at, "cleared", "") for row in pushes])
