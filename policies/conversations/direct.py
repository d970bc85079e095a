"""This file decides who may write to one parent alone, to the office, and to a colleague."""

from policies.conversations.messaging import may_write_as_guardian
from policies.conversations.seeing import is_own_child
from policies.people.custody import denied_sentence, is_denied
from policies.people.facts import Person, Power, Role, Student
from policies.people.roster import EMPTY, Roster
from policies.sentence import Sentence, say
from policies.verdict import Allowed, Refused, Verdict
from policies.wording import either


def rooms_of_family(roster: Roster, guardian: str) -> frozenset[str]:
    """The rooms of all of a guardian's children."""
    children = roster.children_of.get(guardian, EMPTY)
    return EMPTY.union(*(roster.students[child].rooms for child in children))


def is_kept_from(roster: Roster, person: Person, guardian: str) -> bool:
    """
    Whether person never knows of guardian's private conversation, though they work at the school.

    Whoever answers for the same child on another profile reads nothing of it at work either: separated
    parents (research/domain.md, 2.2 and 5 number 6: deny wins).
    """
    if person.id == guardian:
        return False
    children = roster.children_of.get(guardian, EMPTY)
    return any(is_own_child(roster, person, roster.students[child]) for child in children)


def may_write_privately(roster: Roster, person: Person, guardian: Person) -> Verdict:
    """
    Whether person may write in guardian's private conversation with the school.

    Source: research/domain.md, C7 (the assigned room counts); DESIGN.md section 1, the three relations.
    """
    if not person.active:
        return Refused(say("{person} is no longer at {school}.", person=person.name, school=roster.school_name))
    if guardian.id not in roster.children_of:
        return Refused(
            say("{person} has no child at {school} now.", person=guardian.name, school=roster.school_name)
        )
    if person.id == guardian.id:
        return _alone(roster, guardian)
    if person.role is Role.GUARDIAN:
        return Refused(say("A private conversation is one parent’s own; no other parent is in it."))
    if is_kept_from(roster, person, guardian.id):
        return Refused(say("You answer for the same child, so another colleague writes here."))
    return _by_room(roster, person, guardian)


def _alone(roster: Roster, guardian: Person) -> Verdict:
    """Who may write about one of their children may write alone; about whom is not to be told apart there."""
    children = [roster.students[one] for one in sorted(roster.children_of[guardian.id])]
    refused = [one for one in children if is_denied(one, guardian.id, Power.MESSAGE)]
    if refused == children:
        return Refused(denied_sentence(guardian, refused[0], Power.MESSAGE))
    return Allowed(say("Every parent may write to the school alone."))


def _by_room(roster: Roster, person: Person, guardian: Person) -> Verdict:
    if person.role is Role.ADMIN:
        return Allowed(say("Admins reach every family of the school."))
    rooms = rooms_of_family(roster, guardian.id)
    if shared := person.rooms & rooms:
        return Allowed(
            say(
                "{person} and a child of {parent} are both in {rooms}.",
                person=person.name,
                parent=guardian.name,
                rooms=roster.room_names(shared),
            )
        )
    return Refused(
        say(
            "Staff write only to parents of students in their own rooms: {parent}’s children are in "
            "{rooms}, {person} is in {own}.",
            parent=guardian.name,
            rooms=roster.room_names(rooms),
            person=person.name,
            own=roster.room_names(person.rooms),
        )
    )


def may_write_to_office(roster: Roster, person: Person, student: Student) -> Verdict:
    """Whether person may write in a student's conversation with the office (guardians and admins only)."""
    if not person.active:
        return Refused(say("{person} is no longer at {school}.", person=person.name, school=roster.school_name))
    if not student.active:
        return Refused(say("{child} is no longer at {school}.", child=student.name, school=roster.school_name))
    match person.role:
        case Role.ADMIN:
            return Allowed(say("The office is the school’s admins."))
        case Role.STAFF:
            return Refused(say("Only the office and a child’s parents write here. Teachers write to the family."))
        case Role.GUARDIAN:
            return may_write_as_guardian(roster, person, student)


def may_write_to_colleague(roster: Roster, person: Person, pair: frozenset[str]) -> Verdict:
    """Whether person may write in the conversation of the two people of pair, who work at the school."""
    if not person.active:
        return Refused(say("{person} is no longer at {school}.", person=person.name, school=roster.school_name))
    if person.role is Role.GUARDIAN:
        return Refused(
            say("Only the school’s staff write to each other here. To reach them, write to the teachers.")
        )
    if person.id not in pair:
        return Refused(say("This is a conversation of two colleagues; only they write in it."))
    if not pair <= roster.staff | roster.admins:
        return Refused(say("Your colleague is no longer at {school}.", school=roster.school_name))
    return Allowed(say("Colleagues may write to each other."))


def may_write_to_room(roster: Roster, person: Person, room: str) -> Verdict:
    """
    Whether person may write to all families of a room; a guardian is told where an answer goes instead.

    Source: research/domain.md, 3 (parents who answered everybody).
    """
    name = roster.rooms[room].name
    if not person.active:
        return Refused(say("{person} is no longer at {school}.", person=person.name, school=roster.school_name))
    if person.role is Role.GUARDIAN:
        return Refused(_answer_elsewhere(roster, name, children_in(roster, person, room)))
    if person.role is Role.ADMIN:
        return Allowed(say("Admins write to the families of every room."))
    if room in person.rooms:
        return Allowed(say("{person} works in {room}.", person=person.name, room=name))
    return Refused(say("Only the staff of {room} and admins write to its families.", room=name))


def _answer_elsewhere(roster: Roster, room: str, children: tuple[str, ...]) -> Sentence:
    if not children:
        return say("Parents write only about their own children.")
    where = either([say("“{child}’s teachers”", child=roster.students[child].name) for child in children])
    return say(
        "This goes to every family of {room}, so nobody answers here. To answer, write in {where}.",
        room=room,
        where=where,
    )


def children_in(roster: Roster, guardian: Person, room: str) -> tuple[str, ...]:
    """The ids of guardian's children in room, by name."""
    children = (roster.students[child] for child in roster.children_of.get(guardian.id, EMPTY))
    inside = [child for child in children if room in child.rooms]
    return tuple(child.id for child in sorted(inside, key=lambda child: (child.name, child.id)))
