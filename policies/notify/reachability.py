"""This file labels how well somebody can be reached, says why, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from policies.conversations.messaging import may_message
from policies.notify.consent import Class, ConsentNote, Source, closed_clause
from policies.notify.preferences import USUAL, Category, Wishes, hows_of
from policies.notify.recipients import Address, How, Medium, Plan, Terms, consent_of, plan, switched_off, unused
from policies.people.custody import untold
from policies.people.facts import Area, Person, Role, Urgency
from policies.people.permissions import may_write_in
from policies.people.roster import EMPTY, Roster
from policies.sentence import as_sentence, say, several
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused, Verdict


class Label(StrEnum):
    """
    How well somebody can be reached, worst first.

    By nothing; in an emergency alone; by what is urgent alone, as they have switched messages off; by one way; by
    several.
    """

    NONE = "none"
    EMERGENCIES = "emergencies"
    URGENT = "urgent"
    ONE_WAY = "one_way"
    WELL = "well"


WORST_FIRST = tuple(Label)

Standing = Mapping[tuple[Medium, str], ConsentNote]
"""The note that closes an address, for one class of messages (policies/notify/consent.standing)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """What is known of one person besides the roster: their devices, their wishes, which addresses are closed."""

    devices: tuple[Address, ...] = ()
    wishes: Wishes = USUAL
    closed: Mapping[Class, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reached:
    """
    How somebody can be reached. ways: by which media messages come. because: a sentence for each medium; no address
    stands in them. next: what the school can do about it, the most useful first; empty where all is well.
    """

    label: Label
    ways: tuple[Medium, ...]
    because: tuple[str, ...]
    next: tuple[str, ...]


def reachable(person: Person, settings: SchoolSettings, contact: ContactFacts) -> Reached:
    """
    How person can be reached by a message from or about a family, from the very plans they would be told by.

    Source: research/domain.md, 2.5 (reachability label); DESIGN.md section 7.
    """
    if not person.active:
        return Reached(Label.NONE, (), (say("{person} is no longer at the school.", person=person.name),), ())
    open_ways = _media(person, settings, contact, Urgency.URGENT)
    hows = hows_of(contact.wishes, Category.FAMILIES)
    ways = tuple(one for one in open_ways if hows.get(one, How.INSTANT) is not How.OFF)
    label = _label(person, settings, contact)
    said = [_said(medium, person, settings, contact) for medium in WAYS]
    if ways and all(hows.get(one) is How.DIGEST for one in ways):
        said.append(say("{person} has chosen to hear of messages once a day, in the summary.", person=person.name))
    return Reached(label, ways, tuple(said), _next(label, person, settings, contact))


WAYS = (Medium.PUSH, Medium.SMS, Medium.EMAIL)


def _label(person: Person, settings: SchoolSettings, contact: ContactFacts) -> Label:
    usual = len(_media(person, settings, contact, Urgency.NORMAL))
    if usual:
        return Label.WELL if usual > 1 else Label.ONE_WAY
    if _media(person, settings, contact, Urgency.URGENT):
        return Label.URGENT
    return Label.EMERGENCIES if _media(person, settings, contact, Urgency.EMERGENCY) else Label.NONE


def _media(person: Person, settings: SchoolSettings, contact: ContactFacts, urgency: Urgency) -> tuple[Medium, ...]:
    """The media of the plan that person would be told by."""
    return tuple(step.medium for step in _plan(person, settings, contact, urgency).steps)


def _plan(person: Person, settings: SchoolSettings, contact: ContactFacts, urgency: Urgency) -> Plan:
    # A way that turns out dead is followed by the next one, also where the school has the ladder off.
    climbing = replace(settings, ladder_minutes=settings.ladder_minutes or 1)
    terms = Terms(
        urgency=urgency,
        hows=hows_of(contact.wishes, Category.FAMILIES),
        closed=_closed(contact, consent_of(urgency)),
    )
    return plan(person, contact.devices, climbing, routine=False, practice=False, terms=terms)


def _closed(contact: ContactFacts, of: Class) -> Mapping[tuple[Medium, str], str]:
    its = contact.closed.get(of, {})
    return {where: closed_clause(note, text=where[0] is Medium.SMS) for where, note in its.items()}


_GOES = {Medium.SMS: say("Texts go to their cell number"), Medium.EMAIL: say("Emails go to their address")}
_KIND = {Medium.PUSH: say("push"), Medium.SMS: say("texts"), Medium.EMAIL: say("emails")}


def _said(medium: Medium, person: Person, settings: SchoolSettings, contact: ContactFacts) -> str:
    """Whether a medium finds person, and why not."""
    off = hows_of(contact.wishes, Category.FAMILIES).get(medium) is How.OFF
    if medium is Medium.PUSH:
        many = len(contact.devices)
        why: str = "" if many else say("no phone or browser of theirs has alerts on")
        goes = several("Push goes to a device", "Push goes to {count} devices", count=many)
    else:
        why, goes = unused(medium, person, settings, _closed(contact, Class.ROUTINE)), _GOES[medium]
    if why:
        return as_sentence(why)
    return (
        say("{goes}, but they have switched {kind} off for messages.", goes=goes, kind=_KIND[medium])
        if off
        else say("{goes}.", goes=goes)
    )


def _next(label: Label, person: Person, settings: SchoolSettings, contact: ContactFacts) -> tuple[str, ...]:
    if label is Label.WELL:
        return ()
    steps: list[str] = (
        [] if contact.devices else [say("Have them sign in on their phone and turn alerts on under Me.")]
    )
    steps += [step for medium in (Medium.SMS, Medium.EMAIL) if (step := _mend(medium, person, settings, contact))]
    if any(hows is How.OFF for hows in hows_of(contact.wishes, Category.FAMILIES).values()):
        steps.append(say("What they switched off, only they switch on again, under Me, How you are told."))
    if not steps:  # every way is open, and one of them is left by what they chose for the summary
        steps.append(say("That they hear once a day, only they change, under Me, How you are told."))
    if label is Label.NONE:
        steps.append(say("Until then, call them."))
    return tuple(steps)


def _mend(medium: Medium, person: Person, settings: SchoolSettings, contact: ContactFacts) -> str:
    """What the school can do so that a medium finds person for routine messages; empty where it does."""
    text = medium is Medium.SMS
    address = person.cell if text else person.email
    name, kind = (say("a cell number"), say("text messages")) if text else (say("an email address"), say("emails"))
    if not text and person.unconfirmed:
        return say("Ask them to confirm their new email address: a link went there.")
    if not address:
        return say("Ask for {name}; it comes with the roster.", name=name)
    if switched_off(medium, settings):
        return say("Switch {kind} on under Settings.", kind=kind)
    note = contact.closed.get(Class.ROUTINE, {}).get((medium, address))
    return _reopen(note.source, name, kind) if note is not None else ""


def _reopen(source: Source, name: str, kind: str) -> str:
    match source:
        case Source.BOUNCE:
            return say("Ask for another one: {name} of theirs no longer works.", name=name)
        case Source.INVALID:
            return say("Ask for another one and correct the roster: {name} of theirs is not valid.", name=name)
        case Source.CARRIER:
            return say("Ask them to text START from their phone to the school’s number.")
        case Source.REPLY | Source.ONE_CLICK | Source.STAFF:
            return say("Ask whether they want {kind} again; an admin notes it with their child.", kind=kind)


def is_to_be_reached(roster: Roster, person: Person) -> bool:
    """
    Whether the school has to reach person: its staff, and parents of a real child that the school tells of.

    A parent whom it tells of no child of theirs is not hard to reach, but not to be told.
    """
    if not person.active or person.role is not Role.GUARDIAN:
        return person.active
    theirs = [roster.students[one] for one in sorted(roster.children_of.get(person.id, EMPTY))]
    real = [one for one in theirs if not one.practice]
    return bool(real) and not untold(person, real)


def may_see_reach(roster: Roster, asker: Person, person: Person) -> Verdict:
    """
    Whether asker sees how person can be reached: admins of everybody, staff of parents they may write to, each of
    themselves.
    """
    if asker.id == person.id:
        return Allowed(say("Everybody sees how they are reached."))
    if asker.active and asker.role is Role.ADMIN:
        return Allowed(say("Admins see how everybody of the school can be reached."))
    if asker.role is Role.GUARDIAN:
        return Refused(say("Only the school’s staff see how others can be reached."))
    if isinstance(verdict := may_write_in(asker, Area.FAMILIES), Refused):
        return verdict
    children = (roster.students[one] for one in roster.children_of.get(person.id, EMPTY))
    if any(isinstance(may_message(roster, asker, child), Allowed) for child in children):
        return Allowed(say("Staff see how the parents can be reached whom they may write to."))
    return Refused(say("Staff see this of the parents of their own rooms."))


def may_list_reach(asker: Person) -> Verdict:
    """Whether asker sees of the whole school who is hard to reach."""
    if asker.active and asker.role is Role.ADMIN:
        return Allowed(say("Admins see who is hard to reach."))
    return Refused(say("Only admins see who is hard to reach."))
