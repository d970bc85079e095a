"""This file decides whom somebody may keep from starting new conversations with them, and what that stops."""

from collections.abc import Set as AbstractSet

from policies.facts import Person, Role
from policies.roster import Roster
from policies.verdict import Allowed, Refused, Verdict

Blocks = AbstractSet[tuple[str, str]]
"""Who blocked whom, by id."""

ELSEWHERE = {
    "direct": "Write to the child’s family, or ask an admin.",
    "staff_direct": "Write in your team’s conversation, or ask an admin.",
}
"""The kinds of conversations that can be blocked, each with where to turn instead."""


def may_block(roster: Roster, person: Person, other: Person) -> Verdict:
    """
    Whether person may keep other from starting new conversations of the two of them.

    A parent writes to the school and never to one of its staff alone, so nobody closes that way to them.

    Source: research/domain.md, 2.3 (a block stops new conversations only).
    """
    if other.id in roster.profiles_of(person.id):
        return Refused("This is you yourself.")
    if other.role is Role.GUARDIAN:
        return Refused(
            "Parents write to the school and not to you alone, so they are not blocked. "
            "Report what is wrong, and the admins look at it."
        )
    return Allowed("Everybody may keep a member of the staff from starting new conversations with them.")


def may_start_with(roster: Roster, person: Person, kind: str, people: AbstractSet[str], blocks: Blocks) -> Verdict:
    """
    Whether person may start a new conversation of this kind with people; who has blocked them is not told.

    Families, rooms, the office, announcements and emergencies always reach, and a conversation that is there stays.

    Source: research/domain.md, 2.3.
    """
    own = roster.profiles_of(person.id)
    if kind in ELSEWHERE and any((other, profile) in blocks for other in people - own for profile in own):
        return Refused(f"This conversation cannot be started. {ELSEWHERE[kind]}")
    return Allowed("Nobody keeps anybody from starting this conversation.")
