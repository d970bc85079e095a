"""This file brings the stored roster to what a bundle says: whole, or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Table, delete, insert, select, update

from hub.oneroster.rows import Bundle
from hub.store import journal, rights, schema, ties
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.snapshot import settings_text, snapshot
from policies.facts import SchoolSettings

if TYPE_CHECKING:
    from hub.store.transaction import Transaction

LOCAL = "local:"
"""Begins the source of people who were made here (hub.deeds.first_admin); no bundle takes them away."""

Row = Mapping[str, Any]
Key = tuple[Any, ...]


class Count(msgspec.Struct):
    """What changed of one kind of thing; removed people, students and rooms are deactivated and kept."""

    added: int = 0
    changed: int = 0
    removed: int = 0


class Changes(msgspec.Struct):
    """What a sync changes, by kind of thing."""

    schools: Count = msgspec.field(default_factory=Count)
    rooms: Count = msgspec.field(default_factory=Count)
    students: Count = msgspec.field(default_factory=Count)
    people: Count = msgspec.field(default_factory=Count)
    guardians: Count = msgspec.field(default_factory=Count)
    placements: Count = msgspec.field(default_factory=Count)
    assignments: Count = msgspec.field(default_factory=Count)

    def any(self) -> bool:
        """Whether anything changes at all."""
        return self != Changes()


class DryRun(Exception):  # noqa: N818 (not a fault: it rolls the deed back)
    """Carries what would have changed out of the transaction that is then undone."""

    def __init__(self, changes: Changes) -> None:
        super().__init__()
        self.changes = changes


def sync_roster(
    transaction: Transaction, bundle: Bundle, time_zone: str, now: datetime, *, dry_run: bool = False
) -> Changes:
    """
    Bring every school of bundle to what it says; schools it does not name stay as they are.

    Who is missing is deactivated, and comes back as the same person. Rights follow in the same transaction,
    with one roster event per school that changed.

    Raises:
        DryRun: that was asked for; nothing is kept.
    """
    changes = Changes()
    journal.unhurried(transaction)
    for row in sorted(bundle.schools, key=lambda school: school.source):  # all who lock several do it in this order
        counted = msgspec.to_builtins(changes)
        school, day = _school(transaction.connection, row.source, row.name, time_zone, now, changes)
        rules = snapshot(transaction.connection, school)
        _Sync(transaction.connection, school, stamp(now), changes).all(_of(bundle, row.source))
        changed = msgspec.to_builtins(changes) != counted
        rights.settle(transaction, school, day, stamp(now), changed=changed, before=rules)
    if dry_run:
        raise DryRun(changes)
    return changes


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
) -> tuple[str, Any]:
    table = schema.school
    row = connection.execute(select(table).where(table.c.source == source).with_for_update()).mappings().first()
    if row is not None:
        if row["name"] != name:
            changes.schools.changed += 1
            connection.execute(update(table).where(table.c.id == row["id"]).values(name=name))
        return row["id"], now.astimezone(ZoneInfo(row["time_zone"])).date()
    changes.schools.added += 1
    its, day = new("s"), now.astimezone(ZoneInfo(time_zone)).date()
    connection.execute(
        insert(table).values(
            id=its, source=source, name=name, time_zone=time_zone, seq=0, rules_seq=0,
            epoch=secrets.token_hex(8), floor=1, day=day, settings=settings_text(SchoolSettings()),
        )
    )  # fmt: skip
    return its, day


class _Sync:
    """One school's sync: the connection, and what it has changed so far."""

    def __init__(self, connection: Connection, school: str, at: str, changes: Changes) -> None:
        self.connection, self.school, self.at, self.changes = connection, school, at, changes

    def all(self, bundle: Bundle) -> None:
        """Things first, then how they hang together."""
        changes = self.changes
        rooms = self._things(schema.room, ("source",), _rooms(bundle), changes.rooms)
        students = self._things(schema.student, ("source",), _students(bundle), changes.students)
        people = self._things(schema.person, ("source", "side"), _people(bundle), changes.people)
        self._ties(
            {(people[row.user, "guardian"], students[row.student,]): row.payer for row in bundle.guardians},
            changes.guardians,
        )
        self._links(
            schema.placement,
            {(students[row.student,], rooms[row.room,], row.begin, row.end) for row in bundle.placements},
            changes.placements,
        )
        self._links(
            schema.assignment,
            {(people[row.user, "staff"], rooms[row.room,], row.begin, row.end) for row in bundle.assignments},
            changes.assignments,
        )

    def _things(self, table: Table, names: tuple[str, ...], wanted: dict[Key, Row], count: Count) -> dict[Key, str]:
        """Bring a table of things to wanted, both by the source's key; returns every id by its key."""
        rows = self.connection.execute(select(table).where(table.c.school == self.school)).mappings()
        there = {tuple(row[name] for name in names): row for row in rows}
        ids = {key: row["id"] for key, row in there.items()}
        for key, row in wanted.items():
            if key not in there:
                ids[key] = self._add(table, names, key, row)
                count.added += 1
            elif changed := _changed(dict(there[key]), row):
                self.connection.execute(update(table).where(table.c.id == ids[key]).values(**changed))
                count.changed += 1
        for key in there.keys() - wanted.keys():
            if there[key]["left_at"] is None and not there[key]["source"].startswith(LOCAL):
                left = update(table).where(table.c.id == ids[key]).values(left_at=self.at)
                self.connection.execute(left)
                count.removed += 1
        return ids

    def _add(self, table: Table, names: tuple[str, ...], key: Key, row: Row) -> str:
        its = new(table.name[0])
        values = {**dict(zip(names, key, strict=True)), **row, "id": its, "school": self.school}
        self.connection.execute(insert(table).values(**values))
        return its

    def _ties(self, wanted: dict[tuple[str, str], bool], count: Count) -> None:
        added, changed, removed = ties.bring(self.connection, self.school, wanted)
        count.added, count.changed, count.removed = (
            count.added + added,
            count.changed + changed,
            count.removed + removed,
        )

    def _links(self, table: Table, wanted: set[Key], count: Count) -> None:
        columns = [column for column in table.c if column.name not in {"id", "school", "by"}]
        its = [table.c.school == self.school, *([table.c.by.is_(None)] if "by" in table.c else [])]
        rows = self.connection.execute(select(*columns).where(*its))  # what an admin set stays
        there = {tuple(row) for row in rows}
        for key in there - wanted:
            match = [
                column.is_(None) if value is None else column == value
                for column, value in zip(columns, key, strict=True)
            ]
            self.connection.execute(delete(table).where(*its, *match))
        new_rows = [
            {
                **{column.name: value for column, value in zip(columns, key, strict=True)},
                "school": self.school,
            }
            for key in wanted - there
        ]
        if new_rows:
            self.connection.execute(insert(table), new_rows)
        count.added += len(new_rows)
        count.removed += len(there - wanted)


def _changed(there: Row, wanted: Row) -> dict[str, Any]:
    """The columns that differ; whoever left and is named again has come back."""
    return {name: value for name, value in {**wanted, "left_at": None}.items() if there[name] != value}


def _rooms(bundle: Bundle) -> dict[Key, Row]:
    return {(row.source,): {"name": row.name} for row in bundle.rooms}


def _students(bundle: Bundle) -> dict[Key, Row]:
    return {(row.source,): {"given": row.given, "family": row.family} for row in bundle.students}


def _people(bundle: Bundle) -> dict[Key, Row]:
    return {
        (row.user, "guardian" if row.role == "guardian" else "staff"): {
            "role": row.role, "given": row.given, "family": row.family,
            "email": row.email, "cell": row.sms, "phone": row.phone,
        }
        for row in bundle.people
    }  # fmt: skip
