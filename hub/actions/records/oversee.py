"""This file notes that an admin read what is not theirs by their rooms, and lists who did."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.store.audits import AuditEntry, insert_entry, list_entries, list_entries_about
from hub.store.clock import day_in, stamp
from hub.store.lanes import AUDIT
from policies.records.overseeing import is_oversight

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.bus.school import School
    from hub.store.page_cursor import PageCursor

REMEMBERED = 10_000
"""Readings known to be on record; beyond that the database is asked once more."""

CONVERSATION, REVISIONS = "read_conversation", "read_revisions"


async def read_conversation(school: School, person: str, conversation: str, now: datetime) -> None:
    """Note the reading of a conversation, where it is oversight; once a day, before it is shown."""
    snapshot = school.snapshot
    where = snapshot.conversations[conversation]
    reader, rooms = snapshot.roster.people[person], where.subject.rooms(snapshot.roster)
    if is_oversight(reader, rooms, private=where.kind.private):
        await note(school, person, CONVERSATION, conversation, now)


async def note(school: School, person: str, what: str, about: str, now: datetime) -> None:
    """Put on record that person did this about that; one row a day."""
    day = day_in(school.snapshot.time_zone, now)
    key = (person, what, about, day)
    if key in school.on_record:
        return
    entry = AuditEntry(school=school.id, person=person, what=what, about=about, day=day, at=stamp(now))
    await school.store.write(lambda transaction: insert_entry(transaction, entry), AUDIT)
    if len(school.on_record) >= REMEMBERED:
        school.on_record.clear()
    school.on_record.add(key)


def record(connection: Connection, school: str, before: PageCursor | None, limit: int) -> list[RowMapping]:
    """What is on record, newest first, behind a page; one more than limit tells that there are more."""
    return list_entries(connection, school, before, limit + 1)


def readings(connection: Connection, school: str, conversation: str, limit: int) -> list[RowMapping]:
    """Which admins read a conversation from outside its rooms, newest first; one row for each on a day."""
    return list_entries_about(connection, school, CONVERSATION, conversation, limit)
