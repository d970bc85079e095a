"""This file hands over what is due: every carrier within its own limit, each claim to one account at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge

from hub.errors import Unavailable
from hub.slots import Slots
from hub.store.clock import moment, stamp
from hub.store.lanes import LANE
from notifiers import outbox, settling
from notifiers.notification import Accepted, Ambiguous, Misconfigured, Outcome, RetryAt, readable
from notifiers.settling import Done
from policies.facts import Urgency
from policies.telling import Medium

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.store import Store
    from hub.store.transaction import Transaction
    from notifiers.notification import Notification
    from notifiers.outbox import Claimed, Judge
    from notifiers.routes import Carrier, Way

log = logging.getLogger("roomwire.telling")

CALL_S = 20.0
"""How long one account may take for one delivery, whatever the sender's own limits are; two fit into a lease."""

SWEEP_S, SWEPT = 5.0, 500
"""How often what nobody will send is settled, and how much of it in one transaction."""

BATCH = 256
"""Outcomes written in one transaction at the most."""

AHEAD = 0.5
"""How much of push is claimed while as much as may be is under way, so that no call waits for a claim's commit."""

SENDING_S = 0.0003
"""What it takes to call a provider once and to write down its answer (python -m benchmarks.telling)."""

AGAIN_S = 0.5
"""When outcomes that the database did not take are written again."""

OUTCOMES = Counter("roomwire_outcomes", "What providers answered", ["provider", "outcome"])
UNDER_WAY = Gauge("roomwire_deliveries_under_way", "Deliveries that a provider has been handed", ["carrier"])


@dataclass(frozen=True, kw_only=True)
class Means:
    """
    What handing over needs: who carries, who is told of it, and what follows from an outcome.

    carriers: by name. judge: see outbox.Judge. taken: what else is written with a claim, in its transaction.
    notification: what a sender is given. follow: what else is written with an outcome.
    news: something may be due, or to be planned.
    """

    carriers: Mapping[str, Carrier]
    judge: Judge
    taken: Callable[[Connection, list[Claimed]], None]
    notification: Callable[[Claimed], Awaitable[Notification]]
    follow: Callable[[Transaction, Done, datetime], None]
    news: Callable[[], None]
    clock: Callable[[], datetime]


