"""This file writes down what became of claims, many in one transaction, and what that says of their providers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
from notifiers.outbox import OPEN, TOO_LATE, WHAT, release
from notifiers.tables import delivery
from notifiers.words import in_words
from policies.notify.circuit_breaker import Run, Says, opens
from policies.notify.circuit_breaker import counted as counted_in_a_row
from policies.timestamps import moment, stamp

if TYPE_CHECKING:
    from notifiers.outages import Key
    from notifiers.outbox import Claimed
    from notifiers.routes import ProviderAccount


@dataclass(frozen=True, slots=True)
class AccountAnswer:
    """What one account said of a delivery."""

    account: ProviderAccount
    outcome: Outcome


def outcome_of(answers: Sequence[AccountAnswer]) -> Outcome:
    """
    What the answers of all accounts that were asked, in order, mean for the delivery.

    Where nobody took it, somebody who will take it later counts more than somebody who refuses our settings.
    """
    outcomes = [answer.outcome for answer in answers]
    if isinstance(outcomes[-1], Misconfigured):
        return next((outcome for outcome in outcomes if isinstance(outcome, RetryAt)), outcomes[-1])
    return outcomes[-1]


@dataclass(frozen=True, slots=True)
class SendResult:
    """What every account that was asked for a claim said, in order; only the last may have taken it."""

    delivery: Claimed
    answers: tuple[AccountAnswer, ...]

    @property
    def outcome(self) -> Outcome:
        """What it means for the delivery; see outcome_of."""
        return outcome_of(self.answers)


Failed = dict["Key", Run]
"""How each account has failed in a row, in this process; what is shut stands in the database."""

MIN_PAUSE = timedelta(seconds=1)
"""No retry comes sooner because the end is near."""


TAKES_NOTHING = "This mailbox takes nothing for now."
"""With these words ends what went to a mailbox that is full or switched off; by them it is counted."""

ENDS: Mapping[type[Outcome], str] = {
    DeadAddress: "dead_address", OptedOut: "opted_out", BadMessage: "bad_message",
}  # fmt: skip
"""What a delivery is called that ends with a provider's plain no."""

_STILL_OURS = (
    select(delivery.c.id, delivery.c.lease_until)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)), OPEN)
    .with_for_update()
)


def settle(
    connection: Connection, results: Sequence[SendResult], failed: Failed, now: datetime
) -> list[SendResult]:
    """
    Write down what became of claims, and open or close the breakers of the accounts. Returns those that were ours.

    A claim whose lease has ended meanwhile and that somebody else has claimed or settled is not touched: its
    lease is its fence.
    """
    rows = Settled()
    open_ones = connection.execute(_STILL_OURS, {"ids": [result.delivery.id for result in results]})
    leases: dict[str, str] = {row.id: row.lease_until for row in open_ones}
    ours = [result for result in results if leases.get(result.delivery.id) == result.delivery.lease]
    for result in ours:
        _write(rows, result, now)
    for result in results:
        judge_accounts(connection, result.answers, result.delivery.recipients, failed, now)
    rows.write(connection, stamp(now))
    return ours


def _write(rows: Settled, result: SendResult, now: datetime) -> None:
    delivery, outcome = result.delivery, result.outcome
    for answer in result.answers[:-1]:
        words = in_words(answer.account.sender.provider, answer.outcome)
        rows.notes.append((delivery.id, stamp(now), "passed on", words))
    match outcome:
        case Accepted(receipt):
            _end(rows, delivery, now, "accepted", receipt)
        case DeadAddress(why) | OptedOut(why) | BadMessage(why):
            _end(rows, delivery, now, ENDS[type(outcome)], why)
        case Full(why):
            _end(rows, delivery, now, "expired", f"{TAKES_NOTHING} {why}")
        case Misconfigured(why, perhaps=True):
            _retry(rows, delivery, now, _Retry(_pause(delivery, now), why, too_late="misconfigured"))
        case Misconfigured(why):  # an attempt that was our settings' fault is not counted
            _retry(rows, delivery, now, _Retry(until_probe(0), why, counted=0, too_late="misconfigured"))
        case RetryAt(why, after):
            _retry(rows, delivery, now, _Retry(after or _pause(delivery, now), why))
        case Ambiguous(why) if delivery.medium == "push":  # repeated under its collapse key it replaces itself
            _retry(rows, delivery, now, _Retry(_pause(delivery, now), why))
        case Ambiguous(why):
            _end(rows, delivery, now, "ambiguous", why)


@dataclass(frozen=True, slots=True)
class _Retry:
    """Another attempt. counted: attempts that it adds. too_late: how it ends where nobody wants it by then."""

    after: timedelta
    why: str
    counted: int = 1
    too_late: str = "expired"


def _pause(delivery: Claimed, now: datetime) -> timedelta:
    """Full jitter; near the end half of what is left, so that a long pause does not take the last chance."""
    left = moment(delivery.expires_at) - now
    return max(MIN_PAUSE, left / 2) if (pause := wait(delivery.attempts)) > left / 2 else pause


def _end(rows: Settled, delivery: Claimed, now: datetime, outcome: str, why: str) -> None:
    rows.ended.append((delivery.id, outcome, why))
    rows.notes.append((delivery.id, stamp(now), WHAT.get(outcome, "failed"), why))


def _retry(rows: Settled, delivery: Claimed, now: datetime, retry: _Retry) -> None:
    """Due once more, as long as anybody wants to hear of it."""
    due = stamp(now + retry.after)
    if due >= delivery.expires_at:
        _end(rows, delivery, now, retry.too_late, f"{TOO_LATE} {retry.why}")
        return
    rows.again.append((delivery.id, due, delivery.attempts + retry.counted, retry.why))
    rows.notes.append((delivery.id, stamp(now), "retrying", retry.why))


def judge_accounts(
    connection: Connection,
    answers: Iterable[AccountAnswer],
    recipients: tuple[str, ...],
    failed: Failed,
    now: datetime,
) -> None:
    """Open or close the breakers of accounts, by what they said and whom it was for."""
    for answer in answers:
        account, says = answer.account, _says(answer.outcome)
        run = failed[account.key] = counted_in_a_row(failed.get(account.key, Run()), says, recipients)
        if says is Says.WORKS:
            if account.outage is not None:
                release(connection, account, stamp(now))
                outages.end(connection, *account.key, stamp(now))
        elif account.outage is not None or opens(run, says):
            _open(connection, answer, now)


def _says(outcome: Outcome) -> Says:
    match outcome:
        case Misconfigured(perhaps=perhaps):
            return Says.PERHAPS if perhaps else Says.US
        case RetryAt(down=True, perhaps=False):
            return Says.DOWN
        case RetryAt(down=True) | Ambiguous():
            return Says.PERHAPS
        case _:
            return Says.WORKS


def _open(connection: Connection, answer: AccountAnswer, now: datetime) -> None:
    account, words = answer.account, in_words(answer.account.sender.provider, answer.outcome)
    cause: outages.Cause = "settings" if isinstance(answer.outcome, Misconfigured) else "failures"
    if account.outage is not None:
        outages.extend(connection, account.outage, cause, words, now)
    else:
        outages.begin(connection, *account.key, cause, words, now)


def counted(answers: Iterable[AccountAnswer]) -> Mapping[tuple[str, str], int]:
    """How often each provider gave each outcome, for the metrics."""
    return Counter((answer.account.sender.provider, type(answer.outcome).__name__) for answer in answers)
