"""This file is what happens when an admin approves or declines what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import RowMapping, select, update

from hub.deeds.fresh import on_fresh_rules
from hub.deeds.place import NO_MESSAGE, place
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.store import journal, schema
from hub.store.clock import stamp
from hub.wire import Review
from policies.reviewing import may_review
from policies.seeing import ALL, STAFF_SIDE, may_read
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

Answer = Literal["approve", "decline"]

CHANGED = "changed this since you looked. Read it again, then decide."


@dataclass(frozen=True, slots=True)
class Deed:
    """What a reviewer says of a held message; reason is for its author. edited_at: of what the reviewer read."""

    reviewer: str
    message: str
    answer: Answer
    reason: str
    edited_at: str | None = None


async def review(school: School, deed: Deed, now: datetime) -> int:
    """
    End a hold, and return the seq of the event that did. Approval releases the item to those who belong now.

    Raises:
        NotFound: no such message, or it is not the reviewer's to know of.
        Forbidden: the reviewer may not review it.
        Conflict: it does not wait any more, or reads otherwise by now; the sentence says who did that.
        Invalid: declined without a reason.
    """
    if deed.answer == "decline" and not deed.reason.strip():
        raise Invalid("reason: tell the author why, so that they know what to do.")
    return await on_fresh_rules(school, lambda snapshot: _review(school, snapshot, deed, stamp(now)))


async def _review(school: School, snapshot: Snapshot, deed: Deed, at: str) -> int:
    hold = await school.store.read(lambda connection: held(connection, school.id, deed.message))
    _check(snapshot, deed.reviewer, hold)
    return await school.store.write(lambda transaction: _end(transaction, snapshot, deed, at), school.id)


def held(connection: Connection, school: str, message: str) -> RowMapping | None:
    """The hold of a message, ended or not; None where it never was held."""
    hold = schema.hold
    return (
        connection.execute(select(hold).where(hold.c.school == school, hold.c.message == message))
        .mappings()
        .first()
    )


def _check(snapshot: Snapshot, reviewer: str, hold: RowMapping | None) -> None:
    if hold is None:
        raise NotFound(NO_MESSAGE)
    where, membership = place(snapshot, reviewer, hold["conversation"])
    if not may_read(membership.side, STAFF_SIDE, hold["seq"], membership.spans, own_child=membership.own_child):
        raise NotFound(NO_MESSAGE)
    person = snapshot.roster.people[reviewer]
    match may_review(snapshot.roster, person, where.student(snapshot.roster)):
        case Refused(because):
            raise Forbidden(because)
        case _:
            return


def _end(transaction: Transaction, snapshot: Snapshot, deed: Deed, at: str) -> int:
    school = snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    hold = held(transaction.connection, school, deed.message)
    if hold is None:
        raise NotFound(NO_MESSAGE)
    if hold["answer"] is not None:
        raise Conflict(_decided(snapshot, hold))
    (waiting,) = journal.stored_at(transaction.connection, school, [hold["seq"]])
    if deed.answer == "approve" and waiting.event.edited_at != deed.edited_at:
        raise Conflict(f"{snapshot.roster.people[hold['author']].name} {CHANGED}")
    ended = journal.append(transaction, school, _reviewed(hold, deed, at))
    if deed.answer == "approve":
        journal.append(transaction, school, _released(hold, waiting, at))
    transaction.connection.execute(
        update(schema.hold)
        .where(schema.hold.c.school == school, schema.hold.c.message == deed.message)
        .values(
            reviewed_at=at,
            reviewed_by=deed.reviewer,
            answer=deed.answer,
            reason=deed.reason,
            reviewed_seq=ended.event.seq,
        )
    )
    return ended.event.seq


def _decided(snapshot: Snapshot, hold: RowMapping) -> str:
    who = snapshot.roster.people[hold["reviewed_by"]].name
    done = "approved" if hold["answer"] == "approve" else "declined"
    if hold["reviewed_by"] == hold["author"]:  # nobody reviews their own; they took it back
        done = "withdrew"
    return f"{who} already {done} this."


def _reviewed(hold: RowMapping, deed: Deed, at: str) -> journal.Draft:
    its = Review(
        message=deed.message,
        author=hold["author"],
        by=deed.reviewer,
        answer=deed.answer,
        reason=deed.reason,
    )
    return journal.Draft(
        kind="reviewed",
        audience=STAFF_SIDE,
        at=at,
        conversation=hold["conversation"],
        author=deed.reviewer,
        body=journal.Body(review=its),
    )


def _released(hold: RowMapping, waiting: journal.Stored, at: str) -> journal.Draft:
    """The held item as an ordinary message; without its cid, which may tell when it was written."""
    return journal.Draft(
        kind="message",
        audience=ALL,
        at=at,
        conversation=hold["conversation"],
        id=hold["message"],
        author=hold["author"],
        body=journal.Body(item=waiting.event.item),
        counted=True,
    )
