"""This file changes what the journal keeps of a message: its rows say the newest, or nothing any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update

from hub.store import journal, schema
from hub.wire import encode
from policies.sentence import english

if TYPE_CHECKING:
    from channels.items import Item
    from hub.store.journal import Stored
    from hub.store.transaction import Transaction
    from hub.wire import Event

CHANGES = frozenset({"edited", "withdrawn"})
"""The kinds of events that change what was said before them."""


@dataclass(frozen=True, slots=True)
class Change:
    """
    What is to become of a message. events: of it, in order. item: the newest, None where it is withdrawn.
    removed_after: the months after which the school's rule removes it; None where somebody takes it back.
    erased: somebody's data is taken out of it, or it goes for that; what it said before is not kept.
    """

    school: str
    by: str
    audience: str
    events: list[Stored]
    item: Item | None
    at: str
    removed_after: int | None = None
    erased: bool = False


def append(transaction: Transaction, change: Change) -> Stored:
    """Append the change, keep what was there as a revision, and rewrite every row that said it."""
    first, said = change.events[0].event, newest(change.events)
    of = next((one.event for one in change.events if one.event.kind == "message"), first)
    n = next((one.event.n for one in change.events if one.event.n is not None), None)
    edited = change.item is not None
    shown = next((one.event for one in change.events if one.event.item is not None), first)
    changed = change.at, change.by if change.by != first.author else None
    edited_at, edited_by = (shown.edited_at, shown.edited_by) if change.erased else changed
    body = journal.Body(
        item=change.item,
        of=of.seq,
        of_n=n,
        edited_at=edited_at if edited else None,
        edited_by=edited_by if edited else None,
        withdrawn_at=None if edited else change.at,
        removed_after=change.removed_after,
        erased=change.erased,
    )
    draft = journal.Draft(
        kind="edited" if edited else "withdrawn",
        audience=change.audience,
        at=change.at,
        conversation=first.conversation,
        id=first.id,
        author=change.by,
        body=body,
    )
    done = journal.append(transaction, change.school, draft)
    record(
        transaction,
        change.school,
        done,
        msgspec.structs.replace(first, item=None if change.erased else said),
        change.by,
    )
    _rewrite(transaction.connection, change, done)
    if not edited:
        journal.mark_withdrawn(transaction, change.school, done)
    return done


def record(transaction: Transaction, school: str, done: Stored, said: Event, by: str) -> None:
    """Keep what a message said until it was changed by what done says."""
    transaction.connection.execute(
        insert(schema.revision).values(
            school=school,
            seq=done.event.seq,
            message=said.id,
            author=said.author,
            changed_by=by,
            at=done.event.at,
            item=msgspec.json.encode(said.item).decode(),
        )
    )


def newest(events: list[Stored]) -> Item | None:
    """What a message says now: as its last row has it, for one approved with changes was held as it was written."""
    return next((one.event.item for one in reversed(events) if one.event.item is not None), None)


def _rewrite(connection: Connection, change: Change, done: Stored) -> None:
    its = schema.event
    for one in (*change.events, *_reviews(connection, change)):
        event = rewritten(one, done).event
        if event is one.event:
            continue
        body = journal.Body(
            item=event.item,
            sharing=event.sharing,
            review=event.review,
            edited_at=event.edited_at,
            edited_by=event.edited_by,
            withdrawn_at=event.withdrawn_at,
            removed_after=event.removed_after,
            erased=event.erased,
            of=event.of,
            of_n=event.of_n,
            urgency=event.urgency,
        )
        connection.execute(
            update(its)
            .where(its.c.school == change.school, its.c.seq == event.seq)
            .values(body=msgspec.json.encode(body, enc_hook=english).decode())
        )


def _reviews(connection: Connection, change: Change) -> list[Stored]:
    """The review that released it, which may say what its author had written before."""
    its = schema.hold.c
    message = change.events[0].event.id
    rows = connection.execute(
        select(its.reviewed_seq).where(
            its.school == change.school, its.message == message, its.reviewed_seq.is_not(None)
        )
    )
    return journal.stored_at(connection, change.school, list(rows.scalars()))


def rewritten(one: Stored, change: Stored) -> Stored:
    """An event as it reads after a change: another one where it said what was changed."""
    event, by = one.event, change.event
    if event.seq >= by.seq:
        return one
    if event.review is not None and event.review.message == by.id and event.review.before is not None:
        told = msgspec.structs.replace(event, review=msgspec.structs.replace(event.review, before=None))
    elif event.id == by.id and event.item is not None:
        told = msgspec.structs.replace(
            event,
            item=by.item,
            edited_at=by.edited_at,
            edited_by=by.edited_by,
            withdrawn_at=by.withdrawn_at,
            removed_after=by.removed_after,
            erased=by.erased,
        )
    else:
        return one
    return journal.Stored(one.school, one.audience, one.rule, told, encode(told))


def forget_reason(connection: Connection, one: Stored) -> None:
    """Let a review of what was removed say only who decided what: neither why, nor what its author had written."""
    its, review = schema.event, one.event.review
    if review is None:
        return
    body = journal.Body(review=msgspec.structs.replace(review, reason="", before=None))
    mine = its.c.school == one.school, its.c.seq == one.event.seq
    connection.execute(update(its).where(*mine).values(body=msgspec.json.encode(body, enc_hook=english).decode()))


GONE = "null"
"""What stands as the item of a revision of a message whose words a rule removed."""

_SAID = (schema.revision.c.item != GONE,)


def revisions(connection: Connection, school: str, message: str) -> list[RowMapping]:
    """What a message said before each of its changes, oldest first."""
    its = schema.revision
    rows = connection.execute(
        select(its).where(its.c.school == school, its.c.message == message, *_SAID).order_by(its.c.seq)
    )
    return list(rows.mappings())


def list_revisions(connection: Connection, school: str, messages: Collection[str]) -> list[RowMapping]:
    """What each of these messages said before each of its changes, the oldest of each first."""
    its = schema.revision
    rows = connection.execute(
        select(its)
        .where(its.c.school == school, its.c.message.in_(messages), *_SAID)
        .order_by(its.c.message, its.c.seq)
    )
    return list(rows.mappings())


def withdrawn(connection: Connection, schools: set[str], messages: set[str]) -> set[str]:
    """Which of these messages were taken back."""
    its = schema.event.c
    rows = connection.execute(
        select(its.id).where(its.school.in_(schools), its.id.in_(messages), its.kind == "withdrawn")
    )
    return set(rows.scalars())


def withdrawn_after(connection: Connection, school: str, seq: int) -> list[str]:
    """The messages that somebody took back after a position, in order; what was removed rang long ago."""
    its = schema.event.c
    mine = its.school == school, its.seq > seq, its.kind == "withdrawn"
    by_rule = its.body.contains('"removed_after":', autoescape=True)
    erased = its.body.contains('"erased":', autoescape=True)
    rows = connection.execute(select(its.id).where(*mine, ~by_rule, ~erased).order_by(its.seq))
    return list(rows.scalars())
