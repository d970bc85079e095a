"""This file has the endpoints of children and of who is what to them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from starlette.responses import Response

from hub.actions.people import relationships
from hub.api.notify.reachability import Reach, reach_of
from hub.api.people.listed_pick_ups import ToCollect, shown_pick_ups
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden, NotFound
from hub.limits.costs import Cost
from hub.queries.people.listed_pick_ups import seen_pick_ups
from hub.store.reachability import contacts_of
from hub.store.ties import Told, told
from policies.conversations.messaging import may_message
from policies.conversations.seeing import is_own_child, may_see
from policies.people import facts
from policies.people.active import holds
from policies.people.custody import may_be_told, may_pick_up, may_see_ties, may_set_ties
from policies.people.facts import Person, Power, Role, Student, Tie
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from hub.queries.people.listed_pick_ups import RosterPickUps
    from hub.store.snapshot import Snapshot
    from policies.notify.reachability import ContactFacts
    from policies.people.roster import Roster


PowerName = Literal["see", "message", "told", "pick_up"]

TieName = Literal["guardian", "pick_up", "barred"]


class Child(Out, frozen=True):
    """A student for a list; own: a child of the reader's, about whom another admin decides."""

    id: str
    name: str
    rooms: tuple[str, ...]
    tied: int
    barred: int
    own: bool


class Children(Out, frozen=True):
    items: tuple[Child, ...]


class DenialIn(In, frozen=True):
    """From the first day to the last, both included; null is open."""

    power: PowerName
    begin: date | None = None
    end: date | None = None


class Denial(Out, frozen=True):
    power: PowerName
    begin: date | None
    end: date | None
    now: bool


class May(Out, frozen=True):
    """What a rule answers today, and why."""

    power: PowerName
    answer: bool
    because: str


class Tied(Out, frozen=True):
    """
    Somebody's tie to a child. role: what they are at the school. payer: as far as the source tells. untied: they
    are nothing to it by now, whatever tie says, and the school has set that they do not pick it up.

    reach: how they can be reached; null for who is not told, and where the reader does not see it.
    """

    person: str
    name: str
    role: str
    tie: TieName
    payer: bool
    untied: bool
    may: tuple[May, ...]
    denials: tuple[Denial, ...]
    reach: Reach | None


class TiesOf(Out, frozen=True):
    """may_set: the reader may change them; else why not. pick_ups: by the roster; null where it never said so."""

    student: str
    name: str
    may_set: bool
    why: str
    items: tuple[Tied, ...]
    pick_ups: ToCollect | None


class TieWas(In, frozen=True):
    """How it stood when its reader last looked."""

    tie: TieName
    denials: tuple[DenialIn, ...]


class TieIn(In, frozen=True):
    """
    What is missing stays. tie guardian: what the roster says, which lifts a bar and ends a pick-up.

    was: set it only where it still stands so (409 otherwise), as an undo does.
    """

    denials: tuple[DenialIn, ...] | None = None
    tie: TieName | None = None
    was: TieWas | None = None


RULES = {
    Power.SEE: may_see,
    Power.MESSAGE: may_message,
    Power.TOLD: may_be_told,
    Power.PICK_UP: may_pick_up,
}


async def students(asked: Asked) -> Response:
    """For staff, by name; a whole school is a few hundred, and goes on one page."""
    roster, reader = _roster(asked)
    found = sorted((one for one in roster.students.values() if one.active), key=lambda one: (one.name, one.id))
    return answer(Children(items=tuple(_child(roster, reader, one) for one in found)))


def _child(roster: Roster, reader: Person, student: Student) -> Child:
    return Child(
        id=student.id,
        name=student.name,
        rooms=tuple(sorted(roster.rooms[room].name for room in student.rooms)),
        tied=sum(roster.people[one].active for one in student.family | student.collectors),
        barred=sum(roster.people[one].active for one in student.barred),
        own=is_own_child(roster, reader, student),
    )


async def ties_of(asked: Asked) -> Response:
    """For staff: whom the child is handed to, who hears of it, and why not."""
    _roster(asked)
    return await _ties_of(asked)


