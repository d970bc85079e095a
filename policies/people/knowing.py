"""This file decides who may know of people, of what waits, and of what became of a message."""

from policies.people.facts import Person, Role
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


def may_see_queue(person: Person) -> Verdict:
    """Whether person may look at what waits for approval (research/domain.md, D4)."""
    if person.role is Role.GUARDIAN:
        return Refused(say("Only the school’s staff see what waits for approval."))
    return Allowed(say("Staff see what waits in their conversations."))


def may_see_timeline(person: Person) -> Verdict:
    """Whether person may know who was told of a message."""
    if person.role is Role.GUARDIAN:
        return Refused(say("Only the school’s staff see who was told."))
    return Allowed(say("Staff see who was told of what they may read."))


def may_ask_about(asker: Person, who: str) -> Verdict:
    """Whether asker may have it explained what somebody may do."""
    if asker.role is Role.GUARDIAN and who != asker.id:
        return Refused(say("Parents can ask this about themselves."))
    return Allowed(say("Staff may ask about everybody of the school."))


def knows_by_name(roster: Roster, person: Person, shares: frozenset[str]) -> frozenset[str]:
    """
    The ids of everybody person may know by name; shares: who is in a family's conversation with them.

    Staff know everybody of the school, parents its staff and their own families.
    """
    if person.role is not Role.GUARDIAN:
        return frozenset(roster.people)
    workers = frozenset(one.id for one in roster.people.values() if one.role is not Role.GUARDIAN)
    return workers | shares
