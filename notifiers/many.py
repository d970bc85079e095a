"""This file writes the same of many deliveries in one statement: each step of a statement waits for its turn."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, TextClause, text

from notifiers.notification import storable

Note = tuple[str, str, str, str]
"""A line of a timeline: the delivery, when, what, and the detail."""

Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a database takes a JSON list apart; key and value are its columns, {n} the nth of a row in it."""

    rows: str
    part: str

    def made(self, statement: str) -> TextClause:
        """A statement in which {rows} and the parts of a row stand as this database says them."""
        parts = {f"p{n}": self.part.format(n) for n in range(4)}
        return text(statement.format(rows=self.rows, **parts))


_DIALECTS = {
    "sqlite": _Dialect("json_each(:rows)", "json_extract(value, '$[{}]')"),
    "postgresql": _Dialect(
        "json_array_elements(cast(:rows as json)) with ordinality as one(value, key)", "(value ->> {})"
    ),
}


def _each(statement: str) -> Mapping[str, TextClause]:
    return {name: dialect.made(statement) for name, dialect in _DIALECTS.items()}


_HAND = _each(
    "update delivery set handed_at = :at, lease_until = :until, attempts = attempts + 1"
    " where id in (select {p0} from {rows})"
)
_NOTE = _each(
    "insert into attempt (delivery, at, what, detail) select {p0}, {p1}, {p2}, {p3} from {rows} order by key"
)
_SETTLE = _each(
    "update delivery set settled_at = :at, outcome = its.ended, detail = its.why, lease_until = null"
    " from (select {p0} as of, {p1} as ended, {p2} as why from {rows}) as its where delivery.id = its.of"
)
_AGAIN = _each(
    "update delivery set due_at = its.due, handed_at = null, lease_until = null,"
    " attempts = cast(its.tried as integer), detail = its.why"
    " from (select {p0} as of, {p1} as due, {p2} as tried, {p3} as why from {rows}) as its"
    " where delivery.id = its.of"
)


def _run(connection: Connection, which: Mapping[str, TextClause], rows: Sequence[Row], **common: str) -> None:
    if rows:
        kept = [[storable(one) if isinstance(one, str) else one for one in row] for row in rows]
        connection.execute(which[connection.dialect.name], {"rows": json.dumps(kept), **common})


def hand(connection: Connection, ids: Sequence[str], at: str, until: str) -> None:
    """Mark deliveries as handed over, each with a lease until then."""
    _run(connection, _HAND, [(its,) for its in ids], at=at, until=until)
    note(connection, [(its, at, "handed", "") for its in ids])


def note(connection: Connection, notes: Sequence[Note]) -> None:
    """Add lines to timelines, in this order."""
    _run(connection, _NOTE, notes)


@dataclass(slots=True)
class Settled:
    """
    What one transaction writes of claims, kept until it is complete.

    ended: the delivery, its outcome, and why. again: the delivery, when it is due, its attempts, and why.
    """

    ended: list[tuple[str, str, str]] = field(default_factory=list)
    again: list[tuple[str, str, int, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def write(self, connection: Connection, at: str) -> None:
        """Write all that was noted, in as few statements; at: as text, when the deliveries ended."""
        _run(connection, _SETTLE, self.ended, at=at)
        _run(connection, _AGAIN, self.again)
        note(connection, self.notes)
