"""This file answers why somebody can or cannot see, message or hear of something: from the rules that decide."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden, NotFound
from hub.queries.conversations.place import family_of, place
from hub.queries.conversations.posting import TEXT, Question, decide
from hub.queries.notify.explain_alerts import AlertExplanation, in_general, of_message, when_said, would_hear_there
from policies.conversations.messaging import may_message
from policies.conversations.posting import Admitted
from policies.conversations.seeing import may_see
from policies.notify.explaining import may_hear_family, own_side
from policies.people.custody import may_pick_up
from policies.people.custody_settings import SettingPlace, how_to_change, set_at
from policies.people.facts import Person, Power, Role, Student
from policies.people.knowing import may_ask_about
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.snapshot import Conversation, Snapshot

NO_SUCH_PAIR = say("There is no such person or student here, or they are not yours to ask about.")
Asks = Literal["see", "message", "hear", "pick_up"]
"""What may be asked of a person and what they belong to."""

POWERS = {"see": Power.SEE, "message": Power.MESSAGE, "pick_up": Power.PICK_UP}


async def explain(school: School, asker: str, who: str, may: Asks, about: str, now: datetime) -> AlertExplanation:
    """
    Whether who may see, message or pick up the student about, or hears of the message or student about.

    To message a student is to write to the family, or as one of it; to hear of one is to be told of what the other
    side writes in the family's conversation. To see, message and hear, about may also be a conversation that asker
    is in.

    Raises:
        Forbidden: parents ask about themselves alone.
        NotFound: who or about is not known here.
    """
    snapshot = school.snapshot
    person = _person(snapshot, asker, who)
    if may in {"see", "message"} and about in snapshot.conversations:
        where, _ = place(snapshot, asker, about)
        return _in_conversation(snapshot, person, where, may)
    if may in POWERS:
        student = _student(snapshot, asker, about)
        verdict = _verdict(school, person, student, POWERS[may])
        return _explained(snapshot, asker, person, student, POWERS[may], verdict)
    return await read_on_fresh_rules(
        school, lambda connection, rules: _hears(connection, rules, asker, rules.roster.people[who], about, now)
    )


def _person(snapshot: Snapshot, asker: str, who: str) -> Person:
    roster = snapshot.roster
    if isinstance(verdict := may_ask_about(roster.people[asker], who), Refused):
        raise Forbidden(verdict.because)
    if who not in roster.people:
        raise NotFound(NO_SUCH_PAIR)
    return roster.people[who]


def _student(snapshot: Snapshot, asker: str, about: str) -> Student:
    roster = snapshot.roster
    student = roster.students.get(about)
    if student is None or not isinstance(may_see(roster, roster.people[asker], student), Allowed):
        raise NotFound(NO_SUCH_PAIR)
    return student


def _in_conversation(snapshot: Snapshot, person: Person, where: Conversation, may: str) -> AlertExplanation:
    """By membership, which the kind's parties decide, and by the kind's own rule."""
    verdict = where.kind.may_post(snapshot.roster, where.subject, person, where.kind.items[0])
    if may == "message":
        return AlertExplanation(isinstance(verdict, Allowed), (verdict.because,))
    if snapshot.membership(person.id, where.id) is None:
        why = (
            verdict.because
            if isinstance(verdict, Refused)
            else say("{person} is not in this conversation.", person=person.name)
        )
        return AlertExplanation(answer=False, because=(why,))
    return AlertExplanation(answer=True, because=(say("{person} is in this conversation.", person=person.name),))


def _verdict(school: School, person: Person, student: Student, power: Power) -> Verdict:
    roster = school.snapshot.roster
    if power is Power.SEE:
        return may_see(roster, person, student)
    if power is Power.PICK_UP:
        return may_pick_up(roster, person, student)
    where = family_of(school.snapshot, student.id)
    if where is None or not student.active:
        return may_message(roster, person, student)
    question = Question(author=person.id, conversation=where.id, submission=TEXT, begun=school.begun(where.id))
    decision = decide(school.snapshot, question, where)
    return Allowed(decision.because) if isinstance(decision, Admitted) else Refused(decision.because)


def _explained(
    snapshot: Snapshot, asker: str, person: Person, student: Student, power: Power, verdict: Verdict
) -> AlertExplanation:
    """A verdict; where it is no, with what would change it."""
    if isinstance(verdict, Allowed):
        return AlertExplanation(answer=True, because=(verdict.because,))
    at = set_at(snapshot.roster, person, student, power)
    told = snapshot.roster.people[asker]
    closed = told.role is Role.GUARDIAN or at is SettingPlace.ROSTER
    how = how_to_change(at, told, person, student)
    return AlertExplanation(answer=False, because=(verdict.because, how), change=None if closed else at)


def _hears(
    connection: Connection, snapshot: Snapshot, asker: str, person: Person, about: str, now: datetime
) -> AlertExplanation:
    if about in snapshot.roster.students:
        return _of_child(connection, snapshot, asker, person, _student(snapshot, asker, about), now)
    if about in snapshot.conversations:
        where, _ = place(snapshot, asker, about)
        student = where.student(snapshot.roster)
        if where.kind.of_family and student is not None:
            return _of_child(connection, snapshot, asker, person, student, now)
        return would_hear_there(connection, snapshot, person, where, now)
    return of_message(connection, snapshot, asker, person, about)


def _of_child(
    connection: Connection, snapshot: Snapshot, asker: str, person: Person, student: Student, now: datetime
) -> AlertExplanation:
    """Of what the other side writes in the family's conversation, and of what one's own side does."""
    verdict, where = may_hear_family(snapshot.roster, person, student), family_of(snapshot, student.id)
    there = where is not None and snapshot.membership(person.id, where.id) is not None
    beside = (own_side(person, student),) if there else ()
    if where is None or isinstance(verdict, Refused):
        said = _explained(snapshot, asker, person, student, Power.TOLD, verdict)
        return AlertExplanation(said.answer, (said.because[0], *beside, *said.because[1:]), said.change)
    told = in_general(connection, snapshot, person, where, verdict.because, now)
    waits = when_said(snapshot, snapshot.roster.people[asker], person)
    return AlertExplanation(told.answer, (*told.because, *waits, *beside), told.change)
