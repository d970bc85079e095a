"""This file decides who keeps something from being removed, by a legal hold, and who lets it go again."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from policies.conversations.seeing import is_own_child
from policies.people.facts import Person, Role
from policies.people.roster import Roster
from policies.sentence import on_field, say
from policies.verdict import Allowed, Refused, Verdict


class HoldOn(StrEnum):
    """What is put on hold: all about a child, all that a person wrote or was alone with, or one conversation."""

    STUDENT = "student"
    PERSON = "person"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class HeldRecords:
    """What is on hold in a school, each by its ids."""

    students: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    conversations: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is."""
        return bool(self.students or self.people or self.conversations)


@dataclass(frozen=True, slots=True)
class Concerned:
    """
    Whom a hold is about, by their ids: a student, or the people whose records or conversation it keeps.

    A conversation of many, as of a room, concerns nobody alone, so both are empty there.
    """

    students: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


LONGEST_REASON = 500
"""Characters: the court, the number of the matter, who asked."""


def may_see_holds(person: Person) -> Verdict:
    """Whether person learns of legal holds at all; source: research/domain.md, 4 number 12."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins put records on hold."))
    return Refused(say("Only admins put records on hold, and see what is."))


def concerned_students(roster: Roster, about: Concerned) -> frozenset[str]:
    """The ids of the students whom a hold is about: itself, or as the child of the people it is about."""
    theirs = (one.id for one in roster.students.values() if about.people & one.family)
    return about.students.union(theirs)


def may_hold(roster: Roster, person: Person, about: Concerned) -> Verdict:
    """
    Whether person puts this on hold, lets it go again, or sees that it is: never about themselves or their child.

    What is about the other parent is about the child as well.

    Source: policies/people/child_record (nobody sees at work what is kept of their own child).
    """
    if isinstance(verdict := may_see_holds(person), Refused):
        return verdict
    if about.people & roster.profiles_of(person.id):
        return Refused(say("This is about you, so another admin decides it."))
    for its in sorted(concerned_students(roster, about)):
        if is_own_child(roster, person, roster.students[its]):
            return Refused(
                say("{child} is your own child, so another admin decides it.", child=roster.students[its].name)
            )
    return verdict


def may_give_reason(reason: str) -> Verdict:
    """Whether these words are a reason; reason: trimmed."""
    if 0 < len(reason) <= LONGEST_REASON:
        return Allowed(say("The reason is kept with the hold."))
    return Refused(on_field("reason", say("say why, in at most {most} characters.", most=LONGEST_REASON)))


def held_of(holds: Iterable[tuple[HoldOn, str]]) -> HeldRecords:
    """What several holds keep together; each by what it is on, and its id."""
    found: dict[HoldOn, set[str]] = {one: set() for one in HoldOn}
    for on, its in holds:
        found[on].add(its)
    return HeldRecords(
        frozenset(found[HoldOn.STUDENT]), frozenset(found[HoldOn.PERSON]), frozenset(found[HoldOn.CONVERSATION])
    )
