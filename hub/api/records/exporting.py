"""This file has the endpoints of exports: a parent's own in one request, and the office's with a reason."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from starlette.responses import Response

from hub.actions.records import exporting
from hub.actions.records.exporting import ExportWish
from hub.api.conversations.messages import shown
from hub.api.records.export_data import ExportedConversation
from hub.api.records.export_pages import ExportNames
from hub.api.records.export_stream import ExportRun
from hub.api.records.export_words import Speaker
from hub.api.route import Asked, Route
from hub.api.schemas import In, ReasonText
from hub.errors import Late, Met
from hub.limits.costs import Cost
from hub.queries.people.known import known_by
from hub.queries.records.exporting import conversations_of, reach_of
from hub.store.clock import day_in
from hub.wire import Id
from policies.notify.emailing import language_of
from policies.people.display_names import beside

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

log = logging.getLogger("roomwire.exports")

EXPORT_STALLS_S, EXPORT_LASTS_S = 60.0, 3_600.0
"""How long a device may take nothing of an export, and how long all of it may take: a slow line comes through."""


class OfficeExportIn(In, frozen=True):
    """reason: for the activity log. student: everything about this child, null for the whole school."""

    reason: ReasonText
    student: Id | None = None


async def export_family(asked: Asked) -> Response:
    """What a parent may read at this moment: conversations, days, photos."""
    return await _export(asked, ExportWish(asked.signed.person, office=False))


async def export_office(asked: Asked) -> Response:
    """Everything that an admin may read, with what was held, changed and withdrawn; noted before it begins."""
    body = asked.body
    return await _export(
        asked, ExportWish(asked.signed.person, office=True, student=body.student, reason=body.reason)
    )


async def _export(asked: Asked, wish: ExportWish) -> Response:
    asked.hub.exports.take(asked.signed.account)
    try:
        run = _run(asked, wish)  # on the rules by which it may begin: what they are by then is held against it
        run.custody = await exporting.begin(asked.school, wish, asked.hub.clock())
    except BaseException:
        asked.hub.exports.give_back(asked.signed.account)
        raise
    return ExportResponse(run)


def _run(asked: Asked, wish: ExportWish) -> ExportRun:
    """All that is decided before the first octet leaves, on the rules of this moment."""
    school = asked.school
    snapshot = school.snapshot
    roster, zone, now = snapshot.roster, snapshot.time_zone, asked.hub.clock()
    where = [_named(asked, one.id) for one in conversations_of(snapshot, wish.person, wish.student)]
    known = {one: roster.people[one] for one in known_by(snapshot, wish.person)}
    speaker = Speaker(language_of(roster.people[wish.person], roster.settings), ZoneInfo(zone))
    names = ExportNames(
        known={one: its.name for one, its in known.items()},
        beside={one: label for one, its in known.items() if (label := beside(roster, its, wish.person))},
        paths={},
        speaker=speaker,
    )
    return ExportRun(
        asked=asked, wish=wish, speaker=speaker, where=where, names=names, made_at=now, until=school.seq,
        reach=reach_of(snapshot, wish.person, [one.id for one in where]),
    )  # fmt: skip


def _named(asked: Asked, conversation: str) -> ExportedConversation:
    """As the list of conversations calls it."""
    its = shown(asked.school, asked.signed.person, conversation)
    return ExportedConversation(**{name: getattr(its, name) for name in ExportedConversation.__struct_fields__})


@dataclass
class _Leaving:
    """Whether who asked has hung up."""

    gone: bool = False

    async def watch(self, receive: Receive) -> None:
        """Return once there is nobody to send to."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self.gone = True


class ExportResponse(Response):
    """
    An export, sent as it comes to be. What breaks it off leaves the answer without its end, and the zip without its
    list of entries: a browser says that it failed, and nothing opens what is there of it.
    """

    def __init__(self, run: ExportRun) -> None:
        self.run = run
        day = day_in(run.asked.school.snapshot.time_zone, run.made_at)
        headers = {
            "cache-control": "private, no-store",
            "content-disposition": f'attachment; filename="roomwire-{day}.zip"',
            "content-security-policy": "sandbox; default-src 'none'",
            "cross-origin-resource-policy": "same-origin",
            "x-accel-buffering": "no",
        }
        super().__init__(None, 200, headers, "application/zip")
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (ASGI)
        """ASGI."""
        asked, leaving = self.run.asked, _Leaving()
        watching = asyncio.create_task(leaving.watch(receive))
        try:
            with asked.hub.schools.using(asked.signed.school):
                async with asyncio.timeout(EXPORT_LASTS_S):
                    await self._send(send, leaving)
        except (Met, TimeoutError) as met:
            code = met.code if isinstance(met, Met) else Late.code
            log.warning("an export broke off", extra={"person": asked.signed.person, "code": code})
        finally:
            watching.cancel()
            asked.hub.exports.give_back(asked.signed.account)

    async def _send(self, send: Send, leaving: _Leaving) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        pieces: AsyncIterator[bytes] = self.run.pieces()
        async for piece in pieces:
            if leaving.gone:
                return
            if piece:
                async with asyncio.timeout(EXPORT_STALLS_S):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


ROUTES = (
    Route(method="POST", path="/v1/exports/family", cost=Cost.RARE, handle=export_family, gives_raw=True,
         says="A zip of what a parent may read now, with its photos, to read and for programs; docs/exports.md."),
    Route(method="POST", path="/v1/exports/office", cost=Cost.RARE, handle=export_office, takes=OfficeExportIn,
         gives_raw=True, says="Likewise of all that is kept of a child or the school, for admins, with a reason."),
)  # fmt: skip
