"""
Our generator held against the measuring stick: python -m benchmarks.peers.stick PROGRAM [--rounds N] [--peers NAME]

The stick is another generator, written apart from this one, which is called as below and answers in lines of JSON.
Both load the same servers in turn, each a fresh one: connects, the latency at half of what the server can carry,
and what it carries where the generator is about half busy. What came of it becomes a part of benchmarks/RESULTS.md
the next time that is written.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.peers.__main__ import STICK, Interrupted, interruptible, prepare
from benchmarks.peers.generator import built, marked
from benchmarks.peers.measure import FOREIGN, WARM_S, Options, Serving, loaded, serving
from benchmarks.peers.processes import BenchError, Launch, last_line, started
from benchmarks.peers.servers import PEERS, WORK, Peer

CALLED = {
    "hub": ["--path", "/v1/ws", "--subprotocol", "roomwire.v1.json", "--plain",
            "--step", 'send:{"t":"hello","i":1,"ticket":"{a}","device":"d{id}","since":0}',
            "--step", "expect:caught_up", "--msg-prefix",
            '{"t":"post","i":2,"conversation":"{b}","cid":"{id}-{n}","item":{"type":"text","text":"',
            "--msg-suffix", '"}}'],
    "nchan": ["--path", "/{room}"],
    "ws": ["--path", "/{room}", "--step", "expect:in"],
}  # fmt: skip
"""How the stick is called for a server; {a} and {b} are the fields of a line of --vars."""

CLOSE_ENOUGH = 0.1
FIGURES = {"connects/s": 0, "p50 ms at half load": 3, "p99 ms at half load": 3, "deliveries/s at depth 1": 0}
Figures = dict[str, float]


def ours(peer: Peer, options: Options, rate: float) -> Figures:
    """What our generator finds of a fresh server; rate: messages a second at half load."""
    with serving(peer, options) as served:
        begin = marked(served.watched)
        with loaded(peer, served, options, options.small) as generator:
            pace = generator.ask(f"pace {WARM_S} {options.seconds} {rate}")
            talk = generator.ask(f"talk {WARM_S} {options.seconds} 1 1")
            found = generator.opened["per_s"], pace["p50_ms"], pace["p99_ms"], talk["per_s"]
            return dict(zip(FIGURES, found, strict=True)) | marked(served.watched).since(begin)


def theirs(peer: Peer, options: Options, rate: float, program: Path) -> Figures:
    """
    What the stick finds of a fresh server, likewise.

    Raises:
        BenchError: it ended, or its connections were refused.
    """
    with serving(peer, options) as served:
        begin = marked(served.watched)
        with _called(peer, options, served, program) as ask:
            opened, pace = ask(""), ask(f"latency {WARM_S} {options.seconds} {rate}")
            talk = ask(f"fanout {WARM_S} {options.seconds} 1 1")
            if opened["failed"] or talk["failed"]:
                raise BenchError(f"The measuring stick lost {talk['failed']} connections to {peer.name}.")
            found = opened["per_s"], pace["p50_ms"], pace["p99_ms"], talk["deliveries_s"]
            return dict(zip(FIGURES, found, strict=True)) | marked(served.watched).since(begin)


class _Stick:
    """The stick's process, asked for a phase."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process, self._log = process, log

    def __call__(self, words: str) -> Figures:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{words}\n" if words else "")
            self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise BenchError(f"The measuring stick ended. {last_line(self._log)}")
        its: Figures = json.loads(answer)
        return its


@contextlib.contextmanager
def _called(peer: Peer, options: Options, served: Serving, program: Path) -> Iterator[_Stick]:
    its, folder = options.small, served.place.folder
    words = ["--port", options.port, "--n", its.connections, "--room-size", its.members, "--inflight", 200]
    lines = ["--vars", served.place.seeds / its.file] if peer.name == "hub" else []
    command = [str(one) for one in (program, *words, *CALLED[peer.name], *lines)]
    log = folder / "stick.log"
    log.unlink(missing_ok=True)
    with started(
        "the measuring stick", Launch(command=command, folder=folder), options.generator_core, log
    ) as process:
        yield _Stick(process, log)


