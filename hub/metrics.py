"""This file declares what is measured of a hub's work; all but gauges, which stand where their value is known."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from prometheus_client import REGISTRY, Histogram
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds, for what somebody waits for."""

PATIENT = (0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0, 3_600.0, 21_600.0)
"""Seconds, for what may have to be tried again."""


class Durations:
    """Seconds that one thread alone observes: without a lock, a fifth of what the library's own histogram costs."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts, self.total = [0] * (len(QUICK) + 1), 0.0

    def observe(self, seconds: float) -> None:
        """Count something that took so many seconds."""
        self.counts[bisect_left(QUICK, seconds)] += 1
        self.total += seconds


class Live(Collector):
    """A histogram on the path of a live message. labels: of its series; empty: it has one, without any."""

    def __init__(self, name: str, says: str, label: str = "", values: Sequence[str] = ("",)) -> None:
        self.name, self.says, self.labels = name, says, [label] if label else []
        self.series = {value: Durations() for value in values}
        REGISTRY.register(self)

    def collect(self) -> Iterable[HistogramMetricFamily]:
        """The histogram with all of its series, as Prometheus is told of it."""
        family = HistogramMetricFamily(self.name, self.says, labels=self.labels)
        for value, its in self.series.items():
            up_to = [*map(str, QUICK), "+Inf"]
            buckets = list(zip(up_to, map(float, accumulate(its.counts)), strict=True))
            family.add_metric([value] if self.labels else [], buckets, its.total)
        yield family


POST = Live("roomwire_post_seconds", "From a post to the answer that it is stored").series[""]

FANOUT = Live(
    "roomwire_fanout_seconds",
    "From a commit here, or from when an event came in at another node, until every device here is offered it",
    "committed", ("here", "elsewhere"),
)  # fmt: skip
HERE, ELSEWHERE = FANOUT.series.values()

COMMIT = Histogram("roomwire_commit_seconds", "One commit, of as many actions as had come", buckets=QUICK)

DELIVERY = Histogram(
    "roomwire_delivery_seconds",
    "From when an alert was planned to the answer that ends it, with all it was to wait for",
    ["medium"], buckets=PATIENT,
)  # fmt: skip

COLLECTED = Live("roomwire_collector_seconds", "How long the garbage collector held everything up").series[""]

LATE = Live(
    "roomwire_loop_late_seconds", "How late the event loop came to what was due, asked ten times a second"
).series[""]
