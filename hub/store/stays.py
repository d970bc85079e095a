"""This file keeps which child was in which room, and every state that this had; the last one holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import bindparam, func, insert, or_, select, update

from hub.store.clock import moment, stamp
from hub.store.many import in_parts
from hub.store.schema import stay, stay_change
from hub.store.schema.attendance import HERE, TO_CONFIRM
from policies.attendance.stays import ChildStay, SignMethod, StayChange, StayEnd

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection, RowMapping, Select

_encode, _decode = msgspec.json.encode, msgspec.json.Decoder(ChildStay).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """
    What one act made of a stay. deed: the act, of however many children; act: a SignAct. by: empty where nobody did
    it. device: the room device, empty elsewhere. reason, id_seen: empty where there is none.
    """

    deed: str
    act: str
    at: datetime
    by: str
    device: str
    before: ChildStay | None
    after: ChildStay
    reason: str = ""
    id_seen: str = ""


def list_stays(connection: Connection, school: str, students: Collection[str], since: datetime) -> list[ChildStay]:
    """The stays of these students that were open then or later, in their order; what was struck is left out."""
    return _read(connection, _of_school(school, since).where(stay.c.student.in_(students)))


def list_day(connection: Connection, school: str, since: datetime) -> list[ChildStay]:
    """Likewise of every child of a school."""
    return _read(connection, _of_school(school, since))


def list_open(connection: Connection, school: str) -> list[ChildStay]:
    """The stays of a school that are open."""
    return _read(connection, select(stay).where(stay.c.school == school, HERE))


def list_schools_with_open(connection: Connection) -> dict[str, datetime]:
    """The schools in which a stay is open, each with when the first of these began."""
    asked = select(stay.c.school, func.min(stay.c.came_at)).where(HERE).group_by(stay.c.school)
    return {school: moment(came) for school, came in connection.execute(asked)}


def list_to_confirm(connection: Connection, school: str, rooms: Collection[str], limit: int) -> list[ChildStay]:
    """The last stays in these rooms that closed by themselves and wait to be confirmed, the newest first."""
    found: list[ChildStay] = []
    for some in in_parts(rooms):
        asked = select(stay).where(stay.c.school == school, TO_CONFIRM, stay.c.room.in_(some))
        rows = connection.execute(asked.order_by(stay.c.came_at.desc(), stay.c.id).limit(limit))
        found += [_stay(row) for row in rows.mappings()]
    return sorted(found, key=lambda one: (one.came.at, one.id), reverse=True)[:limit]


def find_stay(connection: Connection, school: str, its: str) -> ChildStay | None:
    """A stay by its id, also one that was struck; None where a school has none."""
    found = _read(connection, select(stay).where(stay.c.school == school, stay.c.id == its))
    return found[0] if found else None


def list_of_child(connection: Connection, school: str, student: str, limit: int | None) -> list[ChildStay]:
    """A child's last stays, newest first, also those that were struck; limit: None for all of them."""
    mine = stay.c.school == school, stay.c.student == student
    rows = connection.execute(select(stay).where(*mine).order_by(stay.c.came_at.desc(), stay.c.id).limit(limit))
    return [_stay(row) for row in rows.mappings()]


def _of_school(school: str, since: datetime) -> Select[tuple[object, ...]]:
    until = or_(stay.c.left_at.is_(None), stay.c.left_at > stamp(since))
    return select(stay).where(stay.c.school == school, stay.c.struck_at.is_(None), until)


def _read(connection: Connection, asked: Select[tuple[object, ...]]) -> list[ChildStay]:
    return [_stay(row) for row in connection.execute(asked.order_by(stay.c.came_at, stay.c.id)).mappings()]


def add_amendments(connection: Connection, school: str, made: Collection[Amendment]) -> None:
    """
    Let the stays of these be as they are afterwards, and keep what they were.

    What ends comes before what begins, as a child has one open stay at the most.
    """
    for is_open in (False, True):
        its = [one for one in made if one.after.is_open is is_open]
        rows = [{"of": one.after.id, "was": one.after.n - 1, **_row(one.after, stamp(one.at))} for one in its]
        if changed := [row for row in rows if row["was"]]:
            mine = stay.c.school == school, stay.c.id == bindparam("of"), stay.c.n == bindparam("was")
            connection.execute(update(stay).where(*mine), changed)
        if begun := [{**row, "school": school, "id": row["of"]} for row in rows if not row["was"]]:
            connection.execute(insert(stay), begun)
    if made:
        connection.execute(insert(stay_change), [{"school": school, **_change(one)} for one in made])


