"""This file has the endpoint to how a school's alerts went, day by day: to look at, and as a table to keep."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import msgspec
from starlette.responses import Response

from hub.api.notify.text_cost import sent_as
from hub.api.query import Query
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden, Invalid
from hub.limits.costs import Cost
from hub.store import figures as store
from hub.store.clock import day_in
from policies.notify.figures import days, may_be_span, may_see_figures, usual_span
from policies.notify.outcomes import UNREACHED
from policies.notify.recipients import Medium
from policies.notify.segments import cost, segments
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from hub.store.figures import Counts, Key, Texts, Took
    from hub.store.snapshot import Snapshot
    from policies.notify.figures import Day


class MediumFigures(Out, frozen=True):
    """
    How a day's alerts went on one medium; planned is the sum of all but confirmed and unreached.

    arrived: the provider took them; confirmed: of those, what the carrier reports to be on the phone (texts alone).
    joined: told together with another. read, needless: not sent, as it was read before or for another reason.
    unreached: the sum of dead_address to expired. waiting: not over yet. median_s, p95_s: seconds from the message
    to the provider, of what was to ring at once; null where nothing was.
    """

    medium: Literal["push", "email", "sms"]
    planned: int
    arrived: int
    confirmed: int
    joined: int
    read: int
    needless: int
    unreached: int
    dead_address: int
    opted_out: int
    bad_message: int
    misconfigured: int
    expired: int
    ambiguous: int
    waiting: int
    median_s: float | None
    p95_s: float | None


class DayFigures(Out, frozen=True):
    """
    A day of the school's calendar. media: those that alerts were planned on.

    texts: which the provider took, or may have; segments: of all of them; cost: in the school's currency, at its
    price of today, null where it has set none.
    """

    day: date
    media: tuple[MediumFigures, ...]
    texts: int
    segments: int
    cost: str | None


class Figures(Out, frozen=True):
    """How alerts went from begin to end, both included, newest day first; days are those of zone's clock."""

    begin: date
    end: date
    zone: str
    days: tuple[DayFigures, ...]


ORDER = (Medium.PUSH, Medium.SMS, Medium.EMAIL)


@dataclass(frozen=True, slots=True)
class WantedFigures:
    """Whose figures, of which days on which clock; price: of a segment; hub: where the links in texts lead."""

    school: str
    days: Sequence[Day]
    zone: str
    price: int
    hub: str


class FiguresQuery(Query, frozen=True):
    """From one day to another, both included; without them the last fortnight."""

    begin: date | None = msgspec.field(name="from", default=None)
    to: date | None = None
    format: Literal["json", "csv"] = "json"


async def figures(asked: Asked) -> Response:
    """For admins; the last fortnight where nothing else is asked for."""
    found = await read_on_fresh_rules(asked.school, lambda one, rules: _figures(one, _wanted(asked, rules)))
    return answer(found) if asked.query.format == "json" else _table(found)


def _wanted(asked: Asked, rules: Snapshot) -> WantedFigures:
    if isinstance(verdict := may_see_figures(rules.roster.people[asked.signed.person]), Refused):
        raise Forbidden(verdict.because)
    begin, end = _span(asked, rules.time_zone)
    its = days(begin, end, rules.time_zone)
    price, hub = rules.roster.settings.segment_price, asked.hub.settings.base_url
    return WantedFigures(rules.school, its, rules.time_zone, price, hub)


def _span(asked: Asked, zone: str) -> tuple[date, date]:
    end = asked.query.to or day_in(zone, asked.hub.clock())
    begin = asked.query.begin or usual_span(end)[0]
    if isinstance(verdict := may_be_span(begin, end), Refused):
        raise Invalid(verdict.because)
    return begin, end


def _figures(connection: Connection, wanted: WantedFigures) -> Figures:
    its = wanted.school, wanted.days
    counts, took = store.counted(connection, *its), store.took(connection, *its)
    texts = store.texted(connection, *its)
    sizes = _sizes(wanted, texts.values())
    return Figures(
        begin=wanted.days[0].day,
        end=wanted.days[-1].day,
        zone=wanted.zone,
        days=tuple(
            _day(one.day, _media(number, counts, took), texts.get(number, []), sizes, wanted.price)
            for number, one in reversed(list(enumerate(wanted.days)))
        ),
    )


Sizes = dict[tuple[str, str], int]
"""The segments of a text, by its title and words."""


def _sizes(wanted: WantedFigures, texts: Iterable[Sequence[Texts]]) -> Sizes:
    words = {(one.title, one.body) for its in texts for one in its}
    return {(title, body): segments(sent_as(title, body, wanted.hub)).count for title, body in words}


def _day(
    day: date, media: tuple[MediumFigures, ...], texts: Sequence[Texts], sizes: Sizes, price: int
) -> DayFigures:
    whole = sum(one.count * sizes[one.title, one.body] for one in texts)
    return DayFigures(
        day=day,
        media=media,
        texts=sum(one.count for one in texts),
        segments=whole,
        cost=cost(whole, price) if price else None,
    )


def _media(number: int, counts: Mapping[Key, Counts], took: Mapping[Key, Took]) -> tuple[MediumFigures, ...]:
    return tuple(
        _medium(one.value, its, took.get((number, one.value)))
        for one in ORDER
        if (its := counts.get((number, one.value))) is not None
    )


def _medium(medium: str, its: Counts, took: Took | None) -> MediumFigures:
    ended = {outcome: its.outcomes.get(outcome, 0) for outcome in UNREACHED}
    return MediumFigures(
        medium=medium,  # type: ignore[arg-type]  # one of these words
        planned=sum(its.outcomes.values()),
        arrived=its.outcomes.get("accepted", 0),
        confirmed=its.confirmed,
        joined=its.outcomes.get("joined", 0),
        read=its.read,
        needless=its.outcomes.get("cancelled", 0) - its.read,
        unreached=sum(ended.values()) - ended["ambiguous"],
        waiting=its.outcomes.get("", 0),
        median_s=round(took.median, 1) if took is not None else None,
        p95_s=round(took.p95, 1) if took is not None else None,
        **ended,
    )


COLUMNS = (
    "planned", "arrived", "confirmed", "joined", "read", "needless", "unreached", "dead_address", "opted_out",
    "bad_message", "misconfigured", "expired", "ambiguous", "waiting", "median_s", "p95_s",
)  # fmt: skip


def _table(found: Figures) -> Response:
    sheet = io.StringIO()
    written = csv.writer(sheet)
    written.writerow(("day", "medium", *COLUMNS, "segments", "cost"))
    written.writerows(line for one in reversed(found.days) for line in _lines(one))
    name = f"roomwire-alerts-{found.begin}-{found.end}.csv"
    return Response(
        sheet.getvalue(), media_type="text/csv", headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def _lines(one: DayFigures) -> Iterator[tuple[object, ...]]:
    """A line for each medium that alerts were planned on; what nobody knows stays empty."""
    for its in one.media:
        paid = (one.segments, one.cost) if its.medium == "sms" else (None, None)
        yield (one.day, its.medium, *(getattr(its, name) for name in COLUMNS), *paid)


ROUTES = (
    Route(method="GET", path="/v1/figures", cost=Cost.HEAVY,
         handle=figures, gives=Figures, query=FiguresQuery,
         says="How the school’s alerts went, by day and medium, with times and the cost of texts; for admins."),
)  # fmt: skip
