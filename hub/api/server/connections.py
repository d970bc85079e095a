"""This file bounds how many connections there are: of all, of one address, and of those that said nothing yet."""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from hub.limits.addresses import ADDRESSES, counted_as

if TYPE_CHECKING:
    import asyncio

EACH = 1_000
"""Connections of one address: all phones of a center behind one line, three times over."""

SILENT_EACH = 400
"""Of those, such that have not sent a head yet; that takes a moment, and who has more keeps it from nobody else."""

RESERVE = 64
"""Descriptors that no connection gets: databases, files, alerts on their way, mail."""

WANTED = 65_536
"""Descriptors asked of the system where it allows so many."""


class WaitingConnections:
    """Connections that wait for something, by address, the longest of each first."""

    def __init__(self) -> None:
        self._of: dict[str, dict[asyncio.Transport, None]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._of.values()))

    def add(self, address: str, transport: asyncio.Transport) -> None:
        """A connection of this address waits from now on."""
        self._of.setdefault(address, {})[transport] = None

    def discard(self, address: str, transport: asyncio.Transport) -> None:
        """It waits no longer, if it did."""
        waiting = self._of.get(address, {})
        waiting.pop(transport, None)
        if not waiting:
            self._of.pop(address, None)

    def many(self, address: str) -> int:
        """How many connections of this address wait."""
        return len(self._of.get(address, ()))

    def longest(self, address: str | None = None) -> asyncio.Transport | None:
        """Who waits longest: of this address, or of the one that has most."""
        worst = max(self._of, key=self.many, default="") if address is None else address
        return next(iter(self._of.get(worst, ())), None)


class Crowd:
    """
    Everybody connected. most: connections of all; proxies: addresses and networks whose connections are many
    people's, and not counted as one's.
    """

    def __init__(self, most: int, proxies: Collection[str] = (), *, each: int = EACH) -> None:
        self.most, self.each = most, min(each, max(1, most // 2))
        self._proxies = tuple(ip_network(one, strict=False) for one in proxies)
        self._address: dict[asyncio.Transport, str] = {}
        self._of: Counter[str] = Counter()
        self._silent, self._idle = WaitingConnections(), WaitingConnections()

    def __len__(self) -> int:
        return len(self._address)

    def come(self, transport: asyncio.Transport, host: str) -> bool:
        """
        Whether a new connection may stay. Where an address or the hub has as many as it may, one that waits goes:
        who said nothing yet, or else who was answered; the longest of the address that has most of them.
        """
        address = "" if self._proxies and _is_within(host, self._proxies) else counted_as(host)
        if address and self._silent.many(address) >= SILENT_EACH:
            self._send_away(self._silent.longest(address))
        if address and self._of[address] >= self.each and not self._send_away(self._idle.longest(address)):
            return False
        if len(self) >= self.most and not self._send_away(self._silent.longest() or self._idle.longest()):
            return False
        self._address[transport] = address
        self._of[address] += 1
        self._silent.add(address, transport)
        return True

    def heard(self, transport: asyncio.Transport) -> None:
        """A connection has sent a whole head, so it is neither silent nor idle now."""
        address = self._address.get(transport)
        if address is not None:
            self._silent.discard(address, transport)
            self._idle.discard(address, transport)

    def rests(self, transport: asyncio.Transport) -> None:
        """It was answered, and may ask again."""
        address = self._address.get(transport)
        if address is not None:
            self._idle.add(address, transport)

    def leave(self, transport: asyncio.Transport) -> None:
        """A connection is gone, and counts for its address no more."""
        self.heard(transport)
        address = self._address.pop(transport, None)
        if address is None:
            return
        self._of[address] -= 1
        if not self._of[address]:
            del self._of[address]

    def _send_away(self, transport: asyncio.Transport | None) -> bool:
        if transport is not None:
            self.leave(transport)
            transport.abort()
        return transport is not None


@lru_cache(maxsize=ADDRESSES)
def _is_within(host: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        its = ip_address(host)
    except ValueError:
        return False
    return any(its in one for one in networks)


def room() -> int:
    """How many connections this process may have, once it was allowed as many descriptors as it can be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = hard == resource.RLIM_INFINITY
    wanted = max(soft, WANTED if unlimited else min(WANTED, hard))
    if wanted != soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(wanted - RESERVE, wanted // 2)
