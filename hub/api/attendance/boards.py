"""This file has the endpoints that show who is here: a room today, and one child's history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from starlette.responses import Response

from hub.api.query import Query
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Named, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from hub.queries.attendance.board import ChildAttendance, RoomBoard, read_board, read_child
from hub.queries.attendance.telling import shown_stay, telling_of
from hub.store.clock import stamp
from hub.wire import ShownStay
from policies.attendance.amendment_words import in_lines, title_of
from policies.attendance.stay_words import auto_in_words
from policies.verdict import Allowed

if TYPE_CHECKING:
    from datetime import datetime

    from hub.queries.attendance.board import UnconfirmedStay
    from hub.store.snapshot import Snapshot
    from hub.store.stays import Amendment
    from policies.attendance.stay_words import Telling
    from policies.attendance.stays import ChildStay, StayEnd

ActName = Literal["sign_in", "sign_out", "move", "take_over", "correct", "undo", "close", "confirm"]


class AttendanceRoom(Out, frozen=True):
    """A room. mine: the reader signs its children in and out. open: children come into it; the others go alone."""

    id: str
    name: str
    mine: bool
    open: bool


class AttendingChild(Out, frozen=True):
    """A child of a room, or who was in it today. rooms: the ids of those it is assigned to."""

    id: str
    name: str
    rooms: tuple[str, ...]


class Attendance(Out, frozen=True):
    """
    A room today. room: null where the school has none. chosen: whether the reader may look at another one.

    day: by the school's clock; since: its first moment. stays: of these children, on this day and open ones. What
    comes later comes as events ("attendance"); of two states of one stay the higher n holds. to_confirm: what
    closed by itself in any room whose children the reader signs, the newest first; to_confirm_more: once these are
    settled the others are here.
    """

    room: str | None
    chosen: bool
    rooms: tuple[AttendanceRoom, ...]
    day: date
    since: str
    now: str
    children: tuple[AttendingChild, ...]
    stays: tuple[ShownStay, ...]
    to_confirm: tuple[StayToConfirm, ...]
    to_confirm_more: bool


class StayToConfirm(Out, frozen=True):
    """
    A stay that closed by itself, until somebody confirms or corrects it. says: that it did, in words. may: the
    reader confirms and corrects it; why: in words.
    """

    stay: ShownStay
    student: Named
    room_name: str
    says: str
    may: bool
    why: str


class BoardQuery(Query, frozen=True):
    """room: whose children; without it the reader's first, on a room device its own."""

    room: str | None = None


class AttendanceCollector(Out, frozen=True):
    """
    Somebody tied to a child, or whom the roster lists to pick it up: that is no person here, and named by the name
    alone. relation: as the roster has it, null where it does not say. may: it is handed to them; why: in words.
    """

    person: str | None
    name: str
    relation: str | None
    may: bool
    why: str


class StayAmendment(Out, frozen=True):
    """
    What became of a stay. by: empty where it closed by itself. says: in words; lines: what it was before and is
    now; reason: may be empty.
    """

    act: ActName
    at: str
    by: str
    says: str
    lines: tuple[str, ...]
    reason: str


class StayRead(Out, frozen=True):
    """
    A stay with who brought and took the child, empty where nobody said; history: oldest first. taken_listed: who
    took it is no person here, and the roster listed them then to pick it up. by_itself: that nobody signed the
    child out, and as of when the stay closed, in words; else empty.
    """

    stay: ShownStay
    room_name: str
    brought_by: str
    taken_by: str
    taken_listed: bool
    by_itself: str
    history: tuple[StayAmendment, ...]


class AttendanceOfChild(Out, frozen=True):
    """
    collectors: those who may not fetch it first. listed_at: when the roster last said who else may, null where it
    never did. may_override: the reader may hand it to somebody else.
    """

    student: Named
    collectors: tuple[AttendanceCollector, ...]
    listed_at: str | None
    may_override: bool
    stays: tuple[StayRead, ...]


async def get_attendance(asked: Asked) -> Response:
    """On the rules of that moment, so that a page which then follows the events misses nothing."""
    person, room, now = asked.signed.person, asked.signed.room, asked.hub.clock()
    wanted = asked.query.room or ""
    board = await read_on_fresh_rules(
        asked.school, lambda connection, rules: read_board(connection, rules, person, room, wanted, now)
    )
    return answer(_board(board, telling_of(asked.school.snapshot, now), chosen=not room))


