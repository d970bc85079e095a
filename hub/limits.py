"""This file bounds how often somebody may do something: posts of a person, failed sign-ins of an address."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field

KEPT = 10_000
"""Keys remembered at once; beyond it the one idle longest is forgotten, and memory stays bounded."""

BURST_S = 3
"""Seconds' worth that may come at once: what a phone has gathered while it had no connection."""


@dataclass(slots=True)
class Rates:
    """A token bucket per key."""

    per_s: float
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait_s(self, key: str, now: float) -> float:
        """Take one; 0.0 where there was one, else after how many seconds there will be."""
        tokens, at = self._buckets.pop(key, (self.per_s * BURST_S, now))
        tokens = min(self.per_s * BURST_S, tokens + max(0.0, now - at) * self.per_s)
        granted = tokens >= 1
        self._buckets[key] = (tokens - 1 if granted else tokens, now)
        if len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return 0.0 if granted else (1 - tokens) / self.per_s


@dataclass(slots=True)
class Failures:
    """Failed tries per key within a window; what succeeds is never counted."""

    most: int
    window_s: float
    _failed: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def wait_s(self, key: str, now: float) -> float:
        """0.0 while key may try, else after how many seconds it may again."""
        failed = self._failed.get(key)
        while failed and failed[0] <= now - self.window_s:
            failed.popleft()
        return failed[0] + self.window_s - now if failed and len(failed) >= self.most else 0.0

    def failed(self, key: str, now: float) -> None:
        """Note a failure."""
        self._failed.setdefault(key, deque()).append(now)
        self._failed.move_to_end(key)
        if len(self._failed) > KEPT:
            self._failed.popitem(last=False)
