"""This file is how children are signed in and out, moved, corrected and taken back: one act, one commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.queries.attendance.telling import shown_stay, signer_of, telling_of
from hub.store import journal, stays
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.stays import Amendment
from policies.attendance import stays as rules
from policies.attendance.handing_over import SomebodyElse, may_be_other, may_bring, may_hand_to_other
from policies.attendance.moments import LOOK_BACK, UNDO_FOR, level_with, may_be_moment
from policies.attendance.signing import (
    MOST_CHILDREN,
    SignAct,
    may_be_correction_reason,
    may_correct_then,
    may_sign,
    may_undo,
)
from policies.attendance.stay_words import CHOICES, already_in_words, clash_in_words
from policies.attendance.stays import (
    ChildStay,
    Correction,
    SignMethod,
    StayAlready,
    StayClashes,
    StayEnd,
    StayOutcome,
    StaysChanged,
)
from policies.conversations.seeing import STAFF_SIDE
from policies.people.custody import may_pick_up
from policies.people.room_devices import may_be_room
from policies.records.activity_log import Deed
from policies.sentence import in_turn, on_field, say
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.facts import Student
    from policies.sentence import Sentence

NO_CHILD = say("There is no such child here.")
NO_STAY = say("There is nothing of that child to correct here.")
NO_DEED = say("There is nothing to take back.")

SAID_AT_ONCE = 5
"""Of a refusal about many children, as many sentences as are read."""


class AttendanceClash(Conflict):
    """What stands against an act. stay: of the first child; choices: what can be done instead."""

    def __init__(self, sentence: Sentence, stay: ChildStay | None, choices: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.stay, self.choices = stay, choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts: the person, the room device and its room, both empty where they are signed in on their own."""

    by: str
    device: str = ""
    device_room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """Children come into a room. at: None for now. person: who brought them, empty where nobody said."""

    students: tuple[str, ...]
    room: str
    at: datetime | None = None
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningOut:
    """Children go home. person: who takes them; other: somebody who is on nobody's list, for admins."""

    students: tuple[str, ...]
    at: datetime | None = None
    person: str = ""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """A stay was written down wrong. n: the state that was read; left_at: None where the child is there still."""

    stay: str
    n: int
    room: str
    came_at: datetime
    left_at: datetime | None
    struck: bool
    reason: str


@dataclass(frozen=True, slots=True)
class AlreadySo:
    """Of a child nothing changed, as it was so since a moment ago: in words."""

    student: str
    says: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedStays:
    """What an act made. deed: what it is taken back by until then, empty where nothing changed."""

    deed: str = ""
    undo_until: datetime | None = None
    stays: tuple[ChildStay, ...] = ()
    already: tuple[AlreadySo, ...] = ()


@dataclass(slots=True)
class _Act:
    """One act under its school's lock. now: to the millisecond, as it is kept. said: what stands against it."""

    transaction: Transaction
    snapshot: Snapshot
    hand: Hand
    act: SignAct
    now: datetime
    deed: str = field(default_factory=lambda: new("at"))
    reason: str = ""
    id_seen: str = ""
    made: list[Amendment] = field(default_factory=list)
    already: list[AlreadySo] = field(default_factory=list)
    clashes: list[tuple[str, StayClashes]] = field(default_factory=list)

    def student(self, its: str) -> Student:
        found = self.snapshot.roster.students.get(its)
        if found is None:
            raise NotFound(NO_CHILD)
        return found

    def check(self, student: Student, room: str) -> None:
        signer = signer_of(self.snapshot, self.hand.by, self.hand.device_room)
        _allowed(may_sign(self.snapshot.roster, signer, student, room, self.act))

    def end(self, at: datetime, method: SignMethod, person: str = "", other: str = "") -> StayEnd:
        return StayEnd(
            at=at, by=self.hand.by, method=method, noted_at=self.now, device=self.hand.device, person=person,
            other=other,
        )  # fmt: skip

    def kept(self, students: Iterable[str], since: datetime) -> dict[str, list[ChildStay]]:
        found: dict[str, list[ChildStay]] = {one: [] for one in students}
        for one in stays.list_stays(self.transaction.connection, self.snapshot.school, found.keys(), since):
            found[one.student].append(one)
        return found

    def took(self, student: str, before: Sequence[ChildStay], outcome: StayOutcome) -> None:
        match outcome:
            case StaysChanged(stays=after):
                known = {one.id: one for one in before}
                self.made += [self._amended(known.get(one.id), one) for one in after]
            case StayAlready(stay=stay):
                says = already_in_words(stay, telling_of(self.snapshot, self.now))
                self.already.append(AlreadySo(student, says))
            case StayClashes():
                self.clashes.append((student, outcome))

    def _amended(self, before: ChildStay | None, after: ChildStay) -> Amendment:
        return Amendment(
            deed=self.deed, act=self.act.value, at=self.now, by=self.hand.by, device=self.hand.device,
            before=before, after=after, reason=self.reason, id_seen=self.id_seen,
        )  # fmt: skip

    def done(self) -> SignedStays:
        """
        Write down what came of it, all or nothing, and tell it.

        Raises:
            AttendanceClash: something stands against it for one of the children.
        """
        if self.clashes:
            telling = telling_of(self.snapshot, self.now)
            said = [clash_in_words(its, student, telling) for student, its in self.clashes[:SAID_AT_ONCE]]
            first = self.clashes[0][1]
            raise AttendanceClash(in_turn(*said), first.stay, CHOICES.get(first.why, ()))
        if not self.made:
            return SignedStays(already=tuple(self.already))
        stays.add_amendments(self.transaction.connection, self.snapshot.school, self.made)
        journal.append_all(self.transaction, self.snapshot.school, list(self._told()))
        return SignedStays(
            deed=self.deed,
            undo_until=self.now + UNDO_FOR,
            stays=tuple(one.after for one in self.made),
            already=tuple(self.already),
        )

    def _told(self) -> Iterable[journal.Draft]:
        """One event of an act for each set of rooms that it is shown in: mostly one (ADR 75)."""
        rooms: dict[str, set[str]] = {}
        for one in self.made:
            its = rooms.setdefault(one.after.student, set(self.student(one.after.student).rooms))
            its |= {one.after.room, one.after.moved_from, one.before.room if one.before else ""} - {""}
        together: dict[tuple[str, ...], list[ChildStay]] = {}
        for one in self.made:
            together.setdefault(tuple(sorted(rooms[one.after.student])), []).append(one.after)
        for where, its_stays in sorted(together.items()):
            body = journal.Body(stays=tuple(shown_stay(one) for one in its_stays), rooms=where)
            yield journal.Draft(
                kind="attendance", audience=STAFF_SIDE, at=stamp(self.now), author=self.hand.by, body=body
            )


