"""This file has the doors to reports: of a conversation or a message, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.deeds import report as reporting
from hub.deeds.fresh import read_on_fresh_rules
from hub.doors import report_bodies
from hub.doors.door import Asked, Door, answer

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot


async def make(asked: Asked) -> Response:
    """200 where the same waits already."""
    person, body = asked.signed.person, asked.body
    asked.hub.not_too_fast(person)
    deed = reporting.Deed(person, asked.request.path_params["id"], body.message, body.reason)
    its, made = await reporting.report(asked.school, deed, asked.hub.clock())
    return answer(report_bodies.ReportMade(id=its), 201 if made else 200)


async def reports(asked: Asked) -> Response:
    """For admins what they settle, for everybody what they reported."""
    return answer(await _reports(asked))


async def settle(asked: Asked) -> Response:
    """The answer is the list as it stands then."""
    its = asked.request.path_params["id"]
    await reporting.settle(asked.school, asked.signed.person, its, asked.body.note, asked.hub.clock())
    return answer(await _reports(asked))


async def _reports(asked: Asked) -> report_bodies.Reports:
    reader = asked.signed.person
    return await read_on_fresh_rules(
        asked.school,
        lambda connection, rules: report_bodies.Reports(
            items=tuple(_shown(rules, reader, one) for one in reporting.reports(connection, rules, reader))
        ),
    )


def _shown(rules: Snapshot, reader: str, told: reporting.Told) -> report_bodies.Report:
    row, people = told.row, rules.roster.people
    settles = reporting.looks(rules, reader, row)
    where = rules.conversations.get(row["conversation"])

    def name(person: str | None, *, known: bool = True) -> str | None:
        return people[person].name if person is not None and known else None

    return report_bodies.Report(
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


DOORS = (
    Door(method="POST", path="/v1/conversations/{id}/reports", handle=make, takes=report_bodies.ReportIn,
         gives=report_bodies.ReportMade, status=201, says="Report a conversation, or a message of it."),
    Door(method="GET", path="/v1/reports", handle=reports, gives=report_bodies.Reports,
         says="What one reported, and for admins what they settle."),
    Door(method="POST", path="/v1/reports/{id}", handle=settle, takes=report_bodies.SettleIn,
         gives=report_bodies.Reports, says="Settle a report with a note that its reporter reads."),
)  # fmt: skip
