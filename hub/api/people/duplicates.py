"""This file has the endpoint of who is perhaps in the roster twice, for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from starlette.responses import Response

from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from hub.queries.people.duplicates import found_twice
from policies.people.facts import Role
from policies.people.roster import EMPTY

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from policies.people.duplicates import Duplicate
    from policies.people.roster import Roster

MOST_SHOWN = 200
"""Entries of one answer: who has more reads those first, and the others once these are merged."""

SignName = Literal["email", "cell", "child", "colleagues", "birth_date", "parent", "pick_up"]


class ProfileTwice(Out, frozen=True):
    """
    One of the profiles. role: a person’s, or student. about: its children’s names, or rooms’, by which people of
    one name are told apart.
    """

    id: str
    name: str
    role: str
    about: tuple[str, ...]


class RosterDuplicate(Out, frozen=True):
    """
    Profiles of one name that are perhaps one. signs: what they have in common besides; colleagues: both work here.
    pick_up: a parent, alone here, who is listed to pick up these children of theirs as well.
    """

    profiles: tuple[ProfileTwice, ...]
    signs: tuple[SignName, ...]
    children: tuple[str, ...]


class RosterDuplicates(Out, frozen=True):
    """Who is perhaps twice, by name; total: how many entries there are, of which the first are shown."""

    items: tuple[RosterDuplicate, ...]
    total: int


async def roster_duplicates(asked: Asked) -> Response:
    """Nothing is changed here: the system of record merges them, and the next roster brings it."""
    reader = asked.signed.person

    def work(connection: Connection, snapshot: Snapshot) -> RosterDuplicates:
        found = [_shown(snapshot.roster, one) for one in found_twice(connection, snapshot, reader)]
        found.sort(key=lambda one: _in_order(one.profiles[0]))
        return RosterDuplicates(items=tuple(found[:MOST_SHOWN]), total=len(found))

    return answer(await read_on_fresh_rules(asked.school, work))


def _shown(roster: Roster, one: Duplicate) -> RosterDuplicate:
    return RosterDuplicate(
        profiles=tuple(sorted((_profile(roster, its) for its in one.people), key=_in_order)),
        signs=tuple(sign.value for sign in one.signs),
        children=tuple(roster.students[its].name for its in one.children),
    )


def _in_order(one: ProfileTwice) -> list[str]:
    return [one.name.casefold(), one.name, one.id]


def _profile(roster: Roster, its: str) -> ProfileTwice:
    if student := roster.students.get(its):
        return ProfileTwice(id=its, name=student.name, role="student", about=_rooms(roster, student.rooms))
    person = roster.people[its]
    if person.role is Role.GUARDIAN:
        about = tuple(sorted(roster.students[child].name for child in roster.children_of.get(its, EMPTY)))
    else:
        about = _rooms(roster, person.rooms)
    return ProfileTwice(id=its, name=person.listed or person.name, role=person.role.value, about=about)


def _rooms(roster: Roster, rooms: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(roster.rooms[its].name for its in rooms if its in roster.rooms))


ROUTES = (
    Route(method="GET", path="/v1/roster/duplicates", cost=Cost.HEAVY, handle=roster_duplicates,
         gives=RosterDuplicates, says="Who is perhaps in the roster twice, to be merged in its source; admins."),
)  # fmt: skip
