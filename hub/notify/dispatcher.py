"""This file dispatches what is due: each transport within its limit, each delivery to one account at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge

from hub import metrics, request_ids
from hub.errors import Unavailable
from hub.notify.claiming import Capacity, Claimer, Claims
from hub.notify.fallback import follow_up, is_undeliverable, plan_next_media
from hub.notify.limiter import Limiter
from hub.store.clock import moment, stamp
from hub.store.lanes import NOTIFICATIONS
from hub.store.row_security import Across
from notifiers import outages, outbox, settling
from notifiers.notification import Accepted, Ambiguous, Misconfigured, Outcome, RetryAt, readable
from notifiers.routes import Breakers
from notifiers.settling import AccountAnswer, SendResult, outcome_of
from policies.notify.recipients import Medium
from policies.people.facts import Urgency

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.schools import Schools
    from hub.notify.rendering import Renderer
    from hub.store.transaction import Transaction
    from notifiers.notification import Notification
    from notifiers.outbox import Claimed
    from notifiers.routes import ProviderAccount, Transport

log = logging.getLogger("roomwire.telling")

CALL_S = 20.0
"""How long one account may take for one delivery, whatever the sender's own limits are; two fit into a lease."""

SWEEP_S, SWEPT = 5.0, 500
"""How often what nobody will send is settled, and how much of it in one transaction."""

RESULTS = 256
"""Outcomes written in one transaction at the most."""

AHEAD = 0.5
"""How much of push is claimed while as much as may be is under way, so that no call waits for a claim's commit."""

SENDING_S = 0.0003
"""What it takes to call a provider once and to write down its answer (python -m benchmarks.telling)."""

AGAIN_S = 0.5
"""When outcomes that the database did not take are written again."""

OUTCOMES = Counter("roomwire_outcomes", "What providers answered", ["provider", "outcome"])
UNDER_WAY = Gauge("roomwire_deliveries_under_way", "Deliveries that a provider has been handed", ["carrier"])


