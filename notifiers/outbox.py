"""This file is the outbox: it fetches what is due, ends what is needless, gives routes, and marks before a call."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from notifiers.routes import Breakers, ProviderAccount, Transport
from notifiers.tables import HIGH_PRIORITY, NORMAL_PRIORITY, delivery, outage
from policies.people.facts import Urgency
from policies.timestamps import stamp

LEASE = timedelta(seconds=60)
"""How long a claim is somebody's: longer than the limit on one call, with every account that may be asked."""

TOO_LATE = "It was too late to tell anybody."
DIED = "The hub stopped while it was being handed over."


@dataclass(slots=True)
class Claimed:
    """
    A delivery that is due, and ours to send until its lease ends once it is claimed.

    detail: what was said of it last. notice: what it tells of, as Notice.packed; empty where it was planned before
    0024. lease: its end, which no other claim of it has. route: the accounts to ask,
    in their order. Both are set by the claim; it is not frozen, because thousands are made a second and each costs
    a third so.
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
    handed_at: str | None = None
    detail: str = ""
    notice: str = ""
    lease: str = ""
    route: tuple[ProviderAccount, ...] = ()


def fetch_due(connection: Connection, transport: Transport, most: int, at: str) -> list[Claimed]:
    """
    What of a transport is due: what is urgent first, however much else has waited for longer.

    What another worker is claiming right now is passed over.
    """
    asked = {"at": at, "medium": transport.medium, "carried_by": transport.provider}
    rows = list(connection.execute(_URGENT, {**asked, "most": most}).mappings())
    if len(rows) < most:
        rows += connection.execute(_DUE, {**asked, "most": most - len(rows)}).mappings()
    return [_claimed(row) for row in rows]


def fetch_waiting(connection: Connection, claimed: Sequence[Claimed], at: str) -> list[Claimed]:
    """What else waits, due or not, in the bundles of these."""
    return [_claimed(row) for row in bundles.waiting_of(connection, claimed, at)]


def settle_needless(
    connection: Connection,
    due: Sequence[Claimed],
    reasons: Mapping[str, str],
    transport: Transport,
    breakers: Breakers,
) -> list[Claimed]:
    """
    End those that are not to be sent any more, and return the others. reasons: by id, why nobody needs one.

    Of what a dead worker left behind, push is sent again, under its collapse key; an email or text may have gone
    out, so it becomes ambiguous and is never sent again by itself.

    Source: DESIGN.md section 4, told once.
    """
    needed: list[Claimed] = []
    settled, cancelled = many.Settled(), []
    for one in due:
        if one.handed_at is not None and one.medium != "push":
            ended = "ambiguous", DIED
        elif one.expires_at <= breakers.at:
            ended = _too_late(one, breakers.outage_of(transport, one.address))
        elif one.id in reasons:
            ended = "cancelled", reasons[one.id]
            cancelled.append(one.id)
        else:
            needed.append(one)
            continue
        settled.ended.append((one.id, *ended))
        settled.notes.append((one.id, breakers.at, WHAT.get(ended[0], "failed"), ended[1]))
    settled.write(connection, breakers.at)
    bundles.parted(connection, cancelled)
    return needed


def assign_routes(
    connection: Connection, needed: list[Claimed], transport: Transport, breakers: Breakers
) -> list[Claimed]:
    """Give each its route; those that have none now are due when somebody may probe their account again."""
    routed, waiting = [], []
    for one in _likeliest_first(connection, needed, transport, breakers):
        if route := breakers.route(transport, one.address):
            one.route = route
            routed.append(one)
        else:
            waiting.append({"its": one.id, "due": breakers.next_probe_at(transport, one.address)})
    if waiting:
        connection.execute(_WAIT, waiting)
    return routed


def _likeliest_first(
    connection: Connection, needed: list[Claimed], transport: Transport, breakers: Breakers
) -> list[Claimed]:
    """
    Who probes an account is an address that took something lately, and was not tried before.

    Where none is to be probed the order stays, and nothing is asked.
    """
    if not any(breakers.probes(transport, one.address) for one in needed):
        return needed
    its = delivery.c
    asked = select(its.address, func.max(its.settled_at).label("at")).where(
        its.address.in_([one.address for one in needed]),
        its.medium == transport.medium,
        its.outcome == "accepted",
    )
    lately: dict[str, str] = {row.address: row.at for row in connection.execute(asked.group_by(its.address))}
    last = sorted(needed, key=lambda one: lately.get(one.address, ""), reverse=True)
    return sorted(last, key=lambda one: (one.attempts > 0, one.address not in lately))


def release(connection: Connection, account: ProviderAccount, at: str) -> None:
    """
    Let what waited for the end of a probe be due: the account works, and its breaker is about to be closed.

    Where the address decides the account, others were claimed meanwhile, and put off until nobody probes any more.
    """
    sender = account.sender
    its = {"its_medium": sender.medium, "its_provider": sender.provider, "its_account": account.account}
    connection.execute(_RELEASE, {**its, "due": at})


def put_off(connection: Connection, until: Mapping[str, str]) -> None:
    """Let deliveries that nobody has in hand be due later, each by its id."""
    if until:
        connection.execute(_WAIT, [{"its": its, "due": due} for its, due in until.items()])


def mark_handed(connection: Connection, claimed: Sequence[Claimed], now: datetime) -> None:
    """Mark these as handed over, and ours until their lease ends: it is so before anybody is called."""
    lease = stamp(now + LEASE)
    for one in claimed:
        one.lease = lease
    many.hand(connection, [one.id for one in claimed], stamp(now), lease)


def sweep(connection: Connection, now: datetime, transports: Sequence[Transport], most: int) -> int:
    """
    Settle what nobody will send: what expired behind an open breaker, and what a dead worker left behind.

    Returns how many were looked at; where that is most, there may be more.
    """
    at = stamp(now)
    left = [_claimed(row) for row in connection.execute(_LEFT, {"at": at, "most": most}).mappings()]
    breakers = Breakers(outages.ongoing(connection), at)
    by_name = {(one.medium, one.provider): one for one in transports}
    for one in left:
        if one.handed_at is not None and one.medium != "push":
            settle(connection, one.id, at, "ambiguous", DIED)
            continue
        transport = by_name.get((one.medium, one.provider))
        outage = breakers.outage_of(transport, one.address) if transport else None
        settle(connection, one.id, at, *_too_late(one, outage))
    return len(left)


def _too_late(one: Claimed, outage: outages.Outage | None) -> tuple[str, str]:
    """The outcome of what expired, and why in words: the outage's, where it waited behind an open breaker."""
    if outage is None:
        return "expired", " ".join(part for part in (TOO_LATE, one.detail) if part)
    return ("misconfigured" if outage.cause == "settings" else "expired"), f"{TOO_LATE} {outage.why}"


