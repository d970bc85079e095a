"""This file is what happens when somebody reports what was said, and when an admin settles that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, func, insert, select, update

from hub.deeds.fresh import on_fresh_rules
from hub.deeds.place import NO_MESSAGE, place
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.store import changes, journal, schema
from hub.store.clock import stamp
from hub.store.names import new
from policies.reporting import lookers, may_be_reason, may_look, may_report
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from channels.items import Item
    from channels.kinds.kind import Subject
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.facts import Student
    from policies.roster import Roster

NO_REPORT = "There is no such report, or it is not yours."
MOST = 200
"""Reports of one answer; the newest."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who reports which conversation, or which message of it, and why."""

    by: str
    conversation: str
    message: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """A report, and what the reported message says now: None where it is of a conversation, or was withdrawn."""

    row: RowMapping
    item: Item | None


async def report(school: School, deed: Deed, now: datetime) -> tuple[str, bool]:
    """
    The id of the report, and whether it was made now: what waits already is not reported twice.

    Raises:
        NotFound: no such conversation or message, or it is not theirs to know of; both alike.
        Forbidden: they may not report it; the sentence says why.
        Invalid: the reason says nothing, or too much.
    """
    if isinstance(verdict := may_be_reason(deed.reason), Refused):
        raise Invalid(f"reason: {verdict.because}")
    return await on_fresh_rules(school, lambda snapshot: _report(school, snapshot, deed, stamp(now)))


async def _report(school: School, snapshot: Snapshot, deed: Deed, at: str) -> tuple[str, bool]:
    place(snapshot, deed.by, deed.conversation)
    return await school.store.write(lambda transaction: _write(transaction, snapshot, deed, at), school.id)


def _write(transaction: Transaction, snapshot: Snapshot, deed: Deed, at: str) -> tuple[str, bool]:
    school, roster, connection = snapshot.school, snapshot.roster, transaction.connection
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    against = _against(connection, snapshot, deed)
    waiting = _waiting(connection, school, deed)
    if waiting is not None:
        return waiting, False
    about = children(roster, snapshot.conversations[deed.conversation].subject)
    verdict = may_report(roster, roster.people[deed.by], against, about, _count(connection, school, deed.by))
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)
    row = {
        "id": new("r"), "school": school, "conversation": deed.conversation, "message": deed.message,
        "by": deed.by, "against": against, "reason": deed.reason.strip(), "at": at, "note": "",
    }  # fmt: skip
    connection.execute(insert(schema.report).values(**row))
    for admin in sorted(lookers(roster, against, about) - {deed.by}):
        journal.append(transaction, school, journal.Draft(kind="reported", audience=admin, at=at))
    return str(row["id"]), True


def _against(connection: Connection, snapshot: Snapshot, deed: Deed) -> str | None:
    """Who wrote what is reported; of two colleagues the other. None where it is a conversation of many."""
    if deed.message is None:
        subject = snapshot.conversations[deed.conversation].subject
        others = subject.people - {deed.by} if subject.about == "pair" else frozenset[str]()
        return next(iter(others), None)
    for one in journal.of_message(connection, snapshot.school, deed.message):
        if one.event.conversation == deed.conversation and snapshot.may_read(deed.by, one.event, one.audience):
            return one.event.author
    raise NotFound(NO_MESSAGE)


def _waiting(connection: Connection, school: str, deed: Deed) -> str | None:
    its = schema.report.c
    message = its.message.is_(None) if deed.message is None else its.message == deed.message
    mine = select(its.id).where(
        its.school == school, its.by == deed.by, its.conversation == deed.conversation, message,
        its.settled_at.is_(None),
    )  # fmt: skip
    return connection.execute(mine).scalar()


def _count(connection: Connection, school: str, person: str) -> int:
    its = schema.report.c
    mine = its.school == school, its.by == person, its.settled_at.is_(None)
    return connection.execute(select(func.count()).select_from(schema.report).where(*mine)).scalar_one()


def children(roster: Roster, subject: Subject) -> tuple[Student, ...]:
    """The children that a conversation is about: the one, or all of the parent it is about."""
    if (student := subject.student(roster)) is not None:
        return (student,)
    ids = frozenset[str]().union(*(roster.children_of.get(one, frozenset()) for one in subject.people))
    return tuple(roster.students[one] for one in sorted(ids))


async def settle(school: School, admin: str, its: str, note: str, now: datetime) -> None:
    """
    Write down that a report was looked at; its reporter reads the note.

    Raises:
        NotFound: there is none, or it is not the admin's to know of; both alike.
        Conflict: somebody has settled it; the sentence says who.
    """
    await on_fresh_rules(school, lambda snapshot: _settle(school, snapshot, admin, (its, note), stamp(now)))


async def _settle(school: School, snapshot: Snapshot, admin: str, what: tuple[str, str], at: str) -> None:
    await school.store.write(lambda transaction: _end(transaction, snapshot, admin, what, at), school.id)


def _end(transaction: Transaction, snapshot: Snapshot, admin: str, what: tuple[str, str], at: str) -> None:
    school, (its, note), table = snapshot.school, what, schema.report
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    mine = table.c.school == school, table.c.id == its
    row = transaction.connection.execute(select(table).where(*mine)).mappings().first()
    if row is None or not looks(snapshot, admin, row):
        raise NotFound(NO_REPORT)
    if row["settled_at"] is not None:
        raise Conflict(f"{snapshot.roster.people[row['settled_by']].name} settled this already.")
    ended = {"settled_at": at, "settled_by": admin, "note": note.strip()}
    transaction.connection.execute(update(table).where(*mine).values(**ended))
    journal.append(transaction, school, journal.Draft(kind="settled", audience=row["by"], at=at))


def looks(snapshot: Snapshot, person: str, row: RowMapping) -> bool:
    """Whether person may read this report as one who settles it."""
    roster = snapshot.roster
    where = snapshot.conversations.get(row["conversation"])
    about = children(roster, where.subject) if where is not None else ()
    return isinstance(may_look(roster, roster.people[person], row["against"], about), Allowed)


def reports(connection: Connection, snapshot: Snapshot, reader: str) -> list[Told]:
    """What reader reported, and what they may settle; what waits comes first, then the newest."""
    its = schema.report.c
    found = connection.execute(
        select(schema.report).where(its.school == snapshot.school).order_by(its.at.desc(), its.id.desc())
    ).mappings()
    mine = [row for row in found if row["by"] == reader or looks(snapshot, reader, row)]
    mine.sort(key=lambda row: row["settled_at"] is not None)
    return [Told(row, _item(connection, snapshot.school, row["message"])) for row in mine[:MOST]]


def _item(connection: Connection, school: str, message: str | None) -> Item | None:
    return changes.newest(journal.of_message(connection, school, message)) if message is not None else None
