"""This file finds the route of a delivery: which accounts may send it now, in their order, and which is probed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notifiers.outages import Key, Outage
    from notifiers.senders import Sender


CANDIDATES = 16
"""Deliveries that are looked at for the one that probes an account: the likeliest to succeed goes."""


@dataclass(frozen=True, slots=True)
class Transport:
    """
    What sends on a medium, or to a provider of push: one sender, and those that stand in for it, in their order.

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
class ProviderAccount:
    """One account that may send a delivery. outage: the one whose end it probes, None where there is none."""

    sender: Sender
    account: str
    outage: Outage | None = None

    @property
    def key(self) -> Key:
        """The name of its circuit breaker."""
        return self.sender.provider, self.account


@dataclass(slots=True)
class Breakers:
    """
    The circuit breakers that are open at one moment; through each that may be probed, one delivery is let.

    probed: the accounts that one was let through to.
    """

    outages: Mapping[Key, Outage]
    at: str
    probed: set[Key] = field(default_factory=set)

    def route(self, transport: Transport, address: str) -> tuple[ProviderAccount, ...]:
        """
        The accounts to ask for a delivery there, each at most once; none where the breakers of all are open.

        Only the first may be one that is probed: the others are asked if that one certainly did not take it, and
        then it shall not fail again.
        """
        route: list[ProviderAccount] = []
        for sender in transport.senders:
            account = sender.account(address)
            outage = self.outages.get((sender.provider, account))
            if outage is None:
                route.append(ProviderAccount(sender, account))
            elif not route and self._may_probe(outage):
                self.probed.add((sender.provider, account))
                route.append(ProviderAccount(sender, account, outage))
        return tuple(route)

    def room(self, transport: Transport, free: int) -> int:
        """How many deliveries of a transport may be claimed, of as many as there is room for."""
        states = [self.outages.get((sender.provider, sender.account(""))) for sender in transport.senders]
        if any(outage is None for outage in states):
            return free
        probes = any(self._may_probe(outage) for outage in states if outage is not None)
        return min(free, CANDIDATES if probes else 0)

    def probes(self, transport: Transport, address: str) -> bool:
        """Whether a delivery there may be the one that probes an account whose breaker is open."""
        found = (self.outages.get((sender.provider, sender.account(address))) for sender in transport.senders)
        return any(self._may_probe(outage) for outage in found if outage is not None)

    def outage_of(self, transport: Transport, address: str) -> Outage | None:
        """Why nothing goes there now: the outage of the first account, where the breakers of all are open."""
        found = [self.outages.get((sender.provider, sender.account(address))) for sender in transport.senders]
        return None if None in found else found[0]

    def next_probe_at(self, transport: Transport, address: str) -> str:
        """When somebody may next probe for a delivery there that has no route now, as text."""
        keys = [(sender.provider, sender.account(address)) for sender in transport.senders]
        return min(
            max(outage.probe_at, outage.probing_until or "") for key in keys if (outage := self.outages.get(key))
        )

    def _may_probe(self, outage: Outage) -> bool:
        return (outage.provider, outage.account) not in self.probed and outage.lets_one_probe(self.at)
