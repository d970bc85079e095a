"""This file decides to whom a child is handed: who may fetch it, and what an admin may override."""

from dataclasses import dataclass

from policies.attendance.signing import LONGEST_ID, LONGEST_NAME, LONGEST_REASON
from policies.people.custody import is_denied, may_pick_up
from policies.people.facts import Person, Power, Role, Student
from policies.people.folding import fold
from policies.people.roster import Roster
from policies.sentence import on_field, say
from policies.verdict import Allowed, Refused, Verdict


@dataclass(frozen=True, slots=True)
class Collector:
    """Somebody tied to a child, and whether it is handed to them."""

    person: Person
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SomebodyElse:
    """
    Who fetches a child and is not on its list: name, why an admin gives it to them, and which identity card was
    seen, such as “driver’s license, 4821”. All trimmed.
    """

    name: str
    reason: str
    id_seen: str


def collectors_of(roster: Roster, student: Student) -> tuple[Collector, ...]:
    """
    Who is tied to a child, those who may not fetch it first, then by name.

    Who left is nobody to look out for any more, but for who is barred: they may stand at the door.

    Source: research/field.md, S19 (who may fetch, custody denials first).
    """
    tied = student.family | student.collectors | student.barred
    people = (roster.people[one] for one in tied if one in roster.people)
    found = [
        Collector(one, may_pick_up(roster, one, student))
        for one in people
        if one.active or one.id in student.barred
    ]
    return tuple(sorted(found, key=lambda one: (isinstance(one.verdict, Allowed), one.person.name, one.person.id)))


def may_bring(roster: Roster, student: Student, person: Person) -> Verdict:
    """Whether it may be noted that person brought a child: of those who are tied to it, whoever stood there."""
    if person.id in student.family | student.collectors | student.barred:
        return Allowed(say("{person} is tied to {child}.", person=person.name, child=student.name))
    return may_pick_up(roster, person, student)


def may_be_other(other: SomebodyElse) -> Verdict:
    """Whether all is said of somebody who is not on a child's list that has to be on record."""
    for said, field, most in (
        (other.name, "name", LONGEST_NAME),
        (other.id_seen, "id_seen", LONGEST_ID),
        (other.reason, "reason", LONGEST_REASON),
    ):
        if not 0 < len(said) <= most:
            return Refused(on_field(field, say("say this in at most {most} characters.", most=most)))
    return Allowed(say("A name, a reason and the card that was seen go on record."))


def may_hand_to_other(roster: Roster, person: Person, student: Student, other: SomebodyElse) -> Verdict:
    """
    Whether person gives a child to somebody who is not on its list: an admin, and never to who is barred from it,
    or denied it. What has to be on record of them, may_be_other says.

    Source: research/field.md, S19 (override needs an admin, a reason, ID seen).
    """
    if person.role is not Role.ADMIN:
        return Refused(
            say("Only an admin hands {child} to somebody who is not on its list. Call one.", child=student.name)
        )
    for one in sorted(_kept_away(student)):
        if one in roster.people and fold(roster.people[one].name) == fold(other.name):
            return may_pick_up(roster, roster.people[one], student)
    return Allowed(say("An admin gives {child} to {person}.", child=student.name, person=other.name))


def _kept_away(student: Student) -> frozenset[str]:
    tied = student.family | student.collectors
    return student.barred | {one for one in tied if is_denied(student, one, Power.PICK_UP)}
