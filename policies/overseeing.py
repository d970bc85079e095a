"""This file decides whether an admin's reading goes on record, who reads that record, and whether it is at all."""

from policies.facts import Person, Role, Student
from policies.roster import EMPTY, Roster
from policies.seeing import is_own_child
from policies.verdict import Allowed, Refused, Verdict

PRIVATE = frozenset({"family", "staff"})
"""The kinds of conversations that people expect to be among themselves."""


def is_oversight(person: Person, kind: str, rooms: frozenset[str]) -> bool:
    """
    Whether person's reading of a conversation of this kind, about these rooms, is oversight.

    An admin reads what is said in the rooms they are assigned to as their daily work; what is said elsewhere
    they may read as well, and it is noted.

    Source: research/domain.md, section 1.2 (C7: rooms decide what an admin is told, not what they reach).
    """
    return person.role is Role.ADMIN and kind in PRIVATE and not person.rooms & rooms


def may_oversee(
    roster: Roster, person: Person, kind: str, rooms: frozenset[str], student: Student | None = None
) -> Verdict:
    """
    Whether person, where they are an admin, is in a conversation of this kind about these rooms.

    A school may keep its admins to the rooms they are in charge of; families everywhere are still reached by the
    office. student: the child it is about, if it is about one.

    Source: research/domain.md, 2.6 (oversight that a school switches off) and 4 number 13.
    """
    if person.role is not Role.ADMIN or not _keeps_to_rooms(roster, kind):
        return Allowed("Admins read what is said in their school.")
    if is_in_charge(roster, person, rooms, student):
        return Allowed(f"{person.name} is in charge of {roster.room_names(rooms)}.")
    told = "To reach a family, write from the office." if kind == "family" else "Ask the staff of the room."
    return Refused(f"At {roster.school_name} admins read only the conversations of their own rooms. {told}")


def kept_to_their_rooms(
    roster: Roster, kind: str, rooms: frozenset[str], student: Student | None = None
) -> frozenset[str]:
    """The ids of the admins whom may_oversee keeps out of such a conversation."""
    if not _keeps_to_rooms(roster, kind):
        return EMPTY
    people = roster.people
    return frozenset(
        one for one in roster.admins if isinstance(may_oversee(roster, people[one], kind, rooms, student), Refused)
    )


def _keeps_to_rooms(roster: Roster, kind: str) -> bool:
    return not roster.settings.oversight and kind in PRIVATE


def is_in_charge(roster: Roster, person: Person, rooms: frozenset[str], student: Student | None) -> bool:
    """
    Whether person is an admin of one of rooms, or those rooms have none who could decide what waits there; where
    the school asks for four eyes, none beside the one who wrote it.

    So somebody always reviews what is held, whatever the school chose (research/domain.md, D5 and C8); a parent of
    the child decides nothing about it.
    """
    if person.rooms & rooms:
        return True
    assigned = EMPTY.union(*(roster.staff_of.get(room, EMPTY) for room in rooms)) & roster.admins
    own = {one for one in assigned if student is not None and is_own_child(roster, roster.people[one], student)}
    return len(assigned - own) < (2 if roster.settings.four_eyes else 1)


def may_see_record(person: Person) -> Verdict:
    """Whether person may read who looked at what."""
    if person.active and person.role is Role.ADMIN:
        return Allowed("Admins read who looked at what.")
    return Refused("Only admins read who looked at what.")


def may_see_readings(roster: Roster, person: Person) -> Verdict:
    """
    Whether person, who is in a conversation, sees which admins read it from outside their rooms, and when.

    Source: research/domain.md, 4 numbers 12 and 13 (oversight views themselves logged and shown).
    """
    if roster.settings.oversight_visible:
        return Allowed(f"{roster.school_name} shows everybody in a conversation who looked at it.")
    if isinstance(may_see_record(person), Allowed):
        return Allowed("Admins read who looked at what.")
    return Refused(f"At {roster.school_name} only admins see who looked at a conversation.")
