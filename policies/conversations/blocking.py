"""This file decides whom somebody may keep from starting new conversations with them, and what that stops."""

from collections.abc import Set as AbstractSet

from policies.people.facts import Person, Role
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

Blocks = AbstractSet[tuple[str, str]]
"""Who blocked whom, by id."""


def may_block(roster: Roster, person: Person, other: Person) -> Verdict:
    """
    Whether person may keep other from starting new conversations of the two of them.

    A parent writes to the school and never to one of its staff alone, so nobody closes that way to them.

    Source: research/domain.md, 2.3 (a block stops new conversations only).
    """
    if other.id in roster.profiles_of(person.id):
        return Refused(say("This is you yourself."))
    if other.role is Role.GUARDIAN:
        return Refused(
            say(
                "Parents write to the school and not to you alone, so they are not blocked. Report what "
                "is wrong, and the admins look at it."
            )
        )
    return Allowed(say("Everybody may keep a member of the staff from starting new conversations with them."))


def may_start_with(
    roster: Roster, person: Person, people: AbstractSet[str], blocks: Blocks, instead: str
) -> Verdict:
    """
    Whether person may start a new conversation with people; who has blocked them is not told, but where to turn
    instead.

    Families, rooms, the office, announcements and emergencies always reach: of what is not with single people,
    people is empty. A conversation that is there stays.

    Source: research/domain.md, 2.3.
    """
    own = roster.profiles_of(person.id)
    if any((other, profile) in blocks for other in people - own for profile in own):
        return Refused(say("This conversation cannot be started. {instead}", instead=instead))
    return Allowed(say("Nobody keeps anybody from starting this conversation."))
