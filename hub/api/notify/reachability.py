"""This file has the endpoints that say how well people can be reached, and whom the school reaches poorly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hub.api.query import NO_CURSOR, ListQuery, page_length
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import NO_SUCH_PERSON, Forbidden, Invalid, NotFound
from hub.limits.costs import Cost
from hub.store.reachability import contacts_of
from policies.notify.reachability import (
    WORST_FIRST,
    Label,
    is_to_be_reached,
    may_list_reach,
    may_see_reach,
    reachable,
)
from policies.people.facts import Role
from policies.people.roster import EMPTY
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection
    from starlette.responses import Response

    from hub.store.snapshot import Snapshot
    from policies.notify.reachability import ContactFacts, Reached
    from policies.people.facts import Person
    from policies.people.roster import Roster


ReachLabel = Literal["none", "emergencies", "urgent", "one_way", "well"]
"""Worst first: by nothing; in an emergency alone; by what is urgent alone, by choice; by one way; by several."""


class Reach(Out, frozen=True):
    """
    How somebody can be reached. ways: by which media messages come. because: a sentence for each medium, without
    any address; next: what the school can do about it, the most useful first, empty where all is well.
    """

    label: ReachLabel
    ways: tuple[Literal["push", "email", "sms"], ...]
    because: tuple[str, ...]
    next: tuple[str, ...]


class HardToReach(Out, frozen=True):
    """Somebody of the school. about: their children's names, or the rooms they work in."""

    person: str
    name: str
    role: str
    about: tuple[str, ...]
    reach: Reach


class ReachCounts(Out, frozen=True):
    """How many people of the school have each label; parents of practice children are not counted."""

    none: int
    emergencies: int
    urgent: int
    one_way: int
    well: int


class Reachability(Out, frozen=True):
    """Worst first, then by name; next: of the following page, null at the end."""

    counts: ReachCounts
    items: tuple[HardToReach, ...]
    next: str | None


async def reach(asked: Asked) -> Response:
    """For who may see it; to parents, others are not there."""
    asker, who, now = asked.signed.person, asked.request.path_params["id"], asked.hub.clock()
    return answer(await read_on_fresh_rules(asked.school, lambda one, rules: _reach(one, rules, asker, who, now)))


def _reach(connection: Connection, rules: Snapshot, asker: str, who: str, now: datetime) -> Reach:
    roster = rules.roster
    reader, person = roster.people[asker], roster.people.get(who)
    if person is None:
        raise NotFound(NO_SUCH_PERSON)
    if isinstance(verdict := may_see_reach(roster, reader, person), Refused):
        raise NotFound(NO_SUCH_PERSON) if reader.role is Role.GUARDIAN else Forbidden(verdict.because)
    known = contacts_of(connection, rules.school, [person], now)
    return shown(reachable(person, roster.settings, known[who]))


def shown(its: Reached) -> Reach:
    """How somebody can be reached, as a body."""
    return Reach(
        label=its.label.value,
        ways=tuple(one.value for one in its.ways),
        because=its.because,
        next=its.next,
    )


def reach_of(rules: Roster, asker: Person, person: Person, known: Mapping[str, ContactFacts]) -> Reach | None:
    """The same in a list of people; None for whom the asker does not see it of, or nobody has to reach."""
    if not is_to_be_reached(rules, person) or isinstance(may_see_reach(rules, asker, person), Refused):
        return None
    return shown(reachable(person, rules.settings, known[person.id]))


class ReachQuery(ListQuery, frozen=True):
    """label: those who are reached so alone."""

    label: Label | None = None


async def reachability(asked: Asked) -> Response:
    """Worst first; without label, all who are not well reached."""
    query = asked.query
    labels = frozenset({query.label}) if query.label is not None else frozenset(Label) - {Label.WELL}
    wanted, now = _Wanted(asked.signed.person, labels, query.cursor, page_length(query)), asked.hub.clock()
    return answer(await read_on_fresh_rules(asked.school, lambda one, rules: _page(one, rules, wanted, now)))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Who asks for which labels, after which cursor (None: from the start), and for how many people at the most."""

    reader: str
    labels: frozenset[Label]
    cursor: str | None
    limit: int


def _page(connection: Connection, rules: Snapshot, wanted: _Wanted, now: datetime) -> Reachability:
    roster, limit = rules.roster, wanted.limit
    if isinstance(verdict := may_list_reach(roster.people[wanted.reader]), Refused):
        raise Forbidden(verdict.because)
    found = _everybody(connection, rules, now)
    counts = Counter(its.label for _, its in found)
    rest = _after(roster, [one for one in found if one[1].label in wanted.labels], wanted.cursor)
    return Reachability(
        counts=ReachCounts(**{label.value: counts[label] for label in Label}),
        items=tuple(_listed(roster, *one) for one in rest[:limit]),
        next=_cursor(*rest[limit - 1]) if len(rest) > limit else None,
    )


def _everybody(connection: Connection, rules: Snapshot, now: datetime) -> list[tuple[Person, Reached]]:
    roster = rules.roster
    people = [one for one in roster.people.values() if is_to_be_reached(roster, one)]
    known = contacts_of(connection, rules.school, people, now)
    found = [(one, reachable(one, roster.settings, known[one.id])) for one in people]
    return sorted(found, key=lambda one: _place(*one))


def _place(person: Person, its: Reached) -> tuple[int, str, str]:
    return WORST_FIRST.index(its.label), person.name, person.id


def _cursor(person: Person, its: Reached) -> str:
    return f"{its.label.value},{person.id}"


def _after(
    roster: Roster, found: Iterable[tuple[Person, Reached]], cursor: str | None
) -> list[tuple[Person, Reached]]:
    if cursor is None:
        return list(found)
    label, _, who = cursor.partition(",")
    if label not in WORST_FIRST or who not in roster.people:
        raise Invalid(NO_CURSOR)
    last = WORST_FIRST.index(Label(label)), roster.people[who].name, who
    return [one for one in found if _place(*one) > last]


def _listed(roster: Roster, person: Person, its: Reached) -> HardToReach:
    children = roster.children_of.get(person.id, EMPTY)
    rooms = {roster.rooms[one].name for one in person.rooms}
    names = {roster.students[one].name for one in children} if person.role is Role.GUARDIAN else rooms
    return HardToReach(
        person=person.id, name=person.name, role=person.role.value, about=tuple(sorted(names)), reach=shown(its)
    )


ROUTES = (
    Route(method="GET", path="/v1/people/{id}/reach", cost=Cost.READ, handle=reach, gives=Reach,
         says="How well somebody can be reached, why, and what to do; for admins, and staff of parents of theirs."),
    Route(method="GET", path="/v1/reachability", cost=Cost.HEAVY, handle=reachability, gives=Reachability,
         query=ReachQuery,
         says="Whom the school reaches poorly, worst first, and how many have each label; for admins."),
)  # fmt: skip
