"""This file writes down who is to be told of an event, and who not and why, before its cursor moves past it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, text

from notifiers.notification import Notice
from notifiers.tables import planned
from policies.notify.bundling import About
from policies.notify.recipients import Address
from policies.people.facts import Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledDelivery:
    """
    An alert at one address: which step of the ladder, when at the earliest, and why not before.

    bundle: what is handed over as one with others of the same name at the same address; empty: by itself.
    most: how many alerts ring at the address until digest_at; this one waits until then where they are spent.
    behind_at: when its turn is where the one that it follows has to wait so; None where it follows none.
    """

    address: Address
    step: int
    due_at: str
    expires_at: str
    why: str = ""
    bundle: str = ""
    digest_at: str | None = None
    most: int | None = None
    behind_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAlert:
    """
    An event that people are told of: its headline, each person's deliveries, and why somebody has none.

    n: the message's number, None where nothing that is read makes the alert needless. at: as text. about: what it
    tells of and whom it is from, where it may be told of together with others. notice: what it tells of, for the
    words of any language; body is that in English.
    """

    event: int
    message: str
    conversation: str
    n: int | None
    title: str
    body: str
    path: str
    at: str
    deliveries: Mapping[str, tuple[ScheduledDelivery, ...]]
    skipped: Mapping[str, str] = field(default_factory=dict)
    urgency: Urgency = Urgency.NORMAL
    about: About | None = None
    notice: Notice | None = None


def cursor(connection: Connection, school: str) -> int:
    """The position up to which a school's journal is planned."""
    return connection.execute(select(planned.c.seq).where(planned.c.school == school)).scalar() or 0


ROWS = 200
"""Rows written in one transaction, and at most one more person's: whoever posts waits for its commit."""


class Span(NamedTuple):
    """Where the cursor stands before, and the last event that is told of in full afterwards."""

    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Piece:
    """
    Rows that are written together, all those of a person and an event.
    """

    rows: list[dict[str, Any]]
    skips: list[dict[str, Any]]
    span: Span


def pieces(school: str, alerts: Iterable[PlannedAlert], span: Span, name: Callable[[], str]) -> list[Piece]:
    """
    What is told of the events after span's first position up to its last, in pieces for a transaction each.

    Where it stops between two of them, the rest is planned anew: what is there already stays as it is.
    """
    since, until = span
    found: list[Piece] = []
    rows: list[dict[str, Any]] = []
    skips: list[dict[str, Any]] = []
    for row in _rows(school, alerts, name):
        if len(rows) + len(skips) >= ROWS and _apart(row, (rows or skips)[-1]):
            found.append(Piece(rows, skips, Span(since, row["event"] - 1)))
            since, rows, skips = row["event"] - 1, [], []
        (skips if "why" in row else rows).append(row)
    return [*found, Piece(rows, skips, Span(since, until))]


