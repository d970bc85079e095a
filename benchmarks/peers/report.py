"""What came of a run, as a page: medians and ranges, with all that is needed to have them again."""

from __future__ import annotations

import platform
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.peers.measure import FOREIGN, Options
from benchmarks.peers.servers import Peer
from tests.figures import machine

FULL = 0.9
"""Of its core: a generator that works this much is the limit, and the server's own rate is what it says or more."""

Round = Mapping[str, Any]

HEAD = """# Our hub beside others

`{command}` wrote this page on {day}: {rounds} interleaved rounds, a fresh server for each. A figure is the median
of its rounds; in brackets the lowest and the highest.

- **Machine**: {machine}, {system}; loopback only. The server has core {options.server_core}; the generator, and
  what a server needs besides, core {options.generator_core}.
- **connects/s**: {options.connections:,} connections, 200 in the making, until the last is in, as the server says
  (nchan says nothing: its handshake counts). The hub's sign in, each with a ticket of its own.
- **p50, p99, p99.9**: open loop, {options.rate:,.0f} messages a second to rooms of 20 for {options.seconds:g} s,
  right after the connects; from when a message was due until a reader has it, for every reader.
- **deliveries/s**: closed loop, {options.seconds:g} s. Depth is how many messages of a room are under way: one
  sender with 4, one with 1; in rooms of 200 ten senders with 4 each. `>=`: the generator was full; the server's own
  limit is this or more, and processor time per delivery says more.
- **KB per idle connection**: what the server's proportional set size (PSS) grows by with {options.idle:,} of them,
  in the first round. What the kernel holds for them is not in it.
- Where others took more than a quarter of a core, a phase was measured again, twice at the most; a round that they
  disturbed all the same counts only where each was, and the notes say how many those are.
- A message is 200 bytes. Only the hub asks who may write and read, and keeps what is said; the others pass on what
  comes.
"""

COST = """
## Processor time

Microseconds per connect and per delivery, of the server and what it needs; then how busy the server's core was with
the server, and the generator's with the generator.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A figure: its heading, and its phase, key and digits."""

    heading: str
    phase: str
    key: str
    digits: int = 0


COLUMNS = (
    Column("connects/s", "open", "per_s"),
    Column("p50 ms", "pace", "p50_ms", 2),
    Column("p99 ms", "pace", "p99_ms", 2),
    Column("p99.9 ms", "pace", "p999_ms", 2),
    Column("deliveries/s, rooms of 20, depth 4", "talk_20_4", "per_s"),
    Column("deliveries/s, rooms of 20, depth 1", "talk_20_1", "per_s"),
    Column("deliveries/s, rooms of 200, depth 40", "talk_200_40", "per_s"),
    Column("KB per idle connection", "rest", "kb", 1),
)
TALKS = {one.phase: one.heading.partition(", ")[2] for one in COLUMNS if one.phase.startswith("talk")}
LOADED = {"open": "a connect", "pace": "at the pace", **TALKS}
"""The phases in which something is done, by what they are called on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one server: its rounds; why there are none, or fewer."""

    peer: Peer
    rounds: Sequence[Round]
    missing: str = ""
    failed: str = ""


def page(outcomes: Sequence[Outcome], options: Options, command: str, reference: str, stick: str) -> str:
    """The page, in Markdown. reference: whom ratios are to; stick: a part on how the generator was checked."""
    there = [one for one in outcomes if one.rounds]
    base = next((one for one in there if one.peer.name == reference), None)
    parts = [
        HEAD.format(
            command=command, day=f"{datetime.now(UTC):%d %B %Y}", machine=machine(), options=options,
            rounds=max((len(one.rounds) for one in outcomes), default=0),
            system=f"{platform.system()} {platform.release().partition('-')[0]}",
        ),
        _table([one.heading for one in COLUMNS], (_figures(one) for one in outcomes)),
        COST,
        _table(LOADED.values(), ([its.peer.name, *(_cost(its, one) for one in LOADED)] for its in there)),
    ]  # fmt: skip
    if base is not None:
        said = f"Deliveries/s as a multiple of those of {reference} in the same round."
        rows = ([its.peer.name, *(_ratio(its, base, phase) for phase in TALKS)] for its in there)
        parts += [f"\n## Beside {reference}\n\n{said}\n", _table(TALKS.values(), rows)]
    parts += ["\n## Who they are\n", _table(["version", "from", "a message is", "notes"], map(_who, outcomes))]
    return "\n".join([*parts, *(["", stick.strip()] if stick else []), ""])