def list_amendments(connection: Connection, school: str, stays: Collection[str]) -> list[Amendment]:
    """What became of each of these stays, oldest first."""
    its, found = stay_change.c, []
    for some in in_parts(stays):
        asked = select(stay_change).where(its.school == school, its.stay.in_(some)).order_by(its.stay, its.n)
        found += [_amendment(row) for row in connection.execute(asked).mappings()]
    return found


def list_deed(connection: Connection, school: str, deed: str) -> list[Amendment]:
    """What one act made of stays; nothing where there is no such act."""
    its = stay_change.c
    asked = select(stay_change).where(its.school == school, its.deed == deed).order_by(its.stay, its.n)
    return [_amendment(row) for row in connection.execute(asked).mappings()]


def changes_of(made: Collection[Amendment]) -> Mapping[str, list[StayChange]]:
    """The changes of one act by student."""
    found: dict[str, list[StayChange]] = {}
    for one in made:
        found.setdefault(one.after.student, []).append(StayChange(one.before, one.after))
    return found


def _amendment(row: RowMapping) -> Amendment:
    return Amendment(
        deed=row["deed"],
        act=row["act"],
        at=moment(row["at"]),
        by=row["by"] or "",
        device=row["device"],
        before=None if row["before"] is None else _decode(row["before"]),
        after=_decode(row["after"]),
        reason=row["reason"],
        id_seen=row["id_seen"],
    )


def _change(one: Amendment) -> dict[str, object]:
    return {
        "stay": one.after.id,
        "n": one.after.n,
        "deed": one.deed,
        "act": one.act,
        "at": stamp(one.at),
        "by": one.by or None,
        "device": one.device,
        "reason": one.reason,
        "id_seen": one.id_seen,
        "before": None if one.before is None else _encode(one.before).decode(),
        "after": _encode(one.after).decode(),
    }


def _row(one: ChildStay, at: str) -> dict[str, object]:
    left = one.left
    return {
        "student": one.student,
        "room": one.room,
        "came_at": stamp(one.came.at),
        "came_by": one.came.by,
        "came_noted_at": stamp(one.came.noted_at),
        "came_method": one.came.method.value,
        "came_device": one.came.device,
        "came_person": one.came.person or None,
        "left_at": None if left is None else stamp(left.at),
        "left_by": None if left is None else left.by or None,
        "left_noted_at": None if left is None else stamp(left.noted_at),
        "left_method": None if left is None else left.method.value,
        "left_device": None if left is None else left.device,
        "left_person": None if left is None else left.person or None,
        "left_other": None if left is None else left.other,
        "left_listed": None if left is None else left.listed,
        "moved_from": one.moved_from or None,
        "taken_over_at": None if one.taken_over_at is None else stamp(one.taken_over_at),
        "taken_over_by": one.taken_over_by or None,
        "struck_at": at if one.struck else None,
        "corrected_at": at if one.corrected else None,
        "confirmed_at": None if one.confirmed_at is None else stamp(one.confirmed_at),
        "confirmed_by": one.confirmed_by or None,
        "here_at": None if one.here_at is None else stamp(one.here_at),
        "n": one.n,
    }


def _stay(row: RowMapping) -> ChildStay:
    return ChildStay(
        id=row["id"],
        student=row["student"],
        room=row["room"],
        came=_end(row, "came"),
        left=None
        if row["left_at"] is None
        else replace(_end(row, "left"), other=row["left_other"] or "", listed=row["left_listed"] or ""),
        moved_from=row["moved_from"] or "",
        taken_over_at=None if row["taken_over_at"] is None else moment(row["taken_over_at"]),
        taken_over_by=row["taken_over_by"] or "",
        struck=row["struck_at"] is not None,
        corrected=row["corrected_at"] is not None,
        confirmed_at=None if row["confirmed_at"] is None else moment(row["confirmed_at"]),
        confirmed_by=row["confirmed_by"] or "",
        here_at=None if row["here_at"] is None else moment(row["here_at"]),
        n=row["n"],
    )


def _end(row: RowMapping, which: str) -> StayEnd:
    return StayEnd(
        at=moment(row[f"{which}_at"]),
        by=row[f"{which}_by"] or "",
        method=SignMethod(row[f"{which}_method"]),
        noted_at=moment(row[f"{which}_noted_at"]),
        device=row[f"{which}_device"] or "",
        person=row[f"{which}_person"] or "",
    )
