"""This file is what happens when an admin sets what somebody is to a child, and what they may do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.store import journal, rights, ties
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import day_in, stamp
from policies.people.custody import may_set_ties
from policies.people.facts import Power, Tie
from policies.records.activity_log import Deed
from policies.sentence import on_field, say
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NO_SUCH_PAIR = say("There is no such person or student here.")

MAX_DENIALS = 20
"""Denials of one person about one student: a few terms of a court's order, never more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TieChange:
    """
    What an admin sets for a person and a student.

    denials: power, first and last day, in place of those there are; None leaves them. tie: None leaves it,
    GUARDIAN is what the source says (lifts a bar, ends a pick-up). was: how it has to stand for it to be set,
    so that an undo takes back nothing that somebody else has set since; None sets it whatever there is.
    """

    admin: str
    person: str
    student: str
    denials: tuple[tuple[Power, date | None, date | None], ...] | None = None
    tie: Tie | None = None
    was: Stands | None = None


class Stands(NamedTuple):
    """What somebody is to a student, and what was denied them, from which to which day."""

    tie: Tie
    denials: frozenset[tuple[Power, date | None, date | None]]


CHANGED = say("Somebody has changed this meanwhile, so it stays as it is now.")


async def set_tie(school: School, action: TieChange, now: datetime) -> None:
    """
    Set it. Everybody's conversations follow in the same transaction; no sync undoes it.

    Raises:
        NotFound: nobody here is called that.
        Forbidden: only admins do, and not about their own child.
        Invalid: dates the wrong way round, too many, or denials for who is tied to the student by nothing, but for
            picking it up.
        Conflict: who is a parent by the roster cannot be a mere pick-up; or it does not stand as it was.
    """
    for power, begin, end in action.denials or ():
        if begin is not None and end is not None and end < begin:
            raise Invalid(on_field("denials", say("{value} would end before it begins.", value=power.value)))
    if len(action.denials or ()) > MAX_DENIALS:
        raise Invalid(on_field("denials", say("no more than {most} for one person and child.", most=MAX_DENIALS)))
    await on_fresh_rules(school, lambda snapshot: _set(school, snapshot, action, now))
    await school.catch_up()


async def _set(school: School, snapshot: Snapshot, action: TieChange, now: datetime) -> None:
    roster = snapshot.roster
    if isinstance(verdict := _may(snapshot, action), Refused):
        raise Forbidden(verdict.because)
    student, person = roster.students.get(action.student), roster.people.get(action.person)
    if student is None or person is None:
        raise NotFound(NO_SUCH_PAIR)
    if action.tie is Tie.PICK_UP and action.person in student.family - student.barred:
        raise Conflict(
            say(
                "{person} is a parent of {child} in the roster, and picks up as one.",
                person=person.name,
                child=student.name,
            )
        )
    tied = action.person in student.family | student.collectors or action.tie is Tie.PICK_UP
    at_the_door = (action.person, Power.PICK_UP) in student.denied  # of before, while they were tied to it
    if action.denials and not (tied or at_the_door or any(one[0] is Power.PICK_UP for one in action.denials)):
        raise Invalid(
            on_field(
                "denials",
                say(
                    "{person} is nothing to {child}, so there is nothing to deny.",
                    person=person.name,
                    child=student.name,
                ),
            )
        )
    await school.store.write(lambda transaction: _change(transaction, snapshot, action, now), school.id)


def _may(snapshot: Snapshot, action: TieChange) -> Verdict:
    roster = snapshot.roster
    student = roster.students.get(action.student)
    if student is None:
        raise NotFound(NO_SUCH_PAIR)
    return may_set_ties(roster, roster.people[action.admin], student)


def _change(transaction: Transaction, snapshot: Snapshot, action: TieChange, now: datetime) -> None:
    school, at = snapshot.school, stamp(now)
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    before = _stands(transaction, school, action)
    if action.was is not None and action.was != before:
        raise Conflict(CHANGED)
    if action.tie is not None:
        becomes = None if action.tie is Tie.GUARDIAN else action.tie
        ties.become(transaction.connection, school, action.person, action.student, becomes)
    if action.denials is not None:
        _deny(transaction, school, action, at)
    put_on_record(transaction, *_noted(snapshot, action, before, _stands(transaction, school, action), at))
    day = day_in(snapshot.time_zone, now)
    rights.settle(transaction, school, day, at, by=action.admin, before=snapshot)


def _noted(snapshot: Snapshot, action: TieChange, before: Stands, after: Stands, at: str) -> list[LogDraft]:
    """On record: what somebody was to a child and what was denied them, and what is by now."""
    people, child = snapshot.roster.people, snapshot.roster.students[action.student]
    if before == after:
        return []
    facts = {
        "child": child.name,
        "student": child.id,
        "tie": [before.tie.value, after.tie.value],
        "denied": _told(after.denials - before.denials),
        "allowed": _told(before.denials - after.denials),
    }
    by, about = people[action.admin], people[action.person]
    return [
        LogDraft(school=snapshot.school, deed=Deed.TIE, at=at, by=by.id, by_name=by.name,
                 about=about.id, about_name=about.name, facts=facts)
    ]  # fmt: skip


def _told(denials: Iterable[tuple[Power, date | None, date | None]]) -> list[list[str]]:
    found = ([power.value, *("" if one is None else one.isoformat() for one in span)] for power, *span in denials)
    return sorted(found)


def _stands(transaction: Transaction, school: str, action: TieChange) -> Stands:
    """How it stands now; who is nothing to a student stands there as the source says."""
    known = {one.person: one for one in ties.told(transaction.connection, school, action.student)}
    if (one := known.get(action.person)) is None:
        return Stands(Tie.GUARDIAN, frozenset())
    return Stands(one.tie, frozenset((denial.power, denial.begin, denial.end) for denial in one.denials))


def _deny(transaction: Transaction, school: str, action: TieChange, at: str) -> None:
    rows = [
        ties.NewDenial(power=power, begin=begin, end=end, by=action.admin, at=at)
        for power, begin, end in action.denials or ()
    ]
    ties.replace_denials(transaction.connection, school, action.person, action.student, rows)