def _apart(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a transaction may end between two rows; a person's addresses are all there, or none."""
    return one["event"] != other["event"] or "why" in one or one["recipients"] != other["recipients"]


def _rows(school: str, alerts: Iterable[PlannedAlert], name: Callable[[], str]) -> Iterator[dict[str, Any]]:
    """The deliveries and then the skips of each event."""
    for one in alerts:
        its = _of_event(school, one)
        for scheduled, people in _by_address(one.deliveries):
            yield {**its, "id": name(), **_row(scheduled, people)}
        for person, why in one.skipped.items():
            yield {**its, "person": person, "why": why}


def write(connection: Connection, school: str, piece: Piece) -> int:
    """
    Write a piece, and that the journal is planned up to the last event that it completes.

    Of several planners one wins: where another has moved the cursor meanwhile, nothing is written. Returns
    where the cursor stands.
    """
    since, until = piece.span
    connection.execute(_FIRST, {"school": school})
    stands = connection.execute(_CURSOR, {"school": school}).scalar_one()
    if stands != since:
        return int(stands)
    _insert(connection, piece.rows, piece.skips)
    connection.execute(_MOVE, {"school": school, "seq": until})
    return until


_FIRST = text("insert into planned (school, seq) values (:school, 0) on conflict (school) do nothing")
_CURSOR = select(planned.c.seq).where(planned.c.school == bindparam("school")).with_for_update()
_MOVE = text("update planned set seq = :seq where school = :school")


def deliver(connection: Connection, school: str, alerts: Iterable[PlannedAlert], name: Callable[[], str]) -> None:
    """
    Write the deliveries and skips of events.

    One delivery per event, medium and address: people who share an address are told once, at the first one's turn.
    What is there already and was not handed over yet may only come earlier.
    """
    its = list(_rows(school, alerts, name))
    _insert(connection, [one for one in its if "why" not in one], [one for one in its if "why" in one])


def _insert(connection: Connection, rows: list[dict[str, Any]], skips: list[dict[str, Any]]) -> None:
    if rows and connection.dialect.name == "postgresql":
        connection.execute(_DELIVER_WHOLE, {"rows": json.dumps(rows)})
    elif rows:
        connection.execute(_DELIVER, rows)
    if skips:
        connection.execute(_SKIP, [{key: one[key] for key in _SKIPPED} for one in skips])


def _of_event(school: str, one: PlannedAlert) -> dict[str, Any]:
    return {
        "school": school, "event": one.event, "message": one.message, "conversation": one.conversation, "n": one.n,
        "title": one.title, "body": one.body, "path": one.path, "planned_at": one.at, "attempts": 0, "detail": "",
        "urgency": one.urgency.value, "about": json.dumps([one.about] if one.about else []),
        "notice": one.notice.packed() if one.notice is not None else "",
    }  # fmt: skip


def _by_address(
    deliveries: Mapping[str, tuple[ScheduledDelivery, ...]],
) -> Iterator[tuple[ScheduledDelivery, list[str]]]:
    found: dict[tuple[str, str], tuple[ScheduledDelivery, list[str]]] = {}
    for person, its in sorted(deliveries.items()):
        for scheduled in its:
            where = scheduled.address.medium.value, scheduled.address.address
            known, people = found.get(where, (scheduled, []))
            people.append(person)
            found[where] = min(known, scheduled, key=lambda one: one.due_at), people
    yield from found.values()


def _row(scheduled: ScheduledDelivery, people: list[str]) -> dict[str, Any]:
    return {
        "recipients": json.dumps(people),
        "medium": scheduled.address.medium.value,
        "provider": scheduled.address.provider,
        "address": scheduled.address.address,
        "due_at": scheduled.due_at,
        "expires_at": scheduled.expires_at,
        "step": scheduled.step,
        "reason": scheduled.why,
        "bundle": scheduled.bundle,
        "digest_at": scheduled.digest_at,
        "most": scheduled.most,
        "behind_at": scheduled.behind_at,
    }


_NUMBERS = frozenset({"event", "n", "attempts", "step", "most"})
_COLUMNS = (
    "id", "school", "event", "message", "conversation", "n", "recipients", "medium", "provider", "address",
    "title", "body", "path", "planned_at", "due_at", "expires_at", "attempts", "detail", "step", "urgency",
    "reason", "bundle", "about", "digest_at", "most", "behind_at", "notice",
)  # fmt: skip
_SKIPPED = ("school", "event", "person", "message", "why", "urgency")
_INTO = f"insert into delivery ({', '.join(_COLUMNS)})"
_EARLIER = (
    " on conflict (school, event, medium, address) do update set due_at = excluded.due_at, reason = excluded.reason"
    " where delivery.settled_at is null and delivery.handed_at is null and excluded.due_at < delivery.due_at"
)
_DELIVER = text(f"{_INTO} values ({', '.join(f':{one}' for one in _COLUMNS)}){_EARLIER}")
_TYPED = ", ".join(f"{one} {'integer' if one in _NUMBERS else 'text'}" for one in _COLUMNS)
_DELIVER_WHOLE = text(
    f"{_INTO} select {', '.join(_COLUMNS)} from json_to_recordset(cast(:rows as json)) as given({_TYPED}){_EARLIER}"  # noqa: S608 (columns of ours)
)
"""Likewise on PostgreSQL, where many rows are one statement: a school is told in one trip, not in thousands."""

_SKIP = text(
    "insert into skip (school, event, person, message, why, urgency)"
    " values (:school, :event, :person, :message, :why, :urgency)"
    " on conflict (school, event, person) do nothing"
)
