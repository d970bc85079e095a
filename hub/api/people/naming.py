"""This file has the endpoints to what people wish to be called, for the admins who answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from starlette.responses import Response

from hub.actions.people import rename as actions
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out, ReasonText
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from policies.people.display_names import beside

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from hub.store.snapshot import Snapshot


class NameWish(Out, frozen=True):
    """
    Somebody wishes to be called otherwise.

    current: what they were called when they wished it; beside: what stands beside their name, "parent of Mia".
    origin: "earlier" had been taken without asking, under the rules of older versions. reason: what they read of
    the answer.
    """

    id: str
    person: str
    current: str
    wanted: str
    beside: str
    origin: Literal["asked", "earlier"]
    at: str
    settled_at: str | None
    settled_by_name: str | None
    answer: Literal["approved", "declined"] | None
    reason: str


class NameWishes(Out, frozen=True):
    """What is open, oldest first, then the newest of what was answered."""

    items: tuple[NameWish, ...]


class AnswerWish(In, frozen=True):
    """reason: what the person reads of it; a no has one."""

    answer: Literal["approve", "decline"]
    reason: ReasonText = ""


async def list_name_wishes(asked: Asked) -> Response:
    """For admins; an own wish is another admin's to answer."""
    return answer(await _listed(asked))


async def answer_name_wish(asked: Asked) -> Response:
    """The answer is the list as it stands then."""
    given = actions.Answered(
        admin=asked.signed.person,
        wish=asked.request.path_params["id"],
        answer=asked.body.answer,
        reason=asked.body.reason,
    )
    await actions.answer(asked.school, given, asked.hub.clock())
    return answer(await _listed(asked))


async def _listed(asked: Asked) -> NameWishes:
    admin = asked.signed.person
    return await read_on_fresh_rules(
        asked.school,
        lambda connection, rules: NameWishes(
            items=tuple(_shown(rules, row, admin) for row in actions.listed(connection, rules, admin))
        ),
    )


def _shown(rules: Snapshot, row: RowMapping, admin: str) -> NameWish:
    people = rules.roster.people
    by = people.get(row["settled_by"] or "")
    return NameWish(
        id=row["id"],
        person=row["person"],
        current=row["current"],
        wanted=row["wanted"],
        beside=beside(rules.roster, people[row["person"]], admin),
        origin=row["origin"],
        at=row["at"],
        settled_at=row["settled_at"],
        settled_by_name=by.name if by else None,
        answer=row["answer"],
        reason=row["reason"],
    )


ROUTES = (
    Route(method="GET", path="/v1/name-wishes", cost=Cost.READ, handle=list_name_wishes, gives=NameWishes,
         says="For admins: who wishes to be called otherwise than the roster says."),
    Route(method="POST", path="/v1/name-wishes/{id}", cost=Cost.RULE, handle=answer_name_wish, takes=AnswerWish,
         gives=NameWishes, says="Say yes or no to it; the person is told."),
)  # fmt: skip
