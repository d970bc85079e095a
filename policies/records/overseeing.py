"""This file decides whether an admin's reading goes on record, who reads that record, and whether it is at all."""

from policies.conversations.seeing import is_own_child
from policies.people.facts import Person, Role, Student
from policies.people.roster import EMPTY, Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


def is_oversight(person: Person, rooms: frozenset[str], *, private: bool) -> bool:
    """
    Whether person's reading of a conversation about these rooms is oversight; private: people expect to be among
    themselves there.

    An admin reads what is said in the rooms they are assigned to as their daily work; what is said elsewhere
    they may read as well, and it is noted.

    Source: research/domain.md, section 1.2 (C7: rooms decide what an admin is told, not what they reach).
    """
    return person.role is Role.ADMIN and private and not person.rooms & rooms


def may_oversee(
    roster: Roster, person: Person, rooms: frozenset[str], student: Student | None = None, instead: str = ""
) -> Verdict:
    """
    Whether person, where they are an admin, is in a private conversation about these rooms; instead: where to turn
    if not.

    A school may keep its admins to the rooms they are in charge of; families everywhere are still reached by the
    office. student: the child it is about, if it is about one.

    Source: research/domain.md, 2.6 (oversight that a school switches off) and 4 number 13.
    """
    if person.role is not Role.ADMIN or roster.settings.oversight:
        return Allowed(say("Admins read what is said in their school."))
    if is_in_charge(roster, person, rooms, student):
        return Allowed(say("{person} is in charge of {rooms}.", person=person.name, rooms=roster.room_names(rooms)))
    return Refused(
        say(
            "At {school} admins read only the conversations of their own rooms. {instead}",
            school=roster.school_name,
            instead=instead,
        )
    )


def kept_to_their_rooms(roster: Roster, rooms: frozenset[str], student: Student | None = None) -> frozenset[str]:
    """The ids of the admins whom may_oversee keeps out of such a conversation."""
    if roster.settings.oversight:
        return EMPTY
    people = roster.people
    return frozenset(
        one for one in roster.admins if isinstance(may_oversee(roster, people[one], rooms, student), Refused)
    )


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
        return Allowed(say("Admins read who looked at what."))
    return Refused(say("Only admins read who looked at what."))


def may_see_readings(roster: Roster, person: Person) -> Verdict:
    """
    Whether person, who is in a conversation, sees which admins read it from outside their rooms, and when.

    Source: research/domain.md, 4 numbers 12 and 13 (oversight views themselves logged and shown).
    """
    if roster.settings.oversight_visible:
        return Allowed(
            say("{school} shows everybody in a conversation who looked at it.", school=roster.school_name)
        )
    if isinstance(may_see_record(person), Allowed):
        return Allowed(say("Admins read who looked at what."))
    return Refused(say("At {school} only admins see who looked at a conversation.", school=roster.school_name))
