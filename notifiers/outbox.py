"""This file is the outbox: what is due is claimed, each carrier within its own limit, before anybody is called."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    TextClause,
    bindparam,
    func,
    or_,
    select,
    update,
)

from notifiers import bundles, many, outages
from notifiers.routes import Carrier, Gate, Way
from notifiers.tables import CALM, LOUD, delivery
from policies.facts import Urgency

LEASE = timedelta(seconds=60)
"""How long a claim is somebody's: longer than the limit on one call, with every account that may be asked."""

TOO_LATE = "It was too late to tell anybody."
DIED = "The hub stopped while it was being handed over."

Stamp = Callable[[datetime], str]


@dataclass(slots=True)
class Claimed:
    """
    A delivery that is due, and ours to send until its lease ends once it is claimed.

    lease: its end, which no other claim of it has. route: the accounts to ask, in their order. Both are set by
    the claim; it is not frozen, because thousands are made a second and each costs a third so.
    """

    id: str
    school: str
    event: int
    message: str
    conversation: str
    n: int | None
    recipients: tuple[str, ...]
    medium: str
    provider: str
    address: str
    title: str
    body: str
    path: str
    planned_at: str
    expires_at: str
    attempts: int
    step: int = 1
    urgency: str = "normal"
    bundle: str = ""
    about: tuple[tuple[str, str], ...] = ()
    digest_at: str | None = None
    most: int | None = None
    lease: str = ""
    route: tuple[Way, ...] = ()


@dataclass(slots=True)
class Taken:
    """What was claimed. hungry: the carriers for which more may be due."""

    claimed: list[Claimed] = field(default_factory=list)
    hungry: set[str] = field(default_factory=set)


Judge = Callable[[Connection, list[Claimed]], Mapping[str, str]]
"""Of deliveries that are due, by id: why they are needless or forbidden by now; the others are to be told."""


def claim(
    connection: Connection, now: datetime, stamp: Stamp, wanted: Sequence[tuple[Carrier, int]], judge: Judge
) -> Taken:
    """
    Take what is due, of each carrier as many as wanted, and mark it as handed over before anybody is called.

    What expired, was read meanwhile, or may no longer be told is settled here. Of what a dead worker left
    behind, push is taken again, under its collapse key; an email or text may have gone out, so it becomes
    ambiguous and is never sent again by itself. What another worker is claiming right now is passed over, and
    what waits for a provider that is shut stays as it is.

    Source: DESIGN.md section 4, told once.
    """
    at, lease, taken = stamp(now), stamp(now + LEASE), Taken()
    gate = Gate(outages.open_now(connection), at)
    for carrier, free in wanted:
        if not (most := gate.room(carrier, free)):
            continue
        rows = _due(connection, carrier, most, at)
        going = _still_to_tell(connection, rows, (carrier, gate), judge)
        going = _gathered(connection, going, now, (judge, stamp))
        taken.claimed += _routed(connection, going, (carrier, gate), lease)
        if len(rows) == most:
            taken.hungry.add(carrier.name)
    for key in gate.tried:
        outages.probe(connection, key, stamp(now + outages.PROBING))
    many.hand(connection, [one.id for one in taken.claimed], at, lease)
    return taken


def _due(connection: Connection, carrier: Carrier, most: int, at: str) -> list[RowMapping]:
    """What of a carrier is due: what is urgent first, however much else has waited for longer."""
    its = {"at": at, "medium": carrier.medium, "carried_by": carrier.provider}
    loud = list(connection.execute(_LOUD, {**its, "most": most}).mappings())
    if len(loud) == most:
        return loud
    return loud + list(connection.execute(_DUE, {**its, "most": most - len(loud)}).mappings())


def sweep(connection: Connection, now: datetime, stamp: Stamp, carriers: Sequence[Carrier], most: int) -> int:
    """
    Settle what nobody will send: what expired while its provider was shut, and what a dead worker left behind.

    Returns how many were looked at; where that is most, there may be more.
    """
    at = stamp(now)
    rows = connection.execute(_LEFT, {"at": at, "most": most}).mappings().all()
    gate = Gate(outages.open_now(connection), at)
    by_name = {(one.medium, one.provider): one for one in carriers}
    for row in rows:
        if row["handed_at"] is not None and row["medium"] != "push":
            settle(connection, row["id"], at, "ambiguous", DIED)
            continue
        carrier = by_name.get((row["medium"], row["provider"]))
        settle(
            connection, row["id"], at, *_too_late(row, gate.shut_by(carrier, row["address"]) if carrier else None)
        )
    return len(rows)


def _too_late(row: RowMapping, its: outages.Outage | None) -> tuple[str, str]:
    """The outcome of what expired, and why in words: its, where it waited for a provider that is shut."""
    if its is None:
        return "expired", " ".join(one for one in (TOO_LATE, row["detail"]) if one)
    return ("misconfigured" if its.cause == "settings" else "expired"), f"{TOO_LATE} {its.why}"


def _still_to_tell(
    connection: Connection, rows: Sequence[RowMapping], through: tuple[Carrier, Gate], judge: Judge
) -> list[Claimed]:
    (carrier, gate), due = through, [_claimed(row) for row in rows]
    at = gate.at
    needless = judge(connection, due) if due else {}
    going: list[Claimed] = []
    for row, one in zip(rows, due, strict=True):
        if row["handed_at"] is not None and one.medium != "push":
            settle(connection, one.id, at, "ambiguous", DIED)
        elif one.expires_at <= at:
            settle(connection, one.id, at, *_too_late(row, gate.shut_by(carrier, one.address)))
        elif one.id in needless:
            settle(connection, one.id, at, "cancelled", needless[one.id])
            bundles.parted(connection, one.id)
        else:
            going.append(one)
    return going


