"""This file is how what was written down of who is here is corrected, and how an act is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.attendance.stay_commit import AttendanceAct, Hand, SignedStays, acted, check_allowed, check_fits
from hub.errors import Invalid, NotFound
from hub.queries.attendance.telling import signer_of
from hub.store import stays
from policies.attendance import stays as rules
from policies.attendance.handing_over import may_bring
from policies.attendance.moments import AHEAD
from policies.attendance.signing import SignAct, may_be_correction_reason, may_correct_then, may_sign, may_undo
from policies.attendance.stays import Correction
from policies.people.room_devices import may_be_room
from policies.sentence import on_field, say
from policies.timestamps import to_millisecond

if TYPE_CHECKING:
    from hub.bus.school import School
    from policies.attendance.stays import ChildStay
    from policies.people.facts import Student

NO_STAY = say("There is nothing of that child to correct here.")
NO_DEED = say("There is nothing to take back.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """
    A stay was written down wrong. n: the state that was read; left_at: None where the child is there still. person:
    who took the child, of one that closed by itself; empty where nobody knows.
    """

    stay: str
    n: int
    room: str
    came_at: datetime
    left_at: datetime | None
    struck: bool
    reason: str
    person: str = ""


async def correct(school: School, hand: Hand, wish: Correcting, now: datetime) -> SignedStays:
    """
    Let a stay be what it should have been; what it was stays in its history, with the reason.

    Raises: as sign_in; NotFound also where there is no such stay.
    """
    reason = " ".join(wish.reason.split())
    check_fits(may_be_correction_reason(reason))
    for field_, at in (("came_at", wish.came_at), ("left_at", wish.left_at)):
        if at is not None and at > now + AHEAD:
            raise Invalid(on_field(field_, say("this moment is still to come.")))

    def work(act: AttendanceAct) -> None:
        act.reason = reason
        its = stays.find_stay(act.transaction.connection, act.snapshot.school, wish.stay)
        if its is None:
            raise NotFound(NO_STAY)
        student = act.student(its.student)
        signer = signer_of(act.snapshot, act.hand.by, act.hand.device_room)
        act.check(student, its.room)
        check_allowed(may_correct_then(signer, min(its.came.at, wish.came_at), act.now))
        if wish.person:
            _check_taker(act, student, its, wish)
        if wish.room != its.room:
            check_fits(may_be_room(act.snapshot.roster, wish.room))
        if wish.left_at is None and not wish.struck and not (its.is_open and wish.room == its.room):
            # It would be here by that, as if it was signed in: no way around a room's staff, or into a closed one.
            check_allowed(may_sign(act.snapshot.roster, signer, student, wish.room, SignAct.IN))
        kept = act.kept([its.student], min(its.came.at, wish.came_at))[its.student]
        around = kept if any(one.id == its.id for one in kept) else [*kept, its]
        wanted = Correction(
            stay=its.id, n=wish.n, room=wish.room, came_at=to_millisecond(min(wish.came_at, act.now)),
            left_at=None if wish.left_at is None else to_millisecond(min(wish.left_at, act.now)),
            struck=wish.struck, by=act.hand.by, device=act.hand.device, now=act.now, person=wish.person,
        )  # fmt: skip
        act.took(its.student, around, rules.correct(around, wanted))

    return await acted(school, hand, SignAct.CORRECT, now, work)


def _check_taker(act: AttendanceAct, student: Student, its: ChildStay, wish: Correcting) -> None:
    """
    Who took a child is noted later only of a stay that closed by itself: whoever of those who are tied to it.

    Of a child who is here it is not noted: to whom it is handed is decided where it is signed out.
    """
    if wish.left_at is None or wish.struck or not its.is_auto:
        raise Invalid(on_field("person", say("who took the child is noted where its stay closed by itself.")))
    if (person := act.snapshot.roster.people.get(wish.person)) is None:
        raise Invalid(on_field("person", say("choose one of those who are listed.")))
    check_allowed(may_bring(act.snapshot.roster, student, person))


async def confirm(school: School, hand: Hand, stay: str, n: int, now: datetime) -> SignedStays:
    """
    Stand by that a stay closed by itself, as nobody knows better. n: the state that was read.

    Raises: as correct, whose rules it keeps: it says no less of when a child went.
    """

    def work(act: AttendanceAct) -> None:
        its = stays.find_stay(act.transaction.connection, act.snapshot.school, stay)
        if its is None:
            raise NotFound(NO_STAY)
        act.check(act.student(its.student), its.room)
        signer = signer_of(act.snapshot, act.hand.by, act.hand.device_room)
        check_allowed(may_correct_then(signer, its.came.at, act.now))
        act.took(its.student, [its], rules.confirm(its, n, act.hand.by, act.now))

    return await acted(school, hand, SignAct.CONFIRM, now, work)


async def undo(school: School, hand: Hand, deed: str, now: datetime) -> SignedStays:
    """
    Take back an act of one's own of a moment ago, of all its children; it stays in the history, and so does this.

    Raises:
        NotFound: there is no such act.
        Forbidden: it is not theirs, or more than a minute ago.
        AttendanceClash: something came of it since.
    """

    def work(act: AttendanceAct) -> None:
        connection, school_ = act.transaction.connection, act.snapshot.school
        done = stays.list_deed(connection, school_, deed)
        if not done:
            raise NotFound(NO_DEED)
        person = act.snapshot.roster.people[act.hand.by]
        check_allowed(may_undo(person, done[0].by, done[0].at, act.now))
        for student, changes in sorted(stays.changes_of(done).items()):
            since = min((one.before or one.after).came.at for one in changes)
            kept = {one.id: one for one in act.kept([student], since)[student]}
            for one in changes:
                if one.after.id not in kept and (its := stays.find_stay(connection, school_, one.after.id)):
                    kept[its.id] = its
            around = list(kept.values())
            act.took(student, around, rules.undo(around, changes, act.now))

    return await acted(school, hand, SignAct.UNDO, now, work)
