"""This file is one act about who is here, under its school's lock: all or nothing, kept, and told to devices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.queries.attendance.telling import shown_stay, signer_of, telling_of
from hub.store import journal, stays
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.stays import Amendment
from policies.attendance.moments import UNDO_FOR
from policies.attendance.signing import SignAct, may_sign
from policies.attendance.stay_words import CHOICES, already_in_words, clash_in_words
from policies.attendance.stays import (
    ChildStay,
    SignMethod,
    StayAlready,
    StayClashes,
    StayEnd,
    StayOutcome,
    StaysChanged,
)
from policies.conversations.seeing import STAFF_SIDE
from policies.sentence import in_turn, say
from policies.timestamps import to_millisecond
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.facts import Student
    from policies.sentence import Sentence

NO_CHILD = say("There is no such child here.")

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
class AttendanceAct:
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
        """A child of the school by its id, also one who left."""
        found = self.snapshot.roster.students.get(its)
        if found is None:
            raise NotFound(NO_CHILD)
        return found

    def check(self, student: Student, room: str) -> None:
        """Go on only where who acts may do this with student in room."""
        signer = signer_of(self.snapshot, self.hand.by, self.hand.device_room)
        check_allowed(may_sign(self.snapshot.roster, signer, student, room, self.act))

    def end(self, at: datetime, method: SignMethod, person: str = "") -> StayEnd:
        """One end of a stay, written down now by who acts."""
        return StayEnd(
            at=at, by=self.hand.by, method=method, noted_at=self.now, device=self.hand.device, person=person
        )

    def kept(self, students: Iterable[str], since: datetime) -> dict[str, list[ChildStay]]:
        """The stays of these students that were open since then or later, by student."""
        found: dict[str, list[ChildStay]] = {one: [] for one in students}
        for one in stays.list_stays(self.transaction.connection, self.snapshot.school, found.keys(), since):
            found[one.student].append(one)
        return found

    def took(self, student: str, before: Sequence[ChildStay], outcome: StayOutcome) -> None:
        """Note what the rules made of a child's stays; it is written with all others, at the end."""
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
        told = drafts_of(self.made, lambda one: self.student(one).rooms, self.hand.by, self.now)
        journal.append_all(self.transaction, self.snapshot.school, told)
        return SignedStays(
            deed=self.deed,
            undo_until=self.now + UNDO_FOR,
            stays=tuple(one.after for one in self.made),
            already=tuple(self.already),
        )


def drafts_of(
    made: Sequence[Amendment], rooms_of: Callable[[str], Iterable[str]], by: str, now: datetime
) -> list[journal.Draft]:
    """
    One event of an act for each set of rooms that it is shown in: mostly one (ADR 74).

    rooms_of: those that a child is assigned to. by: empty where nobody acted.
    """
    rooms: dict[str, set[str]] = {}
    for one in made:
        its = rooms.setdefault(one.after.student, set(rooms_of(one.after.student)))
        its |= {one.after.room, one.after.moved_from, one.before.room if one.before else ""} - {""}
    together: dict[tuple[str, ...], list[ChildStay]] = {}
    for one in made:
        together.setdefault(tuple(sorted(rooms[one.after.student])), []).append(one.after)
    return [
        journal.Draft(
            kind="attendance", audience=STAFF_SIDE, at=stamp(now), author=by or None,
            body=journal.Body(stays=tuple(shown_stay(one) for one in its_stays), rooms=where),
        )
        for where, its_stays in sorted(together.items())
    ]  # fmt: skip


def check_allowed(verdict: Verdict) -> None:
    """
    Go on only with what is theirs to do.

    Raises:
        Forbidden: it is not; the sentence says why.
    """
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)


def check_fits(verdict: Verdict) -> None:
    """
    Go on only with what can be meant.

    Raises:
        Invalid: it cannot; the sentence says why.
    """
    if isinstance(verdict, Refused):
        raise Invalid(verdict.because)


async def acted(
    school: School, hand: Hand, act: SignAct, now: datetime, work: Callable[[AttendanceAct], None]
) -> SignedStays:
    """
    What work made of stays in one commit, decided on rules that held then.

    Raises:
        AttendanceClash: something stands against it for one of the children.
    """
    whole = to_millisecond(now)

    def write(transaction: Transaction, snapshot: Snapshot) -> SignedStays:
        journal.lock(transaction, snapshot.school)
        journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
        one = AttendanceAct(transaction, snapshot, hand, act, whole)
        work(one)
        return one.done()

    return await on_fresh_rules(
        school, lambda snapshot: school.store.write(lambda one: write(one, snapshot), school.id)
    )
