"""This file finds the way of a delivery: the accounts that may carry it now, in order, and which is only tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notifiers.outages import Key, Outage
    from notifiers.senders import Sender


@dataclass(frozen=True, slots=True)
class Carrier:
    """
    Who carries a medium, or a provider of push: one sender, and those that stand in for it, in their order.

    provider: as deliveries name it, empty where the address asks for none.
    """

    medium: str
    provider: str
    senders: tuple[Sender, ...]

    @property
    def name(self) -> str:
        """What a delivery's provider, or else its medium, is."""
        return self.provider or self.medium

    @property
    def at_once(self) -> int:
        """How many deliveries it may have on their way."""
        return max(sender.at_once for sender in self.senders)


@dataclass(frozen=True, slots=True)
class Way:
    """One account that may carry a delivery. outage: the one it is to try the end of, None where there is none."""

    sender: Sender
    account: str
    outage: Outage | None = None

    @property
    def key(self) -> Key:
        """The breaker's name."""
        return self.sender.provider, self.account


@dataclass(slots=True)
class Gate:
    """
    What is shut at one moment; of each shut account that may be tried, one delivery is let through.

    tried: the accounts that somebody was let through to.
    """

    outages: Mapping[Key, Outage]
    at: str
    tried: set[Key] = field(default_factory=set)

    def route(self, carrier: Carrier, address: str) -> tuple[Way, ...]:
        """
        The accounts to ask for a delivery there, each at most once; none where all are shut.

        Only the first may be one that is tried: the others are asked if that one certainly did not take it, and
        then it shall not fail again.
        """
        found: list[Way] = []
        for sender in carrier.senders:
            account = sender.account(address)
            its = self.outages.get((sender.provider, account))
            if its is None:
                found.append(Way(sender, account))
            elif not found and self._may_try(its):
                self.tried.add((sender.provider, account))
                found.append(Way(sender, account, its))
        return tuple(found)

    def room(self, carrier: Carrier, free: int) -> int:
        """How many deliveries of a carrier may be taken, of as many as there is room for."""
        states = [self.outages.get((one.provider, one.account(""))) for one in carrier.senders]
        if any(its is None for its in states):
            return free
        return min(free, sum(self._may_try(its) for its in states if its is not None))

    def shut_by(self, carrier: Carrier, address: str) -> Outage | None:
        """Why nothing goes there now: the outage of the first account, where all of them are shut."""
        found = [self.outages.get((one.provider, one.account(address))) for one in carrier.senders]
        return None if None in found else found[0]

    def opens(self, carrier: Carrier, address: str) -> str:
        """When somebody may next try a delivery there that has no route now, as text."""
        keys = [(one.provider, one.account(address)) for one in carrier.senders]
        return min(max(its.probe_at, its.probing_until or "") for key in keys if (its := self.outages.get(key)))

    def _may_try(self, its: Outage) -> bool:
        return (its.provider, its.account) not in self.tried and its.lets_one_try(self.at)
