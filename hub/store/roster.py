"""This file brings the rows of a roster to what its source says, and counts what that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from hub.store.names import new
from hub.store.people import LOCAL
from hub.store.schema import assignment, person, placement, room, student

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

Values = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RowsBrought:
    """The id of every row by its source's key, also of those that were not named; and how many changed."""

    ids: Mapping[Key, str]
    added: int
    changed: int
    removed: int


def bring_rooms(connection: Connection, school: str, wanted: Mapping[Key, Values], at: str) -> RowsBrought:
    """Bring a school's rooms, by (source,), to these; what is missing leaves at that moment and is kept."""
    return _bring(connection, _Things(room, school, ("source",)), wanted, at)


def bring_students(connection: Connection, school: str, wanted: Mapping[Key, Values], at: str) -> RowsBrought:
    """Bring a school's students, by (source,), to these; who is missing leaves at that moment and is kept."""
    return _bring(connection, _Things(student, school, ("source",)), wanted, at)


def bring_people(connection: Connection, school: str, wanted: Mapping[Key, Values], at: str) -> RowsBrought:
    """Bring a school's people, by (source, side), to these; likewise, but who was made here stays."""
    return _bring(connection, _Things(person, school, ("source", "side")), wanted, at)


def bring_placements(connection: Connection, school: str, wanted: set[Key]) -> tuple[int, int]:
    """Bring placements (student, room, first and last day) to these; how many were added and removed."""
    return _link(connection, placement, school, wanted)


def bring_assignments(connection: Connection, school: str, wanted: set[Key]) -> tuple[int, int]:
    """
    Bring assignments (person, room, first and last day) to these; how many were added and removed.

    What an admin set stays.
    """
    return _link(connection, assignment, school, wanted)


@dataclass(frozen=True, slots=True)
class _Things:
    """A table of things of one school; names: the columns by which its source knows them."""

    table: Table
    school: str
    names: tuple[str, ...]

    def there(self, connection: Connection) -> dict[Key, Values]:
        rows = connection.execute(select(self.table).where(self.table.c.school == self.school)).mappings()
        return {tuple(row[name] for name in self.names): dict(row) for row in rows}

    def add(self, connection: Connection, key: Key, values: Values) -> str:
        made = new(self.table.name[0])
        row = {**dict(zip(self.names, key, strict=True)), **values, "id": made, "school": self.school}
        connection.execute(insert(self.table).values(**row))
        return made

    def change(self, connection: Connection, row_id: str, values: Values) -> None:
        connection.execute(update(self.table).where(self.table.c.id == row_id).values(**values))


def _bring(connection: Connection, things: _Things, wanted: Mapping[Key, Values], at: str) -> RowsBrought:
    there = things.there(connection)
    ids = {key: row["id"] for key, row in there.items()}
    changes = {key: _changed(there[key], values) for key, values in wanted.items() if key in there}
    new_ones = [key for key in wanted if key not in there]
    gone = [key for key in there.keys() - wanted.keys() if _leaves(there[key])]
    for key in wanted:
        if key not in there:
            ids[key] = things.add(connection, key, wanted[key])
        elif changes[key]:
            things.change(connection, ids[key], changes[key])
    for key in gone:
        things.change(connection, ids[key], {"left_at": at})
    return RowsBrought(ids, len(new_ones), sum(map(bool, changes.values())), len(gone))


def _changed(there: Values, wanted: Values) -> dict[str, Any]:
    """The columns that differ; whoever left and is named again has come back."""
    return {name: value for name, value in {**wanted, "left_at": None}.items() if there[name] != value}


def _leaves(row: Values) -> bool:
    return row["left_at"] is None and not row["source"].startswith(LOCAL)


def _link(connection: Connection, table: Table, school: str, wanted: set[Key]) -> tuple[int, int]:
    columns = [column for column in table.c if column.name not in {"id", "school", "by"}]
    listed = [table.c.school == school, *([table.c.by.is_(None)] if "by" in table.c else [])]
    there = {tuple(row) for row in connection.execute(select(*columns).where(*listed))}
    for key in there - wanted:
        match = [
            column.is_(None) if value is None else column == value
            for column, value in zip(columns, key, strict=True)
        ]
        connection.execute(delete(table).where(*listed, *match))
    new_rows = [
        {**{column.name: value for column, value in zip(columns, key, strict=True)}, "school": school}
        for key in wanted - there
    ]
    if new_rows:
        connection.execute(insert(table), new_rows)
    return len(new_rows), len(there - wanted)
