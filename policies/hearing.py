"""This file says why somebody hears, or does not, of what the other side writes to or as a student's family."""

from policies.denying import may_be_told
from policies.facts import Area, Person, Role, SchoolSettings, Student
from policies.permitting import may_write_in
from policies.roster import EMPTY, Roster
from policies.telling import Closed, Medium, hears_of_family, switched_off
from policies.verdict import Allowed, Refused, Verdict

A_PARENT = Person(id="", role=Role.GUARDIAN, name="", human=EMPTY)
"""Nobody in particular who writes as a parent, so that nobody is left out for having written it."""


def may_hear_family(roster: Roster, person: Person, student: Student) -> Verdict:
    """
    Whether person is told of what the other side writes in student's family conversation, if it were written now:
    a parent of what the school writes, staff and admins of what the family writes. By which medium is another
    matter (policies.telling.plan).

    Who is told is decided by may_be_told and hears_of_family; here are the words.

    Source: research/domain.md, C7, C8 and 2.3.
    """
    for one in (person, student):
        if not one.active:
            return Refused(f"{one.name} is no longer at {roster.school_name}, so nobody is told.")
    if person.role is Role.GUARDIAN:
        verdict = may_be_told(roster, person, student)
        if isinstance(verdict, Refused):
            return verdict
        return Allowed(f"{person.name} hears of what the school writes to {student.name}’s family, as a parent.")
    if person.id in hears_of_family(roster, student, A_PARENT):
        return Allowed(_why_staff_hear(roster, person, student))
    return Refused(_why_staff_do_not(roster, person, student))


def _why_staff_hear(roster: Roster, person: Person, student: Student) -> str:
    hears = f"{person.name} hears of what {student.name}’s family writes"
    if shared := person.rooms & student.rooms:
        return f"{hears}: both are in {roster.room_names(shared)}."
    if not student.rooms:
        return f"{hears}: {student.name} is in no room, so every admin hears."
    return f"{hears}: nobody of {roster.room_names(student.rooms)} does, so every admin hears."


def _why_staff_do_not(roster: Roster, person: Person, student: Student) -> str:
    if person.id in roster.kept_out.get(Area.FAMILIES, EMPTY):
        return may_write_in(person, Area.FAMILIES).because
    who = "Admins" if person.role is Role.ADMIN else "Staff"
    return (
        f"{who} are told of what the families of their own rooms write: "
        f"{student.name} is in {roster.room_names(student.rooms)}, "
        f"{person.name} is in {roster.room_names(person.rooms)}."
    )


def own_side(person: Person, student: Student) -> str:
    """What person, who is in student's family conversation, learns of what their own side writes there."""
    if person.role is Role.GUARDIAN:
        other = f"what another parent of {student.name} writes there"
        return f"{person.name} can read {other}; alerts of it go to the staff."
    return f"{person.name} can read what colleagues write to the family; alerts of it go to the parents."


def what_would_reach(person: Person, settings: SchoolSettings, *, devices: bool, closed: Closed) -> str:
    """
    What would change that person is told by no medium. devices: they have one. closed: their addresses that are not
    used, and why.

    Who could be reached has chosen not to be.
    """
    if (
        devices
        or _reaches(Medium.SMS, person.cell, settings, closed)
        or _reaches(Medium.EMAIL, person.email, settings, closed)
    ):
        return f"{person.name} chooses otherwise under Me, How you are told."
    ways = ["they turn alerts on under Me"]
    if person.cell or settings.text:
        ways.append(_by_text(person, settings))
    if person.email or settings.email:
        ways.append(_by_email(person, settings))
    said = " or ".join([", ".join(ways[:-1]), ways[-1]] if len(ways) > 1 else ways)
    return f"{person.name} is reached as soon as {said}."


def _reaches(medium: Medium, address: str | None, settings: SchoolSettings, closed: Closed) -> bool:
    return bool(address) and not switched_off(medium, settings) and (medium, address) not in closed


def _by_text(person: Person, settings: SchoolSettings) -> str:
    if not person.cell:
        return "the roster marks a number of theirs as cell"
    if not settings.text:
        return "the school switches text messages on"
    return "texts to their number are allowed again"


def _by_email(person: Person, settings: SchoolSettings) -> str:
    if not person.email:
        return "the roster gives an email address of theirs"
    if not settings.email:
        return "the school switches email on"
    return "emails to their address are allowed again"
