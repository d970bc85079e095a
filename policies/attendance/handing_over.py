"""This file decides to whom a child is handed: who may fetch it, and what an admin may override."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policies.attendance.signing import LONGEST_ID, LONGEST_NAME, LONGEST_REASON
from policies.people.custody import may_pick_up
from policies.people.facts import Person, Power, Role, Student
from policies.people.listed_pick_ups import CollectedChild, kept_from, same_name
from policies.people.pick_up_lists import ListedPickUp
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
    Who is tied to a child, and who is not handed it, tied or not, those who may not fetch it first, then by name.

    Who left is nobody to look out for any more, but for who is barred, or denied it: they may stand at the door.

    Source: research/field.md, S19 (who may fetch, custody denials first).
    """
    kept_away = _kept_away(student)
    tied = student.family | student.collectors | kept_away
    people = (roster.people[one] for one in tied if one in roster.people)
    found = [
        Collector(one, may_pick_up(roster, one, student)) for one in people if one.active or one.id in kept_away
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


def is_shown_already(collectors: Iterable[Collector], listed: ListedPickUp, verdict: Verdict) -> bool:
    """
    Whether somebody of the roster's list is one of the people tied to the child anyway: the same name, nothing
    else said of them, and the same answer. Where the list says grandfather, two people may have one name.
    """
    return not listed.relation and any(
        same_name(one.person.name, listed.name) and isinstance(one.verdict, Allowed) == isinstance(verdict, Allowed)
        for one in collectors
    )


def may_hand_to_other(
    person: Person, child: CollectedChild, other: SomebodyElse, listed: Iterable[ListedPickUp], day: date
) -> Verdict:
    """
    Whether person gives a child to somebody who is not on its list: an admin, and never to who may be one of those
    barred from it or denied it, also where the roster's list knows them by that name. What has to be on record of
    them, may_be_other says.

    Source: research/field.md, S19 (override needs an admin, a reason, ID seen); ADR 71 (denials win).
    """
    if person.role is not Role.ADMIN:
        return Refused(
            say("Only an admin hands {child} to somebody who is not on its list. Call one.", child=child.name)
        )
    of_that_name = (one for one in listed if same_name(one.name, other.name))
    for one in (ListedPickUp(other.name), *of_that_name):
        if (kept := kept_from(child, one, day)) is not None:
            return kept
    return Allowed(say("An admin gives {child} to {person}.", child=child.name, person=other.name))


def may_be_named(*takers: object) -> Verdict:
    """Whether at most one is said to take a child: of two nobody could say later to whom it went."""
    if sum(map(bool, takers)) <= 1:
        return Allowed(say("It is said who takes the child, or nobody in particular does."))
    return Refused(on_field("person", say("say one who takes the child, or nobody in particular.")))


def _kept_away(student: Student) -> frozenset[str]:
    return student.barred | {one for one, power in student.denied if power is Power.PICK_UP}
