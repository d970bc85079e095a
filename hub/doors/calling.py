"""This file has the doors to what is urgent: confirming that it was read, and whom it has not reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.deeds import calls
from hub.deeds.confirm import confirm, confirmed_by
from hub.deeds.fresh import read_on_fresh_rules
from hub.doors import calling_bodies
from hub.doors.door import Asked, Door, answer
from hub.errors import Forbidden, Invalid
from policies.confirming import may_see_calls, may_see_number
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from hub.deeds.calls import Standing, Urgent


async def put_ack(asked: Asked) -> Response:
    """Twice is once."""
    await confirm(asked.school, asked.signed.person, asked.request.path_params["id"], asked.hub.clock())
    return Response(status_code=204)


async def own_acks(asked: Asked) -> Response:
    """One's own."""
    found = await confirmed_by(asked.school, asked.signed.person)
    items = tuple(calling_bodies.Confirmation(message=message, at=at) for message, at in sorted(found.items()))
    return answer(calling_bodies.Confirmations(items=items))


async def acks(asked: Asked) -> Response:
    """For staff, of messages they may read."""
    _check(asked)
    message, now = asked.request.path_params["id"], asked.hub.clock()
    what = (asked.signed.person, message)
    found = await read_on_fresh_rules(asked.school, lambda one, rules: calls.standing_of(one, rules, what, now))
    if found is None:
        raise Invalid("This was not marked as urgent.")
    return answer(_shown(asked, found, every=True))


async def unreached(asked: Asked) -> Response:
    """For staff, in the conversations they read."""
    _check(asked)
    reader, now = asked.signed.person, asked.hub.clock()
    found = await read_on_fresh_rules(asked.school, lambda one, rules: calls.urgent_of(one, rules, reader, now))
    shown = (_shown(asked, one, every=False) for one in found)
    return answer(calling_bodies.Calls(items=tuple(one for one in shown if one.people)))


def _check(asked: Asked) -> None:
    verdict = may_see_calls(asked.school.snapshot.roster.people[asked.signed.person])
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)


def _shown(asked: Asked, one: Urgent, *, every: bool) -> calling_bodies.Urgent:
    snapshot, event = asked.school.snapshot, one.event
    roster, where = snapshot.roster, snapshot.conversations[event.conversation or ""]
    reader = roster.people[asked.signed.person]
    numbers = isinstance(may_see_number(reader), Allowed)
    return calling_bodies.Urgent(
        message=event.id or "",
        conversation=where.id,
        title=where.kind.title(roster, where.subject, reader),
        author_name=roster.people[event.author or ""].name,
        at=event.at,
        urgency=one.urgency.value,
        people=tuple(_standing(its, numbers=numbers) for its in one.people if every or its.reached_at is None),
    )


def _standing(its: Standing, *, numbers: bool) -> calling_bodies.Standing:
    return calling_bodies.Standing(
        person=its.person,
        name=its.name,
        reached_at=its.reached_at,
        says=its.says,
        call="now" if its.calls else None,
        number=its.number if numbers and its.calls else None,
    )


DOORS = (
    Door(method="PUT", path="/v1/messages/{id}/ack", handle=put_ack, status=204,
         says="Confirm that one has read an emergency or a drill."),
    Door(method="GET", path="/v1/me/acks", handle=own_acks, gives=calling_bodies.Confirmations,
         says="The emergencies one has confirmed."),
    Door(method="GET", path="/v1/messages/{id}/acks", handle=acks, gives=calling_bodies.Urgent,
         says="Who has read or confirmed something urgent, who has not, and what comes next, for staff."),
    Door(method="GET", path="/v1/unreached", handle=unreached, gives=calling_bodies.Calls,
         says="Whom something urgent has not reached within a day, and whom to call, for staff."),
)  # fmt: skip
