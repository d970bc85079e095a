"""This file writes down what became of claims, many in one transaction, and what that says of their providers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select

from notifiers import outages
from notifiers.backoff import until_probe, wait
from notifiers.many import Settled
from notifiers.notification import (
    Accepted,
    Ambiguous,
    BadMessage,
    DeadAddress,
    Full,
    Misconfigured,
    OptedOut,
    Outcome,
    RetryAt,
)
from notifiers.outbox import OPEN, TOO_LATE, WHAT
from notifiers.tables import delivery
from notifiers.words import in_words

if TYPE_CHECKING:
    from notifiers.outages import Key
    from notifiers.outbox import Claimed
    from notifiers.routes import Way

Stamp = Callable[[datetime], str]
Answer = tuple["Way", Outcome]


@dataclass(frozen=True, slots=True)
class Done:
    """What every account that was asked for a claim said, in order; only the last may have taken it."""

    one: Claimed
    answers: tuple[Answer, ...]

    @property
    def outcome(self) -> Outcome:
        """
        What it means for the delivery.

        Where nobody took it, somebody who will take it later counts more than somebody who refuses our settings.
        """
        said = [outcome for _, outcome in self.answers]
        if isinstance(said[-1], Misconfigured):
            return next((one for one in said if isinstance(one, RetryAt)), said[-1])
        return said[-1]


Failed = defaultdict["Key", int]
"""How often each account has failed in a row, in this process; what is shut stands in the database."""

SHORTEST = timedelta(seconds=1)
"""No retry comes sooner because the end is near."""


TAKES_NOTHING = "This mailbox takes nothing for now."
"""With these words ends what went to a mailbox that is full or switched off; by them it is counted."""

_STILL_OURS = (
    select(delivery.c.id, delivery.c.lease_until)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)), OPEN)
    .with_for_update()
)


def settle(connection: Connection, done: Sequence[Done], failed: Failed, now: datetime, stamp: Stamp) -> list[Done]:
    """
    Write down what became of claims, and shut or open the accounts they went to. Returns those that were ours.

    A claim whose lease has ended meanwhile and that somebody else has taken or settled is not touched: its
    lease is its fence.
    """
    at, rows = stamp(now), Settled()
    open_ones = connection.execute(_STILL_OURS, {"ids": [one.one.id for one in done]})
    leases: dict[str, str] = {row.id: row.lease_until for row in open_ones}
    ours = [one for one in done if leases.get(one.one.id) == one.one.lease]
    for one in ours:
        for way, passed in one.answers[:-1]:
            rows.notes.append((one.one.id, at, "passed on", in_words(way.sender.provider, passed)))
        _write(rows, one, now, stamp)
    for one in done:
        for way, outcome in one.answers:
            _judge(connection, failed, (way, outcome), (now, stamp))
    rows.write(connection, at)
    return ours


def _write(rows: Settled, done: Done, now: datetime, stamp: Stamp) -> None:
    one = done.one
    match done.outcome:
        case Accepted(receipt):
            _ended(rows, one, stamp(now), "accepted", receipt)
        case DeadAddress(why):
            _ended(rows, one, stamp(now), "dead_address", why)
        case Full(why):
            _ended(rows, one, stamp(now), "expired", f"{TAKES_NOTHING} {why}")
        case OptedOut(why):
            _ended(rows, one, stamp(now), "opted_out", why)
        case BadMessage(why):
            _ended(rows, one, stamp(now), "bad_message", why)
        case Misconfigured(why):
            _again(rows, one, (now, stamp(now + until_probe(0)), stamp), (why, 0, "misconfigured"))
        case RetryAt(why, after):
            _again(rows, one, (now, stamp(now + (after or _pause(one, now))), stamp), (why, 1, "expired"))
        case Ambiguous(why) if one.medium == "push":  # repeated under its collapse key it replaces itself
            _again(rows, one, (now, stamp(now + _pause(one, now)), stamp), (why, 1, "expired"))
        case Ambiguous(why):
            _ended(rows, one, stamp(now), "ambiguous", why)


def _pause(one: Claimed, now: datetime) -> timedelta:
    """Full jitter; near the end half of what is left, so that a long pause does not take the last chance."""
    left = datetime.fromisoformat(one.expires_at) - now
    return max(SHORTEST, left / 2) if (pause := wait(one.attempts)) > left / 2 else pause


def _ended(rows: Settled, one: Claimed, at: str, outcome: str, why: str) -> None:
    rows.ended.append((one.id, outcome, why))
    rows.notes.append((one.id, at, WHAT.get(outcome, "failed"), why))


def _again(rows: Settled, one: Claimed, when: tuple[datetime, str, Stamp], what: tuple[str, int, str]) -> None:
    """
    Due once more, as long as anybody wants to hear of it; an attempt that was our settings' fault is not counted.
    """
    (now, due, stamp), (why, counted, too_late) = when, what
    if due >= one.expires_at:
        _ended(rows, one, stamp(now), too_late, f"{TOO_LATE} {why}")
        return
    rows.again.append((one.id, due, one.attempts + counted, why))
    rows.notes.append((one.id, stamp(now), "retrying", why))


def _judge(connection: Connection, failed: Failed, answer: Answer, moments: tuple[datetime, Stamp]) -> None:
    """What an answer says of the account it came from."""
    way, outcome = answer
    match outcome:
        case Misconfigured():
            _fails(connection, way, "settings", in_words(way.sender.provider, outcome), moments)
        case Ambiguous() | RetryAt(down=True):
            failed[way.key] += 1
            if way.outage is not None or failed[way.key] >= outages.FAILURES:
                _fails(connection, way, "failures", in_words(way.sender.provider, outcome), moments)
        case _:
            failed.pop(way.key, None)
            if way.outage is not None:
                now, stamp = moments
                outages.works_again(connection, way.key, stamp(now))


def _fails(
    connection: Connection, way: Way, cause: outages.Cause, words: str, moments: tuple[datetime, Stamp]
) -> None:
    if way.outage is not None:
        outages.still_shut(connection, way.outage, cause, words, moments)
    else:
        outages.shut(connection, way.key, cause, words, moments)


def counted(done: Sequence[Done]) -> Mapping[tuple[str, str], int]:
    """How often each provider gave each outcome, for the metrics."""
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for one in done:
        for way, outcome in one.answers:
            found[way.sender.provider, type(outcome).__name__] += 1
    return found
