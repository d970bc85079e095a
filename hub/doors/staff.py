"""This file has the doors about the staff, for admins: their rooms, and what each of them may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.permit import Deed, permit
from hub.doors import staff_bodies as bodies
from hub.doors.door import Asked, Door, answer
from hub.doors.reachability import reach_of
from hub.errors import Forbidden
from hub.store.permissions import assignments
from hub.store.reachability import contacts_of
from policies.active import holds
from policies.facts import Area, Dated, Level, Own, Permissions, Person, Urgency
from policies.permitting import MARKS, level_of, may_grant, may_mark, may_see_staff
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from policies.reachable import Contact
    from policies.roster import Roster

LEVELS = tuple(area.value for area in Area)


async def staff(asked: Asked) -> Response:
    """Everybody who works here, by name; a few dozen go on one page."""
    reader = asked.signed.person
    if isinstance(verdict := may_see_staff(asked.school.snapshot.roster.people[reader]), Refused):
        raise Forbidden(verdict.because)
    kept, known, roster = await read_on_fresh_rules(asked.school, _kept)
    people = sorted(_people(roster), key=lambda one: (one.name, one.id))
    rooms = sorted((one for one in roster.rooms.values() if one.active), key=lambda one: one.name)
    return answer(
        bodies.Colleagues(
            items=tuple(
                _colleague(roster, roster.people[reader], one, (kept.get(one.id, ()), known)) for one in people
            ),
            rooms=tuple(bodies.RoomNamed(id=one.id, name=one.name) for one in rooms),
        )
    )


Rooms = tuple[tuple[Dated, bool], ...]
"""What one of the staff is assigned to, and whether by an admin here."""


def _people(roster: Roster) -> list[Person]:
    return [roster.people[one] for one in roster.staff | roster.admins]


def _kept(connection: Connection, rules: Snapshot) -> tuple[Mapping[str, Rooms], Mapping[str, Contact], Roster]:
    known = contacts_of(connection, rules.school, _people(rules.roster))
    return assignments(connection, rules.school), known, rules.roster


def _colleague(
    roster: Roster, reader: Person, person: Person, what: tuple[Rooms, Mapping[str, Contact]]
) -> bodies.Colleague:
    kept, known = what
    verdict = may_grant(roster, reader, person, replace(person.permissions, reviews=not person.permissions.reviews))
    levels = {area.value: level_of(person, area).value for area in Area}
    loud = [one for one in MARKS if isinstance(may_mark(person, one), Allowed)]
    return bodies.Colleague(
        person=person.id,
        name=person.name,
        role=person.role.value,
        email=person.email,
        primary=person.primary,
        rooms=tuple(_assigned(roster, *one) for one in kept if one[0].room in roster.rooms),
        reviews=person.id in roster.approvers,
        marks=loud[-1].value,  # type: ignore[arg-type]  # of the same words
        own=person.permissions.own.value,
        why=verdict.because if isinstance(verdict, Refused) else "",
        reach=reach_of(roster, reader, person, known),
        **levels,  # type: ignore[arg-type]  # each is one of the levels' words
    )


def _assigned(roster: Roster, one: Dated, by_hand: bool) -> bodies.Assigned:  # noqa: FBT001 (a pair is unpacked)
    return bodies.Assigned(
        room=one.room,
        name=roster.rooms[one.room].name,
        begin=one.begin,
        end=one.end,
        by="admin" if by_hand else "roster",
        now=holds(one, roster.day) and roster.rooms[one.room].active,
    )


async def put_staff(asked: Asked) -> Response:
    """The answer is everybody, as after it."""
    body: bodies.ColleagueIn = asked.body
    person = asked.request.path_params["person"]
    rooms = None
    if body.rooms is not None:
        rooms = tuple(Dated(person, one.room, one.begin, one.end) for one in body.rooms)
    deed = Deed(
        admin=asked.signed.person, person=person, permissions=_wanted(body), rooms=rooms, primary=body.primary
    )
    await permit(asked.school, deed, asked.hub.clock())
    return await staff(asked)


def _wanted(body: bodies.ColleagueIn) -> Callable[[Permissions], Permissions] | None:
    wanted: dict[str, Any] = {name: Level(level) for name in LEVELS if (level := getattr(body, name)) is not None}
    if body.reviews is not None:
        wanted["reviews"] = body.reviews
    if body.marks is not None:
        wanted["marks"] = Urgency(body.marks)
    if body.own is not None:
        wanted["own"] = Own(body.own)
    return (lambda its: replace(its, **wanted)) if wanted else None


DOORS = (
    Door(method="GET", path="/v1/staff", handle=staff, gives=bodies.Colleagues,
         says="Who works here, in which rooms, and what each may do; for admins."),
    Door(method="PUT", path="/v1/staff/{person}", handle=put_staff, takes=bodies.ColleagueIn,
         gives=bodies.Colleagues, says="Set what one of the staff may do, and in which rooms they work."),
)  # fmt: skip
