"""This file has the doors about reaching people: which providers work, whom alerts did not reach, once more."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.resend import resend, sees, weighed
from hub.deeds.timeline import masked
from hub.doors import reaching_bodies as bodies
from hub.doors.door import Asked, Door, answer
from hub.errors import Forbidden, Invalid
from hub.store import returned, undelivered
from hub.store.clock import moment, stamp
from notifiers import outages
from notifiers.words import reported, why_unreached
from policies.undelivered import may_see_undelivered, next_step
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from notifiers.outages import Outage
    from notifiers.routes import Carrier

PAGE = 100


def _for_admins(asked: Asked) -> None:
    person = asked.school.snapshot.roster.people[asked.signed.person]
    if isinstance(verdict := may_see_undelivered(person), Refused):
        raise Forbidden(verdict.because)


async def providers(asked: Asked) -> Response:
    """What is set up here, and what is shut; the outages are everybody's, what waits is the school's own."""
    _for_admins(asked)
    carriers, now = asked.hub.telling.carriers.values(), stamp(asked.hub.clock())
    return answer(await asked.hub.store.read(lambda one: _providers(one, asked.signed.school, carriers, now)))


def _providers(connection: Connection, school: str, carriers: Any, now: str) -> bodies.Providers:
    shut = outages.open_now(connection)
    found = [one for carrier in carriers for one in _accounts(connection, school, (carrier, shut), now)]
    return bodies.Providers(items=tuple(found))


def _accounts(
    connection: Connection, school: str, which: tuple[Carrier, Mapping[tuple[str, str], Outage]], now: str
) -> list[bodies.Provider]:
    carrier, shut = which
    waits = undelivered.waiting(connection, school, carrier.medium, carrier.provider)
    keys = [(one.provider, one.account("")) for one in carrier.senders]
    hosts = [key for key in sorted(shut) if key[0] == carrier.provider and key not in keys]
    told = _told_later(connection, school, now) if keys[0][0] == "smtp" else ("", None)
    return [
        bodies.Provider(
            provider=key[0],
            medium=carrier.medium,  # type: ignore[arg-type]  # a sender's file says it in these words
            account=key[1],
            state=_state(its := shut.get(key), now),  # type: ignore[arg-type]  # likewise
            why=its.why if its is not None else told[0],
            since=its.opened_at if its is not None else told[1],
            waits=waits,
        )
        for key in [*keys, *hosts]
    ]


COMPLAINED = timedelta(days=1)
"""For so long admins read what other mail servers said of us."""


def _told_later(connection: Connection, school: str, now: str) -> tuple[str, str | None]:
    """
    What mail servers said in reports about us, and since when.

    It shuts nothing, however many say so: the account that takes our mail works, and what others take arrives.
    """
    servers, said, first = returned.complaints(connection, school, stamp(moment(now) - COMPLAINED))
    return (reported(servers, said), first) if servers else ("", None)


def _state(its: Outage | None, now: str) -> str:
    if its is None:
        return "works"
    return "trying" if (its.probing_until or "") > now else "shut"


async def unreached(asked: Asked) -> Response:
    """Whom alerts did not reach, as far as the admin may know of what they are about."""
    _for_admins(asked)
    before, reader, now = _before(asked), asked.signed.person, asked.hub.clock()
    return answer(
        await read_on_fresh_rules(asked.school, lambda one, rules: _page(one, rules, (reader, before), now))
    )


def _page(
    connection: Connection, rules: Snapshot, asked: tuple[str, tuple[str, str] | None], now: datetime
) -> bodies.UndeliveredPage:
    reader, before = asked
    rows, last = undelivered.unreached(connection, rules.school, before, PAGE)
    mine = [row for row in rows if sees(rules, reader, row)]
    stopped = undelivered.stopped(connection, rules.school, mine)
    return bodies.UndeliveredPage(
        items=tuple(_shown(rules, reader, row, weighed(connection, rules, row, stopped, now)) for row in mine),
        next=",".join(last) if last is not None else None,
    )


def _shown(rules: Snapshot, reader: str, row: Any, verdict: Allowed | Refused) -> bodies.Undelivered:
    people, where = rules.roster.people, rules.conversations.get(row["conversation"])
    return bodies.Undelivered(
        id=row["id"],
        people=tuple(people[one].name for one in json.loads(row["recipients"]) if one in people),
        headline=row["body"],
        message=row["message"],
        conversation=row["conversation"],
        title=where.kind.title(rules.roster, where.subject, people[reader]) if where is not None else "",
        medium=row["medium"],
        address=masked(row["medium"], row["address"]),
        at=row["settled_at"],
        outcome=row["outcome"],
        why=why_unreached(row["outcome"], row["detail"]),
        next=next_step(row["outcome"]),
        may_resend=isinstance(verdict, Allowed),
        because=verdict.because,
    )


def _before(asked: Asked) -> tuple[str, str] | None:
    cursor = asked.request.query_params.get("cursor")
    if cursor is None:
        return None
    at, comma, its = cursor.partition(",")
    if not comma or not at or not its:
        raise Invalid("cursor: start again from the first page.")
    return at, its


async def again(asked: Asked) -> Response:
    """On record: the timeline says who had it sent again."""
    its = asked.request.path_params["id"]
    await resend(asked.school, asked.signed.person, its, asked.hub.clock())
    asked.hub.telling.wake()
    return answer(bodies.Resent(id=its))


DOORS = (
    Door(method="GET", path="/v1/providers", handle=providers, gives=bodies.Providers,
         says="Which providers work, and what waits for those that do not; for admins."),
    Door(method="GET", path="/v1/undelivered", handle=unreached, gives=bodies.UndeliveredPage, query=("cursor",),
         says="Whom alerts did not reach, why, and what to do; for admins."),
    Door(method="POST", path="/v1/deliveries/{id}/resend", handle=again, gives=bodies.Resent,
         says="Send an alert again that reached nobody for certain, under its own key; for admins, on record."),
)  # fmt: skip
