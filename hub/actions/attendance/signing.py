"""This file is how children are signed in and out, moved, and taken over by the room they were sent to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.attendance.stay_commit import AttendanceAct, Hand, SignedStays, acted, check_allowed, check_fits
from hub.errors import Forbidden, Invalid
from hub.queries.attendance.telling import signer_of
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.pick_ups import find_collected, list_pick_ups
from policies.attendance import stays as rules
from policies.attendance.handing_over import (
    SomebodyElse,
    may_be_named,
    may_be_other,
    may_bring,
    may_hand_to_other,
)
from policies.attendance.moments import LOOK_BACK, level_with, may_be_moment
from policies.attendance.signing import MOST_CHILDREN, SignAct, answering_room
from policies.attendance.stays import ChildStay, SignMethod
from policies.people.custody import may_pick_up
from policies.people.listed_pick_ups import may_collect
from policies.people.room_devices import may_be_room
from policies.records.activity_log import Deed
from policies.sentence import on_field, say

if TYPE_CHECKING:
    from hub.bus.school import School
    from policies.people.facts import Person, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """Children come into a room. at: None for now. person: who brought them, empty where nobody said."""

    students: tuple[str, ...]
    room: str
    at: datetime | None = None
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningOut:
    """
    Children go home. person: who takes them; listed: the name of who does, of the roster's list of each; other:
    somebody who is on nobody's list, for admins. One of these, or nobody in particular.
    """

    students: tuple[str, ...]
    at: datetime | None = None
    person: str = ""
    listed: str = ""
    other: SomebodyElse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """Children go from their rooms into another one."""

    students: tuple[str, ...]
    room: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingOver:
    """Children who were sent to a room have arrived."""

    students: tuple[str, ...]


def _in_order(students: tuple[str, ...]) -> list[str]:
    """By their ids, each once: two acts about the same children look at them in one order."""
    if not 0 < len(students) <= MOST_CHILDREN:
        raise Invalid(on_field("students", say("name between 1 and {most} children.", most=MOST_CHILDREN)))
    return sorted(set(students))


def _method(students: Sequence[str]) -> SignMethod:
    return SignMethod.STAFF if len(students) == 1 else SignMethod.BATCH


def _moment(at: datetime | None, now: datetime) -> datetime:
    if at is not None:
        check_fits(may_be_moment(at, now))
    return level_with(at, now)


async def sign_in(school: School, hand: Hand, wish: SigningIn, now: datetime) -> SignedStays:
    """
    Sign children in, all or none of them.

    Raises:
        NotFound: there is no such child.
        Forbidden: it is not theirs to do; the sentence says why.
        Invalid: the moment cannot be, or nobody is named.
        AttendanceClash: one of them is in already, or was then.
    """
    wanted = _in_order(wish.students)
    at = _moment(wish.at, now)

    def work(act: AttendanceAct) -> None:
        kept = act.kept(wanted, at - LOOK_BACK)
        came = act.end(min(at, act.now), _method(wanted), wish.person)
        for one in wanted:
            student = act.student(one)
            act.check(student, wish.room)
            if wish.person:
                _brought(act, student, wish.person)
            fresh = ChildStay(id=new("st"), student=one, room=wish.room, came=came, taken_over_at=came.at,
                         taken_over_by=act.hand.by)  # fmt: skip
            act.took(one, kept[one], rules.sign_in(kept[one], fresh))

    return await acted(school, hand, SignAct.IN, now, work)


def _brought(act: AttendanceAct, student: Student, person: str) -> None:
    check_allowed(may_bring(act.snapshot.roster, student, _chosen(act, person)))


def _chosen(act: AttendanceAct, person: str) -> Person:
    known = act.snapshot.roster.people.get(person)
    if known is None:
        raise Invalid(on_field("person", say("choose one of those who are listed.")))
    return known


async def sign_out(school: School, hand: Hand, wish: SigningOut, now: datetime) -> SignedStays:
    """
    Sign children out, all or none of them, to somebody who may fetch each of them, or to nobody in particular.

    Raises: as sign_in; Forbidden also where one of them is not handed to that person.
    """
    wanted = _in_order(wish.students)
    at = _moment(wish.at, now)
    other = wish.other
    check_fits(may_be_named(wish.person, wish.listed, other))

    def work(act: AttendanceAct) -> None:
        kept = act.kept(wanted, at - LOOK_BACK)
        if other is not None:
            act.reason, act.id_seen = other.reason, other.id_seen
        end = act.end(min(at, act.now), _method(wanted), wish.person)
        end = replace(end, listed=wish.listed, other="" if other is None else other.name)
        for one in wanted:
            student, here = act.student(one), rules.open_stay(kept[one])
            act.check(student, _answers(act, student, here or rules.last_left(kept[one])))
            _handed(act, student, wish)
            act.took(one, kept[one], rules.sign_out(kept[one], end))
        if other is not None:
            check_fits(may_be_other(other))
        if other is not None and not act.clashes:
            _log_other(act, [one.after.student for one in act.made], other)

    return await acted(school, hand, SignAct.OUT, now, work)


def _answers(act: AttendanceAct, student: Student, its: ChildStay | None) -> str:
    return answering_room(signer_of(act.snapshot, act.hand.by, act.hand.device_room), student, its)


def _handed(act: AttendanceAct, student: Student, wish: SigningOut) -> None:
    if wish.other is not None or wish.listed:
        _handed_by_name(act, student, wish)
    elif wish.person:
        check_allowed(may_pick_up(act.snapshot.roster, _chosen(act, wish.person), student))


def _handed_by_name(act: AttendanceAct, student: Student, wish: SigningOut) -> None:
    """To who is no person here: whom the roster lists, and who is kept away, is read in this very commit."""
    connection, school, roster = act.transaction.connection, act.snapshot.school, act.snapshot.roster
    child = find_collected(connection, school, student.id)
    listed = list_pick_ups(connection, school, student.id)
    if wish.other is not None:
        by = roster.people[act.hand.by]
        check_allowed(may_hand_to_other(by, child, wish.other, listed, roster.day))
        return
    its = next((one for one in listed if one.name == wish.listed), None)
    if its is None:
        raise Forbidden(
            say("{person} is not on the roster’s list for {child} any more.", person=wish.listed, child=child.name)
        )
    check_allowed(may_collect(child, its, roster.day))


def _log_other(act: AttendanceAct, wanted: Sequence[str], other: SomebodyElse) -> None:
    by = act.snapshot.roster.people[act.hand.by]
    for one in wanted:
        facts = {"child": act.student(one).name, "student": one, "to": other.name, "reason": other.reason,
                 "id_seen": other.id_seen}  # fmt: skip
        put_on_record(
            act.transaction,
            LogDraft(school=act.snapshot.school, deed=Deed.HANDED_TO_OTHER, at=stamp(act.now), by=by.id,
                     by_name=by.name, facts=facts),
        )  # fmt: skip


async def move(school: School, hand: Hand, wish: Moving, now: datetime) -> SignedStays:
    """
    Send children into another room: one stay ends and the next begins in the same instant, all or none of them.

    Raises: as sign_in; Invalid also where there is no such room.
    """
    wanted = _in_order(wish.students)
    at = _moment(wish.at, now)

    def work(act: AttendanceAct) -> None:
        check_fits(may_be_room(act.snapshot.roster, wish.room))
        kept = act.kept(wanted, at - LOOK_BACK)
        came = act.end(min(at, act.now), SignMethod.MOVE)
        for one in wanted:
            student, here = act.student(one), rules.open_stay(kept[one])
            act.check(student, _answers(act, student, here or rules.last_left(kept[one])))
            fresh = ChildStay(id=new("st"), student=one, room=wish.room, came=came)
            act.took(one, kept[one], rules.move(kept[one], fresh))

    return await acted(school, hand, SignAct.MOVE, now, work)


async def take_over(school: School, hand: Hand, wish: TakingOver, now: datetime) -> SignedStays:
    """
    The room that children were sent to answers for them from now on.

    Raises: as sign_in.
    """
    wanted = _in_order(wish.students)

    def work(act: AttendanceAct) -> None:
        kept = act.kept(wanted, act.now - LOOK_BACK)
        for one in wanted:
            student, here = act.student(one), rules.open_stay(kept[one])
            act.check(student, here.room if here is not None else _answers(act, student, None))
            act.took(one, kept[one], rules.take_over(kept[one], act.hand.by, act.now))

    return await acted(school, hand, SignAct.TAKE_OVER, now, work)
