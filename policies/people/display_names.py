"""This file has what people are called, and what stands beside a parent's name for whom."""

from collections.abc import Iterable

from policies.people.facts import Person, Role, Student
from policies.people.roster import EMPTY, Roster
from policies.sentence import say
from policies.wording import listed

PARENT = say("a parent")
"""What stands beside a parent's name for who may not know of their child."""


def full_name(given: str, family: str) -> str:
    """
    Both names as one; some people have one name alone, and systems that ask for two put a dot or nothing there.

    Source: research/faults.md F44.
    """
    return " ".join(one for one in (given.strip(), family.strip()) if one.strip(".-–—_ ")) or given or family


def children_known(roster: Roster, person: str, readers: Iterable[str]) -> tuple[str, ...]:
    """The given names of a parent's children as far as all of these readers may know that they are theirs."""
    theirs = roster.children_of.get(person, EMPTY)
    for one in readers:
        if one in roster.people and roster.people[one].role is Role.GUARDIAN:
            theirs &= roster.children_of.get(one, EMPTY)
    return tuple(sorted({roster.students[one].given or roster.students[one].name for one in theirs}))


def beside_author(
    roster: Roster, author: Person, student: Student | None, readers: Iterable[str]
) -> tuple[str, ...] | None:
    """
    The children whose parent an author is called to everybody who is told of what they wrote; None for staff.

    Of a conversation about one child it is that child alone, and only where every reader knows it: an alert is the
    same for all of them. Empty where no child may be named.
    """
    if author.role is not Role.GUARDIAN:
        return None
    if student is None:
        return children_known(roster, author.id, readers)
    known = author.id in student.guardians and all(_sees(roster, one, student) for one in readers)
    return (student.given or student.name,) if known else ()


def _sees(roster: Roster, person: str, student: Student) -> bool:
    its = roster.people.get(person)
    return its is not None and (its.role is not Role.GUARDIAN or person in student.guardians)


def with_label(name: str, children: tuple[str, ...] | None) -> str:
    """A name as an alert shows it: "Rosa Alvarez, parent of Mia"."""
    if children is None:
        return name
    return f"{name}, {_label(children)}"


def briefly(name: str, children: tuple[str, ...] | None) -> str:
    """A name as it stands among others, in whichever language: "Rosa Alvarez (Mia)"."""
    return f"{name} ({' / '.join(children)})" if children else name


def beside(roster: Roster, person: Person, reader: str) -> str:
    """
    What stands beside a name: "parent of Mia", "a parent" for another family; nothing for who works here.

    Nobody learns so whose parent somebody is: staff see every child, parents their own (may_see in policies).
    """
    if person.role is not Role.GUARDIAN:
        return ""
    return _label(children_known(roster, person.id, (reader,)))


def _label(names: tuple[str, ...]) -> str:
    return say("parent of {names}", names=listed(names)) if names else PARENT
