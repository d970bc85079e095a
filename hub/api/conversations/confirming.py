"""This file has the endpoints to what is urgent: confirming that it was read, and whom it has not reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from channels.items import Item
from hub.actions.conversations.confirm import confirm, confirmed_by
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden, Invalid
from hub.limits.costs import Cost
from hub.queries.conversations.emergencies import to_confirm
from hub.queries.notify.unreached import standing_of, urgent_of
from hub.queries.people.room_devices import shows_event
from hub.wire import Urgency
from policies.notify.confirming import may_see_calls, may_see_number
from policies.sentence import in_turn, say
from policies.verdict import Allowed, Refused, Verdict

if TYPE_CHECKING:
    from hub.queries.notify.unreached import RecipientStanding, UrgentMessage
    from hub.wire import Event


class Confirmation(Out, frozen=True):
    """An emergency that one confirmed, and when."""

    message: str
    at: str


class Confirmations(Out, frozen=True):
    items: tuple[Confirmation, ...]


class Standing(Out, frozen=True):
    """
    Where somebody stands with something urgent. reached_at: when they read it, or confirmed it where that is asked
    for, null while they have not. says: what comes next. call: "now" where they are to be called. number: for the
    office.
    """

    person: str
    name: str
    reached_at: str | None
    says: str
    call: str | None
    number: str | None


class Urgent(Out, frozen=True):
    """Something urgent that was said; people: those to call first."""

    message: str
    conversation: str
    title: str
    author_name: str
    at: str
    urgency: Urgency
    people: tuple[Standing, ...]


class Calls(Out, frozen=True):
    """What was urgent within a day, newest first, with those whom it has not reached."""

    items: tuple[Urgent, ...]


class Emergency(Out, frozen=True):
    """
    An emergency or a drill that its reader has yet to confirm.

    seq: its position, which a "confirmed" event names with of. item: as it reads now.
    """

    message: str
    seq: int
    conversation: str
    title: str
    author_name: str
    at: str
    urgency: Urgency
    item: Item


class Emergencies(Out, frozen=True):
    """What its reader has yet to confirm, newest first; many: how many these are in all, listed or not."""

    items: tuple[Emergency, ...]
    many: int


async def put_ack(asked: Asked) -> Response:
    """Confirm that one has read an emergency; a second time changes nothing."""
    await confirm(asked.school, asked.signed.person, asked.request.path_params["id"], asked.hub.clock())
    return Response(status_code=204)


async def own_acks(asked: Asked) -> Response:
    """The messages that the asker has confirmed, with when, by id."""
    found = await confirmed_by(asked.school, asked.signed.person)
    items = tuple(Confirmation(message=message, at=at) for message, at in sorted(found.items()))
    return answer(Confirmations(items=items))


async def emergencies(asked: Asked) -> Response:
    """One's own, of what one may read at this moment."""
    found = await read_on_fresh_rules(asked.school, lambda one, rules: to_confirm(one, rules, asked.signed.person))
    snapshot, room = asked.school.snapshot, asked.signed.room
    found = [one for one in found if shows_event(snapshot, room, one)]
    shown = tuple(_emergency(asked, one) for one in found[:LISTED])
    return answer(Emergencies(items=shown, many=len(found)))


LISTED = 20
"""More of them than anybody has at once; who confirms one is shown the next."""


def _emergency(asked: Asked, event: Event) -> Emergency:
    roster, where = asked.school.snapshot.roster, asked.school.snapshot.conversations[event.conversation or ""]
    return Emergency(
        message=event.id or "",
        seq=event.seq,
        conversation=where.id,
        title=where.kind.title(roster, where.subject, roster.people[asked.signed.person]),
        author_name=roster.people[event.author or ""].name,
        at=event.at,
        urgency=event.urgency or "normal",
        item=event.item,  # type: ignore[arg-type]  # what has none was withdrawn
    )


async def acks(asked: Asked) -> Response:
    """For staff, of messages they may read."""
    _check(asked)
    reader, message, now = asked.signed.person, asked.request.path_params["id"], asked.hub.clock()
    found = await read_on_fresh_rules(
        asked.school, lambda one, rules: standing_of(one, rules, reader, message, now)
    )
    if found is None:
        raise Invalid(say("This was not marked as urgent."))
    return answer(_shown(asked, found, every=True))


async def list_unreached(asked: Asked) -> Response:
    """For staff, in the conversations they read."""
    _check(asked)
    reader, now = asked.signed.person, asked.hub.clock()
    found = await read_on_fresh_rules(asked.school, lambda one, rules: urgent_of(one, rules, reader, now))
    shown = (_shown(asked, one, every=False) for one in found)
    return answer(Calls(items=tuple(one for one in shown if one.people)))


def _check(asked: Asked) -> None:
    verdict = may_see_calls(asked.school.snapshot.roster.people[asked.signed.person])
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)


def _shown(asked: Asked, one: UrgentMessage, *, every: bool) -> Urgent:
    snapshot, event = asked.school.snapshot, one.event
    roster, where = snapshot.roster, snapshot.conversations[event.conversation or ""]
    reader = roster.people[asked.signed.person]
    may = may_see_number(reader)
    return Urgent(
        message=event.id or "",
        conversation=where.id,
        title=where.kind.title(roster, where.subject, reader),
        author_name=roster.people[event.author or ""].name,
        at=event.at,
        urgency=one.urgency.value,
        people=tuple(_standing(its, may) for its in one.people if every or its.reached_at is None),
    )


def _standing(its: RecipientStanding, may: Verdict) -> Standing:
    """With the number for who calls, or a sentence that says who has it."""
    number = its.number if isinstance(may, Allowed) and its.calls else None
    missing = may.because if isinstance(may, Refused) else say("No number is known.")
    return Standing(
        person=its.person,
        name=its.name,
        reached_at=its.reached_at,
        says=in_turn(its.says, missing) if its.calls and number is None else its.says,
        call="now" if its.calls else None,
        number=number,
    )


ROUTES = (
    Route(method="PUT", path="/v1/messages/{id}/ack", cost=Cost.WRITE, handle=put_ack, status=204,
         says="Confirm that one has read an emergency or a drill."),
    Route(method="GET", path="/v1/me/acks", cost=Cost.READ, handle=own_acks, gives=Confirmations,
         says="The emergencies one has confirmed."),
    Route(method="GET", path="/v1/emergencies", cost=Cost.READ, handle=emergencies,
         gives=Emergencies, says="The emergencies and drills one has yet to confirm."),
    Route(method="GET", path="/v1/messages/{id}/acks", cost=Cost.READ, handle=acks, gives=Urgent,
         says="Who has read or confirmed something urgent, who has not, and what comes next, for staff."),
    Route(method="GET", path="/v1/unreached", cost=Cost.READ, handle=list_unreached, gives=Calls,
         says="Whom something urgent has not reached within a day, and whom to call, for staff."),
)  # fmt: skip
