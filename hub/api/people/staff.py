"""This file has the endpoints about the staff, for admins: their rooms, and what each of them may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from starlette.responses import Response

from hub.actions.people.permit import StaffChange, permit
from hub.api.notify.reachability import Reach, reach_of
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden
from hub.limits.costs import Cost
from hub.store.permissions import assignments
from hub.store.reachability import contacts_of
from policies.people.active import holds
from policies.people.facts import Area, Dated, Level, Own, Permissions, Person, Urgency
from policies.people.permissions import MARKS, level_of, may_grant, may_mark, may_see_staff
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from policies.notify.reachability import ContactFacts
    from policies.people.roster import Roster


LevelName = Literal["none", "read", "full"]

UrgencyName = Literal["normal", "urgent", "emergency"]

OwnName = Literal["school", "waits", "trusted"]


class Assigned(Out, frozen=True):
    """A room somebody works in. by: the roster, or an admin here; now: today."""

    room: str
    name: str
    begin: date | None
    end: date | None
    by: Literal["roster", "admin"]
    now: bool


class Colleague(Out, frozen=True):
    """
    One of the staff. why: why the reader cannot change what they may do, empty where they can.

    reach: how they can be reached.
    """

    person: str
    name: str
    role: str
    email: str | None
    primary: str | None
    rooms: tuple[Assigned, ...]
    families: LevelName
    staff: LevelName
    announcements: LevelName
    activities: LevelName
    reviews: bool
    marks: UrgencyName
    own: OwnName
    why: str
    reach: Reach | None


class RoomNamed(Out, frozen=True):
    id: str
    name: str


class Colleagues(Out, frozen=True):
    items: tuple[Colleague, ...]
    rooms: tuple[RoomNamed, ...]


class AssignedIn(In, frozen=True):
    """From the first day to the last, both included; null is open."""

    room: str
    begin: date | None = None
    end: date | None = None


class ColleagueIn(In, frozen=True):
    """What is missing stays. rooms: all that admins give; the roster's stay. primary: empty for none."""

    families: LevelName | None = None
    staff: LevelName | None = None
    announcements: LevelName | None = None
    activities: LevelName | None = None
    reviews: bool | None = None
    marks: UrgencyName | None = None
    own: OwnName | None = None
    primary: str | None = None
    rooms: tuple[AssignedIn, ...] | None = None


LEVELS = tuple(area.value for area in Area)


async def staff(asked: Asked) -> Response:
    """Everybody who works here, by name; a few dozen go on one page."""
    reader, now = asked.signed.person, asked.hub.clock()
    if isinstance(verdict := may_see_staff(asked.school.snapshot.roster.people[reader]), Refused):
        raise Forbidden(verdict.because)
    kept, known, roster = await read_on_fresh_rules(asked.school, lambda one, rules: _kept(one, rules, now))
    people = sorted(_people(roster), key=lambda one: (one.name, one.id))
    rooms = sorted((one for one in roster.rooms.values() if one.active), key=lambda one: one.name)
    return answer(
        Colleagues(
            items=tuple(
                _colleague(roster, roster.people[reader], one, kept.get(one.id, ()), known) for one in people
            ),
            rooms=tuple(RoomNamed(id=one.id, name=one.name) for one in rooms),
        )
    )


Rooms = tuple[tuple[Dated, bool], ...]
"""What one of the staff is assigned to, and whether by an admin here."""


def _people(roster: Roster) -> list[Person]:
    return [roster.people[one] for one in roster.staff | roster.admins]


def _kept(
    connection: Connection, rules: Snapshot, now: datetime
) -> tuple[Mapping[str, Rooms], Mapping[str, ContactFacts], Roster]:
    known = contacts_of(connection, rules.school, _people(rules.roster), now)
    return assignments(connection, rules.school), known, rules.roster


def _colleague(
    roster: Roster, reader: Person, person: Person, kept: Rooms, known: Mapping[str, ContactFacts]
) -> Colleague:
    verdict = may_grant(roster, reader, person, replace(person.permissions, reviews=not person.permissions.reviews))
    levels = {area.value: level_of(person, area).value for area in Area}
    loud = [one for one in MARKS if isinstance(may_mark(person, one), Allowed)]
    return Colleague(
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


def _assigned(roster: Roster, one: Dated, by_hand: bool) -> Assigned:  # noqa: FBT001 (a pair is unpacked)
    return Assigned(
        room=one.room,
        name=roster.rooms[one.room].name,
        begin=one.begin,
        end=one.end,
        by="admin" if by_hand else "roster",
        now=holds(one, roster.day) and roster.rooms[one.room].active,
    )


async def put_staff(asked: Asked) -> Response:
    """The answer is everybody, as after it."""
    body: ColleagueIn = asked.body
    person = asked.request.path_params["person"]
    rooms = None
    if body.rooms is not None:
        rooms = tuple(Dated(person, one.room, one.begin, one.end) for one in body.rooms)
    action = StaffChange(
        admin=asked.signed.person, person=person, permissions=_wanted(body), rooms=rooms, primary=body.primary
    )
    await permit(asked.school, action, asked.hub.clock())
    return await staff(asked)


def _wanted(body: ColleagueIn) -> Callable[[Permissions], Permissions] | None:
    wanted: dict[str, Any] = {name: Level(level) for name in LEVELS if (level := getattr(body, name)) is not None}
    if body.reviews is not None:
        wanted["reviews"] = body.reviews
    if body.marks is not None:
        wanted["marks"] = Urgency(body.marks)
    if body.own is not None:
        wanted["own"] = Own(body.own)
    return (lambda its: replace(its, **wanted)) if wanted else None


ROUTES = (
    Route(method="GET", path="/v1/staff", cost=Cost.READ, handle=staff, gives=Colleagues,
         says="Who works here, in which rooms, and what each may do; for admins."),
    Route(method="PUT", path="/v1/staff/{person}", cost=Cost.RULE, handle=put_staff, takes=ColleagueIn,
         gives=Colleagues, says="Set what one of the staff may do, and in which rooms they work."),
)  # fmt: skip