def _board(board: RoomBoard, telling: Telling, *, chosen: bool) -> Attendance:
    return Attendance(
        room=None if board.room is None else board.room.id,
        chosen=chosen,
        rooms=tuple(
            AttendanceRoom(id=one.id, name=one.name, mine=one.id in board.mine, open=one.active)
            for one in board.rooms
        ),
        day=board.day,
        since=stamp(board.since),
        now=stamp(telling.now),
        children=tuple(
            AttendingChild(id=one.id, name=one.name, rooms=tuple(sorted(one.rooms))) for one in board.children
        ),
        stays=tuple(shown_stay(one) for one in board.stays),
        to_confirm=tuple(_to_confirm(one, telling) for one in board.to_confirm),
        to_confirm_more=board.more,
    )


def _to_confirm(one: UnconfirmedStay, telling: Telling) -> StayToConfirm:
    return StayToConfirm(
        stay=shown_stay(one.stay),
        student=Named(id=one.student.id, name=one.student.name),
        room_name=telling.roster.room_names(frozenset({one.stay.room})),
        says=_auto(one.stay, telling),
        may=isinstance(one.verdict, Allowed),
        why=one.verdict.because,
    )


def _auto(its: ChildStay, telling: Telling) -> str:
    return auto_in_words(its.left.at, telling) if its.is_auto and its.left is not None else ""


async def get_child(asked: Asked) -> Response:
    """For staff who are not its parents: when it came and went, with whom, what was corrected, who may fetch it."""
    person, room, its = asked.signed.person, asked.signed.room, asked.request.path_params["id"]
    now = asked.hub.clock()
    return answer(
        await read_on_fresh_rules(
            asked.school,
            lambda connection, rules: child_told(rules, read_child(connection, rules, person, room, its), now),
        )
    )


def child_told(rules: Snapshot, found: ChildAttendance, now: datetime) -> AttendanceOfChild:
    """One child's attendance as its reader is shown it."""
    return AttendanceOfChild(
        student=Named(id=found.student.id, name=found.student.name),
        collectors=_collectors(found),
        listed_at=found.listed_at,
        may_override=found.may_override,
        stays=tuple(_stay(rules, one, found.history.get(one.id, ()), now) for one in found.stays),
    )


def _collectors(found: ChildAttendance) -> tuple[AttendanceCollector, ...]:
    """Those tied to the child, then those of the roster's list; before all of them who may not fetch it."""
    tied = [
        AttendanceCollector(
            person=one.person.id, name=one.person.name, relation=None, may=isinstance(one.verdict, Allowed),
            why=one.verdict.because,
        )
        for one in found.collectors
    ]  # fmt: skip
    listed = [
        AttendanceCollector(
            person=None, name=one.listed.name, relation=one.listed.relation or None,
            may=isinstance(one.verdict, Allowed), why=one.verdict.because,
        )
        for one in found.listed
    ]  # fmt: skip
    return tuple(sorted([*tied, *listed], key=lambda one: one.may))


def _stay(rules: Snapshot, one: ChildStay, history: tuple[Amendment, ...], now: datetime) -> StayRead:
    return StayRead(
        stay=shown_stay(one),
        room_name=rules.roster.rooms[one.room].name,
        brought_by=_with(rules, one.came),
        taken_by="" if one.left is None else _with(rules, one.left),
        taken_listed=one.left is not None and bool(one.left.listed),
        by_itself=_auto(one, telling_of(rules, now)),
        history=tuple(_amendment(rules, its, now) for its in history),
    )


def _with(rules: Snapshot, end: StayEnd) -> str:
    return end.other or end.listed or name_of(rules, end.person)


def name_of(rules: Snapshot, person: str) -> str:
    """What somebody is called, whoever they were; empty where nobody is meant."""
    return rules.roster.people[person].name if person else ""


def _amendment(rules: Snapshot, one: Amendment, now: datetime) -> StayAmendment:
    telling = telling_of(rules, now)
    return StayAmendment(
        act=one.act,  # type: ignore[arg-type]  # of the same words
        at=stamp(one.at),
        by=name_of(rules, one.by),
        says=title_of(one.act, name_of(rules, one.by), one.after, telling),
        lines=in_lines(one.before, one.after, telling),
        reason=" · ".join(part for part in (one.reason, one.id_seen) if part),
    )


ROUTES = (
    Route(method="GET", path="/v1/attendance", cost=Cost.READ, handle=get_attendance, gives=Attendance,
          query=BoardQuery, says="The children of a room today, and which of them are here, for staff."),
    Route(method="GET", path="/v1/attendance/children/{id}", cost=Cost.READ, handle=get_child,
          gives=AttendanceOfChild, says="When a child came and went and with whom, who may fetch it, for staff."),
)  # fmt: skip
