"""This file notes that an admin read what is not theirs by their rooms, and lists who did."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from hub.store import schema
from hub.store.clock import stamp
from hub.store.names import new
from policies.overseeing import is_oversight

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.transaction import Transaction

LANE = "audit"
"""The lane of commits of what is on record, so that it holds up nobody who posts."""

REMEMBERED = 10_000
"""Readings known to be on record; beyond that the database is asked once more."""

CONVERSATION, REVISIONS = "read_conversation", "read_revisions"


async def read_conversation(school: School, person: str, conversation: str, now: datetime) -> None:
    """Note the reading of a conversation, where it is oversight; once a day, before it is shown."""
    snapshot = school.snapshot
    where = snapshot.conversations[conversation]
    if is_oversight(snapshot.roster.people[person], where.kind.name, where.subject.rooms(snapshot.roster)):
        await note(school, (person, CONVERSATION, conversation), now)


async def note(school: School, looked: tuple[str, str, str], now: datetime) -> None:
    """Put on record who did what about which; one row a day."""
    person, what, about = looked
    day = now.astimezone(ZoneInfo(school.snapshot.time_zone)).date()
    key = (*looked, day)
    if key in school.on_record:
        return
    row = {
        "id": new("u"), "school": school.id, "person": person, "what": what, "about": about,
        "day": day, "at": stamp(now),
    }  # fmt: skip
    await school.store.write(lambda transaction: _note(transaction, row), LANE)
    if len(school.on_record) >= REMEMBERED:
        school.on_record.clear()
    school.on_record.add(key)


def _note(transaction: Transaction, row: dict[str, object]) -> None:
    insert = postgresql.insert if transaction.postgres else sqlite.insert
    transaction.connection.execute(insert(schema.audit).values(**row).on_conflict_do_nothing())


def record(connection: Connection, school: str, before: tuple[str, str] | None, limit: int) -> list[RowMapping]:
    """What is on record, newest first, before a moment and id; one more than limit tells that there are more."""
    its = schema.audit.c
    asked = select(schema.audit).where(its.school == school)
    if before is not None:
        at, one = before
        asked = asked.where(or_(its.at < at, (its.at == at) & (its.id < one)))
    return list(connection.execute(asked.order_by(its.at.desc(), its.id.desc()).limit(limit + 1)).mappings())


def readings(connection: Connection, school: str, conversation: str, limit: int) -> list[RowMapping]:
    """Which admins read a conversation from outside its rooms, newest first; one row for each on a day."""
    its = schema.audit.c
    asked = select(schema.audit).where(its.school == school, its.what == CONVERSATION, its.about == conversation)
    return list(connection.execute(asked.order_by(its.at.desc(), its.id.desc()).limit(limit)).mappings())
