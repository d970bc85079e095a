"""This file answers why somebody can or cannot see, message or hear of something: from the rules that decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.place import place
from hub.deeds.timeline import Told, message_of, timeline
from hub.errors import Forbidden, Invalid, NotFound
from hub.plans import What, hears_of_shared, known_of, moment_of, plans, turns
from policies.denying import may_pick_up
from policies.facts import Person, Role, Student
from policies.knowing import may_ask_about
from policies.messaging import may_message
from policies.seeing import may_see
from policies.verdict import Allowed, Refused, Verdict

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Conversation, Snapshot

NOBODY = "There is no such person or student here, or they are not yours to ask about."


@dataclass(frozen=True, slots=True)
class Explanation:
    """Yes or no, and the sentences that say why."""

    answer: bool
    because: tuple[str, ...]


async def explain(school: School, asker: str, asked: tuple[str, str, str], now: datetime) -> Explanation:
    """
    Whether who may see, message or pick up the student about, or hears of the message or student about (asked).

    To see, message and hear, about may also be a conversation that asker is in.

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
    if may in {"see", "message"}:
        student = _student(snapshot, asker, about)
        rule = may_see if may == "see" else may_message
        return _of(rule(snapshot.roster, person, student))
    if may == "pick_up":
        return _of(may_pick_up(snapshot.roster, person, _student(snapshot, asker, about)))
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
        return _of(verdict)
    if snapshot.membership(person.id, where.id) is None:
        why = verdict.because if isinstance(verdict, Refused) else f"{person.name} is not in this conversation."
        return Explanation(answer=False, because=(why,))
    return Explanation(answer=True, because=(f"{person.name} is in this conversation.",))


def _of(verdict: Verdict) -> Explanation:
    return Explanation(isinstance(verdict, Allowed), (verdict.because,))


def _hears(
    connection: Connection, snapshot: Snapshot, asker: str, what: tuple[Person, str, datetime]
) -> Explanation:
    person, about, now = what
    if about in snapshot.roster.students:
        student = _student(snapshot, asker, about)
        family = snapshot.by_subject["family", f"student:{student.id}"]
        return _would_hear(connection, snapshot, (person, family, now))
    if about in snapshot.conversations:
        where, _ = place(snapshot, asker, about)
        return _would_hear_there(connection, snapshot, (person, where, now))
    events = message_of(connection, snapshot, asker, about)
    told = timeline(connection, snapshot.school, events).get(person.id)
    if told is None:
        return _untold(snapshot, person, events[-1].event.conversation or "")
    return Explanation(bool(told.steps), _in_words(person, told))


def _would_hear(
    connection: Connection, snapshot: Snapshot, who: tuple[Person, Conversation, datetime]
) -> Explanation:
    """Of a message from the other side of the family conversation, if there were one now."""
    person, where, _ = who
    roster = snapshot.roster
    other = Role.STAFF if person.role is Role.GUARDIAN else Role.GUARDIAN
    author = Person(id="", role=other, name="", human=frozenset())
    if person.id not in hears_of_shared(snapshot, where, author):
        rule = "the guardians of a student, the staff of the student’s rooms and the admins assigned there"
        return Explanation(answer=False, because=(f"Told are {rule}; {person.name} is none of these.",))
    role = "a parent of the student" if person.id in roster.children_of else "assigned to the student’s room"
    return _by_media(connection, snapshot, who, f"{person.name} is {role}.")


def _would_hear_there(
    connection: Connection, snapshot: Snapshot, who: tuple[Person, Conversation, datetime]
) -> Explanation:
    """Of what somebody else in this conversation writes, if they wrote it now."""
    person, where, _ = who
    roster = snapshot.roster
    inside = where.kind.inside(roster, where.subject).keys()
    others = [roster.people[one] for one in inside - roster.profiles_of(person.id)]
    if person.id not in inside:
        return Explanation(answer=False, because=(f"{person.name} is not in this conversation.",))
    of = sorted(one.name for one in others if person.id in where.kind.hears(roster, where.subject, one))
    if not of:
        why = f"{person.name} can read it, and is not one of those whose phone rings for it."
        return Explanation(answer=False, because=(why,))
    return _by_media(connection, snapshot, who, f"{person.name} hears of what {_some(of)} write there.")


def _some(names: list[str]) -> str:
    return " and ".join(names) if len(names) < 4 else f"{names[0]}, {names[1]} and {len(names) - 2} others"


def _by_media(
    connection: Connection, snapshot: Snapshot, who: tuple[Person, Conversation, datetime], because: str
) -> Explanation:
    person, where, now = who
    known, what = known_of(connection, [person.id], now), What(where, "text")
    plan = plans(snapshot, what, [person.id], known)[person.id]
    if plan.skipped:
        return Explanation(answer=False, because=(plan.skipped,))
    media = sorted({address.medium.value for address in plan.addresses})
    found = turns(snapshot, what, person.id, known.reach, (plan, moment_of(snapshot, what, now)))
    later = tuple(turn.why for turn in found if turn.why)
    return Explanation(answer=True, because=(because, f"Told by {' and '.join(media)}.", *later))


def _untold(snapshot: Snapshot, person: Person, conversation: str) -> Explanation:
    if snapshot.membership(person.id, conversation) is None:
        return Explanation(answer=False, because=(f"{person.name} is not in this conversation.",))
    said = f"{person.name} can read it, and is not one of those whose phone rings for it."
    return Explanation(answer=False, because=(said,))


def _in_words(person: Person, told: Told) -> tuple[str, ...]:
    sentences = [
        f"{one.at}: {one.what} by {one.medium} to {one.address}" + (f" ({one.detail})" if one.detail else "") + "."
        for one in told.steps
    ]
    if told.skipped:
        sentences.append(told.skipped)
    if told.read_at:
        sentences.append(f"{person.name} has read it.")
    return tuple(sentences)
