"""This file has the doors that say how well people can be reached, and whom the school reaches poorly."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hub.deeds.fresh import read_on_fresh_rules
from hub.doors import reach_bodies as bodies
from hub.doors.door import Asked, Door, answer
from hub.doors.talk import limit_of
from hub.errors import Forbidden, Invalid, NotFound
from hub.store.reachability import contacts_of
from policies.facts import Role
from policies.reachable import WORST_FIRST, Label, is_to_be_reached, may_list_reach, may_see_reach, reachable
from policies.roster import EMPTY
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection
    from starlette.responses import Response

    from hub.store.snapshot import Snapshot
    from policies.facts import Person
    from policies.reachable import Contact, Reached
    from policies.roster import Roster

NOBODY = "Nobody here is called that."


async def reach(asked: Asked) -> Response:
    """For who may see it; to parents, others are not there."""
    asker, who = asked.signed.person, asked.request.path_params["id"]
    return answer(await read_on_fresh_rules(asked.school, lambda one, rules: _reach(one, rules, asker, who)))


def _reach(connection: Connection, rules: Snapshot, asker: str, who: str) -> bodies.Reach:
    roster = rules.roster
    reader, person = roster.people[asker], roster.people.get(who)
    if person is None:
        raise NotFound(NOBODY)
    if isinstance(verdict := may_see_reach(roster, reader, person), Refused):
        raise NotFound(NOBODY) if reader.role is Role.GUARDIAN else Forbidden(verdict.because)
    return shown(reachable(person, roster.settings, contacts_of(connection, rules.school, [person])[who]))


def shown(its: Reached) -> bodies.Reach:
    """How somebody can be reached, as a body."""
    return bodies.Reach(
        label=its.label.value,
        ways=tuple(one.value for one in its.ways),
        because=its.because,
        next=its.next,
    )


def reach_of(rules: Roster, asker: Person, person: Person, known: Mapping[str, Contact]) -> bodies.Reach | None:
    """The same in a list of people; None for whom the asker does not see it of, or nobody has to reach."""
    if not is_to_be_reached(rules, person) or isinstance(may_see_reach(rules, asker, person), Refused):
        return None
    return shown(reachable(person, rules.settings, known[person.id]))


async def reachability(asked: Asked) -> Response:
    """Worst first; without label, all who are not well reached."""
    query = asked.request.query_params
    label, cursor = query.get("label"), query.get("cursor")
    if label is not None and label not in WORST_FIRST:
        raise Invalid(f"label: one of {', '.join(WORST_FIRST)}.")
    labels = frozenset({Label(label)}) if label is not None else frozenset(Label) - {Label.WELL}
    wanted, limit = (asked.signed.person, labels, cursor), limit_of(asked)
    return answer(await read_on_fresh_rules(asked.school, lambda one, rules: _page(one, rules, wanted, limit)))


def _page(
    connection: Connection, rules: Snapshot, wanted: tuple[str, frozenset[Label], str | None], limit: int
) -> bodies.Reachability:
    reader, labels, cursor = wanted
    roster = rules.roster
    if isinstance(verdict := may_list_reach(roster.people[reader]), Refused):
        raise Forbidden(verdict.because)
    found = _everybody(connection, rules)
    counts = Counter(its.label for _, its in found)
    rest = _after(roster, [one for one in found if one[1].label in labels], cursor)
    return bodies.Reachability(
        counts=bodies.ReachCounts(**{label.value: counts[label] for label in Label}),
        items=tuple(_listed(roster, *one) for one in rest[:limit]),
        next=_cursor(*rest[limit - 1]) if len(rest) > limit else None,
    )


def _everybody(connection: Connection, rules: Snapshot) -> list[tuple[Person, Reached]]:
    roster = rules.roster
    people = [one for one in roster.people.values() if is_to_be_reached(roster, one)]
    known = contacts_of(connection, rules.school, people)
    found = [(one, reachable(one, roster.settings, known[one.id])) for one in people]
    return sorted(found, key=lambda one: _place(*one))


Place = tuple[int, str, str]


def _place(person: Person, its: Reached) -> Place:
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
        raise Invalid("cursor: start again from the first page.")
    last = WORST_FIRST.index(Label(label)), roster.people[who].name, who
    return [one for one in found if _place(*one) > last]


def _listed(roster: Roster, person: Person, its: Reached) -> bodies.HardToReach:
    children = roster.children_of.get(person.id, EMPTY)
    rooms = {roster.rooms[one].name for one in person.rooms}
    names = {roster.students[one].name for one in children} if person.role is Role.GUARDIAN else rooms
    return bodies.HardToReach(
        person=person.id, name=person.name, role=person.role.value, about=tuple(sorted(names)), reach=shown(its)
    )


DOORS = (
    Door(method="GET", path="/v1/people/{id}/reach", handle=reach, gives=bodies.Reach,
         says="How well somebody can be reached, why, and what to do; for admins, and staff of parents of theirs."),
    Door(method="GET", path="/v1/reachability", handle=reachability, gives=bodies.Reachability,
         query=("label", "cursor", "limit"),
         says="Whom the school reaches poorly, worst first, and how many have each label; for admins."),
)  # fmt: skip
