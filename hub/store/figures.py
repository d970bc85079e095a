"""This file counts how a school's alerts went: day by day and medium by medium, on the school's own clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Integer, String, and_, case, column, func, or_, select, values
from sqlalchemy.dialects.postgresql import TIMESTAMP

from hub.store.clock import stamp
from hub.store.schema import receipt
from notifiers.tables import delivery
from notifiers.words import CONFIRMED_BEFORE, READ_BEFORE
from policies.people.facts import Urgency

if TYPE_CHECKING:
    from sqlalchemy import CTE, Select

    from policies.notify.figures import Day

CONFIRMED = ("delivered", "read")
"""What a carrier reports of a text that is on the phone."""

Key = tuple[int, str]
"""A day, by its place among those asked for, and a medium."""


@dataclass(frozen=True, slots=True)
class Counts:
    """
    How the alerts of a day went on one medium: by outcome ("" while it waits or is on its way), how many of the
    cancelled had been read before, and of how many that were taken a carrier says that they arrived.
    """

    outcomes: dict[str, int]
    read: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds from the message to the provider, of what was to ring at once: the median and the 95th percentile."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Texts:
    """So many texts of these words that the provider took, or may have."""

    title: str
    body: str
    count: int


def counted(connection: Connection, school: str, days: Sequence[Day]) -> dict[Key, Counts]:
    """How many alerts went how, by the day they were planned on."""
    its, (day, here) = delivery.c, _in(school, days)
    read = case((its.detail.in_((READ_BEFORE, CONFIRMED_BEFORE)), 1), else_=0)
    arrived = select(receipt.c.delivery).where(receipt.c.delivery == its.id, receipt.c.status.in_(CONFIRMED))
    shown = case((and_(its.medium == "sms", its.outcome == "accepted", arrived.exists()), 1), else_=0)
    many = func.count(), func.sum(read), func.sum(shown)
    asked = select(day.c.number, its.medium, func.coalesce(its.outcome, ""), *many)
    found: defaultdict[Key, Counts] = defaultdict(lambda: Counts({}, 0, 0))
    for number, medium, outcome, whole, of_read, of_shown in connection.execute(
        asked.select_from(day).join(delivery, here).group_by(day.c.number, its.medium, its.outcome)
    ):
        before = found[number, medium]
        was_read = of_read if outcome == "cancelled" else 0
        found[number, medium] = Counts(
            {**before.outcomes, outcome: whole}, before.read + was_read, before.confirmed + of_shown
        )
    return dict(found)


def took(connection: Connection, school: str, days: Sequence[Day]) -> dict[Key, Took]:
    """How long alerts took that were to ring at once; by nearest rank, so that each is a time that was taken."""
    its, (day, here) = delivery.c, _in(school, days)
    seconds = _seconds(connection).label("seconds")
    group = day.c.number, its.medium
    place = func.row_number().over(partition_by=group, order_by=seconds).label("place")
    of = func.count().over(partition_by=group).label("of")
    at_once = its.handed_at.is_not(None), its.step == 1, its.reason == ""
    ranked = (
        select(day.c.number, its.medium, seconds, place, of)
        .select_from(day)
        .join(delivery, and_(here, *at_once))
        .subquery("ranked")
    )
    one = ranked.c
    asked = select(
        one.number,
        one.medium,
        func.max(case((one.place == (one.of + 1) // 2, one.seconds))),
        func.max(case((one.place == (one.of * 95 + 99) // 100, one.seconds))),
    ).group_by(one.number, one.medium)
    return {
        (number, medium): Took(float(median), float(p95))
        for number, medium, median, p95 in connection.execute(asked)
    }


def texted(connection: Connection, school: str, days: Sequence[Day]) -> dict[int, list[Texts]]:
    """The texts of each day that the provider took or may have taken, by their words."""
    its, (day, here) = delivery.c, _in(school, days)
    said = select(receipt.c.delivery).where(receipt.c.delivery == its.id).exists()
    taken = its.medium == "sms", its.handed_at.is_not(None), or_(its.outcome.in_(("accepted", "ambiguous")), said)
    asked: Select[Any] = (
        select(day.c.number, its.title, its.body, func.count())
        .select_from(day)
        .join(delivery, and_(here, *taken))
        .group_by(day.c.number, its.title, its.body)
    )
    found: defaultdict[int, list[Texts]] = defaultdict(list)
    for number, title, body, many in connection.execute(asked):
        found[number].append(Texts(title, body, many))
    return dict(found)


def _in(school: str, days: Sequence[Day]) -> tuple[CTE, ColumnElement[bool]]:
    """The days as a table, and which deliveries are of each: their bounds are the school's clock's, not UTC's."""
    columns = column("number", Integer), column("begins", String), column("ends", String)
    rows = [(number, stamp(one.begins), stamp(one.ends)) for number, one in enumerate(days)]
    day = values(*columns, name="days").data(rows).cte("days")
    its = delivery.c
    # Every urgency there is, named so that the index by urgency finds the days: one more would cost every delivery.
    any_urgency = its.urgency.in_([one.value for one in Urgency])
    return day, and_(its.school == school, any_urgency, its.planned_at >= day.c.begins, its.planned_at < day.c.ends)


def _seconds(connection: Connection) -> ColumnElement[Any]:
    begun, ended = delivery.c.planned_at, delivery.c.handed_at
    if connection.dialect.name == "postgresql":
        moment = TIMESTAMP(timezone=True)
        return func.extract("epoch", ended.cast(moment) - begun.cast(moment))
    return (func.julianday(ended) - func.julianday(begun)) * 86_400.0
