"""This file brings the stored roster to what a bundle says: whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from hub.oneroster.rows import Bundle
from hub.store import journal, rights, roster, schools, ties
from hub.store.clock import day_in, stamp
from hub.store.invitations import end_invitations
from hub.store.people import list_left_at
from hub.store.sessions import end_all
from hub.store.snapshot import facts, snapshot
from policies.people.roster import Roster, roster_on
from policies.people.roster_losses import Loss, losses

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.roster import Key, RowsBrought, Values
    from hub.store.transaction import Transaction


class ChangeCount(msgspec.Struct):
    """What changed of one kind of thing; removed people, students and rooms are deactivated and kept."""

    added: int = 0
    changed: int = 0
    removed: int = 0


class Changes(msgspec.Struct):
    """What a sync changes, by kind of thing."""

    schools: ChangeCount = msgspec.field(default_factory=ChangeCount)
    rooms: ChangeCount = msgspec.field(default_factory=ChangeCount)
    students: ChangeCount = msgspec.field(default_factory=ChangeCount)
    people: ChangeCount = msgspec.field(default_factory=ChangeCount)
    guardians: ChangeCount = msgspec.field(default_factory=ChangeCount)
    placements: ChangeCount = msgspec.field(default_factory=ChangeCount)
    assignments: ChangeCount = msgspec.field(default_factory=ChangeCount)

    def any(self) -> bool:
        """Whether anything changes at all."""
        return self != Changes()


class Held(msgspec.Struct, frozen=True):
    """What a bundle takes away from one school that somebody has to say twice (policies/people/roster_losses)."""

    school: str
    what: str
    count: int
    of: int
    names: tuple[str, ...]
    sentence: str


class Undone(Exception):  # noqa: N818 (not a fault: it rolls the action back)
    """Carries what would have changed, and what is held, out of the transaction that is then undone."""

    def __init__(self, changes: Changes, held: tuple[Held, ...]) -> None:
        super().__init__()
        self.changes, self.held = changes, held


def sync_roster(
    transaction: Transaction,
    bundle: Bundle,
    time_zone: str,
    now: datetime,
    *,
    dry_run: bool = False,
    confirmed: bool = False,
) -> Changes:
    """
    Bring every school of bundle to what it says; schools it does not name stay as they are.

    Who is missing is deactivated, and comes back as the same person. Rights follow in the same transaction,
    with one roster event per school that changed. confirmed: somebody knows how many it takes away.

    Raises:
        Undone: that was asked for, or it takes too many away; nothing is kept, in no school.
    """
    changes, held = Changes(), list[Held]()
    journal.unhurried(transaction)
    for row in sorted(bundle.schools, key=lambda school: school.source):  # all who lock several do it in this order
        counted = msgspec.to_builtins(changes)
        school, day = _school(transaction.connection, row.source, row.name, time_zone, now, changes)
        rules, had = snapshot(transaction.connection, school), _roster(transaction.connection, school, day)
        _bring(transaction.connection, school, _of(bundle, row.source), stamp(now), changes)
        left = list_left_at(transaction.connection, school, stamp(now))
        end_all(transaction, now, people=left)  # who comes back does not come back with the old sign-ins
        end_invitations(transaction.connection, left, stamp(now))  # nor by an invitation of before
        held += _held(row.name, losses(had, _roster(transaction.connection, school, day)))
        changed = msgspec.to_builtins(changes) != counted
        rights.settle(transaction, school, day, stamp(now), changed=changed, before=rules)
    if dry_run or (held and not confirmed):
        raise Undone(changes, tuple(held))
    return changes


def _roster(connection: Connection, school: str, day: date) -> Roster:
    return roster_on(facts(connection, school), day)


def _held(school: str, lost: Iterable[Loss]) -> list[Held]:
    return [Held(school, one.kind.value, len(one.names), one.of, one.names, one.sentence) for one in lost]


def _of(bundle: Bundle, school: str) -> Bundle:
    """The part of a bundle that is one school's."""

    def its(rows: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(row for row in rows if row.school == school)

    return Bundle(
        schools=tuple(row for row in bundle.schools if row.source == school),
        rooms=its(bundle.rooms),
        students=its(bundle.students),
        people=its(bundle.people),
        guardians=its(bundle.guardians),
        placements=its(bundle.placements),
        assignments=its(bundle.assignments),
        rows=bundle.rows,
    )


def _school(
    connection: Connection, source: str, name: str, time_zone: str, now: datetime, changes: Changes
) -> tuple[str, date]:
    """The id of a school, found or made, and its own date."""
    known = schools.lock_by_source(connection, source)
    if known is None:
        changes.schools.added += 1
        day = day_in(time_zone, now)
        return schools.insert_school(connection, source, name, time_zone, day), day
    if known.name != name:
        changes.schools.changed += 1
        schools.rename_school(connection, known.id, name)
    return known.id, day_in(known.time_zone, now)


def _bring(connection: Connection, school: str, bundle: Bundle, at: str, changes: Changes) -> None:
    """Things first, then how they hang together."""
    rooms = _counted(changes.rooms, roster.bring_rooms(connection, school, _rooms(bundle), at))
    students = _counted(changes.students, roster.bring_students(connection, school, _students(bundle), at))
    people = _counted(changes.people, roster.bring_people(connection, school, _people(bundle), at))
    pays = {(people[row.user, "guardian"], students[row.student,]): row.payer for row in bundle.guardians}
    _add(changes.guardians, *ties.bring(connection, school, pays))
    placements = {(students[row.student,], rooms[row.room,], row.begin, row.end) for row in bundle.placements}
    added, removed = roster.bring_placements(connection, school, placements)
    _add(changes.placements, added, 0, removed)
    assignments = {(people[row.user, "staff"], rooms[row.room,], row.begin, row.end) for row in bundle.assignments}
    added, removed = roster.bring_assignments(connection, school, assignments)
    _add(changes.assignments, added, 0, removed)


def _counted(count: ChangeCount, brought: RowsBrought) -> Mapping[Key, str]:
    _add(count, brought.added, brought.changed, brought.removed)
    return brought.ids


def _add(count: ChangeCount, added: int, changed: int, removed: int) -> None:
    count.added += added
    count.changed += changed
    count.removed += removed


def _rooms(bundle: Bundle) -> dict[Key, Values]:
    return {(row.source,): {"name": row.name} for row in bundle.rooms}


def _students(bundle: Bundle) -> dict[Key, Values]:
    return {(row.source,): {"given": row.given, "family": row.family} for row in bundle.students}


def _people(bundle: Bundle) -> dict[Key, Values]:
    return {
        (row.user, "guardian" if row.role == "guardian" else "staff"): {
            "role": row.role, "given": row.given, "family": row.family,
            "email": row.email, "cell": row.sms, "phone": row.phone,
        }
        for row in bundle.people
    }  # fmt: skip
