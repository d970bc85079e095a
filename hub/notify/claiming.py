"""This file claims what is due: what is needless ends, the rest is bundled, given a route, and marked as handed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hub.notify.fallback import plan_next_media
from hub.store import links
from hub.store.clock import stamp
from notifiers import bundles, outages, outbox
from notifiers.routes import Breakers, Transport

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.schools import Schools
    from hub.notify.eligibility import Eligibility
    from notifiers.outbox import Claimed


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many deliveries a transport may be handed."""

    transport: Transport
    free: int


@dataclass(slots=True)
class Claims:
    """What was claimed. backlogged: the names of transports for which more may be due."""

    claimed: list[Claimed] = field(default_factory=list)
    backlogged: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Claimer:
    """What claims for one worker: its schools, and who judges whether a delivery is still to be sent."""

    schools: Schools
    eligibility: Eligibility

    def claim(self, connection: Connection, capacity: Sequence[Capacity], now: datetime) -> Claims:
        """
        Take what is due, of each transport as many as there is room for, and mark it before anybody is called.

        What waits for an account whose breaker is open stays as it is.

        Raises:
            StaleRules: this node does not know of the newest rules yet.
            NotOpened: a school that something is due in is not open.

        Source: DESIGN.md section 4, told once.
        """
        claims, breakers = Claims(), Breakers(outages.ongoing(connection), stamp(now))
        for room in capacity:
            if most := breakers.room(room.transport, room.free):
                due = outbox.fetch_due(connection, room.transport, most, breakers.at)
                needed = self._needed(connection, due, room.transport, breakers, now)
                bundled = self._bundled(connection, needed, now)
                claims.claimed += outbox.assign_routes(connection, bundled, room.transport, breakers)
                if len(due) == most:
                    claims.backlogged.add(room.transport.name)
        for provider, account in breakers.probed:
            outages.begin_probe(connection, provider, account, now)
        outbox.mark_handed(connection, claims.claimed, now)
        links.make(connection, claims.claimed)
        return claims

    def _needed(
        self, connection: Connection, due: list[Claimed], transport: Transport, breakers: Breakers, now: datetime
    ) -> list[Claimed]:
        """
        Those that somebody still is to be told by, now; of the others some end, in favour of the next medium or
        not, and some wait for an hour at which they may be sent.
        """
        ineligible = self.eligibility.ineligible(connection, due)
        lost = [one for one in due if one.id in ineligible and ineligible[one.id].next_medium]
        plan_next_media(connection, self.schools, lost, now)
        reasons = {delivery: verdict.why for delivery, verdict in ineligible.items()}
        needed = outbox.settle_needless(connection, due, reasons, transport, breakers)
        held = self.eligibility.held(connection, needed, now)
        outbox.put_off(connection, {one: stamp(until) for one, until in held.items()})
        return [one for one in needed if one.id not in held]

    def _bundled(self, connection: Connection, needed: list[Claimed], now: datetime) -> list[Claimed]:
        """What is handed over as one is one; of what else waits there, due or not, what may be told joins it."""
        later = outbox.fetch_waiting(connection, needed, stamp(now))
        ineligible = self.eligibility.ineligible(connection, later)
        waiting = [one for one in later if one.id not in ineligible]
        apart = stamp(now - bundles.APART)
        return bundles.gathered(connection, needed, bundles.Waiting(waiting, stamp(now), apart))
