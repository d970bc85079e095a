"""This file has the endpoints to reports: of a conversation or a message, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from channels.items import Item
from hub.actions.records import report as reporting
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out, ReasonText
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from hub.wire import Id

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot


class ReportIn(In, frozen=True):
    """message: the one that is meant, null for the whole conversation."""

    reason: Annotated[str, Meta(max_length=10_000)]
    message: Id | None = None


class ReportMade(Out, frozen=True):
    id: str


class SettleIn(In, frozen=True):
    """note: what the reporter reads of it."""

    note: ReasonText = ""


class Report(Out, frozen=True):
    """
    What was reported. item: what the message says now, null for a whole conversation and where it was withdrawn.

    may_settle: whether this reader settles it; mine: whether they reported it. by_name, against_name: who reported
    it, and who wrote what was reported; null for all but who settles it.
    """

    id: str
    conversation: str
    title: str
    message: str | None
    item: Item | None
    reason: str
    at: str
    mine: bool
    may_settle: bool
    by_name: str | None
    against_name: str | None
    settled_at: str | None
    settled_by_name: str | None
    note: str


class Reports(Out, frozen=True):
    """What waits first, then the newest."""

    items: tuple[Report, ...]


async def make(asked: Asked) -> Response:
    """200 where the same waits already."""
    person, body = asked.signed.person, asked.body
    asked.hub.not_too_fast(person)
    action = reporting.ReportRequest(person, asked.request.path_params["id"], body.message, body.reason)
    its, made = await reporting.report(asked.school, action, asked.hub.clock())
    return answer(ReportMade(id=its), 201 if made else 200)


async def reports(asked: Asked) -> Response:
    """For admins what they settle, for everybody what they reported."""
    return answer(await _reports(asked))


async def settle_report(asked: Asked) -> Response:
    """The answer is the list as it stands then."""
    its = asked.request.path_params["id"]
    await reporting.settle(asked.school, asked.signed.person, its, asked.body.note, asked.hub.clock())
    return answer(await _reports(asked))


async def _reports(asked: Asked) -> Reports:
    reader = asked.signed.person
    return await read_on_fresh_rules(
        asked.school,
        lambda connection, rules: Reports(
            items=tuple(_shown(rules, reader, one) for one in reporting.reports(connection, rules, reader))
        ),
    )


def _shown(rules: Snapshot, reader: str, told: reporting.Told) -> Report:
    row, people = told.row, rules.roster.people
    settles = reporting.looks(rules, reader, row)
    where = rules.conversations.get(row["conversation"])

    def name(person: str | None, *, known: bool = True) -> str | None:
        return people[person].name if person is not None and known else None

    return Report(
        id=row["id"],
        conversation=row["conversation"],
        title=where.kind.title(rules.roster, where.subject, people[reader]) if where is not None else "",
        message=row["message"],
        item=told.item if settles or rules.membership(reader, row["conversation"]) is not None else None,
        reason=row["reason"],
        at=row["at"],
        mine=row["by"] == reader,
        may_settle=settles and row["settled_at"] is None,
        by_name=name(row["by"], known=settles),
        against_name=name(row["against"], known=settles),
        settled_at=row["settled_at"],
        settled_by_name=name(row["settled_by"], known=settles),
        note=row["note"],
    )


ROUTES = (
    Route(method="POST", path="/v1/conversations/{id}/reports", cost=Cost.WRITE,
         handle=make, takes=ReportIn,
         gives=ReportMade, status=201, says="Report a conversation, or a message of it."),
    Route(method="GET", path="/v1/reports", cost=Cost.READ, handle=reports, gives=Reports,
         says="What one reported, and for admins what they settle."),
    Route(method="POST", path="/v1/reports/{id}", cost=Cost.WRITE, handle=settle_report, takes=SettleIn,
         gives=Reports, says="Settle a report with a note that its reporter reads."),
)  # fmt: skip
