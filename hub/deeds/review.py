"""This file is what happens when an admin approves, returns or declines what waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import RowMapping, select, update

from channels.items import Files, tagged_in, taken_from, type_of
from hub.deeds.fresh import on_fresh_rules
from hub.deeds.place import NO_MESSAGE, place
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.store import changes, journal, schema
from hub.store.clock import stamp
from hub.wire import Event, Review
from policies.reviewing import may_approve_as, may_review, needs_reason, outcome
from policies.seeing import ALL, STAFF_SIDE, may_read
from policies.tagging import may_tag
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from channels.items import Item
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

Answer = Literal["approve", "return", "decline"]

CHANGED = "changed this since you looked. Read it again, then decide."


@dataclass(frozen=True, slots=True)
class Deed:
    """
    What a reviewer says of a held message; reason is for its author. edited_at: of what the reviewer read.

    item: what is to be released in its place, where it is approved with changes.
    """

    reviewer: str
    message: str
    answer: Answer
    reason: str = ""
    edited_at: str | None = None
    item: Item | None = None


async def review(school: School, deed: Deed, now: datetime) -> int:
    """
    End a hold, and return the seq of the event that did. Approval releases the item to those who belong now.

    Raises:
        NotFound: no such message, or it is not the reviewer's to know of.
        Forbidden: the reviewer may not review it.
        Conflict: it does not wait any more, or reads otherwise by now; the sentence says who did that.
        Invalid: returned or declined without a reason, or changed into what it may not be.
    """
    if needs_reason(deed.answer) and not deed.reason.strip():
        raise Invalid("reason: tell the author why, so that they know what to do.")
    if deed.item is not None and deed.answer != "approve":
        raise Invalid(
            "item: what is not approved is not changed either; write what should be different as the reason."
        )
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
    roster = snapshot.roster
    verdict = may_review(roster, roster.people[reviewer], where.student(roster), roster.people[hold["author"]])
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)


def _end(transaction: Transaction, snapshot: Snapshot, deed: Deed, at: str) -> int:
    school = snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    hold = held(transaction.connection, school, deed.message)
    if hold is None:
        raise NotFound(NO_MESSAGE)
    (waiting,) = journal.stored_at(transaction.connection, school, [hold["seq"]])
    if hold["answer"] is not None:
        raise Conflict(_decided(transaction.connection, snapshot, hold, waiting))
    if deed.answer == "approve" and waiting.event.edited_at != deed.edited_at:
        raise Conflict(f"{snapshot.roster.people[hold['author']].name} {CHANGED}")
    deed = _with_files(snapshot, deed, waiting.event.item)
    changed = _changed(snapshot, hold, waiting, deed)
    ended = journal.append(transaction, school, _reviewed(hold, waiting, deed, at, changed=changed))
    if changed:
        changes.record(transaction, school, ended, waiting.event, deed.reviewer)
    if deed.answer == "approve":
        journal.append(transaction, school, _released(hold, waiting.event, deed.item, at))
    _close(transaction.connection, hold, deed, ended)
    return ended.event.seq


def _decided(connection: Connection, snapshot: Snapshot, hold: RowMapping, waiting: journal.Stored) -> str:
    people = snapshot.roster.people
    (ended,) = journal.stored_at(connection, snapshot.school, [hold["reviewed_seq"]])
    return outcome(
        people[hold["reviewed_by"]].name,
        people[hold["author"]].name,
        hold["answer"],
        changed=ended.event.review is not None and ended.event.review.changed,
        withdrew=waiting.event.withdrawn_at == hold["reviewed_at"],
    )


def _with_files(snapshot: Snapshot, deed: Deed, before: Item | None) -> Deed:
    """The deed with what the hub knows of its files: a reviewer takes some out, and puts none in."""
    if not isinstance(deed.item, Files) or not isinstance(before, Files):
        return deed
    kept, reviewer = taken_from(before, deed.item), snapshot.roster.people[deed.reviewer]
    if kept is None:
        raise Invalid("item.files: who approves takes files out, and puts none in.")
    if isinstance(verdict := may_tag(snapshot.roster, reviewer, tagged_in(kept)), Refused):
        raise Invalid(f"item.tagged: {verdict.because}")
    return replace(deed, item=kept)


def _changed(snapshot: Snapshot, hold: RowMapping, waiting: journal.Stored, deed: Deed) -> bool:
    """Whether the reviewer puts another item in its place; it is judged like a post."""
    before = waiting.event.item
    if deed.item is None or before is None or deed.item == before:
        return False
    taken = snapshot.conversations[hold["conversation"]].kind.items
    if isinstance(verdict := may_approve_as(type_of(before), type_of(deed.item), taken), Refused):
        raise Invalid(f"item: {verdict.because}")
    return True


def _close(connection: Connection, hold: RowMapping, deed: Deed, ended: journal.Stored) -> None:
    its = schema.hold
    connection.execute(
        update(its)
        .where(its.c.school == hold["school"], its.c.message == hold["message"])
        .values(
            reviewed_at=ended.event.at,
            reviewed_by=deed.reviewer,
            answer=deed.answer,
            reason=deed.reason,
            reviewed_seq=ended.event.seq,
        )
    )


def _reviewed(hold: RowMapping, waiting: journal.Stored, deed: Deed, at: str, *, changed: bool) -> journal.Draft:
    its = Review(
        message=deed.message,
        author=hold["author"],
        by=deed.reviewer,
        answer=deed.answer,
        reason=deed.reason,
        changed=changed,
        before=waiting.event.item if changed else None,
    )
    return journal.Draft(
        kind="reviewed",
        audience=STAFF_SIDE,
        at=at,
        conversation=hold["conversation"],
        author=deed.reviewer,
        body=journal.Body(review=its),
    )


def _released(hold: RowMapping, waiting: Event, item: Item | None, at: str) -> journal.Draft:
    """
    The held item, or another in its place, as an ordinary message and as urgent as it was; without its cid, which
    may tell when it was written, and without a word of who changed it before.
    """
    return journal.Draft(
        kind="message",
        audience=ALL,
        at=at,
        conversation=hold["conversation"],
        id=hold["message"],
        author=hold["author"],
        body=journal.Body(item=item or waiting.item, urgency=waiting.urgency),
        counted=True,
    )
