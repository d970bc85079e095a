"""This file is the outbox: what is due is claimed, and every claim is settled with one of seven outcomes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from notifiers import bundles
from notifiers.backoff import wait
from notifiers.notification import (
    Accepted,
    Ambiguous,
    BadMessage,
    DeadAddress,
    Misconfigured,
    OptedOut,
    Outcome,
    RetryAt,
)
from notifiers.tables import attempt, delivery

LEASE = timedelta(seconds=60)
"""How long a claim is somebody's: far longer than any sender's own limit on one call."""

PAUSE = timedelta(seconds=60)
"""How long a provider rests whose settings are wrong; an operator mends them, not a retry."""

Stamp = Callable[[datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that is ours to send until its lease ends."""

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


Judge = Callable[[Connection, list[Claimed]], Mapping[str, str]]
"""Of deliveries that are due, by id: why they are needless or forbidden by now; the others are to be told."""


def claim(
    connection: Connection, now: datetime, stamp: Stamp, limit: int, judge: Judge
) -> tuple[list[Claimed], int]:
    """
    Take up to limit deliveries that are due, and mark them as handed over before anybody is called.

    Returns what was taken, and how many were looked at: where that is limit, more may be due.

    What expired, was read meanwhile, or may no longer be told is settled here. Of what a dead worker left
    behind, push is taken again, under its collapse key; an email or text may have gone out, so it becomes
    ambiguous and is never sent again by itself. What another worker is claiming right now is passed over.

    Source: DESIGN.md section 4, told once.
    """
    at = stamp(now)
    rows = connection.execute(_DUE, {"at": at, "most": limit}).mappings().all()
    due = [_claimed(dict(row)) for row in rows]
    needless = judge(connection, due) if due else {}
    taken: list[Claimed] = []
    for row, one in zip(rows, due, strict=True):
        if row["handed_at"] is not None and one.medium != "push":
            _settle(connection, one.id, at, "ambiguous", "The hub stopped while it was being handed over.")
        elif one.expires_at <= at:
            _settle(connection, one.id, at, "expired", "It was too late to tell anybody.")
        elif one.id in needless:
            _settle(connection, one.id, at, "cancelled", needless[one.id])
            bundles.parted(connection, one.id)
        else:
            taken.append(one)
    taken = _gathered(connection, taken, now, (judge, stamp))
    _hand(connection, taken, at, stamp(now + LEASE))
    return taken, len(due)


def _gathered(
    connection: Connection, taken: list[Claimed], now: datetime, how: tuple[Judge, Stamp]
) -> list[Claimed]:
    """What is handed over as one is one; of what else waits there, due or not, what may be told joins it."""
    judge, stamp = how
    later = [_claimed(row) for row in bundles.waiting_of(connection, taken, stamp(now))]
    needless = judge(connection, later) if later else {}
    waiting = [one for one in later if one.id not in needless]
    return bundles.gathered(connection, taken, bundles.Waiting(waiting, stamp(now), stamp(now - bundles.APART)))


def _claimed(row: Mapping[str, Any]) -> Claimed:
    its = {name: row[name] for name in Claimed.__slots__ if name not in {"recipients", "about"}}
    about = tuple((what, who) for what, who in json.loads(row["about"]))
    return Claimed(recipients=tuple(json.loads(row["recipients"])), about=about, **its)