@dataclass
class Dispatcher:
    """
    What sends for this process; nothing else calls a sender of email or text.

    transports: by name. wake: there is room for more, or something is to be planned. claimed_urgent: of those
    claimed last, one was urgent.
    """

    schools: Schools
    transports: Mapping[str, Transport]
    claimer: Claimer
    renderer: Renderer
    wake: asyncio.Event
    failed: settling.Failed = field(default_factory=dict)
    claimed_urgent: bool = False
    _limiters: dict[str, Limiter] = field(default_factory=dict)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _results: list[SendResult] = field(default_factory=list)
    _writing: asyncio.Task[None] | None = None
    _backlogged: set[str] = field(default_factory=set)
    _swept: float = 0.0
    _spent: float = 0.0

    def __post_init__(self) -> None:
        """A transport's limit is its own: one that hangs holds up nobody else."""
        self._limiters = {
            name: Limiter(transport.at_once, AHEAD if transport.medium == Medium.PUSH else 0.0)
            for name, transport in self.transports.items()
        }

    async def dispatch(self) -> bool:
        """
        Claim what is due and start sending it; whether there may be more that has room.

        Raises:
            StaleRules: this node does not know the newest rules yet; nothing was claimed.
            NotOpened: a school that something is due in is not open; likewise.
        """
        await self._sweep()
        capacity = self._capacity()
        if not capacity:
            return False
        now = self.schools.clock()
        claims = await self.schools.store.write(
            lambda transaction: self._claim(transaction.connection, capacity, now),
            NOTIFICATIONS,
            whose=Across.OUTBOX,
        )
        self.claimed_urgent = any(delivery.urgency != Urgency.NORMAL for delivery in claims.claimed)
        self._backlogged = (self._backlogged - {room.transport.name for room in capacity}) | claims.backlogged
        for delivery in claims.claimed:
            self._start(delivery)
        self._show()
        return bool(claims.backlogged & {room.transport.name for room in self._capacity()})

    def _claim(self, connection: Connection, capacity: Sequence[Capacity], now: datetime) -> Claims:
        began = time.perf_counter()
        claims = self.claimer.claim(connection, capacity, now)
        self._spent += time.perf_counter() - began + len(claims.claimed) * SENDING_S
        return claims

    def spent(self) -> float:
        """Seconds of the writer and the loop that this took, and will take, since it was last asked."""
        spent, self._spent = self._spent, 0.0
        return spent

    def _capacity(self) -> Sequence[Capacity]:
        if len(self._results) > 4 * RESULTS:  # the database is behind; more would only wait in memory
            return ()
        return [
            Capacity(transport, free)
            for name, transport in self.transports.items()
            if (free := self._limiters[name].free)
        ]

    async def _sweep(self) -> None:
        if time.monotonic() < self._swept:
            return
        now, transports = self.schools.clock(), tuple(self.transports.values())
        looked_at = await self.schools.store.write(
            lambda transaction: outbox.sweep(transaction.connection, now, transports, SWEPT),
            NOTIFICATIONS,
            whose=Across.OUTBOX,
        )
        self._swept = time.monotonic() + (SWEEP_S if looked_at < SWEPT else 0.0)

    def _start(self, delivery: Claimed) -> None:
        limiter = self._limiters[delivery.provider or delivery.medium]
        limiter.waiting.append(delivery)
        if (
            limiter.may_call or not limiter.ahead
        ):  # an email or text is called at once, or whether it was is in doubt
            limiter.calls += 1
            task = asyncio.create_task(self._call(limiter))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _call(self, limiter: Limiter) -> None:
        """One call after the other, as long as anything waits and so many may be under way."""
        try:
            while limiter.waiting and (not limiter.ahead or limiter.calls <= max(1, int(limiter.limit))):
                delivery = limiter.waiting.popleft()
                if moment(delivery.lease) > self.schools.clock():  # after it somebody else may have it in hand
                    await self._send(delivery, limiter)
                if self._backlogged and limiter.free:
                    self.wake.set()
        finally:
            limiter.release()

    async def _send(self, delivery: Claimed, limiter: Limiter) -> None:
        try:
            notification = await self.renderer.notification(delivery)
        except Exception:  # it was not sent, and its next attempt may fare better
            log.exception("a delivery could not be worded", extra={"delivery": delivery.id})
            answer = AccountAnswer(delivery.route[0], RetryAt("it could not be worded"))
            self._ended(SendResult(delivery, (answer,)))
            return
        answers = await _ask_in_turn(delivery.route, delivery.address, notification, limiter)
        self._ended(SendResult(delivery, answers))

    def _ended(self, result: SendResult) -> None:
        _say(result, self.schools.clock())
        self._results.append(result)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """Write down results as long as there are any; those that come meanwhile go together."""
        while self._results:
            results, self._results = self._results[:RESULTS], self._results[RESULTS:]
            await self._write_down(results)

    async def _write_down(self, results: list[SendResult]) -> None:
        now = self.schools.clock()
        try:
            for school in {one.delivery.school for one in results if is_undeliverable(one.outcome)}:
                await self.schools.opened(school)  # its rules say who is told by what instead
            ours = await self.schools.store.write(
                lambda transaction: self._settle(transaction, results, now), NOTIFICATIONS, whose=Across.OUTBOX
            )
        except Unavailable:
            self._results = self._in_time(results) + self._results
            await asyncio.sleep(AGAIN_S)
        except Exception:
            if len(results) == 1:
                log.exception("an outcome could not be written; its lease will tell")
                return
            for result in results:  # whichever of them it was, the others are written
                await self._write_down([result])
        else:
            _count([answer for result in results for answer in result.answers])
            self._show()
            if self._backlogged or any(not isinstance(result.outcome, Accepted) for result in ours):
                self.wake.set()

    def _settle(self, transaction: Transaction, results: list[SendResult], now: datetime) -> list[SendResult]:
        connection = transaction.connection
        ours = settling.settle(connection, results, self.failed, now)
        lost = [result for result in ours if is_undeliverable(result.outcome)]
        for result in lost:
            follow_up(connection, result.delivery, result.outcome, now)
        plan_next_media(connection, self.schools, [result.delivery for result in lost], now)
        return ours

    def _in_time(self, results: list[SendResult]) -> list[SendResult]:
        """Those that may still be written: when a lease is over, it tells by itself."""
        now = self.schools.clock()
        kept = [result for result in results if moment(result.delivery.lease) > now]
        if len(kept) < len(results):
            log.warning(
                "outcomes could not be written; their leases will tell", extra={"lost": len(results) - len(kept)}
            )
        return kept

    def _show(self) -> None:
        for name, limiter in self._limiters.items():
            UNDER_WAY.labels(name).set(limiter.claimed)

    async def send_directly(
        self, medium: Medium, address: str, recipient: str, notification: Notification
    ) -> Outcome:
        """
        Send what no delivery stands for: whoever asks keeps it on record, and asks again where it was not taken.

        It goes by the same accounts, breakers and limits as every delivery. recipient: a person's id.

        Raises:
            Unavailable: the database does not answer; nothing was sent.
        """
        limiter = self._limiters[medium]
        try:
            async with asyncio.timeout(CALL_S):
                await limiter.acquire()
        except TimeoutError:
            return RetryAt("as many calls as may be are under way")
        try:
            answers = await self._ask_directly(self.transports[medium], address, recipient, notification)
        finally:
            limiter.release()
        return outcome_of(answers) if answers else RetryAt("every account is left alone for now", down=True)

    async def _ask_directly(
        self, transport: Transport, address: str, recipient: str, notification: Notification
    ) -> tuple[AccountAnswer, ...]:
        store, now = self.schools.store, self.schools.clock()
        route = await store.write(
            lambda transaction: _routed(transaction, transport, address, now), NOTIFICATIONS, whose=Across.ANSWERS
        )
        answers = await _ask_in_turn(route, address, notification, self._limiters[transport.name])
        _count(answers)
        with contextlib.suppress(Unavailable):  # it was sent; the next call tells the same of the account
            await store.write(
                lambda transaction: self._judge(transaction, answers, recipient, now),
                NOTIFICATIONS,
                whose=Across.ANSWERS,
            )
        return answers

    def _judge(
        self, transaction: Transaction, answers: Sequence[AccountAnswer], recipient: str, now: datetime
    ) -> None:
        settling.judge_accounts(transaction.connection, answers, (recipient,), self.failed, now)

    async def stop(self) -> None:
        """Finish what is under way, and write down what became of it."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._writing is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CALL_S):
                    await self._writing


def _say(result: SendResult, now: datetime) -> None:
    """What became of an attempt; not to whom, nor in which words a provider answered, as both may name people."""
    delivery, outcome = result.delivery, result.outcome
    if not isinstance(outcome, RetryAt):
        metrics.DELIVERY.labels(delivery.medium).observe(
            max(0.0, (now - moment(delivery.planned_at)).total_seconds())
        )
    log.info(
        "a delivery was handed over",
        extra={
            "delivery": delivery.id, "message_id": delivery.message, "medium": delivery.medium,
            "attempt": delivery.attempts, "provider": result.answers[-1].account.sender.provider,
            "outcome": type(outcome).__name__, **request_ids.of_message(delivery.message),
        },
    )  # fmt: skip


def _routed(
    transaction: Transaction, transport: Transport, address: str, now: datetime
) -> tuple[ProviderAccount, ...]:
    breakers = Breakers(outages.ongoing(transaction.connection), stamp(now))
    route = breakers.route(transport, address)
    for provider, account in breakers.probed:
        outages.begin_probe(transaction.connection, provider, account, now)
    return route


async def _ask_in_turn(
    route: Sequence[ProviderAccount], address: str, notification: Notification, limiter: Limiter
) -> tuple[AccountAnswer, ...]:
    """What each account said, in order; only what was certainly not taken goes on to the next."""
    answers: list[AccountAnswer] = []
    for account in route:
        outcome = await _ask(account, address, notification)
        answers.append(AccountAnswer(account, outcome))
        limiter.learn(outcome)
        if not isinstance(outcome, RetryAt | Misconfigured):
            break
    return tuple(answers)


async def _ask(account: ProviderAccount, address: str, notification: Notification) -> Outcome:
    try:
        async with asyncio.timeout(CALL_S):
            return readable(await account.sender.send(address, notification))
    except TimeoutError:
        return Ambiguous(f"no answer within {CALL_S:.0f} s")
    except Exception:  # a sender never raises; where one does, what it had begun may have been taken
        log.exception("a sender failed", extra={"provider": account.sender.provider})
        return Ambiguous("the sender itself failed")


def _count(answers: Sequence[AccountAnswer]) -> None:
    for (provider, outcome), number in settling.counted(answers).items():
        OUTCOMES.labels(provider, outcome).inc(number)
    for answer in answers:
        if isinstance(answer.outcome, Misconfigured) and not answer.outcome.perhaps:
            its = {"provider": answer.account.sender.provider, "why": answer.outcome.why}
            log.error("our settings are refused", extra=its)
