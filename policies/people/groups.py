"""This file has the parties that conversations are made of: groups that a roster fills with people."""

from collections.abc import Mapping

from policies.people.roster import EMPTY, Roster

ADMINS = "admins"
STAFF = "staff"
FAMILIES = "families"


def room_staff(room: str) -> str:
    """The party of the staff assigned to a room, by its id."""
    return f"room:{room}:staff"


def room_families(room: str) -> str:
    """The guardians of the students placed in a room."""
    return f"room:{room}:families"


def guardians(student: str) -> str:
    """The party of a student's guardians, by the student's id."""
    return f"student:{student}:guardians"


def only(person: str) -> str:
    """The party that is one person alone, by their id."""
    return f"person:{person}"


def filled(roster: Roster) -> Mapping[str, frozenset[str]]:
    """Every party of the school with the ids of the people who belong to it on the roster's day."""
    return {
        ADMINS: roster.admins,
        STAFF: roster.staff,
        FAMILIES: frozenset(roster.children_of),
        **{room_staff(room): roster.staff_of.get(room, EMPTY) & roster.staff for room in roster.rooms},
        **{room_families(room): families_in(roster, room) for room in roster.rooms},
        **{guardians(student.id): student.guardians for student in roster.students.values()},
        **{only(person.id): frozenset({person.id}) for person in roster.people.values() if person.active},
    }


def families_in(roster: Roster, room: str) -> frozenset[str]:
    """The ids of the guardians of a room's students."""
    students = roster.students_of.get(room, EMPTY)
    return EMPTY.union(*(roster.students[student].guardians for student in students))
