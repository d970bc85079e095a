"""This file reads what a school's retention rules would remove, and what is on hold, for its admins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from channels.items import type_of
from hub.queries.records.erasure import but_who_is_needed
from hub.store import journal, legal_holds, retention
from policies.records.legal_hold import Concerned, HeldRecords, HoldOn, held_of, may_hold
from policies.records.retention import ALERTS, CONTACTS
from policies.verdict import Allowed

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.legal_holds import LegalHold
    from hub.store.retention import Aged, AgedCount, AgedMessage
    from hub.store.snapshot import Snapshot

EXAMPLES = 5
"""Messages that a preview names: enough to see that it is the right year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedExample:
    """
    A message that would go, without what it says. where: what its conversation is called, empty where the reader is
    not in it; item_type: what it is.
    """

    at: str
    where: str
    item_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPreview:
    """What would go by a rule, and how many more would but for the holds that its reader may know of."""

    goes: AgedCount
    kept_by_holds: int
    examples: tuple[AgedExample, ...]


def preview_retention(
    connection: Connection, snapshot: Snapshot, reader: str, wanted: Aged, now: datetime
) -> RetentionPreview:
    """What a rule would remove now; nothing is written, and nothing of what was said is told."""
    wanted = but_who_is_needed(connection, snapshot, wanted, now)
    held, known = legal_holds.held_in(connection, snapshot.school), _known_held(connection, snapshot, reader)
    goes = retention.count_aged(connection, wanted, held)
    found = [] if wanted.kind in {ALERTS, CONTACTS} else retention.list_aged(connection, wanted, held, EXAMPLES)
    return RetentionPreview(
        goes=goes,
        kept_by_holds=_kept(connection, wanted, known),
        examples=tuple(_example(connection, snapshot, reader, one) for one in found),
    )


def _known_held(connection: Connection, snapshot: Snapshot, reader: str) -> HeldRecords:
    """What is on hold as far as reader sees holds: a count tells of the others, too."""
    shown = (one.hold for one in list_shown_holds(connection, snapshot, reader))
    return held_of((HoldOn(one.on), one.about) for one in shown if one.released_at is None)


def _kept(connection: Connection, wanted: Aged, held: HeldRecords) -> int:
    if not held:
        return 0
    without = retention.count_aged(connection, wanted, HeldRecords()).many
    return without - retention.count_aged(connection, wanted, held).many


def _example(connection: Connection, snapshot: Snapshot, reader: str, one: AgedMessage) -> AgedExample:
    events = journal.of_message(connection, snapshot.school, one.id)
    item = next((its.event.item for its in events if its.event.item is not None), None)
    return AgedExample(
        at=one.at,
        where=conversation_title(snapshot, reader, one.conversation),
        item_type="" if item is None else type_of(item),
    )


def conversation_title(snapshot: Snapshot, reader: str, its: str) -> str:
    """What a conversation is called for reader; empty where they are not in it."""
    if snapshot.membership(reader, its) is None:
        return ""
    where = snapshot.conversations[its]
    return where.kind.title(snapshot.roster, where.subject, snapshot.roster.people[reader])


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHold:
    """A hold, and what it is on by name; empty where its reader is not to know of that conversation."""

    hold: LegalHold
    name: str


def list_shown_holds(connection: Connection, snapshot: Snapshot, reader: str) -> list[ShownHold]:
    """The holds of a school that reader decides about: none about themselves or a child of their own."""
    roster = snapshot.roster
    return [
        ShownHold(hold=one, name=_name(snapshot, reader, one))
        for one in legal_holds.list_holds(connection, snapshot.school)
        if isinstance(
            may_hold(roster, roster.people[reader], concerned(snapshot, HoldOn(one.on), one.about)), Allowed
        )
    ]


def concerned(snapshot: Snapshot, on: HoldOn, its: str) -> Concerned:
    """Whom a hold on this is about; its: the id of a student, person or conversation of that school."""
    match on:
        case HoldOn.STUDENT:
            return Concerned(students=frozenset({its}))
        case HoldOn.PERSON:
            return Concerned(people=frozenset({its}))
        case _:
            where = snapshot.conversations[its]
            student = where.student(snapshot.roster)
            return Concerned(frozenset() if student is None else frozenset({student.id}), where.subject.people)


def _name(snapshot: Snapshot, reader: str, one: LegalHold) -> str:
    match HoldOn(one.on):
        case HoldOn.STUDENT:
            return snapshot.roster.students[one.about].name
        case HoldOn.PERSON:
            return snapshot.roster.people[one.about].name
        case _:
            return conversation_title(snapshot, reader, one.about)
