"""This file answers why somebody can or cannot see, message or hear of something: from the rules that decide."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.heard import Explanation, in_general, of_message, when_said, would_hear_there
from hub.deeds.judge import may_post
from hub.deeds.place import place
from hub.errors import Forbidden, Invalid, NotFound
from policies.denying import may_pick_up
from policies.facts import Person, Power, Role, Student
from policies.hearing import may_hear_family, own_side
from policies.knowing import may_ask_about
from policies.messaging import may_message
from policies.seeing import may_see
from policies.settable import Place, how_to_change, set_at
from policies.verdict import Allowed, Refused, Verdict

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Conversation, Snapshot

NOBODY = "There is no such person or student here, or they are not yours to ask about."
POWERS = {"see": Power.SEE, "message": Power.MESSAGE, "pick_up": Power.PICK_UP}


async def explain(school: School, asker: str, asked: tuple[str, str, str], now: datetime) -> Explanation:
    """
    Whether who may see, message or pick up the student about, or hears of the message or student about (asked).

    To message a student is to write to the family, or as one of it; to hear of one is to be told of what the other
    side writes in the family's conversation. To see, message and hear, about may also be a conversation that asker
    is in.

    Raises:
        Forbidden: parents ask about themselves alone.
        NotFound: who or about is not known here.
        Invalid: may is another word.
    """
    who, may, about = asked
    snapshot = school.snapshot
    person = _person(snapshot, asker, who)
    if may in {"see", "message"} and about in snapshot.conversations:
        where, _ = place(snapshot, asker, about)
        return _in_conversation(snapshot, person, where, may)
    if may in POWERS:
        student = _student(snapshot, asker, about)
        verdict = _verdict(school, person, student, POWERS[may])
        return _explained(snapshot, (asker, person), student, POWERS[may], verdict)
    if may != "hear":
        raise Invalid("may: see, message, hear or pick_up.")
    return await read_on_fresh_rules(
        school, lambda connection, rules: _hears(connection, rules, asker, (rules.roster.people[who], about, now))
    )


def _person(snapshot: Snapshot, asker: str, who: str) -> Person:
    roster = snapshot.roster
    if isinstance(verdict := may_ask_about(roster.people[asker], who), Refused):
        raise Forbidden(verdict.because)
    if who not in roster.people:
        raise NotFound(NOBODY)
    return roster.people[who]


def _student(snapshot: Snapshot, asker: str, about: str) -> Student:
    roster = snapshot.roster
    student = roster.students.get(about)
    if student is None or not isinstance(may_see(roster, roster.people[asker], student), Allowed):
        raise NotFound(NOBODY)
    return student


def _in_conversation(snapshot: Snapshot, person: Person, where: Conversation, may: str) -> Explanation:
    """By membership, which the kind's parties decide, and by the kind's own rule."""
    verdict = where.kind.may_post(snapshot.roster, where.subject, person, where.kind.items[0])
    if may == "message":
        return Explanation(isinstance(verdict, Allowed), (verdict.because,))
    if snapshot.membership(person.id, where.id) is None:
        why = verdict.because if isinstance(verdict, Refused) else f"{person.name} is not in this conversation."
        return Explanation(answer=False, because=(why,))
    return Explanation(answer=True, because=(f"{person.name} is in this conversation.",))


def _verdict(school: School, person: Person, student: Student, power: Power) -> Verdict:
    roster = school.snapshot.roster
    if power is Power.SEE:
        return may_see(roster, person, student)
    if power is Power.PICK_UP:
        return may_pick_up(roster, person, student)
    where = _family(school.snapshot, student)
    if where is None or not student.active:
        return may_message(roster, person, student)
    return may_post(school.snapshot, where, person, "text", begun=school.begun(where.id))


def _family(snapshot: Snapshot, student: Student) -> Conversation | None:
    """The family's conversation; who had left before anything was imported never had one."""
    return snapshot.by_subject.get(("family", f"student:{student.id}"))


def _explained(
    snapshot: Snapshot, asked: tuple[str, Person], student: Student, power: Power, verdict: Verdict
) -> Explanation:
    """A verdict; where it is no, with what would change it."""
    if isinstance(verdict, Allowed):
        return Explanation(answer=True, because=(verdict.because,))
    asker, person = asked
    at = set_at(snapshot.roster, person, student, power)
    told = snapshot.roster.people[asker]
    closed = told.role is Role.GUARDIAN or at is Place.ROSTER
    how = how_to_change(at, told, person, student)
    return Explanation(answer=False, because=(verdict.because, how), change=None if closed else at)


def _hears(
    connection: Connection, snapshot: Snapshot, asker: str, what: tuple[Person, str, datetime]
) -> Explanation:
    person, about, now = what
    if about in snapshot.roster.students:
        return _of_child(connection, snapshot, (asker, person, now), _student(snapshot, asker, about))
    if about in snapshot.conversations:
        where, _ = place(snapshot, asker, about)
        student = where.student(snapshot.roster)
        if where.kind.name == "family" and student is not None:
            return _of_child(connection, snapshot, (asker, person, now), student)
        return would_hear_there(connection, snapshot, (person, where, now))
    return of_message(connection, snapshot, asker, person, about)


def _of_child(
    connection: Connection, snapshot: Snapshot, asked: tuple[str, Person, datetime], student: Student
) -> Explanation:
    """Of what the other side writes in the family's conversation, and of what one's own side does."""
    asker, person, now = asked
    verdict, where = may_hear_family(snapshot.roster, person, student), _family(snapshot, student)
    there = where is not None and snapshot.membership(person.id, where.id) is not None
    beside = (own_side(person, student),) if there else ()
    if where is None or isinstance(verdict, Refused):
        said = _explained(snapshot, (asker, person), student, Power.TOLD, verdict)
        return Explanation(said.answer, (said.because[0], *beside, *said.because[1:]), said.change)
    told = in_general(connection, snapshot, (person, where, now), verdict.because)
    waits = when_said(snapshot, snapshot.roster.people[asker], person)
    return Explanation(told.answer, (*told.because, *waits, *beside), told.change)
