"""This file decides who may write to a student's family."""

from policies.denying import counts_not, denied_sentence, is_denied
from policies.facts import Person, Power, Role, Student
from policies.roster import Roster
from policies.verdict import Allowed, Refused, Verdict


def may_message(roster: Roster, person: Person, student: Student) -> Verdict:
    """
    Whether person may write to student's guardians, or as one of them.

    Source: research/domain.md, C7 (the assigned room counts, never the room of the moment) and 2.3 (rights per
    contact and child; deny wins, and who may not see may not write either).
    """
    if not person.active:
        return Refused(f"{person.name} is no longer at {roster.school_name}.")
    if not student.active:
        return Refused(f"{student.name} is no longer at {roster.school_name}.")
    match person.role:
        case Role.ADMIN:
            return Allowed("Admins reach every family of the school.")
        case Role.STAFF:
            return _same_room(roster, person, student)
        case Role.GUARDIAN:
            return may_write_as_guardian(roster, person, student)


def _same_room(roster: Roster, person: Person, student: Student) -> Verdict:
    shared = person.rooms & student.rooms
    if shared:
        return Allowed(f"{person.name} and {student.name} are both in {roster.room_names(shared)}.")
    return Refused(
        "Staff write only to families of students in their own rooms: "
        f"{student.name} is in {roster.room_names(student.rooms)}, "
        f"{person.name} is in {roster.room_names(person.rooms)}."
    )


def may_write_as_guardian(roster: Roster, person: Person, student: Student) -> Verdict:
    """Whether person, a guardian, may write about student to the school."""
    for power in (Power.SEE, Power.MESSAGE):
        if is_denied(student, person.id, power):
            return Refused(denied_sentence(person, student, Power.MESSAGE))
    if person.id in student.guardians:
        return Allowed(f"{person.name} is a parent of {student.name}.")
    if person.id in student.family:
        return Refused(counts_not(roster, person, student))
    return Refused("Parents write only about their own children.")
