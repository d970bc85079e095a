"""This file tells who gains and who loses access where one roster takes the place of another, by sentences."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from policies.people.facts import Person, Role, Student
from policies.people.roster import EMPTY, Roster
from policies.sentence import Sentence, key, say
from policies.wording import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """How many of one kind come, leave, and stay otherwise than they were."""

    gained: int
    lost: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChanges:
    """
    What becomes of people's access, by name. gains, loses: of staff and parents; a person may stand in both.

    children: who comes, leaves, or is in other rooms.
    """

    gains: tuple[Sentence, ...]
    loses: tuple[Sentence, ...]
    children: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Guardian:
    """A guardian with whom they see: that changes where nothing else of them does."""

    person: Person
    children: frozenset[str]

    @property
    def active(self) -> bool:
        return self.person.active


def access_changes(before: Roster, after: Roster) -> AccessChanges:
    """
    What changes between two rosters of one school and one day; local denials are in both, so nobody who is denied
    a child is said to gain it.

    Source: research/domain.md, the 9th of its inventions: before a sync applies, show who gains or loses access.
    """
    people = [(before.people.get(one), after.people[one]) for one in after.people]
    gains, loses = list[_Line](), list[_Line]()
    for was, its in people:
        gains += _gained(before, was, after, its)
        loses += _gained(after, its, before, was, _LOSES) if was is not None else []
    children = [_child(before, before.students.get(one.id), after, one) for one in after.students.values()]
    return AccessChanges(
        gains=_in_order(gains),
        loses=_in_order(loses),
        children=_in_order(line for line in children if line is not None),
    )


def kind_counts(before: Roster, after: Roster) -> Mapping[str, KindCount]:
    """How many students, staff (admins too) and guardians come, leave, and stay otherwise than they were."""
    people = [(before.people.get(one), after.people[one]) for one in after.people]
    return {
        "students": _count((before.students.get(one.id), one) for one in after.students.values()),
        "staff": _count((was, its) for was, its in people if its.role is not Role.GUARDIAN),
        "guardians": _count(
            (None if was is None else _with_children(before, was), _with_children(after, its))
            for was, its in people
            if its.role is Role.GUARDIAN
        ),
    }


_Line = tuple[str, Sentence]
"""A name to sort by, and the sentence."""


def _in_order(lines: Iterable[_Line]) -> tuple[Sentence, ...]:
    return tuple(sentence for _, sentence in sorted(lines))


_GAINS: Mapping[str, str] = {
    "parent": key("{person} comes in, a parent of {others}."),
    "parent of nobody": key("{person} comes in as a parent, without a child who is here."),
    "work": key("{person} comes in and works in {others}."),
    "admin": key("{person} comes in as an admin."),
    "children": key("{person} sees {others} from then on."),
    "rooms": key("{person} works in {others} from then on."),
    "became admin": key("{person} becomes an admin."),
}

_LOSES: Mapping[str, str] = {
    "parent": key("{person} leaves, a parent of {others}."),
    "parent of nobody": key("{person} leaves, a parent without a child who is here."),
    "work": key("{person} leaves, who works in {others}."),
    "admin": key("{person} leaves, who is an admin."),
    "children": key("{person} sees {others} no more."),
    "rooms": key("{person} works in {others} no more."),
    "became admin": key("{person} is an admin no more."),
}


def _gained(
    less: Roster, was: Person | None, more: Roster, its: Person, said: Mapping[str, str] = _GAINS
) -> Iterator[_Line]:
    """What somebody has in one roster and not in the other; with _LOSES the later one is the one with less."""
    if not its.active:
        return
    if was is None or not was.active:
        yield its.name, _whole(more, its, said)
        return
    if its.role is Role.GUARDIAN:
        new = more.children_of.get(its.id, EMPTY) - less.children_of.get(its.id, EMPTY)
        if new:
            yield its.name, say(said["children"], person=its.name, others=_children(more, new))
        return
    if its.role is Role.ADMIN and was.role is not Role.ADMIN:
        yield its.name, say(said["became admin"], person=its.name)
    if new := its.rooms - was.rooms:
        yield its.name, say(said["rooms"], person=its.name, others=more.room_names(new))


def _whole(roster: Roster, its: Person, said: Mapping[str, str]) -> Sentence:
    if its.role is Role.ADMIN:
        return say(said["admin"], person=its.name)
    if its.role is Role.STAFF:
        return say(said["work"], person=its.name, others=roster.room_names(its.rooms))
    if children := roster.children_of.get(its.id, EMPTY):
        return say(said["parent"], person=its.name, others=_children(roster, children))
    return say(said["parent of nobody"], person=its.name)


def _children(roster: Roster, ids: frozenset[str]) -> str:
    return listed(sorted(roster.students[one].name for one in ids))


def _child(before: Roster, was: Student | None, after: Roster, its: Student) -> _Line | None:
    here = was is not None and was.active
    if not here and its.active:
        return its.name, say("{student} comes, in {rooms}.", student=its.name, rooms=after.room_names(its.rooms))
    if was is None or not here:
        return None
    had = before.room_names(was.rooms)
    if not its.active:
        return its.name, say("{student} leaves, who is in {rooms}.", student=its.name, rooms=had)
    if was.rooms == its.rooms:
        return None
    has = after.room_names(its.rooms)
    return its.name, say("{student} moves: {rooms} before, {others} then.", student=its.name, rooms=had, others=has)


def _with_children(roster: Roster, its: Person) -> _Guardian:
    return _Guardian(its, roster.children_of.get(its.id, EMPTY))


def _count(pairs: Iterable[tuple[Student | Person | _Guardian | None, Student | Person | _Guardian]]) -> KindCount:
    gained = lost = changed = 0
    for was, its in pairs:
        here = was is not None and was.active
        gained += its.active and not here
        lost += here and not its.active
        changed += here and its.active and was != its
    return KindCount(gained=gained, lost=lost, changed=changed)
