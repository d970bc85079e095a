"""This file decides whether a roster takes away so much that somebody has to say it twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from policies.people.facts import Person, Role, Student
from policies.people.roster import EMPTY, Roster
from policies.sentence import Sentence, key, say

MANY = 10
"""People of one kind whom a roster may take away without a question, however large the school is."""

SHARE = 10
"""Percent of one kind that may go without a question; a class that leaves in summer is more, and is asked about."""

FEW = 4
"""People below whom a share says nothing: in a school of twelve, two who leave are 17 %."""


class LossKind(StrEnum):
    """Of what a roster takes too much away."""

    STUDENTS = "students"
    STAFF = "staff"
    GUARDIANS = "guardians"
    ROOM = "room"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """
    What a roster takes away that is asked about. names: of whom, sorted. of: how many there are of the kind now.

    sentence: what happens, for the office.
    """

    kind: LossKind
    names: tuple[str, ...]
    of: int
    sentence: Sentence


def losses(before: Roster, after: Roster) -> tuple[Loss, ...]:
    """
    What is asked about before a school's roster becomes after; both are of the same day.

    Who stays, and loses every room or every child they had, is lost too: a bundle without its enrollments names
    everybody, and shows nobody anything any more.

    Source: research/faults.md, K10.
    """
    kinds = (
        _many(LossKind.STUDENTS, _students(before), _students(after)),
        _many(LossKind.STAFF, _staff(before), _staff(after)),
        _many(LossKind.GUARDIANS, _guardians(before), _guardians(after)),
    )
    found = [one for one in kinds if one is not None]
    return (*found, *_emptied(before, after), *_without_admins(before, after))


_Had = Mapping[str, tuple[str, bool]]
"""Of everybody active, by id: the name, and whether they have a room or a child."""


def _students(roster: Roster) -> _Had:
    return _had(roster.students.values(), {one.id for one in roster.students.values() if one.rooms})


def _staff(roster: Roster) -> _Had:
    people = [one for one in roster.people.values() if one.role is not Role.GUARDIAN]
    return _had(people, {one.id for one in people if one.rooms})


def _guardians(roster: Roster) -> _Had:
    people = [one for one in roster.people.values() if one.role is Role.GUARDIAN]
    return _had(people, {one for one, children in roster.children_of.items() if children})


def _had(who: Iterable[Student | Person], held: set[str]) -> _Had:
    return {one.id: (one.name, one.id in held) for one in who if one.active}


def is_many(lost: int, had: int) -> bool:
    """Whether a roster takes so many of one kind away that somebody has to say it twice."""
    return lost > MANY or (lost >= FEW and lost * 100 > SHARE * had)


def _many(kind: LossKind, had: _Had, has: _Had) -> Loss | None:
    lost = sorted(name for its, (name, held) in had.items() if its not in has or (held and not has[its][1]))
    if not is_many(len(lost), len(had)):
        return None
    sentence = say(_GONE[kind], lost=len(lost), had=len(had))
    return Loss(kind=kind, names=tuple(lost), of=len(had), sentence=sentence)


_GONE = {
    LossKind.STUDENTS: key("{lost} of {had} students would be gone, or without every room they have."),
    LossKind.STAFF: key("{lost} of {had} staff would be gone, or without every room they have."),
    LossKind.GUARDIANS: key("{lost} of {had} guardians would be gone, or without every child they have."),
}


def _emptied(before: Roster, after: Roster) -> list[Loss]:
    """A loss for each room that had students and has none."""
    rooms = sorted(before.students_of.keys(), key=lambda one: (before.rooms[one].name, one))
    return [
        Loss(
            kind=LossKind.ROOM,
            names=tuple(sorted(before.students[one].name for one in before.students_of[room])),
            of=len(before.students_of[room]),
            sentence=say("{room} would have no children.", room=before.rooms[room].name),
        )
        for room in rooms
        if not after.students_of.get(room, EMPTY)
    ]


def _without_admins(before: Roster, after: Roster) -> list[Loss]:
    if not before.admins or after.admins:
        return []
    names = tuple(sorted(before.people[one].name for one in before.admins))
    return [Loss(kind=LossKind.ADMINS, names=names, of=len(names), sentence=say("The school would have no admin."))]
