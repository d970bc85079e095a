"""This file has the door to how a school's alerts went, day by day: to look at, and as a table to keep."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from starlette.responses import Response

from hub.deeds.fresh import read_on_fresh_rules
from hub.doors import figure_bodies as bodies
from hub.doors.door import Asked, Door, answer
from hub.doors.text_cost import sent_as
from hub.errors import Forbidden, Invalid
from hub.store import figures as store
from policies.figures import days, may_be_span, may_see_figures, usual_span
from policies.segments import cost, segments
from policies.telling import Medium
from policies.undelivered import UNREACHED
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from hub.store.figures import Counts, Key, Texts, Took
    from hub.store.snapshot import Snapshot
    from policies.figures import Day

ORDER = (Medium.PUSH, Medium.SMS, Medium.EMAIL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose figures, of which days on which clock; price: of a segment; hub: where the links in texts lead."""

    school: str
    days: Sequence[Day]
    zone: str
    price: int
    hub: str


async def figures(asked: Asked) -> Response:
    """For admins; the last fortnight where nothing else is asked for."""
    found = await read_on_fresh_rules(asked.school, lambda one, rules: _figures(one, _wanted(asked, rules)))
    return answer(found) if _form(asked) == "json" else _table(found)


def _wanted(asked: Asked, rules: Snapshot) -> Wanted:
    if isinstance(verdict := may_see_figures(rules.roster.people[asked.signed.person]), Refused):
        raise Forbidden(verdict.because)
    _form(asked)
    begin, end = _span(asked, rules.time_zone)
    its = days(begin, end, rules.time_zone)
    price, hub = rules.roster.settings.segment_price, asked.hub.settings.base_url
    return Wanted(rules.school, its, rules.time_zone, price, hub)


def _form(asked: Asked) -> str:
    form = asked.request.query_params.get("format", "json")
    if form not in {"json", "csv"}:
        raise Invalid("format: json or csv.")
    return form


def _span(asked: Asked, zone: str) -> tuple[date, date]:
    end = _date(asked, "to") or asked.hub.clock().astimezone(ZoneInfo(zone)).date()
    begin = _date(asked, "from") or usual_span(end)[0]
    if isinstance(verdict := may_be_span(begin, end), Refused):
        raise Invalid(verdict.because)
    return begin, end


def _date(asked: Asked, name: str) -> date | None:
    text = asked.request.query_params.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else "")
    except ValueError:
        raise Invalid(f"{name}: give a date such as 2026-11-01.") from None


def _figures(connection: Connection, wanted: Wanted) -> bodies.Figures:
    its = wanted.school, wanted.days
    counts, took = store.counted(connection, *its), store.took(connection, *its)
    texts = store.texted(connection, *its)
    sizes = _sizes(wanted, texts.values())
    return bodies.Figures(
        begin=wanted.days[0].day,
        end=wanted.days[-1].day,
        zone=wanted.zone,
        days=tuple(
            _day(one.day, _media(number, counts, took), (texts.get(number, []), sizes), wanted.price)
            for number, one in reversed(list(enumerate(wanted.days)))
        ),
    )


Sizes = dict[tuple[str, str], int]
"""The segments of a text, by its title and words."""


def _sizes(wanted: Wanted, texts: Iterable[Sequence[Texts]]) -> Sizes:
    words = {(one.title, one.body) for its in texts for one in its}
    return {(title, body): segments(sent_as(title, body, wanted.hub)).count for title, body in words}


def _day(
    day: date, media: tuple[bodies.MediumFigures, ...], what: tuple[Sequence[Texts], Sizes], price: int
) -> bodies.DayFigures:
    texts, sizes = what
    whole = sum(one.count * sizes[one.title, one.body] for one in texts)
    return bodies.DayFigures(
        day=day,
        media=media,
        texts=sum(one.count for one in texts),
        segments=whole,
        cost=cost(whole, price) if price else None,
    )


def _media(number: int, counts: Mapping[Key, Counts], took: Mapping[Key, Took]) -> tuple[bodies.MediumFigures, ...]:
    return tuple(
        _medium(one.value, its, took.get((number, one.value)))
        for one in ORDER
        if (its := counts.get((number, one.value))) is not None
    )


def _medium(medium: str, its: Counts, took: Took | None) -> bodies.MediumFigures:
    ended = {outcome: its.outcomes.get(outcome, 0) for outcome in UNREACHED}
    return bodies.MediumFigures(
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


def _table(found: bodies.Figures) -> Response:
    sheet = io.StringIO()
    written = csv.writer(sheet)
    written.writerow(("day", "medium", *COLUMNS, "segments", "cost"))
    written.writerows(line for one in reversed(found.days) for line in _lines(one))
    name = f"roomwire-alerts-{found.begin}-{found.end}.csv"
    return Response(
        sheet.getvalue(), media_type="text/csv", headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def _lines(one: bodies.DayFigures) -> Iterator[tuple[object, ...]]:
    """A line for each medium that alerts were planned on; what nobody knows stays empty."""
    for its in one.media:
        paid = (one.segments, one.cost) if its.medium == "sms" else (None, None)
        yield (one.day, its.medium, *(getattr(its, name) for name in COLUMNS), *paid)


DOORS = (
    Door(method="GET", path="/v1/figures", handle=figures, gives=bodies.Figures, query=("from", "to", "format"),
         says="How the school’s alerts went, by day and medium, with times and the cost of texts; for admins."),
)  # fmt: skip
