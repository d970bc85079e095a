"""This file has the endpoints about reaching people: which providers work, whom alerts did not reach, once more."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from starlette.responses import Response

from hub.actions.notify.resend import resend, sees, weighed
from hub.api.query import CursorQuery, page_cursor
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden
from hub.limits.costs import Cost
from hub.queries.records.timeline import masked
from hub.store import returned, undelivered
from hub.store.clock import moment, stamp
from notifiers import outages
from notifiers.words import reported, why_unreached
from policies.notify.outcomes import Unreached
from policies.notify.undelivered import may_see_undelivered, next_step
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.page_cursor import PageCursor
    from hub.store.snapshot import Snapshot
    from notifiers.outages import Key, Outage
    from notifiers.routes import Transport


class Provider(Out, frozen=True):
    """
    One account of a provider. account: its name, as the operator knows it; for push to browsers the service's host.

    state: works, shut (left alone since, because of why), or trying (one alert is on its way to find out). why of
    one that works: what other mail servers said lately of emails that it had taken; empty where nothing was.
    waits: this school's alerts that wait for it now.
    """

    provider: str
    medium: Literal["push", "email", "sms"]
    account: str
    state: Literal["works", "shut", "trying"]
    why: str
    since: str | None
    waits: int


class Providers(Out, frozen=True):
    """Those that are set up here; a push service of browsers is listed while it is shut."""

    items: tuple[Provider, ...]


class Undelivered(Out, frozen=True):
    """
    An alert that reached nobody for certain. people: who shares its address; headline: what the alert said.

    outcome: how it ended; why: in words; next: what to do about it. may_resend: whether it may be sent again,
    because: the sentence for that, also where it may not.
    """

    id: str
    people: tuple[str, ...]
    headline: str
    message: str
    conversation: str
    title: str
    medium: Literal["push", "email", "sms"]
    address: str
    at: str
    outcome: Unreached
    why: str
    next: str
    may_resend: bool
    because: str


class UndeliveredPage(Out, frozen=True):
    """Newest first; who has read it meanwhile, or was reached another way, is not listed."""

    items: tuple[Undelivered, ...]
    next: str | None


class Resent(Out, frozen=True):
    id: str


PAGE = 100


def _for_admins(asked: Asked) -> None:
    person = asked.school.snapshot.roster.people[asked.signed.person]
    if isinstance(verdict := may_see_undelivered(person), Refused):
        raise Forbidden(verdict.because)


async def providers(asked: Asked) -> Response:
    """What is set up here, and what is shut; the outages are everybody's, what waits is the school's own."""
    _for_admins(asked)
    transports, now = asked.hub.transports.values(), stamp(asked.hub.clock())
    return answer(
        await asked.hub.store.read(
            lambda one: _providers(one, asked.signed.school, transports, now), asked.signed.school
        )
    )


def _providers(connection: Connection, school: str, transports: Iterable[Transport], now: str) -> Providers:
    ongoing = outages.ongoing(connection)
    found = [one for transport in transports for one in _accounts(connection, school, transport, ongoing, now)]
    return Providers(items=tuple(found))


def _accounts(
    connection: Connection, school: str, transport: Transport, ongoing: Mapping[Key, Outage], now: str
) -> list[Provider]:
    waits = undelivered.waiting(connection, school, transport.medium, transport.provider)
    keys = [(one.provider, one.account("")) for one in transport.senders]
    hosts = [key for key in sorted(ongoing) if key[0] == transport.provider and key not in keys]
    told = _told_later(connection, school, now) if keys[0][0] == "smtp" else ("", None)
    return [
        Provider(
            provider=key[0],
            medium=transport.medium,  # type: ignore[arg-type]  # a sender's file says it in these words
            account=key[1],
            state=_state(its := ongoing.get(key), now),  # type: ignore[arg-type]  # likewise
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


async def list_undelivered(asked: Asked) -> Response:
    """Whom alerts did not reach, as far as the admin may know of what they are about."""
    _for_admins(asked)
    before, reader, now = page_cursor(asked.query), asked.signed.person, asked.hub.clock()
    return answer(
        await read_on_fresh_rules(asked.school, lambda one, rules: _page(one, rules, reader, before, now))
    )


def _page(
    connection: Connection, rules: Snapshot, reader: str, before: PageCursor | None, now: datetime
) -> UndeliveredPage:
    rows, last = undelivered.unreached(connection, rules.school, before, PAGE)
    mine = [row for row in rows if sees(rules, reader, row)]
    stopped = undelivered.stopped(connection, rules.school, mine)
    return UndeliveredPage(
        items=tuple(_shown(rules, reader, row, weighed(connection, rules, row, stopped, now)) for row in mine),
        next=str(last) if last is not None else None,
    )


def _shown(rules: Snapshot, reader: str, row: Any, verdict: Allowed | Refused) -> Undelivered:
    people, where = rules.roster.people, rules.conversations.get(row["conversation"])
    return Undelivered(
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


async def again(asked: Asked) -> Response:
    """On record: the timeline says who had it sent again."""
    its = asked.request.path_params["id"]
    await resend(asked.school, asked.signed.person, its, asked.hub.clock())
    asked.hub.worker.wake.set()
    return answer(Resent(id=its))


ROUTES = (
    Route(method="GET", path="/v1/providers", cost=Cost.READ, handle=providers, gives=Providers,
         says="Which providers work, and what waits for those that do not; for admins."),
    Route(method="GET", path="/v1/undelivered", cost=Cost.READ,
         handle=list_undelivered, gives=UndeliveredPage, query=CursorQuery,
         says="Whom alerts did not reach, why, and what to do; for admins."),
    Route(method="POST", path="/v1/deliveries/{id}/resend", cost=Cost.WRITE, handle=again, gives=Resent,
         says="Send an alert again that reached nobody for certain, under its own key; for admins, on record."),
)  # fmt: skip
