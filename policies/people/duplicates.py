"""This file decides which profiles of a roster are perhaps one human being twice, to be merged in the source."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policies.people.facts import Person, Role, Student
from policies.people.folding import name_key
from policies.people.listed_pick_ups import Listed
from policies.people.printing import at_home
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


class TwiceSign(StrEnum):
    """What two profiles of one name have in common besides."""

    EMAIL = "email"
    CELL = "cell"
    CHILD = "child"
    COLLEAGUES = "colleagues"
    BIRTH_DATE = "birth_date"
    PARENT = "parent"
    PICK_UP = "pick_up"


@dataclass(frozen=True, slots=True, order=True)
class Duplicate:
    """
    Profiles that are perhaps one: parents, staff or children of one name, or a parent who is a listed pick-up too.

    people: their ids, sorted; one alone where a child's list has the parent's name once more. signs: what they have
    in common besides the name. children: of whom a parent is listed as a pick-up, by id, sorted.
    """

    people: tuple[str, ...]
    signs: tuple[TwiceSign, ...]
    children: tuple[str, ...] = ()


def may_see_duplicates(person: Person) -> Verdict:
    """Whether somebody reads who is perhaps twice in the roster."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins see who is perhaps twice in the roster."))
    return Refused(say("Only admins see who is perhaps twice in the roster."))


def duplicates(roster: Roster, listed: Listed, born: Mapping[str, date], admin: str) -> tuple[Duplicate, ...]:
    """
    Who of a school is perhaps in its roster twice, as an admin sees it; the source is where they are merged.

    A name alone is not enough for parents and children, and is for staff: a school has few. A parent and one of the
    staff are two sides of one human being, and nobody twice (policies/people/one_human.py). Of the families of
    their own children admins read nothing: what two profiles have in common tells of a number and an address.
    born: the birth dates that are known, by the child's id.

    Source: research/domain.md, B8 and C5.
    """
    home = at_home(roster, admin)
    hidden = home | {one.id for one in roster.students.values() if one.family & home}
    found = [*_together(_adults(roster)), *_together(_children(roster, born)), *_listed(roster, listed)]
    return tuple(sorted(one for one in found if hidden.isdisjoint(one.people)))


@dataclass(frozen=True, slots=True)
class _Known:
    """By what a profile is known besides its name: what it has in common with whoever has the same value."""

    its: str
    name: tuple[str, ...]
    sign: TwiceSign
    value: str


def _together(known: Iterator[_Known]) -> Iterator[Duplicate]:
    """Those of one name and value; of profiles that are found together by more than one sign, once with all."""
    alike: defaultdict[tuple[str, ...], defaultdict[tuple[TwiceSign, str], set[str]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for one in known:
        alike[one.name][one.sign, one.value].add(one.its)
    for groups in alike.values():
        signs: defaultdict[frozenset[str], set[TwiceSign]] = defaultdict(set)
        for (sign, _), people in groups.items():
            if len(people) > 1:
                signs[frozenset(people)].add(sign)
        for several, why in signs.items():
            if not any(several < others for others in signs):
                yield Duplicate(tuple(sorted(several)), tuple(sorted(why)))


def _adults(roster: Roster) -> Iterator[_Known]:
    """Who is kept away from a child is a parent of it too: under a second id they would not be kept away."""
    children: defaultdict[str, set[str]] = defaultdict(set)
    for student in roster.students.values():
        for its in student.family:
            children[its].add(student.id)
    for one in roster.people.values():
        if not one.active or one.erased or not (words := name_key(one.listed or one.name)):
            continue
        parent = one.role is Role.GUARDIAN
        name = (str(parent), *words)
        if one.email:
            yield _Known(one.id, name, TwiceSign.EMAIL, one.email.casefold())
        if one.cell:
            yield _Known(one.id, name, TwiceSign.CELL, one.cell)
        for child in children[one.id]:
            yield _Known(one.id, name, TwiceSign.CHILD, child)
        if not parent:
            yield _Known(one.id, name, TwiceSign.COLLEAGUES, roster.school)


def _children(roster: Roster, born: Mapping[str, date]) -> Iterator[_Known]:
    """Two birth dates that differ part two children of one name, though they have a parent in common."""
    of_name: defaultdict[tuple[str, ...], list[Student]] = defaultdict(list)
    for one in roster.students.values():
        if one.active and not one.practice and not one.erased and (words := name_key(one.name)):
            of_name[words].append(one)
    for words, students in of_name.items():
        dates = {born[one.id] for one in students if one.id in born}
        for one in students:
            if one.id in born:
                yield _Known(one.id, words, TwiceSign.BIRTH_DATE, str(born[one.id]))
            if len(dates) < 2:
                for parent in one.family:
                    yield _Known(one.id, words, TwiceSign.PARENT, parent)


def _listed(roster: Roster, listed: Listed) -> Iterator[Duplicate]:
    """Parents who are listed to pick up a child of theirs as well."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for child, names in listed.items():
        if (student := roster.students.get(child)) is None or student.erased:
            continue
        known = {name_key(its.name) for its in names} - {()}
        for parent in student.guardians:
            if name_key(roster.people[parent].listed or roster.people[parent].name) in known:
                found[parent].add(child)
    for parent, children in found.items():
        yield Duplicate((parent,), (TwiceSign.PICK_UP,), tuple(sorted(children)))
