"""This file keeps how one mail server has dealt with us lately: only by that some refusals can be read."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from policies.notify.bouncing import Meaning, Pattern

TAKES_S = 3_600.0
"""For so long after it took mail for somebody a server counts as one that takes mail for others."""

KNOWN_S = 7 * 86_400.0
"""For so long it is remembered that a server took mail for an address."""

AT_ONCE_S = 600.0
"""Refusals that lie further apart than this do not come at once."""

REMEMBERED = 10_000
"""Addresses that are remembered; the longest ago are forgotten first."""


class Lately:
    """One mail server, as this process has known it. clock: seconds, of no particular beginning."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._took: OrderedDict[str, float] = OrderedDict()
        self._refused: dict[Meaning, OrderedDict[str, float]] = {}

    def took(self, address: str) -> None:
        """It took an email for this address, so what it refused before was not us."""
        _note(self._took, address.casefold(), self._clock())
        self._refused.clear()

    def refused(self, address: str, its: Meaning) -> Pattern:
        """It refused this address; how it dealt with others meanwhile."""
        now, address = self._clock(), address.casefold()
        alike = self._refused.setdefault(its, OrderedDict())
        _note(alike, address, now)
        return Pattern(
            takes=any(at > now - TAKES_S and other != address for other, at in self._newest()),
            took_this=self._took.get(address, now - KNOWN_S) > now - KNOWN_S,
            others=sum(at > now - AT_ONCE_S for other, at in alike.items() if other != address),
        )

    def _newest(self) -> list[tuple[str, float]]:
        """The two it took last: at least one is of somebody else."""
        return [next_ for _, next_ in zip(range(2), reversed(self._took.items()), strict=False)]


def _note(addresses: OrderedDict[str, float], address: str, now: float) -> None:
    addresses[address] = now
    addresses.move_to_end(address)
    if len(addresses) > REMEMBERED:
        addresses.popitem(last=False)
