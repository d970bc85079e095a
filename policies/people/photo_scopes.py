"""This file says whose answer about photos counts, and which of several answers holds."""

from collections.abc import Collection, Iterable

from policies.people.facts import PhotoScope, Power, Student

WIDTH = {one: width for width, one in enumerate(PhotoScope)}
"""From the narrowest to the widest."""


def decides(student: Student) -> frozenset[str]:
    """
    The ids of the parents who are asked about photos of student today: those who see it and may write about it.

    Source: research/domain.md, 2.3 (rights per contact and child; deny wins).
    """
    return frozenset(one for one in student.guardians if (one, Power.MESSAGE) not in student.denied)


def counted(student: Student, denied: Collection[tuple[str, Power]]) -> frozenset[str]:
    """
    The ids of those whose answers hold: who is asked, and where nobody is any more, since the child or its parents
    left, the family but for who is barred or denied seeing the child or writing about it.

    A no does not end with the place. denied: on that day, also of a child who left.
    """
    lost = {one for one, power in denied if power in {Power.SEE, Power.MESSAGE}}
    return decides(student) or student.family - student.barred - lost


def standing(asked: frozenset[str], answers: Iterable[tuple[str, PhotoScope]]) -> PhotoScope | None:
    """
    How far photos of a child may go, None where no parent has said: of several answers the narrowest.

    One parent's answer holds until another's is narrower, as one signature does on paper. asked: those who
    count today (counted); answers: of anybody, by their id. Source: ours (docs/adr/0064-retention.md).
    """
    said = [scope for guardian, scope in answers if guardian in asked]
    return min(said, key=WIDTH.__getitem__) if said else None
