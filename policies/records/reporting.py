"""This file decides who may report what was said, and who looks at what was reported."""

from collections.abc import Iterable

from policies.conversations.seeing import is_own_child
from policies.people.facts import Person, Role, Student
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

MOST_OPEN = 20
"""What one person has waiting at the most: more would bury what others report."""

LONGEST_REASON = 2_000


def may_report(
    roster: Roster, person: Person, against: str | None, about: Iterable[Student], waiting: int
) -> Verdict:
    """
    Whether person, who is in a conversation, may report it or what against wrote there.

    about: the children it is about. waiting: how many reports of theirs nobody has settled yet. It is never taken
    where nobody would be there to look at it.

    Source: research/domain.md, 2.3 (a report reaches staff with a queue of their own).
    """
    if against is not None and against in roster.profiles_of(person.id):
        return Refused(say("This is your own message. You can withdraw it instead."))
    if waiting >= MOST_OPEN:
        return Refused(
            say("The school has many reports of yours to look at. Wait until some are settled, or call.")
        )
    if not lookers(roster, against, about):
        return Refused(
            say(
                "Nobody at {school} could look at this and is not part of it. Please call.",
                school=roster.school_name,
            )
        )
    return Allowed(say("Whoever is in a conversation may report it."))


def lookers(roster: Roster, against: str | None, about: Iterable[Student]) -> frozenset[str]:
    """The ids of the admins who look at a report."""
    children = tuple(about)
    people = roster.people
    return frozenset(
        one for one in roster.admins if isinstance(may_look(roster, people[one], against, children), Allowed)
    )


def may_look(roster: Roster, person: Person, against: str | None, about: Iterable[Student]) -> Verdict:
    """
    Whether person may read a report and settle it: an admin who neither wrote what was reported, on any of their
    profiles, nor answers for the child.

    Source: research/domain.md, 2.3; DESIGN.md section 5 (what is about one's own child).
    """
    if not person.active or person.role is not Role.ADMIN:
        return Refused(say("Only admins look at what was reported."))
    if against is not None and against in roster.profiles_of(person.id):
        return Refused(say("This is about you, so another admin looks at it."))
    if any(is_own_child(roster, person, child) for child in about):
        return Refused(say("This is about your own child, so another admin looks at it."))
    return Allowed(say("Admins look at what was reported."))


def may_be_reason(reason: str) -> Verdict:
    """Whether this says enough, and not too much, of what is wrong."""
    if not reason.strip():
        return Refused(say("Say in a sentence what is wrong, so that the school knows what to do."))
    if len(reason) > LONGEST_REASON:
        return Refused(say("Say it in {most:,} characters at most.", most=LONGEST_REASON))
    return Allowed(say("This says what is wrong."))
