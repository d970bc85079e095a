"""This file decides who may write to one parent alone, to the office, and to a colleague."""

from policies.denying import denied_sentence, is_denied
from policies.facts import Person, Power, Role, Student
from policies.messaging import may_write_as_guardian
from policies.roster import EMPTY, Roster
from policies.seeing import is_own_child
from policies.verdict import Allowed, Refused, Verdict


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
        return Refused(f"{person.name} is no longer at {roster.school_name}.")
    if guardian.id not in roster.children_of:
        return Refused(f"{guardian.name} has no child at {roster.school_name} now.")
    if person.id == guardian.id:
        return _alone(roster, guardian)
    if person.role is Role.GUARDIAN:
        return Refused("A private conversation is one parent’s own; no other parent is in it.")
    if is_kept_from(roster, person, guardian.id):
        return Refused("You answer for the same child, so another colleague writes here.")
    return _by_room(roster, person, guardian)


def _alone(roster: Roster, guardian: Person) -> Verdict:
    """Who may write about one of their children may write alone; about whom is not to be told apart there."""
    children = [roster.students[one] for one in sorted(roster.children_of[guardian.id])]
    refused = [one for one in children if is_denied(one, guardian.id, Power.MESSAGE)]
    if refused == children:
        return Refused(denied_sentence(guardian, refused[0], Power.MESSAGE))
    return Allowed("Every parent may write to the school alone.")


def _by_room(roster: Roster, person: Person, guardian: Person) -> Verdict:
    if person.role is Role.ADMIN:
        return Allowed("Admins reach every family of the school.")
    rooms = rooms_of_family(roster, guardian.id)
    if shared := person.rooms & rooms:
        return Allowed(f"{person.name} and a child of {guardian.name} are both in {roster.room_names(shared)}.")
    return Refused(
        "Staff write only to parents of students in their own rooms: "
        f"{guardian.name}’s children are in {roster.room_names(rooms)}, "
        f"{person.name} is in {roster.room_names(person.rooms)}."
    )


def may_write_to_office(roster: Roster, person: Person, student: Student) -> Verdict:
    """Whether person may write in a student's conversation with the office (guardians and admins only)."""
    if not person.active:
        return Refused(f"{person.name} is no longer at {roster.school_name}.")
    if not student.active:
        return Refused(f"{student.name} is no longer at {roster.school_name}.")
    match person.role:
        case Role.ADMIN:
            return Allowed("The office is the school’s admins.")
        case Role.STAFF:
            return Refused("Only the office and a child’s parents write here. Teachers write to the family.")
        case Role.GUARDIAN:
            return may_write_as_guardian(roster, person, student)


def may_write_to_colleague(roster: Roster, person: Person, pair: frozenset[str]) -> Verdict:
    """Whether person may write in the conversation of the two people of pair, who work at the school."""
    if not person.active:
        return Refused(f"{person.name} is no longer at {roster.school_name}.")
    if person.role is Role.GUARDIAN:
        return Refused("Only the school’s staff write to each other here. To reach them, write to the teachers.")
    if person.id not in pair:
        return Refused("This is a conversation of two colleagues; only they write in it.")
    if not pair <= roster.staff | roster.admins:
        return Refused(f"Your colleague is no longer at {roster.school_name}.")
    return Allowed("Colleagues may write to each other.")


def may_write_to_room(roster: Roster, person: Person, room: str) -> Verdict:
    """
    Whether person may write to all families of a room; a guardian is told where an answer goes instead.

    Source: research/domain.md, 3 (parents who answered everybody).
    """
    name = roster.rooms[room].name
    if not person.active:
        return Refused(f"{person.name} is no longer at {roster.school_name}.")
    if person.role is Role.GUARDIAN:
        return Refused(_answer_elsewhere(roster, name, children_in(roster, person, room)))
    if person.role is Role.ADMIN:
        return Allowed("Admins write to the families of every room.")
    if room in person.rooms:
        return Allowed(f"{person.name} works in {name}.")
    return Refused(f"Only the staff of {name} and admins write to its families.")


def _answer_elsewhere(roster: Roster, room: str, children: tuple[str, ...]) -> str:
    if not children:
        return "Parents write only about their own children."
    where = " or ".join(f"“{roster.students[child].name}’s teachers”" for child in children)
    return f"This goes to every family of {room}, so nobody answers here. To answer, write in {where}."


def children_in(roster: Roster, guardian: Person, room: str) -> tuple[str, ...]:
    """The ids of guardian's children in room, by name."""
    children = (roster.students[child] for child in roster.children_of.get(guardian.id, EMPTY))
    inside = [child for child in children if room in child.rooms]
    return tuple(child.id for child in sorted(inside, key=lambda child: (child.name, child.id)))
