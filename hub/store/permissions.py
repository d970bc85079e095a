"""This file keeps what each of the staff may do, and the rooms that admins gave them besides the roster's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from hub.store import schema
from policies.people.facts import Dated, Level, Own, Permissions, Urgency

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.many import Row


def of_rows(rows: Iterable[Row]) -> Mapping[str, Permissions]:
    """Everybody's permissions from the table's rows; who is not in it has the usual ones."""
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        found[row["person"]][row["what"]] = _read(row["what"], row["level"])
    return {person: Permissions(**its) for person, its in found.items()}


def _read(what: str, level: str) -> Level | Urgency | Own | bool:
    if what == "reviews":
        return level == Level.FULL
    if what == "marks":
        return Urgency(level)
    return Own(level) if what == "own" else Level(level)


def _written(level: Level | Urgency | Own | bool) -> str:  # noqa: FBT001 (it is the value that is written)
    if isinstance(level, bool):
        return Level.FULL if level else Level.NONE
    return level.value


def write(connection: Connection, school: str, person: str, wanted: Permissions, by: str, at: str) -> None:
    """Let person have these; only what is not usual has a row."""
    table, usual = schema.permission, asdict(Permissions())
    connection.execute(delete(table).where(table.c.person == person))
    rows = [
        {"school": school, "person": person, "what": what, "level": _written(level), "by": by, "at": at}
        for what, level in asdict(wanted).items()
        if level != usual[what]
    ]
    if rows:
        connection.execute(insert(table), rows)


def assign(connection: Connection, school: str, person: str, rooms: Iterable[Dated], by: str) -> None:
    """Let an admin's rooms for person be these; those of the roster stay."""
    table = schema.assignment
    connection.execute(delete(table).where(table.c.person == person, table.c.by.is_not(None)))
    rows = [
        {"school": school, "person": person, "room": one.room, "begin": one.begin, "end": one.end, "by": by}
        for one in rooms
    ]
    if rows:
        connection.execute(insert(table), rows)


def put_first(connection: Connection, person: str, room: str | None) -> None:
    """Let a room be somebody's first, or none."""
    connection.execute(update(schema.person).where(schema.person.c.id == person).values(primary_room=room))


def assignments(connection: Connection, school: str) -> Mapping[str, tuple[tuple[Dated, bool], ...]]:
    """Every assignment by person, of any day, and whether an admin made it."""
    its = schema.assignment
    rows = connection.execute(select(its).where(its.c.school == school).order_by(its.c.id)).mappings()
    found: defaultdict[str, list[tuple[Dated, bool]]] = defaultdict(list)
    for row in rows:
        dated = Dated(row["person"], row["room"], row["begin"], row["end"])
        found[row["person"]].append((dated, row["by"] is not None))
    return {person: tuple(theirs) for person, theirs in found.items()}