def _allowed(verdict: Verdict) -> None:
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)


def _fits(verdict: Verdict) -> None:
    if isinstance(verdict, Refused):
        raise Invalid(verdict.because)


async def _acted(
    school: School, hand: Hand, act: SignAct, now: datetime, work: Callable[[_Act], None]
) -> SignedStays:
    whole = now.replace(microsecond=now.microsecond // 1_000 * 1_000)

    def write(transaction: Transaction, snapshot: Snapshot) -> SignedStays:
        journal.lock(transaction, snapshot.school)
        journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
        one = _Act(transaction, snapshot, hand, act, whole)
        work(one)
        return one.done()

    return await on_fresh_rules(
        school, lambda snapshot: school.store.write(lambda one: write(one, snapshot), school.id)
    )


def _in_order(students: tuple[str, ...]) -> list[str]:
    """By their ids, each once: two acts about the same children look at them in one order."""
    if not 0 < len(students) <= MOST_CHILDREN:
        raise Invalid(on_field("students", say("name between 1 and {most} children.", most=MOST_CHILDREN)))
    return sorted(set(students))


def _method(students: Sequence[str]) -> SignMethod:
    return SignMethod.STAFF if len(students) == 1 else SignMethod.BATCH


def _moment(at: datetime | None, now: datetime) -> datetime:
    if at is not None:
        _fits(may_be_moment(at, now))
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

    def work(act: _Act) -> None:
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

    return await _acted(school, hand, SignAct.IN, now, work)


def _brought(act: _Act, student: Student, person: str) -> None:
    known = act.snapshot.roster.people.get(person)
    if known is None:
        raise Invalid(on_field("person", say("choose one of those who are listed.")))
    _allowed(may_bring(act.snapshot.roster, student, known))


async def sign_out(school: School, hand: Hand, wish: SigningOut, now: datetime) -> SignedStays:
    """
    Sign children out, all or none of them, to somebody who may fetch each of them, or to nobody in particular.

    Raises: as sign_in; Forbidden also where one of them is not handed to that person.
    """
    wanted = _in_order(wish.students)
    at = _moment(wish.at, now)
    other = wish.other

    def work(act: _Act) -> None:
        kept = act.kept(wanted, at - LOOK_BACK)
        if other is not None:
            act.reason, act.id_seen = other.reason, other.id_seen
        end = act.end(min(at, act.now), _method(wanted), wish.person, "" if other is None else other.name)
        for one in wanted:
            student, here = act.student(one), rules.open_stay(kept[one])
            act.check(student, _answers(act, student, here or rules.last_left(kept[one])))
            _handed(act, student, wish)
            act.took(one, kept[one], rules.sign_out(kept[one], end))
        if other is not None:
            _fits(may_be_other(other))
        if other is not None and not act.clashes:
            _log_other(act, wanted, other)

    return await _acted(school, hand, SignAct.OUT, now, work)


def _answers(act: _Act, student: Student, its: ChildStay | None) -> str:
    """
    The room that answers for a child: where it is, on its way between two either of them, else its own of today.

    Of several the one that who acts answers for.
    """
    between = [its.moved_from] if its is not None and its.is_in_transit else []
    rooms = sorted(student.rooms) if its is None else [its.room, *between]
    signer = signer_of(act.snapshot, act.hand.by, act.hand.device_room)
    return next((one for one in rooms if signer.answers_for(one)), rooms[0] if rooms else "")


def _handed(act: _Act, student: Student, wish: SigningOut) -> None:
    roster = act.snapshot.roster
    if wish.other is not None:
        _allowed(may_hand_to_other(roster, roster.people[act.hand.by], student, wish.other))
    elif wish.person:
        known = roster.people.get(wish.person)
        if known is None:
            raise Invalid(on_field("person", say("choose one of those who are listed.")))
        _allowed(may_pick_up(roster, known, student))


def _log_other(act: _Act, wanted: Sequence[str], other: SomebodyElse) -> None:
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

    def work(act: _Act) -> None:
        _fits(may_be_room(act.snapshot.roster, wish.room))
        kept = act.kept(wanted, at - LOOK_BACK)
        came = act.end(min(at, act.now), SignMethod.MOVE)
        for one in wanted:
            student, here = act.student(one), rules.open_stay(kept[one])
            act.check(student, _answers(act, student, here or rules.last_left(kept[one])))
            fresh = ChildStay(id=new("st"), student=one, room=wish.room, came=came)
            act.took(one, kept[one], rules.move(kept[one], fresh))

    return await _acted(school, hand, SignAct.MOVE, now, work)


async def take_over(school: School, hand: Hand, wish: TakingOver, now: datetime) -> SignedStays:
    """
    The room that children were sent to answers for them from now on.

    Raises: as sign_in.
    """
    wanted = _in_order(wish.students)

    def work(act: _Act) -> None:
        kept = act.kept(wanted, act.now - LOOK_BACK)
        for one in wanted:
            student, here = act.student(one), rules.open_stay(kept[one])
            act.check(student, here.room if here is not None else _answers(act, student, None))
            act.took(one, kept[one], rules.take_over(kept[one], act.hand.by, act.now))

    return await _acted(school, hand, SignAct.TAKE_OVER, now, work)


async def correct(school: School, hand: Hand, wish: Correcting, now: datetime) -> SignedStays:
    """
    Let a stay be what it should have been; what it was stays in its history, with the reason.

    Raises: as sign_in; NotFound also where there is no such stay.
    """
    reason = " ".join(wish.reason.split())
    _fits(may_be_correction_reason(reason))
    for field_, at in (("came_at", wish.came_at), ("left_at", wish.left_at)):
        if at is not None and at > now + timedelta(minutes=1):
            raise Invalid(on_field(field_, say("this moment is still to come.")))

    def work(act: _Act) -> None:
        act.reason = reason
        its = stays.find_stay(act.transaction.connection, act.snapshot.school, wish.stay)
        if its is None:
            raise NotFound(NO_STAY)
        student = act.student(its.student)
        signer = signer_of(act.snapshot, act.hand.by, act.hand.device_room)
        act.check(student, its.room)
        _allowed(may_correct_then(signer, min(its.came.at, wish.came_at), act.now))
        if wish.room != its.room:
            _fits(may_be_room(act.snapshot.roster, wish.room))
        kept = act.kept([its.student], min(its.came.at, wish.came_at))[its.student]
        around = kept if any(one.id == its.id for one in kept) else [*kept, its]
        wanted = Correction(
            stay=its.id, n=wish.n, room=wish.room, came_at=_to_ms(min(wish.came_at, act.now)),
            left_at=None if wish.left_at is None else _to_ms(min(wish.left_at, act.now)), struck=wish.struck,
            by=act.hand.by, device=act.hand.device, now=act.now,
        )  # fmt: skip
        act.took(its.student, around, rules.correct(around, wanted))

    return await _acted(school, hand, SignAct.CORRECT, now, work)


def _to_ms(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1_000 * 1_000)


async def undo(school: School, hand: Hand, deed: str, now: datetime) -> SignedStays:
    """
    Take back an act of one's own of a moment ago, of all its children; it stays in the history, and so does this.

    Raises:
        NotFound: there is no such act.
        Forbidden: it is not theirs, or more than a minute ago.
        AttendanceClash: something came of it since.
    """

    def work(act: _Act) -> None:
        connection, school_ = act.transaction.connection, act.snapshot.school
        done = stays.list_deed(connection, school_, deed)
        if not done:
            raise NotFound(NO_DEED)
        person = act.snapshot.roster.people[act.hand.by]
        _allowed(may_undo(person, done[0].by, done[0].at, act.now))
        for student, changes in sorted(stays.changes_of(done).items()):
            since = min((one.before or one.after).came.at for one in changes)
            kept = {one.id: one for one in act.kept([student], since)[student]}
            for one in changes:
                if one.after.id not in kept and (its := stays.find_stay(connection, school_, one.after.id)):
                    kept[its.id] = its
            around = list(kept.values())
            act.took(student, around, rules.undo(around, changes))

    return await _acted(school, hand, SignAct.UNDO, now, work)