async def put_tie(asked: Asked) -> Response:
    """The answer is everybody's tie to the child, as after it."""
    params, body = asked.request.path_params, asked.body
    was = body.was
    action = relationships.TieChange(
        admin=asked.signed.person,
        person=params["person"],
        student=params["id"],
        denials=None if body.denials is None else _dated(body.denials),
        tie=None if body.tie is None else Tie(body.tie),
        was=None if was is None else relationships.Stands(Tie(was.tie), frozenset(_dated(was.denials))),
    )
    await relationships.set_tie(asked.school, action, asked.hub.clock())
    return await _ties_of(asked)


def _dated(denials: tuple[DenialIn, ...]) -> tuple[tuple[Power, date | None, date | None], ...]:
    return tuple((Power(one.power), one.begin, one.end) for one in denials)


def _roster(asked: Asked) -> tuple[Roster, Person]:
    roster = asked.school.snapshot.roster
    reader = roster.people[asked.signed.person]
    if isinstance(verdict := may_see_ties(roster, reader), Refused):
        raise Forbidden(verdict.because)
    return roster, reader


async def _ties_of(asked: Asked) -> Response:
    its, now = asked.request.path_params["id"], asked.hub.clock()
    reader_id = asked.signed.person
    found = await read_on_fresh_rules(asked.school, lambda one, rules: _kept(one, rules, reader_id, its, now))
    kept, known, roster = found.kept, found.known, found.roster
    student, reader = roster.students[its], roster.people[reader_id]
    verdict = may_set_ties(roster, reader, student)
    shown = (
        _tied(roster, student, one, reach_of(roster, reader, roster.people[one.person], known)) for one in kept
    )
    items = sorted(shown, key=lambda one: (one.tie, one.name, one.person))
    return answer(
        TiesOf(
            student=student.id,
            name=student.name,
            may_set=isinstance(verdict, Allowed),
            why=verdict.because,
            items=tuple(one for one in items if roster.people[one.person].active),
            pick_ups=shown_pick_ups(found.pick_ups),
        )
    )


class TiesRead(NamedTuple):
    """What is read of everybody who is something to a child. known: by what each of them can be reached."""

    kept: tuple[Told, ...]
    known: Mapping[str, ContactFacts]
    roster: Roster
    pick_ups: RosterPickUps | None


def _kept(connection: Connection, rules: Snapshot, reader: str, its: str, now: datetime) -> TiesRead:
    if its not in rules.roster.students:
        raise NotFound(relationships.NO_SUCH_PAIR)
    kept = told(connection, rules.school, its)
    people = [rules.roster.people[one.person] for one in kept]
    known = contacts_of(connection, rules.school, people, now)
    return TiesRead(kept, known, rules.roster, seen_pick_ups(connection, rules, reader, its))


def _tied(roster: Roster, student: Student, one: Told, reach: Reach | None) -> Tied:
    person = roster.people[one.person]
    parent = one.tie is Tie.GUARDIAN and person.role is Role.GUARDIAN and not one.untied
    powers = list(Power) if parent else [Power.PICK_UP]
    return Tied(
        person=person.id,
        name=person.name,
        role=person.role.value,
        tie=one.tie.value,
        payer=one.payer,
        untied=one.untied,
        may=tuple(_may(roster, person, student, power) for power in powers),
        denials=tuple(_denial(roster, denial) for denial in one.denials),
        reach=reach if one.tie is Tie.GUARDIAN and student.active and not one.untied else None,
    )


def _may(roster: Roster, person: Person, student: Student, power: Power) -> May:
    verdict = RULES[power](roster, person, student)
    return May(power=power.value, answer=isinstance(verdict, Allowed), because=verdict.because)


def _denial(roster: Roster, denial: facts.Denial) -> Denial:
    now = holds(denial, roster.day)
    return Denial(power=denial.power.value, begin=denial.begin, end=denial.end, now=now)


ROUTES = (
    Route(method="GET", path="/v1/students", cost=Cost.READ, handle=students, gives=Children,
         says="The children of the school, for its staff."),
    Route(method="GET", path="/v1/students/{id}/guardians", cost=Cost.READ, handle=ties_of, gives=TiesOf,
         says="Who is what to a child, and what each may do about it today, with the reason."),
    Route(method="PUT", path="/v1/students/{id}/guardians/{person}", cost=Cost.RULE,
         handle=put_tie, takes=TieIn,
         gives=TiesOf, says="Deny somebody something about a child, bar them, or let them pick it up."),
)  # fmt: skip