# Made once: building a statement costs more than running it, and posts wait for the same writer.
_ITS = delivery.c.id == bindparam("its")
_OPEN = delivery.c.settled_at.is_(None)
_DUE = (
    select(delivery)
    .where(
        _OPEN,
        delivery.c.due_at <= bindparam("at"),
        or_(delivery.c.lease_until.is_(None), delivery.c.lease_until < bindparam("at")),
    )
    .order_by(delivery.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_HAND = update(delivery).where(_ITS).values(
    handed_at=bindparam("at"), lease_until=bindparam("until"), attempts=delivery.c.attempts + 1
)  # fmt: skip
_AGAIN = update(delivery).where(_ITS, _OPEN).values(
    due_at=bindparam("due"), handed_at=None, lease_until=None, attempts=bindparam("tried"), detail=bindparam("why")
)  # fmt: skip
_SETTLE = update(delivery).where(_ITS, _OPEN).values(
    settled_at=bindparam("at"), outcome=bindparam("ended"), detail=bindparam("why"), lease_until=None
)  # fmt: skip
_NOTE = insert(attempt)


def _hand(connection: Connection, taken: list[Claimed], at: str, until: str) -> None:
    if taken:
        connection.execute(_HAND, [{"its": one.id, "at": at, "until": until} for one in taken])
        notes = [{"delivery": one.id, "at": at, "what": "handed", "detail": ""} for one in taken]
        connection.execute(_NOTE, notes)


def settle(connection: Connection, one: Claimed, outcome: Outcome, now: datetime, stamp: Stamp) -> timedelta | None:
    """
    Write down what became of a claim. Returns how long its provider is to rest, None where it need not.
    """
    at = stamp(now)
    match outcome:
        case Accepted(receipt):
            _settle(connection, one.id, at, "accepted", receipt)
        case DeadAddress(why):
            _settle(connection, one.id, at, "dead_address", why)
        case OptedOut(why):
            _settle(connection, one.id, at, "opted_out", why)
        case BadMessage(why):
            _settle(connection, one.id, at, "bad_message", why)
        case Misconfigured(why):
            _again(connection, one, stamp(now + PAUSE), (at, why, 0))
            return PAUSE
        case RetryAt(why, after):
            _again(connection, one, stamp(now + (after or wait(one.attempts))), (at, why, 1))
        case Ambiguous(why):
            if one.medium == "push":  # repeated under its collapse key it replaces itself
                _again(connection, one, stamp(now + wait(one.attempts)), (at, why, 1))
            else:
                _settle(connection, one.id, at, "ambiguous", why)
    return None


def cancel(connection: Connection, school: str, message: str, at: str, why: str) -> None:
    """Nobody is told of a message any more whose alert was not handed over yet."""
    mine = delivery.c.school == school, delivery.c.message == message
    rows = connection.execute(select(delivery.c.id).where(*mine, _OPEN, delivery.c.handed_at.is_(None)))
    for its in rows.scalars().all():
        _settle(connection, its, at, "cancelled", why)
        bundles.parted(connection, its)


def others_of(connection: Connection, one: Claimed) -> list[list[str]]:
    """The recipients of the event's other deliveries that arrived, may have arrived, or are still to come."""
    told = or_(_OPEN, delivery.c.outcome.in_(("accepted", "ambiguous", "joined")))
    rows = connection.execute(
        select(delivery.c.recipients).where(
            delivery.c.school == one.school, delivery.c.event == one.event, delivery.c.id != one.id, told
        )
    )
    return [json.loads(recipients) for recipients in rows.scalars()]


def _again(connection: Connection, one: Claimed, due_at: str, what: tuple[str, str, int]) -> None:
    """Due once more; an attempt that was our settings' fault is not counted."""
    at, why, counted = what
    tried = one.attempts + counted
    connection.execute(_AGAIN, {"its": one.id, "due": due_at, "tried": tried, "why": why})
    _note(connection, one.id, at, "retrying", why)


_WHAT = {"accepted": "accepted", "ambiguous": "ambiguous", "cancelled": "cancelled"}


def _settle(connection: Connection, its: str, at: str, outcome: str, detail: str) -> None:
    done = connection.execute(_SETTLE, {"its": its, "at": at, "ended": outcome, "why": detail})
    if done.rowcount:
        _note(connection, its, at, _WHAT.get(outcome, "failed"), detail)


def _note(connection: Connection, its: str, at: str, what: str, detail: str) -> None:
    connection.execute(_NOTE, {"delivery": its, "at": at, "what": what, "detail": detail})
