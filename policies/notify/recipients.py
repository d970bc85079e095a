"""This file decides who is told of an event, and by which media, one after the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from policies.conversations.direct import is_kept_from, rooms_of_family
from policies.notify.consent import Class
from policies.people.facts import Area, Person, Role, Student, Urgency
from policies.people.roster import EMPTY, Roster
from policies.review.reviewing import may_review
from policies.sentence import say
from policies.settings import SchoolSettings
from policies.verdict import Allowed

ROUTINE = frozenset({"nap", "meal", "bottle", "diaper"})
"""What happens many times a day; a phone may show it, nobody gets an email or a text for it."""


class Medium(StrEnum):
    """A way by which alerts reach people."""

    PUSH = "push"
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a medium finds somebody. provider: who carries it, where the address itself asks for one."""

    medium: Medium
    address: str
    provider: str = ""


class How(StrEnum):
    """What somebody wants of a medium: each alert by itself, one a day of all, or none."""

    INSTANT = "instant"
    DIGEST = "digest"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """One medium’s turn, so many minutes after the first one’s, where nothing was read until then."""

    medium: Medium
    addresses: tuple[Address, ...]
    after: int = 0
    how: How = How.INSTANT


@dataclass(frozen=True, slots=True)
class Plan:
    """
    How one person is told: the media’s turns in order, and the sentence for one whom none is used for; one of the
    two is empty. call_after: minutes after which who was not reached is to be called; None where nobody calls.
    """

    steps: tuple[EscalationStep, ...] = ()
    skipped: str = ""
    call_after: int | None = None

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The addresses that ring first: of all steps that come as early, and in the same way, as the first."""
        firsts = [one for one in self.steps if (one.after, one.how) == (self.steps[0].after, self.steps[0].how)]
        return tuple(address for step in firsts for address in step.addresses)


Closed = Mapping[tuple[Medium, str], str]
"""Why an address is not used, as part of a sentence (policies/notify/consent.clause)."""


def consent_of(urgency: Urgency) -> Class:
    """Under which consent something is told; a drill is no emergency to who asked for no texts."""
    return Class.EMERGENCY if urgency is Urgency.EMERGENCY else Class.ROUTINE


ANYWAY: Mapping[Medium, How] = MappingProxyType({})
"""Who has chosen nothing is told of everything at once, by every medium in its turn."""

OPEN: Closed = MappingProxyType({})

URGENT_MINUTES = 5
"""How long something urgent waits on one medium before the next is tried, whatever the school has chosen."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    On which terms somebody is told.

    untold: the sentence of custody.untold, where the school has denied it. hows: what the person
    wants of each medium, missing is instant; what is urgent does not ask. closed: addresses, for what is as urgent.
    once: nothing says whether it was read, so that no other medium follows while all is well.
    """

    untold: str = ""
    urgency: Urgency = Urgency.NORMAL
    hows: Mapping[Medium, How] = field(default_factory=lambda: ANYWAY)
    closed: Closed = field(default_factory=lambda: OPEN)
    once: bool = False


USUAL = Terms()


def plan(
    person: Person,
    devices: tuple[Address, ...],
    settings: SchoolSettings,
    *,
    routine: bool,
    practice: bool,
    terms: Terms = USUAL,
) -> Plan:
    """
    How one person is told: push where there is a device, else text, else email; and what follows while unread.

    devices: the person’s own, in push. routine: see ROUTINE. practice: it is about a practice student, who
    never reaches a real contact.

    Source: DESIGN.md section 7; research/domain.md, D2, D9 and D11; 2.3 (rights per contact and child); ADR 19.
    """
    if practice:
        return Plan(skipped=say("It is about a practice student, who never reaches a real contact."))
    if not person.active:
        return Plan(skipped=say("{person} is no longer at the school.", person=person.name))
    if terms.untold:
        return Plan(skipped=terms.untold)
    by_push_only = routine and terms.urgency is Urgency.NORMAL
    ways = _ways(person, devices, settings, terms.closed)
    ways = {medium: its for medium, its in ways.items() if its and (medium is Medium.PUSH or not by_push_only)}
    if not ways:
        return _unreached(person, settings, terms, routine=by_push_only)
    match terms.urgency:
        case Urgency.NORMAL:
            return _calmly(person, ways, 0 if terms.once else settings.ladder_minutes, terms.hows)
        case Urgency.URGENT:
            return _in_turn(ways, URGENT_MINUTES)
        case Urgency.EMERGENCY | Urgency.DRILL:
            return _in_turn(ways, 0)


def switched_off(medium: Medium, settings: SchoolSettings) -> str:
    """
    Why the school uses a medium for nobody, not even in an emergency, as part of a sentence; empty where it does.

    Source: research/domain.md, D9.
    """
    if medium is Medium.SMS and not settings.text:
        return say("the school has switched text messages off")
    if medium is Medium.EMAIL and not settings.email:
        return say("the school has switched email off")
    return ""


def unused(medium: Medium, person: Person, settings: SchoolSettings, closed: Closed) -> str:
    """Why text or email finds person nowhere, as part of a sentence; empty where it does."""
    text = medium is Medium.SMS
    address = person.cell if text else person.mail
    if not text and person.unconfirmed:
        return say("the new email address is not confirmed yet")
    if not address:
        return say("no number is marked cell") if text else say("no email address is known")
    return switched_off(medium, settings) or closed.get((medium, address), "")


Ways = Mapping[Medium, tuple[Address, ...]]


def _ways(person: Person, devices: tuple[Address, ...], settings: SchoolSettings, closed: Closed) -> Ways:
    """Every medium in the order of the ladder, and where it finds the person; nowhere where it may not be used."""
    text = (Address(Medium.SMS, person.cell),) if person.cell and not switched_off(Medium.SMS, settings) else ()
    email = (
        (Address(Medium.EMAIL, person.mail),) if person.mail and not switched_off(Medium.EMAIL, settings) else ()
    )
    all_of_them = {Medium.PUSH: devices, Medium.SMS: text, Medium.EMAIL: email}
    if not closed:
        return all_of_them
    return {
        medium: tuple(one for one in its if (medium, one.address) not in closed)
        for medium, its in all_of_them.items()
    }


def _calmly(person: Person, ways: Ways, minutes: int, hows: Mapping[Medium, How]) -> Plan:
    """
    One medium, and one other where it stays unread for so many minutes; 0 is for ever.

    A digest is by one medium, and has what is unread by then; two digests would say everything twice.
    """
    wanted = {medium: hows.get(medium, How.INSTANT) for medium in ways}
    at_once = [medium for medium, how in wanted.items() if how is How.INSTANT]
    turns = at_once[:2] if minutes else at_once[:1]
    steps = [EscalationStep(medium, ways[medium], turn * minutes) for turn, medium in enumerate(turns)]
    digest = next((one for one in DIGESTS_BY if wanted.get(one) is How.DIGEST), None)
    if digest is not None:
        steps.append(EscalationStep(digest, ways[digest], how=How.DIGEST))
    if not steps:
        return Plan(skipped=say("{person} has switched alerts of this kind off.", person=person.name))
    return Plan(tuple(steps))


DIGESTS_BY = (Medium.EMAIL, Medium.PUSH, Medium.SMS)
"""Which medium has the digest where several are set to it: an email has room for one."""


def _in_turn(ways: Ways, minutes: int) -> Plan:
    """Every medium, so many minutes apart or all at once; then somebody calls."""
    steps = tuple(EscalationStep(medium, its, turn * minutes) for turn, (medium, its) in enumerate(ways.items()))
    return Plan(steps, call_after=len(steps) * minutes or URGENT_MINUTES)


def _unreached(person: Person, settings: SchoolSettings, terms: Terms, *, routine: bool) -> Plan:
    if routine:
        return Plan(skipped=say("Naps, meals, bottles and diapers are told by push only, and there is no device."))
    call_after, closed = (None if terms.urgency is Urgency.NORMAL else 0), terms.closed
    no_text, no_email = (unused(medium, person, settings, closed) for medium in (Medium.SMS, Medium.EMAIL))
    why = say("There is no device; {no_text}; {no_email}.", no_text=no_text, no_email=no_email)
    return Plan(skipped=why, call_after=call_after)
