"""This file finds what the rows of a roster become by what its source says, and writes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hub.store import pick_ups, ties
from hub.store.many import Row, add_rows, change_rows, delete_rows
from hub.store.names import new
from hub.store.pick_up_rows import PICK_UPS
from hub.store.roster_words import LOCAL
from hub.store.schema import assignment, person, placement, room, student
from hub.store.ties import Away

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Table

    from hub.store.pick_ups import PickUpsBrought
    from hub.store.snapshot import RosterRows
    from hub.store.ties import TiesBrought
    from policies.people.pick_up_lists import ListedPickUp

Key = tuple[str, ...]
"""What a source knows a thing by: rooms and students by (source,), people by (source, side)."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in a room, from the first day to the last, both included; None is open. Both by their keys."""

    who: Key
    room: Key
    begin: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class ListedGuardian:
    """A guardian of a student, both by their keys, and whether they pay."""

    guardian: Key
    student: Key
    payer: bool


@dataclass(frozen=True, slots=True)
class RosterWanted:
    """
    What a source says of one school. rooms, students, people: the columns that it tells, by key. pick_ups: of each
    student of whom it tells that, everybody who may pick them up.
    """

    rooms: Mapping[Key, Row]
    students: Mapping[Key, Row]
    people: Mapping[Key, Row]
    guardians: Sequence[ListedGuardian]
    placements: Sequence[Stay]
    assignments: Sequence[Stay]
    pick_ups: Mapping[Key, Sequence[ListedPickUp]]


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows are new, otherwise than before, and gone."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class RosterBrought:
    """What a source makes of the rows of a school's roster, nothing of it written. rows: all, afterwards."""

    rows: RosterRows
    rooms: RowsBrought
    students: RowsBrought
    people: RowsBrought
    guardians: TiesBrought
    placements: StaysBrought
    assignments: StaysBrought
    pick_ups: PickUpsBrought

    @property
    def counts(self) -> Mapping[str, RowCounts]:
        """How much changed of each kind of thing, by the names of RosterWanted."""
        listed, otherwise, gone = self.guardians.counts
        things = {"rooms": self.rooms, "students": self.students, "people": self.people}
        stays = {"placements": self.placements, "assignments": self.assignments}
        return {
            **{name: RowCounts(len(one.added), len(one.changed), len(one.left)) for name, one in things.items()},
            "guardians": RowCounts(listed, otherwise, gone),
            **{name: RowCounts(len(one.added), 0, one.removed) for name, one in stays.items()},
            "pick_ups": RowCounts(len(self.pick_ups.added), len(self.pick_ups.changed), len(self.pick_ups.gone)),
        }


def to_write(found: RosterBrought) -> RosterBrought:
    """Of what was found only what is written: of a large roster the rest is most of it."""
    return RosterBrought(
        rows={},
        rooms=replace(found.rooms, rows=(), ids={}),
        students=replace(found.students, rows=(), ids={}),
        people=replace(found.people, rows=(), ids={}),
        guardians=replace(found.guardians, rows=[]),
        placements=replace(found.placements, rows=()),
        assignments=replace(found.assignments, rows=()),
        pick_ups=replace(found.pick_ups, rows=[]),
    )


def brought(rows: RosterRows, wanted: RosterWanted, at: str) -> RosterBrought:
    """
    What the rows of a school's roster become by what its source says; things first, then how they hang together.

    What is missing leaves at that moment and is kept; what an admin set, or who was made here, stays.
    """
    rooms = _brought(room, rows["room"], wanted.rooms, at)
    students = _brought(student, rows["student"], wanted.students, at)
    people = _brought(person, rows["person"], wanted.people, at)
    pays = {
        (people.ids[one.guardian], students.ids[one.student]): one.payer
        for one in wanted.guardians
        if one.guardian in people.ids and one.student in students.ids
    }
    away = Away(before=_away(rows["student"], rows["person"]), after=_away(students.rows, people.rows))
    guardians = ties.brought(rows["guardianship"], pays, away)
    placements = _brought_stays(placement, rows["placement"], _named(wanted.placements, students, rooms))
    assignments = _brought_stays(assignment, rows["assignment"], _named(wanted.assignments, people, rooms))
    listed = {students.ids[one]: its for one, its in wanted.pick_ups.items() if one in students.ids}
    collect = pick_ups.brought(rows[PICK_UPS], listed, at)
    after = {
        **rows, "room": rooms.rows, "student": students.rows, "person": people.rows, "guardianship": guardians.rows,
        "placement": placements.rows, "assignment": assignments.rows, PICK_UPS: collect.rows,
    }  # fmt: skip
    return RosterBrought(after, rooms, students, people, guardians, placements, assignments, collect)


