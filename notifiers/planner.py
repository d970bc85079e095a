"""This file writes down whom an event is told to, and whom not and why, in the transaction of its cursor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from notifiers.tables import planned
from policies.bundling import About
from policies.facts import Urgency
from policies.telling import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """
    One address's turn: which step of the ladder, when at the earliest, and why not before.

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
class ToTell:
    """
    An event that people are told of: its headline, each person's rings, and why somebody has none.

    n: the message's number, None where nothing that is read makes the alert needless. at: as text. about: what it
    tells of and whom it is from, where it may be told of together with others.
    """

    event: int
    message: str
    conversation: str
    n: int | None
    title: str
    body: str
    path: str
    at: str
    rings: Mapping[str, tuple[Ring, ...]]
    skipped: Mapping[str, str] = field(default_factory=dict)
    urgency: Urgency = Urgency.NORMAL
    about: About | None = None


def cursor(connection: Connection, school: str) -> int:
    """The position up to which a school's journal is planned."""
    return connection.execute(select(planned.c.seq).where(planned.c.school == school)).scalar() or 0


def write(
    connection: Connection, school: str, told: Iterable[ToTell], span: tuple[int, int], name: Callable[[], str]
) -> int:
    """
    Write what is told of the events after span's first position, and that the journal is planned up to its last.

    Of several planners one wins: where another has moved the cursor meanwhile, nothing is written. Returns
    where the cursor stands.
    """
    since, until = span
    connection.execute(_FIRST, {"school": school})
    stands = connection.execute(_CURSOR, {"school": school}).scalar_one()
    if stands != since:
        return int(stands)
    deliver(connection, school, told, name)
    connection.execute(_MOVE, {"school": school, "seq": until})
    return until


_FIRST = text("insert into planned (school, seq) values (:school, 0) on conflict (school) do nothing")
_CURSOR = select(planned.c.seq).where(planned.c.school == bindparam("school")).with_for_update()
_MOVE = text("update planned set seq = :seq where school = :school")


def deliver(connection: Connection, school: str, told: Iterable[ToTell], name: Callable[[], str]) -> None:
    """
    Write the deliveries and skips of events.

    One delivery per event, medium and address: people who share an address are told once, at the first one's turn.
    What is there already and was not handed over yet may only come earlier.
    """
    rows: list[dict[str, Any]] = []
    skips: list[dict[str, Any]] = []
    for one in told:
        its = _of_event(school, one)
        rows += [{**its, "id": name(), **_row(ring, people)} for ring, people in _by_address(one.rings)]
        skips += [{**its, "person": person, "why": why} for person, why in one.skipped.items()]
    if rows and connection.dialect.name == "postgresql":
        connection.execute(_DELIVER_WHOLE, {"rows": json.dumps(rows)})
    elif rows:
        connection.execute(_DELIVER, rows)
    if skips:
        connection.execute(_SKIP, [{key: one[key] for key in _SKIPPED} for one in skips])


def _of_event(school: str, one: ToTell) -> dict[str, Any]:
    return {
        "school": school, "event": one.event, "message": one.message, "conversation": one.conversation, "n": one.n,
        "title": one.title, "body": one.body, "path": one.path, "planned_at": one.at, "attempts": 0, "detail": "",
        "urgency": one.urgency.value, "about": json.dumps([one.about] if one.about else []),
    }  # fmt: skip


def _by_address(rings: Mapping[str, tuple[Ring, ...]]) -> Iterator[tuple[Ring, list[str]]]:
    found: dict[tuple[str, str], tuple[Ring, list[str]]] = {}
    for person, its in sorted(rings.items()):
        for ring in its:
            where = ring.address.medium.value, ring.address.address
            known, people = found.get(where, (ring, []))
            people.append(person)
            found[where] = min(known, ring, key=lambda one: one.due_at), people
    yield from found.values()


def _row(ring: Ring, people: list[str]) -> dict[str, Any]:
    return {
        "recipients": json.dumps(people),
        "medium": ring.address.medium.value,
        "provider": ring.address.provider,
        "address": ring.address.address,
        "due_at": ring.due_at,
        "expires_at": ring.expires_at,
        "step": ring.step,
        "reason": ring.why,
        "bundle": ring.bundle,
        "digest_at": ring.digest_at,
        "most": ring.most,
        "behind_at": ring.behind_at,
    }


_NUMBERS = frozenset({"event", "n", "attempts", "step", "most"})
_COLUMNS = (
    "id", "school", "event", "message", "conversation", "n", "recipients", "medium", "provider", "address",
    "title", "body", "path", "planned_at", "due_at", "expires_at", "attempts", "detail", "step", "urgency",
    "reason", "bundle", "about", "digest_at", "most", "behind_at",
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