@dataclass
class Handing:
    """The deliveries that this process has in hand. loud: of those claimed last, one was urgent."""

    store: Store
    means: Means
    failed: settling.Failed = field(default_factory=lambda: defaultdict(int))
    _slots: dict[str, Slots] = field(default_factory=dict)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _done: list[Done] = field(default_factory=list)
    _writing: asyncio.Task[None] | None = None
    _hungry: set[str] = field(default_factory=set)
    _swept: float = 0.0
    _spent: float = 0.0
    loud: bool = False

    def __post_init__(self) -> None:
        """A carrier's limit is its own: one that hangs holds up nobody else."""
        self._slots = {
            name: Slots(its.at_once, AHEAD if its.medium == Medium.PUSH else 0.0)
            for name, its in self.means.carriers.items()
        }

    async def turn(self) -> bool:
        """
        Claim what is due and set it on its way; whether there may be more that has room.

        Raises:
            StaleRules: this node does not know the newest rules yet; nothing was claimed.
        """
        await self._sweep()
        wanted = self._wanted()
        if not wanted:
            return False
        now = self.means.clock()
        taken = await self.store.write(lambda transaction: self._claim(transaction.connection, now, wanted), LANE)
        self.loud = any(one.urgency != Urgency.NORMAL for one in taken.claimed)
        self._hungry = (self._hungry - {carrier.name for carrier, _ in wanted}) | taken.hungry
        for one in taken.claimed:
            self._start(one)
        self._show()
        return bool(taken.hungry & {carrier.name for carrier, _ in self._wanted()})

    def _claim(self, connection: Connection, now: datetime, wanted: Sequence[tuple[Carrier, int]]) -> outbox.Taken:
        began = time.perf_counter()
        taken = outbox.claim(connection, now, stamp, wanted, self.means.judge)
        self.means.taken(connection, taken.claimed)
        self._spent += time.perf_counter() - began + len(taken.claimed) * SENDING_S
        return taken

    def spent(self) -> float:
        """Seconds of the writer and the loop that this took, and will take, since it was last asked."""
        spent, self._spent = self._spent, 0.0
        return spent

    def _wanted(self) -> Sequence[tuple[Carrier, int]]:
        if len(self._done) > 4 * BATCH:  # the database is behind; more would only wait in memory
            return ()
        return [(its, free) for name, its in self.means.carriers.items() if (free := self._slots[name].free)]

    async def _sweep(self) -> None:
        if time.monotonic() < self._swept:
            return
        now, carriers = self.means.clock(), tuple(self.means.carriers.values())
        looked_at = await self.store.write(
            lambda transaction: outbox.sweep(transaction.connection, now, stamp, carriers, SWEPT), LANE
        )
        self._swept = time.monotonic() + (SWEEP_S if looked_at < SWEPT else 0.0)

    def _start(self, one: Claimed) -> None:
        slots = self._slots[one.provider or one.medium]
        slots.waiting.append(one)
        if slots.may_call or not slots.ahead:  # an email or text is called at once, or whether it was is in doubt
            slots.calls += 1
            task = asyncio.create_task(self._call(slots))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _call(self, slots: Slots) -> None:
        """One call after the other, as long as anything waits and so many may be under way."""
        try:
            while slots.waiting and (not slots.ahead or slots.calls <= max(1, int(slots.now))):
                one = slots.waiting.popleft()
                if moment(one.lease) > self.means.clock():  # after it somebody else may have it in hand
                    await self._send(one, slots)
                if self._hungry and slots.free:
                    self.means.news()
        finally:
            slots.calls -= 1

    async def _send(self, one: Claimed, slots: Slots) -> None:
        try:
            notification = await self.means.notification(one)
        except Exception:  # it was not sent, and its next attempt may fare better
            log.exception("%s could not be worded", one.id)
            self._ended(Done(one, ((one.route[0], RetryAt("it could not be worded")),)))
            return
        answers = []
        for way in one.route:
            outcome = await _asked(way, one.address, notification)
            answers.append((way, outcome))
            slots.learn(outcome)
            if not isinstance(outcome, RetryAt | Misconfigured):  # only what was certainly not taken goes on
                break
        self._ended(Done(one, tuple(answers)))

    def _ended(self, done: Done) -> None:
        self._done.append(done)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """Write down outcomes as long as there are any; those that come meanwhile go together."""
        while self._done:
            done, self._done = self._done[:BATCH], self._done[BATCH:]
            await self._write_down(done)

    async def _write_down(self, done: list[Done]) -> None:
        now = self.means.clock()
        try:
            ours = await self.store.write(lambda one: self._settled(one, done, now), LANE)
        except Unavailable:
            self._done = self._in_time(done) + self._done
            await asyncio.sleep(AGAIN_S)
        except Exception:
            if len(done) == 1:
                log.exception("an outcome could not be written; its lease will tell")
                return
            for one in done:  # whichever of them it was, the others are written
                await self._write_down([one])
        else:
            self._count(done)
            self._show()
            if self._hungry or any(not isinstance(one.outcome, Accepted) for one in ours):
                self.means.news()

    def _settled(self, transaction: Transaction, done: list[Done], now: datetime) -> list[Done]:
        ours = settling.settle(transaction.connection, done, self.failed, now, stamp)
        for one in ours:
            self.means.follow(transaction, one, now)
        return ours

    def _in_time(self, done: list[Done]) -> list[Done]:
        """Those that may still be written: when a lease is over, it tells by itself."""
        now = self.means.clock()
        kept = [one for one in done if moment(one.one.lease) > now]
        if len(kept) < len(done):
            log.warning("%d outcomes could not be written; their leases will tell", len(done) - len(kept))
        return kept

    def _show(self) -> None:
        for name, slots in self._slots.items():
            UNDER_WAY.labels(name).set(slots.taken)

    def _count(self, done: list[Done]) -> None:
        for (provider, outcome), number in settling.counted(done).items():
            OUTCOMES.labels(provider, outcome).inc(number)
        for way, said in (answer for one in done for answer in one.answers):
            if isinstance(said, Misconfigured):
                log.error("%s refuses our settings: %s", way.sender.provider, said.why)

    async def stop(self) -> None:
        """Finish what is under way, and write down what became of it."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._writing is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._writing, CALL_S)


async def _asked(way: Way, address: str, notification: Notification) -> Outcome:
    try:
        async with asyncio.timeout(CALL_S):
            return readable(await way.sender.send(address, notification))
    except TimeoutError:
        return Ambiguous(f"no answer within {CALL_S:.0f} s")
    except Exception:  # a sender never raises; where one does, what it had begun may have been taken
        log.exception("the sender of %s failed", way.sender.provider)
        return Ambiguous("the sender itself failed")
