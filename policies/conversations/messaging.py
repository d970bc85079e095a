"""This file decides who may write to a student's family."""

from policies.people.custody import counts_not, denied_sentence, is_denied
from policies.people.facts import Person, Power, Role, Student
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


def may_message(roster: Roster, person: Person, student: Student) -> Verdict:
    """
    Whether person may write to student's guardians, or as one of them.

    Source: research/domain.md, C7 (the assigned room counts, never the room of the moment) and 2.3 (rights per
    contact and child; deny wins, and who may not see may not write either).
    """
    if not person.active:
        return Refused(say("{person} is no longer at {school}.", person=person.name, school=roster.school_name))
    if not student.active:
        return Refused(say("{child} is no longer at {school}.", child=student.name, school=roster.school_name))
    match person.role:
        case Role.ADMIN:
            return Allowed(say("Admins reach every family of the school."))
        case Role.STAFF:
            return _same_room(roster, person, student)
        case Role.GUARDIAN:
            return may_write_as_guardian(roster, person, student)


def _same_room(roster: Roster, person: Person, student: Student) -> Verdict:
    shared = person.rooms & student.rooms
    if shared:
        return Allowed(
            say(
                "{person} and {child} are both in {rooms}.",
                person=person.name,
                child=student.name,
                rooms=roster.room_names(shared),
            )
        )
    return Refused(
        say(
            "Staff write only to families of students in their own rooms: {child} is in {rooms}, "
            "{person} is in {own}.",
            child=student.name,
            rooms=roster.room_names(student.rooms),
            person=person.name,
            own=roster.room_names(person.rooms),
        )
    )


def may_write_as_guardian(roster: Roster, person: Person, student: Student) -> Verdict:
    """Whether person, a guardian, may write about student to the school."""
    for power in (Power.SEE, Power.MESSAGE):
        if is_denied(student, person.id, power):
            return Refused(denied_sentence(person, student, Power.MESSAGE))
    if person.id in student.guardians:
        return Allowed(say("{person} is a parent of {child}.", person=person.name, child=student.name))
    if person.id in student.family:
        return Refused(counts_not(roster, person, student))
    return Refused(say("Parents write only about their own children."))