def _claimed(row: RowMapping) -> Claimed:
    about = row["about"]
    return Claimed(
        row["id"], row["school"], row["event"], row["message"], row["conversation"], row["n"],
        tuple(json.loads(row["recipients"])), row["medium"], row["provider"], row["address"], row["title"],
        row["body"], row["path"], row["planned_at"], row["expires_at"], row["attempts"], row["step"],
        row["urgency"], row["bundle"], tuple((what, who) for what, who in json.loads(about)) if about else (),
        row["digest_at"], row["most"], row["handed_at"], row["detail"], row["notice"],
    )  # fmt: skip


# Made once: building a statement costs more than running it, and posts wait for the same writer.
ITS = delivery.c.id == bindparam("its")
OPEN = delivery.c.settled_at.is_(None)
_FREE = or_(delivery.c.lease_until.is_(None), delivery.c.lease_until < bindparam("at"))
_OF_TRANSPORT = (
    delivery.c.medium == bindparam("medium"),
    delivery.c.provider == bindparam("carried_by"),
    delivery.c.due_at <= bindparam("at"),
    _FREE,
)


def _claimable(*which: ColumnElement[bool] | TextClause) -> Select[Any]:
    rows = select(delivery).where(*_OF_TRANSPORT, *which).order_by(delivery.c.due_at).limit(bindparam("most"))
    return rows.with_for_update(skip_locked=True)


_URGENT, _DUE = _claimable(HIGH_PRIORITY), _claimable(OPEN, NORMAL_PRIORITY)
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
_RELEASE = (
    update(delivery)
    .where(
        delivery.c.medium == bindparam("its_medium"),
        or_(delivery.c.provider == "", delivery.c.provider == bindparam("its_provider")),
        OPEN,
        delivery.c.lease_until.is_(None),
        delivery.c.due_at == select(outage.c.probing_until).where(*outages.MINE).scalar_subquery(),
    )
    .values(due_at=bindparam("due"))
)
_SETTLE = update(delivery).where(ITS, OPEN).values(
    settled_at=bindparam("at"), outcome=bindparam("ended"), detail=bindparam("why"), lease_until=None
)  # fmt: skip


def cancel(connection: Connection, school: str, message: str, at: str, why: str) -> None:
    """Nobody is told of a message any more whose alert was not handed over yet."""
    mine = delivery.c.school == school, delivery.c.message == message
    waiting = select(delivery.c.id).where(*mine, OPEN, delivery.c.handed_at.is_(None)).order_by(delivery.c.id)
    for its in connection.execute(waiting.with_for_update()).scalars().all():  # what is claimed meanwhile is handed
        settle(connection, its, at, "cancelled", why)
        bundles.parted(connection, [its])


@dataclass(frozen=True, slots=True)
class AddressOfSchool:
    """Where a school reaches somebody; an address in lower case."""

    school: str
    medium: str
    address: str


def cancel_to(connection: Connection, to: AddressOfSchool, at: str, why: str, *, emergencies: bool) -> None:
    """Nothing more goes to an address that was not handed over yet. emergencies: nor what is one."""
    its = delivery.c
    mine = its.school == to.school, its.medium == to.medium, func.lower(its.address) == to.address
    waiting = select(its.id).where(*mine, OPEN, its.handed_at.is_(None))
    if not emergencies:
        waiting = waiting.where(its.urgency != Urgency.EMERGENCY.value)
    for one in connection.execute(waiting.order_by(its.id).with_for_update()).scalars().all():
        settle(connection, one, at, "cancelled", why)
        bundles.parted(connection, [one])


def others_of(connection: Connection, one: Claimed) -> list[list[str]]:
    """The recipients of the event's other deliveries that arrived, may have arrived, or are still to come."""
    told = or_(OPEN, delivery.c.outcome.in_(("accepted", "ambiguous", "joined")))
    rows = connection.execute(
        select(delivery.c.recipients).where(
            delivery.c.school == one.school, delivery.c.event == one.event, delivery.c.id != one.id, told
        )
    )
    return [json.loads(recipients) for recipients in rows.scalars()]


def rung(connection: Connection, one: Claimed) -> frozenset[str]:
    """The other push addresses that the event was told at, or still will be, whatever becomes of it there."""
    its = delivery.c
    others = its.school == one.school, its.event == one.event, its.medium == one.medium, its.id != one.id
    return frozenset(connection.execute(select(its.address).where(*others)).scalars())


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
