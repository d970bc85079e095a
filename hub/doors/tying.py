"""This file has the doors of children and of who is what to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.deeds import tie as tying
from hub.deeds.fresh import read_on_fresh_rules
from hub.doors import tie_bodies as bodies
from hub.doors.door import Asked, Door, answer
from hub.doors.reachability import reach_of
from hub.errors import Forbidden, NotFound
from hub.store.reachability import contacts_of
from hub.store.ties import Told, told
from policies.active import holds
from policies.denying import may_be_told, may_pick_up, may_see_ties, may_set_ties
from policies.facts import Denial, Person, Power, Role, Student, Tie
from policies.messaging import may_message
from policies.seeing import is_own_child, may_see
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from hub.doors.reach_bodies import Reach
    from hub.store.snapshot import Snapshot
    from policies.reachable import Contact
    from policies.roster import Roster

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
    return answer(bodies.Children(items=tuple(_child(roster, reader, one) for one in found)))


def _child(roster: Roster, reader: Person, student: Student) -> bodies.Child:
    return bodies.Child(
        id=student.id,
        name=student.name,
        rooms=tuple(sorted(roster.rooms[room].name for room in student.rooms)),
        tied=len(student.family | student.collectors),
        barred=len(student.barred),
        own=is_own_child(roster, reader, student),
    )


async def ties_of(asked: Asked) -> Response:
    """For staff: whom the child is handed to, who hears of it, and why not."""
    _roster(asked)
    return await _ties_of(asked)


async def put_tie(asked: Asked) -> Response:
    """The answer is everybody's tie to the child, as after it."""
    params, body = asked.request.path_params, asked.body
    denials = None
    if body.denials is not None:
        denials = tuple((Power(one.power), one.begin, one.end) for one in body.denials)
    deed = tying.Deed(
        admin=asked.signed.person,
        person=params["person"],
        student=params["id"],
        denials=denials,
        tie=None if body.tie is None else Tie(body.tie),
    )
    await tying.set_tie(asked.school, deed, asked.hub.clock())
    return await _ties_of(asked)


def _roster(asked: Asked) -> tuple[Roster, Person]:
    roster = asked.school.snapshot.roster
    reader = roster.people[asked.signed.person]
    if isinstance(verdict := may_see_ties(roster, reader), Refused):
        raise Forbidden(verdict.because)
    return roster, reader


async def _ties_of(asked: Asked) -> Response:
    its = asked.request.path_params["id"]
    kept, known, roster = await read_on_fresh_rules(asked.school, lambda one, rules: _kept(one, rules, its))
    if its not in roster.students:
        raise NotFound(tying.NOBODY)
    student, reader = roster.students[its], roster.people[asked.signed.person]
    verdict = may_set_ties(roster, reader, student)
    shown = (
        _tied(roster, student, one, reach_of(roster, reader, roster.people[one.person], known)) for one in kept
    )
    items = sorted(shown, key=lambda one: (one.tie, one.name, one.person))
    return answer(
        bodies.TiesOf(
            student=student.id,
            name=student.name,
            may_set=isinstance(verdict, Allowed),
            why=verdict.because,
            items=tuple(one for one in items if roster.people[one.person].active),
        )
    )


def _kept(
    connection: Connection, rules: Snapshot, its: str
) -> tuple[tuple[Told, ...], Mapping[str, Contact], Roster]:
    kept = told(connection, rules.school, its)
    people = [rules.roster.people[one.person] for one in kept]
    return kept, contacts_of(connection, rules.school, people), rules.roster


def _tied(roster: Roster, student: Student, one: Told, reach: Reach | None) -> bodies.Tied:
    person = roster.people[one.person]
    powers = [Power.PICK_UP] if one.tie is not Tie.GUARDIAN or person.role is not Role.GUARDIAN else list(Power)
    return bodies.Tied(
        person=person.id,
        name=person.name,
        role=person.role.value,
        tie=one.tie.value,
        payer=one.payer,
        may=tuple(_may(roster, person, student, power) for power in powers),
        denials=tuple(_denial(roster, denial) for denial in one.denials),
        reach=reach if one.tie is Tie.GUARDIAN and student.active else None,
    )


def _may(roster: Roster, person: Person, student: Student, power: Power) -> bodies.May:
    verdict = RULES[power](roster, person, student)
    return bodies.May(power=power.value, answer=isinstance(verdict, Allowed), because=verdict.because)


def _denial(roster: Roster, denial: Denial) -> bodies.Denial:
    now = holds(denial, roster.day)
    return bodies.Denial(power=denial.power.value, begin=denial.begin, end=denial.end, now=now)


async def guardian_policy(asked: Asked) -> Response:
    """For staff."""
    roster, _ = _roster(asked)
    return answer(bodies.GuardianPolicy(payers_only=roster.settings.payers_only))


async def put_guardian_policy(asked: Asked) -> Response:
    """Everybody's conversations follow at once."""
    on = asked.body.payers_only
    await tying.set_payers_only(asked.school, asked.signed.person, asked.hub.clock(), on=on)
    return answer(bodies.GuardianPolicy(payers_only=on))


DOORS = (
    Door(method="GET", path="/v1/students", handle=students, gives=bodies.Children,
         says="The children of the school, for its staff."),
    Door(method="GET", path="/v1/students/{id}/guardians", handle=ties_of, gives=bodies.TiesOf,
         says="Who is what to a child, and what each may do about it today, with the reason."),
    Door(method="PUT", path="/v1/students/{id}/guardians/{person}", handle=put_tie, takes=bodies.TieIn,
         gives=bodies.TiesOf, says="Deny somebody something about a child, bar them, or let them pick it up."),
    Door(method="GET", path="/v1/settings/guardians", handle=guardian_policy, gives=bodies.GuardianPolicy,
         says="Whether only those who pay count as parents."),
    Door(method="PUT", path="/v1/settings/guardians", handle=put_guardian_policy, takes=bodies.GuardianPolicyIn,
         gives=bodies.GuardianPolicy, says="Let only those who pay count as parents, or every guardian."),
)  # fmt: skip
