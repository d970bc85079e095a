"""This file decides who is told of an event, and by which medium."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from policies.facts import Area, Person, Role, SchoolSettings, Student
from policies.reaching import is_kept_from, rooms_of_family
from policies.reviewing import may_review
from policies.roster import EMPTY, Roster
from policies.verdict import Allowed

ROUTINE = frozenset({"nap", "meal", "bottle", "diaper"})
"""What happens many times a day; a phone may show it, nobody gets an email or a text for it."""


class Medium(StrEnum):
    """A way to reach people."""

    PUSH = "push"
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a medium finds somebody. provider: who carries it, where the address itself asks for one."""

    medium: Medium
    address: str
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The addresses that ring, and the sentence for one whom none rings for; one of the two is empty."""

    addresses: tuple[Address, ...] = ()
    skipped: str = ""


def hears_of_family(roster: Roster, student: Student, author: Person) -> frozenset[str]:
    """
    Who is told of a message in a student's family conversation.

    What the school writes, the guardians hear. What a guardian writes, the staff of the student's rooms hear,
    with the admins assigned there; where nobody else is, every admin, so that no message is left unheard.
    Nobody is told of their own words, whichever of their profiles wrote them.

    Source: research/domain.md, C7 and C8.
    """
    if author.role is not Role.GUARDIAN:
        return student.guardians - roster.profiles_of(author.id)
    own = roster.profiles_of(author.id)
    return hears_of_rooms(roster, student.rooms, Area.FAMILIES) - own or roster.admins - own


def hears_of_office(roster: Roster, student: Student, author: Person) -> frozenset[str]:
    """
    Who is told of a message in a student's conversation with the office.

    What the office writes, the guardians hear. What a guardian writes, the admins of the student's rooms
    hear, with the admins who have no room at all; a room without an admin is every admin's.

    Source: research/domain.md, C8.
    """
    if author.role is not Role.GUARDIAN:
        return student.guardians - roster.profiles_of(author.id)
    without_room = frozenset(one for one in roster.admins if not roster.people[one].rooms)
    of_rooms = [roster.staff_of.get(room, EMPTY) & roster.admins for room in student.rooms]
    told = without_room.union(*(its or roster.admins for its in of_rooms or [EMPTY]))
    return told - roster.profiles_of(author.id)


def hears_of_private(roster: Roster, guardian: Person, author: Person) -> frozenset[str]:
    """
    Who is told of a message in one guardian's private conversation: that guardian, or who would hear of a
    message from their family; never another parent of the same child, not even at work.

    Source: research/domain.md, C7, C8 and 2.2 (separated parents).
    """
    if author.role is not Role.GUARDIAN:
        return frozenset({guardian.id}) - roster.profiles_of(author.id)
    told = _not_kept(roster, hears_of_rooms(roster, rooms_of_family(roster, guardian.id), Area.FAMILIES), guardian)
    return told or _not_kept(roster, roster.admins, guardian)


def _not_kept(roster: Roster, people: frozenset[str], guardian: Person) -> frozenset[str]:
    return frozenset(one for one in people if not is_kept_from(roster, roster.people[one], guardian.id))


def hears_of_colleague(roster: Roster, pair: frozenset[str], author: Person) -> frozenset[str]:
    """Who is told of what one of two colleagues writes: the other."""
    there = (roster.staff | roster.admins) - roster.kept_out.get(Area.STAFF, EMPTY)
    return (pair & there) - roster.profiles_of(author.id)


def hears_of_rooms(roster: Roster, rooms: frozenset[str], area: Area) -> frozenset[str]:
    """The staff and admins assigned to any of rooms whom the area is not kept from (research/domain.md, C8)."""
    return EMPTY.union(*(roster.staff_in(room, area) for room in rooms))


def hears_of_staff_room(roster: Roster, room: str, author: Person) -> frozenset[str]:
    """Who is told of what staff write among themselves: the others of the room."""
    return hears_of_rooms(roster, frozenset({room}), Area.STAFF) - roster.profiles_of(author.id)


def hears_of_announcement(families: frozenset[str], roster: Roster, author: Person) -> frozenset[str]:
    """Who is told of an announcement to families: all of them but its author's own profiles."""
    return families - roster.profiles_of(author.id)


def hears_of_hold(roster: Roster, about: Student | None, author: Person) -> frozenset[str]:
    """Who is told that an item waits: who may review it, but its author (research/domain.md, D5)."""
    may = frozenset(
        one for one in roster.approvers if isinstance(may_review(roster, roster.people[one], about), Allowed)
    )
    return may - roster.profiles_of(author.id)


def plan(  # noqa: PLR0913 (the facts of one decision)
    person: Person,
    devices: tuple[Address, ...],
    settings: SchoolSettings,
    *,
    routine: bool,
    practice: bool,
    untold: str = "",
    closed: Mapping[tuple[Medium, str], str] = MappingProxyType({}),
) -> Plan:
    """
    How one person is told: push where there is a device, else text, else email.

    devices: the person's own, in push. routine: see ROUTINE. practice: it is about a practice student, who
    never reaches a real contact. untold: the sentence of policies.denying.untold, where the school has denied it.
    closed: the addresses that do not take such a message, and the sentences of policies.consent why.

    Source: research/domain.md, D2, D9 and D11; 2.3 (rights per contact and child); 2.4 (opting out).
    """
    if practice:
        return Plan(skipped="It is about a practice student, who never reaches a real contact.")
    if not person.active:
        return Plan(skipped=f"{person.name} is no longer at the school.")
    if untold:
        return Plan(skipped=untold)
    if devices:
        return Plan(addresses=devices)
    if routine:
        return Plan(skipped="Naps, meals, bottles and diapers are told by push only, and there is no device.")
    return _without_device(person, settings, closed)


def _without_device(person: Person, settings: SchoolSettings, closed: Mapping[tuple[Medium, str], str]) -> Plan:
    text, email = (Medium.SMS, person.cell or ""), (Medium.EMAIL, person.email or "")
    if person.cell and settings.text and text not in closed:
        return Plan(addresses=(Address(*text),))
    if person.email and settings.email and email not in closed:
        return Plan(addresses=(Address(*email),))
    no_text = _no_text(person, settings, closed.get(text, ""))
    no_email = _no_email(person, settings, closed.get(email, ""))
    return Plan(skipped=f"There is no device; {no_text}; {no_email}.")


def _no_text(person: Person, settings: SchoolSettings, closed: str) -> str:
    if not person.cell:
        return "no number is marked cell"
    return _clause(closed) if settings.text else "the school has switched text messages off"


def _no_email(person: Person, settings: SchoolSettings, closed: str) -> str:
    if not person.email:
        return "no email address is known"
    return _clause(closed) if settings.email else "the school has switched email off"


def _clause(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
