"""This file has the endpoints of how long records are kept: each kind's rule, what it would remove, what went."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from channels.kinds import retention_kinds
from hub.actions.records.retention import NO_KIND, RetentionChange, aged, set_retention
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.errors import Invalid
from hub.limits.costs import Cost
from hub.queries.records.retention import preview_retention
from hub.store import retention
from policies.records.retention import KEPT_FOR_EVER, LONGEST_KEPT, may_keep_for, period
from policies.sentence import on_field
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

Months = Annotated[int, Meta(ge=0, le=1_200)]

REMOVALS_SHOWN = 60
"""Lines of what went: some weeks of nights."""


class KeptKind(Out, frozen=True):
    """
    How long a kind of record is kept. months: the school's choice, or the default where it made none.

    on: what is older is removed at night. from_leaving: the months count from when the child left. source: where
    the least comes from, in words.
    """

    kind: str
    label: str
    months: int
    on: bool
    usual: int
    least: int
    most: int
    from_leaving: bool
    source: str


class Removed(Out, frozen=True):
    """What went on a day of the school's: how many, said from when to when, by a rule of how long in words."""

    label: str
    day: date
    count: int
    oldest: str
    newest: str
    period: str


class RetentionRules(Out, frozen=True):
    """items: every kind that may go; kept: what no rule removes, in words; removed: what went, the newest first."""

    items: tuple[KeptKind, ...]
    kept: tuple[str, ...]
    removed: tuple[Removed, ...]


class RetentionIn(In, frozen=True):
    """on: what is older is removed from tonight on; seen: how many that are, by the preview (409 where not)."""

    months: Months
    on: bool
    seen: int | None = None


class RetentionAsked(In, frozen=True):
    kind: str
    months: Months


class WouldGo(Out, frozen=True):
    """A message that would go: when it was said, where (null: not among the reader's), and what it is."""

    at: str
    where: str | None
    item_type: str | None


class RetentionPreviewed(Out, frozen=True):
    """
    What a rule would remove now. count: of records; oldest, newest: when they are from, null where there are none.

    kept_by_holds: how many more are that old, and on hold. examples: the oldest, without what they say.
    """

    count: int
    kept_by_holds: int
    oldest: str | None
    newest: str | None
    examples: tuple[WouldGo, ...]


async def get_retention(asked: Asked) -> Response:
    """Every kind with what the school chose, and what went so far."""
    return answer(await asked.hub.store.read(lambda one: _rules(one, asked.school.id), asked.signed.school))


async def put_retention(asked: Asked) -> Response:
    """The answer is how it stands after it."""
    body: RetentionIn = asked.body
    action = RetentionChange(
        admin=asked.signed.person, kind=asked.request.path_params["kind"], months=body.months, on=body.on,
        seen=body.seen,
    )  # fmt: skip
    await set_retention(asked.school, action, asked.hub.clock())
    return await get_retention(asked)


async def post_preview(asked: Asked) -> Response:
    """Nothing is written, and nothing of what was said is told."""
    body: RetentionAsked = asked.body
    if (kind := retention_kinds().get(body.kind)) is None:
        raise Invalid(on_field("kind", NO_KIND))
    if isinstance(bounds := may_keep_for(kind, body.months), Refused):
        raise Invalid(on_field("months", bounds.because))
    now = asked.hub.clock()
    wanted = aged(asked.school.id, body.kind, body.months, now)
    snapshot, reader = asked.school.snapshot, asked.signed.person
    found = await asked.hub.store.read(
        lambda one: preview_retention(one, snapshot, reader, wanted, now), asked.signed.school
    )
    return answer(
        RetentionPreviewed(
            count=found.goes.many,
            kept_by_holds=found.kept_by_holds,
            oldest=found.goes.oldest,
            newest=found.goes.newest,
            examples=tuple(
                WouldGo(at=one.at, where=one.where or None, item_type=one.item_type or None)
                for one in found.examples
            ),
        )
    )


def _rules(connection: Connection, school: str) -> RetentionRules:
    chosen = retention.list_rules(connection, school)
    return RetentionRules(
        items=tuple(
            KeptKind(
                kind=name,
                label=one.label,
                months=chosen[name].months if name in chosen else one.usual,
                on=name in chosen and chosen[name].on_at is not None,
                usual=one.usual,
                least=one.least,
                most=LONGEST_KEPT,
                from_leaving=one.from_leaving,
                source=one.source,
            )
            for name, one in sorted(retention_kinds().items(), key=lambda one: not one[1].from_leaving)
        ),
        kept=KEPT_FOR_EVER,
        removed=tuple(
            Removed(
                label=retention_kinds()[one.kind].label,
                day=one.day,
                count=one.count,
                oldest=one.oldest,
                newest=one.newest,
                period=period(one.months),
            )
            for one in retention.list_removals(connection, school, REMOVALS_SHOWN)
        ),
    )


ROUTES = (
    Route(method="GET", path="/v1/retention", cost=Cost.READ, handle=get_retention, gives=RetentionRules,
         says="How long each kind of record is kept, and what was removed by that."),
    Route(method="POST", path="/v1/retention/preview", cost=Cost.HEAVY, handle=post_preview, takes=RetentionAsked,
         gives=RetentionPreviewed, says="What a rule would remove now, without what it says."),
    Route(method="PUT", path="/v1/retention/{kind}", cost=Cost.WRITE, handle=put_retention, takes=RetentionIn,
         gives=RetentionRules, says="Set how long a kind of record is kept, and whether what is older is removed."),
)  # fmt: skip