def values(rounds: Sequence[Round], read: Callable[[Round], float], phase: str) -> list[float]:
    """A figure of each round that has the phase; of those that others did not disturb, where there are some."""
    there = [one for one in rounds if phase in one]
    quiet = [one for one in there if one[phase].get("foreign", 0) <= FOREIGN]
    return [read(one) for one in quiet or there]


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = ["server", *headings]
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _figures(its: Outcome) -> list[str]:
    if not its.rounds:
        return [its.peer.name, f"not measured: {its.missing or its.failed}", *[""] * (len(COLUMNS) - 1)]
    return [its.peer.name, *(_figure(its.rounds, one) for one in COLUMNS)]


def _figure(rounds: Sequence[Round], column: Column) -> str:
    found = values(rounds, lambda one: one[column.phase][column.key], column.phase)
    is_rate = column.key == "per_s"
    return ">= " * (is_rate and _busy(rounds, column.phase) >= FULL) + _cell(found, column.digits)


def _busy(rounds: Sequence[Round], phase: str) -> float:
    return statistics.median(values(rounds, lambda one: one[phase]["generator"], phase) or [0])


def _cell(found: Sequence[float], digits: int) -> str:
    if not found:
        return "–"
    spread = f" ({min(found):,.{digits}f} to {max(found):,.{digits}f})" if len(found) > 1 else ""
    return f"{statistics.median(found):,.{digits}f}{spread}"


def _cost(its: Outcome, phase: str) -> str:
    def cost(one: Round) -> float:
        done = one[phase]
        return float((done["server_s"] + done["helpers_s"]) / max(1, done.get("deliveries", done.get("in"))) * 1e6)

    def share(one: Round) -> float:
        return float(one[phase]["server_s"] / one[phase]["window_s"])

    found = values(its.rounds, cost, phase)
    server = statistics.median(values(its.rounds, share, phase) or [0])
    return f"{_cell(found, 2)}; {server:.0%}, {_busy(its.rounds, phase):.0%}"


def _ratio(its: Outcome, base: Outcome, phase: str) -> str:
    """To the other one in the same round, so that a slow hour of the machine counts for both."""
    others = {one["round"]: one[phase]["per_s"] for one in base.rounds}
    there = [one for one in its.rounds if one["round"] in others]
    return _cell([one[phase]["per_s"] / others[one["round"]] for one in there], 2)


def _who(its: Outcome) -> list[str]:
    version = "–" if its.missing else its.peer.version()
    return [its.peer.name, version, its.peer.brought_by, its.peer.keeps, "; ".join(_notes(its))]


def _notes(its: Outcome) -> Iterator[str]:
    if its.failed:
        yield its.failed
    disturbed = {
        called: sum(one[phase]["foreign"] > FOREIGN for one in its.rounds) for phase, called in LOADED.items()
    }
    if any(disturbed.values()):
        told = ", ".join(f"{count} ({called})" for called, count in disturbed.items() if count)
        yield f"of {len(its.rounds)} rounds others disturbed {told}"
    for phase, called in LOADED.items():
        there = [one[phase] for one in its.rounds]
        if lost := max((one.get("lost", 0) for one in there), default=0):
            yield f"{called}: {lost} messages of a round did not come back"
        if any(one.get("samples", 0) < one.get("expected", 0) for one in there):
            yield f"{called}: some deliveries came more than 5 s late, or never"
