"""This file labels how well somebody can be reached, says why, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from policies.consent import Class, Note, Source, clause, closed_sentence
from policies.denying import untold
from policies.facts import Area, Person, Role, SchoolSettings, Urgency
from policies.messaging import may_message
from policies.permitting import may_write_in
from policies.roster import EMPTY, Roster
from policies.telling import Address, How, Medium, Plan, Terms, consent_of, plan, switched_off, unused
from policies.verdict import Allowed, Refused, Verdict
from policies.wishes import USUAL, Category, Wishes, hows_of


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

Standing = Mapping[tuple[Medium, str], Note]
"""The note that closes an address, for one class of messages (policies.consent.standing)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
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


def reachable(person: Person, settings: SchoolSettings, contact: Contact) -> Reached:
    """
    How person can be reached by a message from or about a family, from the very plans they would be told by.

    Source: research/domain.md, 2.5 (reachability label); DESIGN.md section 7.
    """
    if not person.active:
        return Reached(Label.NONE, (), (f"{person.name} is no longer at the school.",), ())
    open_ways = _media(person, settings, contact, Urgency.URGENT)
    hows = hows_of(contact.wishes, Category.FAMILIES)
    ways = tuple(one for one in open_ways if hows.get(one, How.INSTANT) is not How.OFF)
    label = _label(person, settings, contact)
    said = [_said(medium, person, settings, contact) for medium in WAYS]
    if ways and all(hows.get(one) is How.DIGEST for one in ways):
        said.append(f"{person.name} has chosen to hear of messages once a day, in the summary.")
    return Reached(label, ways, tuple(said), _next(label, person, settings, contact))


WAYS = (Medium.PUSH, Medium.SMS, Medium.EMAIL)


def _label(person: Person, settings: SchoolSettings, contact: Contact) -> Label:
    usual = len(_media(person, settings, contact, Urgency.NORMAL))
    if usual:
        return Label.WELL if usual > 1 else Label.ONE_WAY
    if _media(person, settings, contact, Urgency.URGENT):
        return Label.URGENT
    return Label.EMERGENCIES if _media(person, settings, contact, Urgency.EMERGENCY) else Label.NONE


def _media(person: Person, settings: SchoolSettings, contact: Contact, urgency: Urgency) -> tuple[Medium, ...]:
    """The media of the plan that person would be told by."""
    return tuple(step.medium for step in _plan(person, settings, contact, urgency).steps)


def _plan(person: Person, settings: SchoolSettings, contact: Contact, urgency: Urgency) -> Plan:
    # A way that turns out dead is followed by the next one, also where the school has the ladder off.
    climbing = replace(settings, ladder_minutes=settings.ladder_minutes or 1)
    terms = Terms(
        urgency=urgency,
        hows=hows_of(contact.wishes, Category.FAMILIES),
        closed=_closed(contact, consent_of(urgency)),
    )
    return plan(person, contact.devices, climbing, routine=False, practice=False, terms=terms)


def _closed(contact: Contact, of: Class) -> Mapping[tuple[Medium, str], str]:
    its = contact.closed.get(of, {})
    return {where: clause(closed_sentence(note, text=where[0] is Medium.SMS)) for where, note in its.items()}


_GOES = {Medium.SMS: "Texts go to their cell number", Medium.EMAIL: "Emails go to their address"}
_KIND = {Medium.PUSH: "push", Medium.SMS: "texts", Medium.EMAIL: "emails"}


def _said(medium: Medium, person: Person, settings: SchoolSettings, contact: Contact) -> str:
    """Whether a medium finds person, and why not."""
    off = hows_of(contact.wishes, Category.FAMILIES).get(medium) is How.OFF
    if medium is Medium.PUSH:
        many = len(contact.devices)
        why = "" if many else "no phone or browser of theirs has alerts on"
        goes = f"Push goes to {many} devices" if many > 1 else "Push goes to a device"
    else:
        why, goes = unused(medium, person, settings, _closed(contact, Class.ROUTINE)), _GOES[medium]
    if why:
        return f"{why[:1].upper()}{why[1:]}."
    return f"{goes}, but they have switched {_KIND[medium]} off for messages." if off else f"{goes}."


def _next(label: Label, person: Person, settings: SchoolSettings, contact: Contact) -> tuple[str, ...]:
    if label is Label.WELL:
        return ()
    steps = [] if contact.devices else ["Have them sign in on their phone and turn alerts on under Me."]
    steps += [step for medium in (Medium.SMS, Medium.EMAIL) if (step := _mend(medium, person, settings, contact))]
    if any(hows is How.OFF for hows in hows_of(contact.wishes, Category.FAMILIES).values()):
        steps.append("What they switched off, only they switch on again, under Me, How you are told.")
    if not steps:  # every way is open, and one of them is left by what they chose for the summary
        steps.append("That they hear once a day, only they change, under Me, How you are told.")
    if label is Label.NONE:
        steps.append("Until then, call them.")
    return tuple(steps)


def _mend(medium: Medium, person: Person, settings: SchoolSettings, contact: Contact) -> str:
    """What the school can do so that a medium finds person for routine messages; empty where it does."""
    text = medium is Medium.SMS
    address = person.cell if text else person.email
    name, kind = ("a cell number", "text messages") if text else ("an email address", "emails")
    if not address:
        return f"Ask for {name}; it comes with the roster."
    if switched_off(medium, settings):
        return f"Switch {kind} on under Settings."
    note = contact.closed.get(Class.ROUTINE, {}).get((medium, address))
    return _reopen(note.source, name, kind) if note is not None else ""


def _reopen(source: Source, name: str, kind: str) -> str:
    match source:
        case Source.BOUNCE:
            return f"Ask for another one: {name} of theirs no longer works."
        case Source.CARRIER:
            return "Ask them to text START from their phone to the school’s number."
        case Source.REPLY | Source.ONE_CLICK | Source.STAFF:
            return f"Ask whether they want {kind} again; an admin notes it with their child."


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
        return Allowed("Everybody sees how they are reached.")
    if asker.active and asker.role is Role.ADMIN:
        return Allowed("Admins see how everybody of the school can be reached.")
    if asker.role is Role.GUARDIAN:
        return Refused("Only the school’s staff see how others can be reached.")
    if isinstance(verdict := may_write_in(asker, Area.FAMILIES), Refused):
        return verdict
    children = (roster.students[one] for one in roster.children_of.get(person.id, EMPTY))
    if any(isinstance(may_message(roster, asker, child), Allowed) for child in children):
        return Allowed("Staff see how the parents can be reached whom they may write to.")
    return Refused("Staff see this of the parents of their own rooms.")


def may_list_reach(asker: Person) -> Verdict:
    """Whether asker sees of the whole school who is hard to reach."""
    if asker.active and asker.role is Role.ADMIN:
        return Allowed("Admins see who is hard to reach.")
    return Refused("Only admins see who is hard to reach.")