def capacity(peer: Peer, options: Options) -> float:
    """Messages a second that a server passes on where a room has one under way, so that it gathers nothing."""
    with serving(peer, options) as served, loaded(peer, served, options, options.small) as generator:
        return float(generator.ask(f"talk {WARM_S} {options.seconds} 1 1")["posts_s"])


PART = """## The generator beside the measuring stick

Another generator, written apart from ours, loaded the same servers in turn: {rounds} rounds of
{options.seconds:g} s, {options.connections:,} connections in rooms of 20, a fresh server each time. Half load is
{rates}. Medians are to be within {close:.0%}; rounds that others
on this machine disturbed are left out where there are any that they did not.

| server | figure | rounds | ours | measuring stick | ours ÷ measuring stick | within |
| --- | --- | --- | --- | --- | --- | --- |
"""


def part(found: dict[str, list[tuple[Figures, Figures]]], rates: dict[str, float], options: Options) -> str:
    """A part of the page: medians of both, and whether they are close enough."""
    said = ", ".join(f"{rate:,.0f} messages a second to {name}" for name, rate in rates.items())
    rounds = max(len(pairs) for pairs in found.values())
    rows = [_row(name, pairs, figure) for name, pairs in found.items() for figure in FIGURES]
    return PART.format(rounds=rounds, options=options, rates=said, close=CLOSE_ENOUGH) + "\n".join(rows)


def _row(name: str, pairs: list[tuple[Figures, Figures]], figure: str) -> str:
    quiet = [pair for pair in pairs if max(one["foreign"] for one in pair) <= FOREIGN] or pairs
    own, other = (statistics.median(pair[at][figure] for pair in quiet) for at in (0, 1))
    within, digits = "yes" if abs(own / other - 1) <= CLOSE_ENOUGH else "no", FIGURES[figure]
    cells = (
        name,
        figure,
        f"{len(quiet)}",
        f"{own:,.{digits}f}",
        f"{other:,.{digits}f}",
        f"{own / other:.2f}",
        within,
    )
    return f"| {' | '.join(cells)} |"


def compare(options: Options, peers: Sequence[Peer], rounds: int, program: Path) -> str:
    """
    Load all these servers with both, who is first changing from round to round; a part of the page.

    Raises:
        BenchError: a server is not installed, or did not start.
    """
    if gone := [one.missing() for one in peers if one.missing()]:
        raise BenchError(f"{'; '.join(gone)}.")
    rates = {one.name: max(1.0, capacity(one, options) / 2) for one in peers}
    found: defaultdict[str, list[tuple[Figures, Figures]]] = defaultdict(list)
    for number in range(rounds):
        for peer in peers:
            rate = rates[peer.name]
            if number % 2:
                other = theirs(peer, options, rate, program)
                own = ours(peer, options, rate)
            else:
                own = ours(peer, options, rate)
                other = theirs(peer, options, rate, program)
            found[peer.name].append((own, other))
            print(f"{number + 1} {peer.name}: ours {own}, measuring stick {other}", flush=True)
    return part(found, rates, options)


def main(argv: Sequence[str] | None = None) -> int:
    """Compare; 0 done, 1 it could not be, 130 interrupted."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.peers.stick", description=__doc__)
    asked.add_argument("program", type=Path)
    asked.add_argument("--rounds", type=int, default=9)
    asked.add_argument("--seconds", type=float, default=4.0)
    asked.add_argument("--connections", type=int, default=2_000)
    asked.add_argument("--port", type=int, default=7_300)
    asked.add_argument("--peers", nargs="+", choices=sorted(CALLED), default=["ws", "hub"])
    args = asked.parse_args(argv)
    peers = [one for one in PEERS if one.name in args.peers]
    try:
        with interruptible():
            options = Options(
                program=built(WORK), work=WORK, seconds=args.seconds, connections=args.connections, port=args.port
            )
            prepare(options)
            STICK.write_text(compare(options, peers, args.rounds, args.program.resolve()))
    except BenchError as error:
        print(f"stick: {error}", file=sys.stderr)
        return 1
    except Interrupted as interrupted:
        print(f"stick: stopped by {interrupted}; nothing was written.", file=sys.stderr)
        return 130
    print(STICK.read_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
