"""This file reads a room's children with who of them is here, and one child's stays with their history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.errors import Forbidden, NotFound
from hub.queries.attendance.telling import signer_of
from hub.queries.people.listed_pick_ups import seen_pick_ups
from hub.store import stays
from hub.store.clock import day_in
from policies.attendance.handing_over import collectors_of, is_shown_already
from policies.attendance.signing import SignAct, may_correct_then, may_see_history, may_sign
from policies.people.facts import Role
from policies.people.roster import EMPTY
from policies.sentence import say
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlalchemy import Connection

    from hub.queries.people.listed_pick_ups import JudgedPickUp
    from hub.store.snapshot import Snapshot
    from hub.store.stays import Amendment
    from policies.attendance.handing_over import Collector
    from policies.attendance.signing import SigningPerson
    from policies.attendance.stays import ChildStay
    from policies.people.facts import Person, Room, Student
    from policies.verdict import Verdict

NO_CHILD = say("There is no such child here.")
NO_ROOM = say("There is no such room here.")

SHOWN_STAYS = 60
"""Of a child's history: a month of coming and going twice a day."""


MOST_TO_CONFIRM = 200
"""Stays that wait to be confirmed and are shown at once; with these done the others come."""


@dataclass(frozen=True, slots=True)
class UnconfirmedStay:
    """A stay that closed by itself, of a child, and whether its reader confirms or corrects it."""

    stay: ChildStay
    student: Student
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomBoard:
    """
    A room today. room: None where a school has none that is open. rooms: those that are, by name, and one that was
    closed with a child in it; mine: the ids of those whose children the reader signs. day: the school's own, since:
    its first moment. children: who is of this room, or was in it today; stays: theirs of this day, wherever they
    were. to_confirm: what closed by itself in any room whose children the reader signs, the newest first; more:
    there is more of that than is here.
    """

    room: Room | None
    rooms: tuple[Room, ...]
    mine: frozenset[str]
    day: date
    since: datetime
    children: tuple[Student, ...]
    stays: tuple[ChildStay, ...]
    to_confirm: tuple[UnconfirmedStay, ...]
    more: bool


def read_board(
    connection: Connection, snapshot: Snapshot, reader: str, device_room: str, wanted: str, now: datetime
) -> RoomBoard:
    """
    What reader is shown of a room today: on a room device its own alone. wanted: empty for the reader's first.

    Raises:
        NotFound: there is no such room, or not on this device.
    """
    roster, signer = snapshot.roster, signer_of(snapshot, reader, device_room)
    day = day_in(snapshot.time_zone, now)
    since = datetime.combine(day, time(), ZoneInfo(snapshot.time_zone))
    found = stays.list_day(connection, snapshot.school, since)
    left_open = {one.room for one in found if one.is_open}
    shown_rooms = (one for one in roster.rooms.values() if one.active or one.id in left_open)
    rooms = tuple(sorted(shown_rooms, key=lambda one: (one.name, one.id)))
    room = _chosen(rooms, signer.person, device_room or wanted)
    if device_room and wanted not in ("", device_room):
        raise NotFound(NO_ROOM)
    its = room.id if room is not None else ""
    here = {one.student for one in found if its in (one.room, one.moved_from)}
    children = [roster.students[one] for one in roster.students_of.get(its, EMPTY) | here]
    shown = {one.id for one in children}
    unconfirmed = list(_to_confirm(connection, snapshot, signer, now))
    return RoomBoard(
        room=room,
        rooms=rooms,
        mine=frozenset(one.id for one in rooms if signer.answers_for(one.id)),
        day=day,
        since=since,
        children=tuple(sorted(children, key=lambda one: (one.name, one.id))),
        stays=tuple(one for one in found if one.student in shown),
        to_confirm=tuple(sorted(unconfirmed[:MOST_TO_CONFIRM], key=_place)),
        more=len(unconfirmed) > MOST_TO_CONFIRM,
    )


def _place(one: UnconfirmedStay) -> tuple[float, str, str]:
    """The last day first, and of one day by name."""
    left = one.stay.left
    return 0 if left is None else -left.at.timestamp(), one.student.name, one.stay.id


def _to_confirm(
    connection: Connection, snapshot: Snapshot, signer: SigningPerson, now: datetime
) -> Iterator[UnconfirmedStay]:
    """Those of the rooms that signer answers for; of their own child they see that it waits for a colleague."""
    rooms = [one for one in snapshot.roster.rooms if signer.answers_for(one)]
    for one in stays.list_to_confirm(connection, snapshot.school, rooms, MOST_TO_CONFIRM + 1):
        student = snapshot.roster.students[one.student]
        verdict = may_sign(snapshot.roster, signer, student, one.room, SignAct.CONFIRM)
        if isinstance(verdict, Allowed):
            verdict = may_correct_then(signer, one.came.at, now)
        yield UnconfirmedStay(one, student, verdict)


def _chosen(rooms: tuple[Room, ...], person: Person, wanted: str) -> Room | None:
    by_id = {one.id: one for one in rooms}
    if wanted:
        if wanted not in by_id:
            raise NotFound(NO_ROOM)
        return by_id[wanted]
    own = [one for one in rooms if one.id in person.rooms]
    if person.primary in by_id and person.primary in person.rooms:
        return by_id[person.primary]
    return next(iter(own or rooms), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildAttendance:
    """
    One child's. collectors: who is tied to it, those who may not fetch it first; listed: who else may by the
    roster; listed_at: when it last said so, None where it never did. may_override: the reader is an admin, who may
    give it to somebody else. stays: newest first; history: what became of each, by its id.
    """

    student: Student
    collectors: tuple[Collector, ...]
    listed: tuple[JudgedPickUp, ...]
    listed_at: str | None
    may_override: bool
    stays: tuple[ChildStay, ...]
    history: dict[str, tuple[Amendment, ...]]


def read_child(
    connection: Connection,
    snapshot: Snapshot,
    reader: str,
    device_room: str,
    its: str,
    limit: int | None = SHOWN_STAYS,
) -> ChildAttendance:
    """
    What reader is shown of a child; on a room device of those alone who are of its room, or in it.

    limit: how many stays at the most, the newest; None for all there are.

    Raises:
        NotFound: there is no such child, or not on this device.
        Forbidden: it is their own.
    """
    roster, student = snapshot.roster, snapshot.roster.students.get(its)
    if student is None:
        raise NotFound(NO_CHILD)
    found = tuple(stays.list_of_child(connection, snapshot.school, its, limit))
    if device_room and not _is_of_room(found, student, device_room):
        raise NotFound(NO_CHILD)
    person = roster.people[reader]
    if isinstance(verdict := may_see_history(roster, person, student), Refused):
        raise Forbidden(verdict.because)
    history: dict[str, list[Amendment]] = {}
    for one in stays.list_amendments(connection, snapshot.school, [one.id for one in found]):
        history.setdefault(one.after.id, []).append(one)
    tied, by_roster = collectors_of(roster, student), seen_pick_ups(connection, snapshot, reader, its)
    listed = () if by_roster is None else by_roster.items
    return ChildAttendance(
        student=student,
        collectors=tied,
        listed=tuple(one for one in listed if not is_shown_already(tied, one.listed, one.verdict)),
        listed_at=None if by_roster is None else by_roster.at,
        may_override=person.role is Role.ADMIN,
        stays=found,
        history={stay: tuple(made) for stay, made in history.items()},
    )


def _is_of_room(found: Iterable[ChildStay], student: Student, room: str) -> bool:
    return room in student.rooms or any(one.is_open and room in (one.room, one.moved_from) for one in found)
