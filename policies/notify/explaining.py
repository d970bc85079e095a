"""This file says why somebody hears, or does not, of what the other side writes to or as a student's family."""

from policies.notify.recipients import Closed, Medium, hears_of_family, switched_off
from policies.people.custody import may_be_told
from policies.people.facts import Area, Person, Role, Student
from policies.people.permissions import may_write_in
from policies.people.roster import EMPTY, Roster
from policies.sentence import Sentence, say
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused, Verdict
from policies.wording import one_of

A_PARENT = Person(id="", role=Role.GUARDIAN, name="", human=EMPTY)
"""Nobody in particular who writes as a parent, so that nobody is left out for having written it."""


def may_hear_family(roster: Roster, person: Person, student: Student) -> Verdict:
    """
    Whether person is told of what the other side writes in student's family conversation, if it were written now:
    a parent of what the school writes, staff and admins of what the family writes. By which medium is another
    matter (policies/notify/recipients.plan).

    Who is told is decided by may_be_told and hears_of_family; here are the words.

    Source: research/domain.md, C7, C8 and 2.3.
    """
    for one in (person, student):
        if not one.active:
            return Refused(
                say(
                    "{person} is no longer at {school}, so nobody is told.",
                    person=one.name,
                    school=roster.school_name,
                )
            )
    if person.role is Role.GUARDIAN:
        verdict = may_be_told(roster, person, student)
        if isinstance(verdict, Refused):
            return verdict
        return Allowed(
            say(
                "{person} hears of what the school writes to {child}’s family, as a parent.",
                person=person.name,
                child=student.name,
            )
        )
    if person.id in hears_of_family(roster, student, A_PARENT):
        return Allowed(_why_staff_hear(roster, person, student))
    return Refused(_why_staff_do_not(roster, person, student))


def _why_staff_hear(roster: Roster, person: Person, student: Student) -> Sentence:
    hears = say("{person} hears of what {child}’s family writes", person=person.name, child=student.name)
    if shared := person.rooms & student.rooms:
        return say("{hears}: both are in {rooms}.", hears=hears, rooms=roster.room_names(shared))
    if not student.rooms:
        return say("{hears}: {child} is in no room, so every admin hears.", hears=hears, child=student.name)
    return say(
        "{hears}: nobody of {rooms} does, so every admin hears.",
        hears=hears,
        rooms=roster.room_names(student.rooms),
    )


def _why_staff_do_not(roster: Roster, person: Person, student: Student) -> Sentence:
    if person.id in roster.kept_out.get(Area.FAMILIES, EMPTY):
        return may_write_in(person, Area.FAMILIES).because
    who = say("Admins") if person.role is Role.ADMIN else say("Staff")
    return say(
        "{who} are told of what the families of their own rooms write: {child} is in {rooms}, "
        "{person} is in {own}.",
        who=who,
        child=student.name,
        rooms=roster.room_names(student.rooms),
        person=person.name,
        own=roster.room_names(person.rooms),
    )


def own_side(person: Person, student: Student) -> Sentence:
    """What person, who is in student's family conversation, learns of what their own side writes there."""
    if person.role is Role.GUARDIAN:
        return say(
            "{person} can read what another parent of {child} writes there; alerts of it go to the staff.",
            person=person.name,
            child=student.name,
        )
    return say(
        "{person} can read what colleagues write to the family; alerts of it go to the parents.", person=person.name
    )


def what_would_reach(person: Person, settings: SchoolSettings, *, devices: bool, closed: Closed) -> str:
    """
    What would change that person is told by no medium. devices: they have one. closed: their addresses that are not
    used, and why.

    Who could be reached has chosen not to be.
    """
    if (
        devices
        or _reaches(Medium.SMS, person.cell, settings, closed)
        or _reaches(Medium.EMAIL, person.mail, settings, closed)
    ):
        return say("{person} chooses otherwise under Me, How you are told.", person=person.name)
    ways: list[str] = [say("they turn alerts on under Me")]
    if person.cell or settings.text:
        ways.append(_by_text(person, settings))
    if person.email or settings.email:
        ways.append(_by_email(person, settings))
    return say("{person} is reached as soon as {way}.", person=person.name, way=one_of(ways))


def _reaches(medium: Medium, address: str | None, settings: SchoolSettings, closed: Closed) -> bool:
    return bool(address) and not switched_off(medium, settings) and (medium, address) not in closed


def _by_text(person: Person, settings: SchoolSettings) -> str:
    if not person.cell:
        return say("the roster marks a number of theirs as cell")
    if not settings.text:
        return say("the school switches text messages on")
    return say("texts to their number are allowed again")


def _by_email(person: Person, settings: SchoolSettings) -> str:
    if person.email and not person.mail:
        return say("they confirm their new email address")
    if not person.email:
        return say("the roster gives an email address of theirs")
    if not settings.email:
        return say("the school switches email on")
    return say("emails to their address are allowed again")
