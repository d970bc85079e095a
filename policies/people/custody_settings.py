"""This file says where a school changes what somebody may not do about a student."""

from enum import StrEnum

from policies.people.custody import is_denied
from policies.people.facts import Person, Power, Role, Student
from policies.people.roster import Roster
from policies.records.overseeing import may_oversee
from policies.sentence import say
from policies.verdict import Refused


class SettingPlace(StrEnum):
    """The screen on which something is set; the roster, where none is."""

    CHILDREN = "children"
    STAFF = "staff"
    SETTINGS = "settings"
    ROSTER = "roster"


def set_at(roster: Roster, person: Person, student: Student, power: Power) -> SettingPlace:
    """
    Where what keeps person from a power about student is set; asked only where a rule has refused it.

    It decides nothing: it leads an admin to the screen on which the refusal of may_see, may_message,
    may_hear_family or may_pick_up can be changed.
    """
    if not (person.active and student.active):
        return SettingPlace.ROSTER
    denied = is_denied(student, person.id, power) or is_denied(student, person.id, Power.SEE)
    if power is Power.PICK_UP or denied or person.id in student.barred:
        return SettingPlace.CHILDREN
    if person.role is Role.GUARDIAN:
        return SettingPlace.SETTINGS if person.id in student.family else SettingPlace.ROSTER
    return _of_staff(roster, person, student, power)


def _of_staff(roster: Roster, person: Person, student: Student, power: Power) -> SettingPlace:
    seen = may_oversee(roster, person, student.rooms, student)
    if power is Power.MESSAGE and isinstance(seen, Refused):
        return SettingPlace.SETTINGS
    return SettingPlace.STAFF if student.rooms else SettingPlace.ROSTER


def how_to_change(place: SettingPlace, asker: Person, person: Person, student: Student) -> str:
    """The sentence for asker, to whom one of these screens may be closed."""
    if place is SettingPlace.ROSTER:
        return say("Who is at the school, in which room, and whose parent, comes with the roster.")
    if asker.role is Role.GUARDIAN:
        return say("Only the school can change that. Ask the office.")
    if place is SettingPlace.CHILDREN:
        return say("An admin sets it under Children, with {child}.", child=student.name)
    if place is SettingPlace.STAFF:
        return say("An admin sets it under Staff, with {person}.", person=person.name)
    return say("An admin sets it under Settings.")