def _gathered(
    connection: Connection, taken: list[Claimed], now: datetime, how: tuple[Judge, Stamp]
) -> list[Claimed]:
    """What is handed over as one is one; of what else waits there, due or not, what may be told joins it."""
    judge, stamp = how
    later = [_claimed(row) for row in bundles.waiting_of(connection, taken, stamp(now))]
    needless = judge(connection, later) if later else {}
    waiting = [one for one in later if one.id not in needless]
    return bundles.gathered(connection, taken, bundles.Waiting(waiting, stamp(now), stamp(now - bundles.APART)))


def _claimed(row: RowMapping) -> Claimed:
    about = row["about"]
    return Claimed(
        row["id"], row["school"], row["event"], row["message"], row["conversation"], row["n"],
        tuple(json.loads(row["recipients"])), row["medium"], row["provider"], row["address"], row["title"],
        row["body"], row["path"], row["planned_at"], row["expires_at"], row["attempts"], row["step"],
        row["urgency"], row["bundle"], tuple((what, who) for what, who in json.loads(about)) if about else (),
        row["digest_at"], row["most"],
    )  # fmt: skip


def _routed(
    connection: Connection, going: list[Claimed], through: tuple[Carrier, Gate], lease: str
) -> list[Claimed]:
    """Those that have a way now; the others are due when somebody may try their account again."""
    carrier, gate = through
    found, waiting = [], []
    for one in going:
        if route := gate.route(carrier, one.address):
            one.lease, one.route = lease, route
            found.append(one)
        else:
            waiting.append({"its": one.id, "due": gate.opens(carrier, one.address)})
    if waiting:
        connection.execute(_WAIT, waiting)
    return found


# Made once: building a statement costs more than running it, and posts wait for the same writer.
ITS = delivery.c.id == bindparam("its")
OPEN = delivery.c.settled_at.is_(None)
_FREE = or_(delivery.c.lease_until.is_(None), delivery.c.lease_until < bindparam("at"))
_OF_CARRIER = (
    delivery.c.medium == bindparam("medium"),
    delivery.c.provider == bindparam("carried_by"),
    delivery.c.due_at <= bindparam("at"),
    _FREE,
)


def _claimable(*which: ColumnElement[bool] | TextClause) -> Select[Any]:
    rows = select(delivery).where(*_OF_CARRIER, *which).order_by(delivery.c.due_at).limit(bindparam("most"))
    return rows.with_for_update(skip_locked=True)


_LOUD, _DUE = _claimable(LOUD), _claimable(OPEN, CALM)
_LEFT = (
    select(delivery)
    .where(
        OPEN,
        _FREE,
        or_(
            delivery.c.expires_at <= bindparam("at"),
            (delivery.c.handed_at.is_not(None)) & (delivery.c.medium != "push"),
        ),
    )
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_WAIT = update(delivery).where(ITS).values(due_at=bindparam("due"))
_SETTLE = update(delivery).where(ITS, OPEN).values(
    settled_at=bindparam("at"), outcome=bindparam("ended"), detail=bindparam("why"), lease_until=None
)  # fmt: skip


def cancel(connection: Connection, school: str, message: str, at: str, why: str) -> None:
    """Nobody is told of a message any more whose alert was not handed over yet."""
    mine = delivery.c.school == school, delivery.c.message == message
    rows = connection.execute(select(delivery.c.id).where(*mine, OPEN, delivery.c.handed_at.is_(None)))
    for its in rows.scalars().all():
        settle(connection, its, at, "cancelled", why)
        bundles.parted(connection, its)


def cancel_to(connection: Connection, where: tuple[str, str, str], at: str, why: str, *, emergencies: bool) -> None:
    """
    Nothing more goes to an address that was not handed over yet.

    where: the school, the medium, the address in lower case. emergencies: nor what is one.
    """
    (school, medium, address), its = where, delivery.c
    mine = its.school == school, its.medium == medium, func.lower(its.address) == address
    waiting = select(its.id).where(*mine, OPEN, its.handed_at.is_(None))
    if not emergencies:
        waiting = waiting.where(its.urgency != Urgency.EMERGENCY.value)
    for one in connection.execute(waiting).scalars().all():
        settle(connection, one, at, "cancelled", why)
        bundles.parted(connection, one)


def others_of(connection: Connection, one: Claimed) -> list[list[str]]:
    """The recipients of the event's other deliveries that arrived, may have arrived, or are still to come."""
    told = or_(OPEN, delivery.c.outcome.in_(("accepted", "ambiguous", "joined")))
    rows = connection.execute(
        select(delivery.c.recipients).where(
            delivery.c.school == one.school, delivery.c.event == one.event, delivery.c.id != one.id, told
        )
    )
    return [json.loads(recipients) for recipients in rows.scalars()]


def found(connection: Connection, its: str) -> Claimed | None:
    """A delivery by its id, whatever became of it; None where there is none."""
    row = connection.execute(select(delivery).where(delivery.c.id == its)).mappings().first()
    return _claimed(row) if row is not None else None


def note(connection: Connection, its: str, at: str, what: str, detail: str) -> None:
    """Write down what happened to a delivery after it was settled."""
    many.note(connection, [(its, at, what, detail)])


WHAT = {"accepted": "accepted", "ambiguous": "ambiguous", "cancelled": "cancelled"}
"""What the timeline calls an outcome; the others are failures."""


def settle(connection: Connection, its: str, at: str, outcome: str, detail: str) -> None:
    """End a delivery that nobody has in hand, unless it has ended."""
    done = connection.execute(_SETTLE, {"its": its, "at": at, "ended": outcome, "why": detail})
    if done.rowcount:
        note(connection, its, at, WHAT.get(outcome, "failed"), detail)
