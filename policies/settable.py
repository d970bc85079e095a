"""This file says where a school changes what somebody may not do about a student."""

from enum import StrEnum

from policies.denying import is_denied
from policies.facts import Person, Power, Role, Student
from policies.overseeing import may_oversee
from policies.roster import Roster
from policies.verdict import Refused


class Place(StrEnum):
    """Where something is set."""

    CHILDREN = "children"
    STAFF = "staff"
    SETTINGS = "settings"
    ROSTER = "roster"


def set_at(roster: Roster, person: Person, student: Student, power: Power) -> Place:
    """
    Where what keeps person from a power about student is set; asked only where a rule has refused it.

    It decides nothing: it leads an admin to the screen on which the refusal of may_see, may_message,
    may_hear_family or may_pick_up can be changed.
    """
    if not (person.active and student.active):
        return Place.ROSTER
    denied = is_denied(student, person.id, power) or is_denied(student, person.id, Power.SEE)
    if power is Power.PICK_UP or denied or person.id in student.barred:
        return Place.CHILDREN
    if person.role is Role.GUARDIAN:
        return Place.SETTINGS if person.id in student.family else Place.ROSTER
    return _of_staff(roster, person, student, power)


def _of_staff(roster: Roster, person: Person, student: Student, power: Power) -> Place:
    seen = may_oversee(roster, person, "family", student.rooms, student)
    if power is Power.MESSAGE and isinstance(seen, Refused):
        return Place.SETTINGS
    return Place.STAFF if student.rooms else Place.ROSTER


def how_to_change(place: Place, asker: Person, person: Person, student: Student) -> str:
    """The sentence for asker, to whom one of these screens may be closed."""
    if place is Place.ROSTER:
        return "Who is at the school, in which room, and whose parent, comes with the roster."
    if asker.role is Role.GUARDIAN:
        return "Only the school can change that. Ask the office."
    if place is Place.CHILDREN:
        return f"An admin sets it under Children, with {student.name}."
    if place is Place.STAFF:
        return f"An admin sets it under Staff, with {person.name}."
    return "An admin sets it under Settings."
