"""This file is what happens when somebody reports what was said, and when an admin settles that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.queries.conversations.place import NO_MESSAGE, place
from hub.store import changes, journal
from hub.store import reports as kept
from hub.store.clock import stamp
from hub.store.names import new
from policies.records.reporting import lookers, may_be_reason, may_look, may_report
from policies.sentence import on_field, say
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from channels.items import Item
    from channels.kinds.kind import Subject
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.facts import Student
    from policies.people.roster import Roster

NO_REPORT = say("There is no such report, or it is not yours.")
REPORTS_LISTED = 200
"""Reports of one answer; the newest."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
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


async def report(school: School, action: ReportRequest, now: datetime) -> tuple[str, bool]:
    """
    The id of the report, and whether it was made now: what waits already is not reported twice.

    Raises:
        NotFound: no such conversation or message, or it is not theirs to know of; both alike.
        Forbidden: they may not report it; the sentence says why.
        Invalid: the reason says nothing, or too much.
    """
    if isinstance(verdict := may_be_reason(action.reason), Refused):
        raise Invalid(on_field("reason", verdict.because))
    return await on_fresh_rules(school, lambda snapshot: _report(school, snapshot, action, stamp(now)))


async def _report(school: School, snapshot: Snapshot, action: ReportRequest, at: str) -> tuple[str, bool]:
    place(snapshot, action.by, action.conversation)
    return await school.store.write(lambda transaction: _write(transaction, snapshot, action, at), school.id)


def _write(transaction: Transaction, snapshot: Snapshot, action: ReportRequest, at: str) -> tuple[str, bool]:
    school, roster, connection = snapshot.school, snapshot.roster, transaction.connection
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    against = _against(connection, snapshot, action)
    waiting = kept.find_waiting(connection, school, action.by, action.conversation, action.message)
    if waiting is not None:
        return waiting, False
    about = children(roster, snapshot.conversations[action.conversation].subject)
    waits = kept.count_waiting(connection, school, action.by)
    verdict = may_report(roster, roster.people[action.by], against, about, waits)
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)
    made = kept.NewReport(
        id=new("r"), school=school, conversation=action.conversation, message=action.message,
        by=action.by, against=against, reason=action.reason.strip(), at=at,
    )  # fmt: skip
    kept.insert_report(connection, made)
    for admin in sorted(lookers(roster, against, about) - {action.by}):
        journal.append(transaction, school, journal.Draft(kind="reported", audience=admin, at=at))
    return made.id, True


def _against(connection: Connection, snapshot: Snapshot, action: ReportRequest) -> str | None:
    """Who wrote what is reported; of two colleagues the other. None where it is a conversation of many."""
    if action.message is None:
        subject = snapshot.conversations[action.conversation].subject
        others = subject.people - {action.by} if subject.about == "pair" else frozenset[str]()
        return next(iter(others), None)
    for one in journal.of_message(connection, snapshot.school, action.message):
        if one.event.conversation == action.conversation and snapshot.may_read(action.by, one.event, one.audience):
            return one.event.author
    raise NotFound(NO_MESSAGE)


def children(roster: Roster, subject: Subject) -> tuple[Student, ...]:
    """The children that a conversation is about: the one, or all of the parent it is about."""
    if (student := subject.student(roster)) is not None:
        return (student,)
    ids = frozenset[str]().union(*(roster.children_of.get(one, frozenset()) for one in subject.people))
    return tuple(roster.students[one] for one in sorted(ids))


async def settle(school: School, admin: str, report_id: str, note: str, now: datetime) -> None:
    """
    Write down that a report was looked at; its reporter reads the note.

    Raises:
        NotFound: there is none, or it is not the admin's to know of; both alike.
        Conflict: somebody has settled it; the sentence says who.
    """
    await on_fresh_rules(school, lambda snapshot: _settle(school, snapshot, admin, report_id, note, stamp(now)))


async def _settle(school: School, snapshot: Snapshot, admin: str, report_id: str, note: str, at: str) -> None:
    await school.store.write(lambda transaction: _end(transaction, snapshot, admin, report_id, note, at), school.id)


def _end(transaction: Transaction, snapshot: Snapshot, admin: str, report_id: str, note: str, at: str) -> None:
    school = snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    row = kept.find_report(transaction.connection, school, report_id)
    if row is None or not looks(snapshot, admin, row):
        raise NotFound(NO_REPORT)
    if row["settled_at"] is not None:
        raise Conflict(say("{person} settled this already.", person=snapshot.roster.people[row["settled_by"]].name))
    kept.settle_report(transaction.connection, report_id, admin, note.strip(), at)
    journal.append(transaction, school, journal.Draft(kind="settled", audience=row["by"], at=at))


def looks(snapshot: Snapshot, person: str, row: RowMapping) -> bool:
    """Whether person may read this report as one who settles it."""
    roster = snapshot.roster
    where = snapshot.conversations.get(row["conversation"])
    about = children(roster, where.subject) if where is not None else ()
    return isinstance(may_look(roster, roster.people[person], row["against"], about), Allowed)


def reports(connection: Connection, snapshot: Snapshot, reader: str) -> list[Told]:
    """What reader reported, and what they may settle; what waits comes first, then the newest."""
    found = kept.list_reports(connection, snapshot.school)
    mine = [row for row in found if row["by"] == reader or looks(snapshot, reader, row)]
    mine.sort(key=lambda row: row["settled_at"] is not None)
    return [Told(row, _item(connection, snapshot.school, row["message"])) for row in mine[:REPORTS_LISTED]]


def _item(connection: Connection, school: str, message: str | None) -> Item | None:
    return changes.newest(journal.of_message(connection, school, message)) if message is not None else None
