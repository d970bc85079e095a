"""This file has the endpoints of legal holds: what is not removed, why, and who let it go again."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from starlette.responses import Response

from hub.actions.records.legal_hold import HoldWanted, put_on_hold, release_hold
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from hub.queries.records.retention import ShownHold, list_shown_holds
from policies.records.legal_hold import LONGEST_REASON, HoldOn

OnName = Literal["student", "person", "conversation"]


class HoldShown(Out, frozen=True):
    """
    A hold on all about a student, all that a person wrote or was alone with, or one conversation. name: what that
    is called, null where its reader is not in that conversation. released_at, released_by: null while it holds.
    """

    id: str
    on: OnName
    about: str
    name: str | None
    reason: str
    by: str
    at: str
    released_at: str | None
    released_by: str | None


class HoldsShown(Out, frozen=True):
    """Those that hold first. None is about its reader, or a child of theirs: another admin decides that."""

    items: tuple[HoldShown, ...]


class HoldIn(In, frozen=True):
    """about: the id of the student, person or conversation. reason: kept with it, and read by admins alone."""

    on: OnName
    about: str
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)]


async def get_holds(asked: Asked) -> Response:
    """On the rules of that moment: whose child it is may have changed."""
    reader = asked.signed.person
    found = await read_on_fresh_rules(asked.school, lambda one, rules: list_shown_holds(one, rules, reader))
    return answer(HoldsShown(items=tuple(_shown(one) for one in found)))


def _shown(one: ShownHold) -> HoldShown:
    its = one.hold
    return HoldShown(
        id=its.id,
        on=its.on,  # type: ignore[arg-type]  # of the same words
        about=its.about,
        name=one.name or None,
        reason=its.reason,
        by=its.by_name,
        at=its.at,
        released_at=its.released_at,
        released_by=its.released_name,
    )


async def post_hold(asked: Asked) -> Response:
    """The answer is all of them, as after it."""
    body: HoldIn = asked.body
    wanted = HoldWanted(admin=asked.signed.person, on=HoldOn(body.on), about=body.about, reason=body.reason)
    await put_on_hold(asked.school, wanted, asked.hub.clock())
    return await get_holds(asked)


async def post_release(asked: Asked) -> Response:
    """What was on hold goes by the school's rules again, from the next night on."""
    await release_hold(asked.school, asked.signed.person, asked.request.path_params["id"], asked.hub.clock())
    return await get_holds(asked)


ROUTES = (
    Route(method="GET", path="/v1/legal-holds", cost=Cost.READ, handle=get_holds, gives=HoldsShown,
         says="What is on hold, so that nothing of it is removed."),
    Route(method="POST", path="/v1/legal-holds", cost=Cost.WRITE, handle=post_hold, takes=HoldIn, gives=HoldsShown,
         says="Put a child, a person or a conversation on hold."),
    Route(method="POST", path="/v1/legal-holds/{id}/release", cost=Cost.WRITE, handle=post_release,
         gives=HoldsShown, says="Release a hold; that it was there stays on record."),
)  # fmt: skip