def _away(*of: Sequence[Row]) -> frozenset[str]:
    return frozenset(row["id"] for rows in of for row in rows if row["left_at"] is not None)


def write_brought(connection: Connection, school: str, found: RosterBrought) -> None:
    """Write what was found to become of the rows of a school's roster."""
    for table, things in ((room, found.rooms), (student, found.students), (person, found.people)):
        add_rows(connection, table, [{**row, "school": school} for row in things.added])
        change_rows(connection, table, ("id",), things.changed)
        change_rows(connection, table, ("id",), things.gone)
    ties.write_brought(connection, school, found.guardians)
    pick_ups.write_brought(connection, school, found.pick_ups)
    for table, stays in ((placement, found.placements), (assignment, found.assignments)):
        delete_rows(connection, table, ("id",), stays.gone)
        add_rows(connection, table, [{**row, "school": school} for row in stays.added])


_KEYS: Mapping[Table, Key] = {room: ("source",), student: ("source",), person: ("source", "side")}
"""The columns by which a source knows the rows of a table."""

_WHO: Mapping[Table, str] = {placement: "student", assignment: "person"}
"""The column that says who is in the room."""


@dataclass(frozen=True, slots=True)
class RowsBrought:
    """
    What becomes of a school's rows of one table. rows: all of them, afterwards.

    ids: of every row by its source's key, also of those that were not named. added: whole rows. changed, gone: of
    each its id and the columns that differ.
    """

    rows: Sequence[Row]
    ids: Mapping[Key, str]
    added: Sequence[Row]
    changed: Sequence[Row]
    gone: Sequence[Row]

    @property
    def left(self) -> list[str]:
        """The ids of those who leave at that moment."""
        return [row["id"] for row in self.gone]


def _brought(table: Table, rows: Sequence[Row], wanted: Mapping[Key, Row], at: str) -> RowsBrought:
    names, ids = _KEYS[table], dict[Key, str]()
    after: list[Row] = []
    changed: list[Row] = []
    gone: list[Row] = []
    for row in rows:
        key = tuple(row[name] for name in names)
        ids[key] = row["id"]
        if (its := wanted.get(key)) is not None:
            differs = _differs(row, its)
            changed += [{"id": row["id"], **differs}] if differs else []
        else:
            differs = {"left_at": at} if _leaves(row) else {}
            gone += [{"id": row["id"], **differs}] if differs else []
        after.append({**row, **differs} if differs else row)
    nothing = dict.fromkeys(column.name for column in table.c if column.name != "school")
    added = [
        {**nothing, **dict(zip(names, key, strict=True)), **values, "id": new(table.name[0])}
        for key, values in wanted.items()
        if key not in ids
    ]
    ids |= {tuple(row[name] for name in names): row["id"] for row in added}
    return RowsBrought([*after, *added], ids, added, changed, gone)


def _differs(row: Row, wanted: Row) -> Row:
    """The columns that differ; whoever left and is named again has come back."""
    differs = {name: value for name, value in wanted.items() if row[name] != value}
    return differs if row["left_at"] is None else {**differs, "left_at": None}


def _leaves(row: Row) -> bool:
    return row["left_at"] is None and not row["source"].startswith(LOCAL)


@dataclass(frozen=True, slots=True)
class StaysBrought:
    """
    What becomes of a school's placements or assignments. rows: all of them, afterwards.

    added: without their ids; gone: as they were. removed: how many stays those are: one that stands there twice is
    one.
    """

    rows: Sequence[Row]
    added: Sequence[Row]
    gone: Sequence[Row]
    removed: int


StayKey = tuple[str, str, "date | None", "date | None"]


def _named(stays: Sequence[Stay], who: RowsBrought, rooms: RowsBrought) -> set[StayKey]:
    """
    Who is in which room, from when until when, by the ids of both.

    What hangs on somebody whom no row knows any more is left out: their data was erased since (ADR 66).
    """
    return {
        (who.ids[one.who], rooms.ids[one.room], one.begin, one.end)
        for one in stays
        if one.who in who.ids and one.room in rooms.ids
    }


def _brought_stays(table: Table, rows: Sequence[Row], wanted: set[StayKey]) -> StaysBrought:
    columns = (_WHO[table], "room", "begin", "end")
    there: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    set_here: list[Row] = []
    for row in rows:
        if row.get("by") is not None:
            set_here.append(row)
        else:
            there[tuple(row[name] for name in columns)].append(row)
    added = [dict(zip(columns, key, strict=True)) for key in wanted if key not in there]
    over = there.keys() - wanted
    if not added and not over:
        return StaysBrought(rows, (), (), 0)
    kept = [row for key, its in there.items() if key not in over for row in its]
    return StaysBrought([*set_here, *kept, *added], added, [row for key in over for row in there[key]], len(over))
