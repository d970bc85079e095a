"""The command line: python -m benchmarks.peers [--rounds N] [--seconds S] [--peers NAME …]; see the package."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from benchmarks.peers.generator import built
from benchmarks.peers.measure import Options, measured
from benchmarks.peers.processes import BenchError, check_free
from benchmarks.peers.report import Outcome, Round, page
from benchmarks.peers.servers import PEERS, WORK, Peer

PAGE = Path(__file__).parents[1] / "RESULTS.md"
STICK = WORK / "stick.md"
SPARE_FILES = 200
"""Descriptors beyond one for each connection."""

FAILURES = 2
"""Of one server, after which it is not tried again."""


class Interrupted(BaseException):
    """Somebody asked us to stop; everything that was started ends on the way out."""


def _stop(number: int, _frame: object) -> NoReturn:
    raise Interrupted(signal.Signals(number).name)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """A signal to end is an exception, so that whoever started something gets to end it."""
    before = {one: signal.signal(one, _stop) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def prepare(options: Options) -> None:
    """
    Keep to the generator's core, and allow as many files as there are connections.

    Raises:
        BenchError: this machine has too little of something.
    """
    cores = os.sched_getaffinity(0)
    if not {options.server_core, options.generator_core} <= cores or options.server_core == options.generator_core:
        raise BenchError(
            f"Server and generator need a core each; this may use {sorted(cores)}. Choose with --server-core and "
            "--generator-core."
        )
    needed = max(options.connections, options.idle) + SPARE_FILES
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < needed:
        raise BenchError(
            f"{needed} open files are needed and {most} allowed (ulimit -n); or choose fewer connections."
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed if most == resource.RLIM_INFINITY else most, most))
    os.sched_setaffinity(0, {options.generator_core})
    check_free(options.port)


TOLD = {"open": "per_s", "talk_20_4": "per_s", "talk_20_1": "per_s", "talk_200_40": "per_s", "rest": "kb"}
"""What is said of a round while others are still under way: a figure of each phase."""


def _told(number: int, peer: Peer, its: Round) -> None:
    words = [f"{phase} {its[phase][key]:,.1f}" for phase, key in TOLD.items() if phase in its]
    print(f"{number} {peer.name}: {', '.join(words)}, p50 {its['pace']['p50_ms']:.2f} ms", flush=True)


def run(options: Options, peers: Sequence[Peer], rounds: int) -> list[Outcome]:
    """Rounds of all peers, interleaved; who fails is told of at once, and who failed twice is not tried again."""
    missing = {peer.name: peer.missing() for peer in peers}
    found: dict[str, list[dict[str, Any]]] = {peer.name: [] for peer in peers}
    failed: defaultdict[str, list[str]] = defaultdict(list)
    for number in range(1, rounds + 1):
        for peer in peers:
            if missing[peer.name] or len(failed[peer.name]) == FAILURES:
                continue
            try:
                its = measured(peer, options, memory=not any("rest" in one for one in found[peer.name]))
            except BenchError as error:
                failed[peer.name].append(str(error))
                print(f"{number} {peer.name}: {error}", file=sys.stderr, flush=True)
            else:
                found[peer.name].append({"round": number, **its})
                _told(number, peer, its)
            (options.work / "results.json").write_text(json.dumps(found, indent=1))
    return [
        Outcome(
            peer=one, rounds=found[one.name], missing=missing[one.name],
            failed=" ".join(dict.fromkeys(failed[one.name])),
        )
        for one in peers
    ]  # fmt: skip


def _asked(argv: Sequence[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--seconds", type=float, default=4.0, help="of each phase")
    asked.add_argument("--peers", nargs="+", metavar="NAME", choices=[one.name for one in PEERS],
                       default=[one.name for one in PEERS], help="by default all: %(choices)s")  # fmt: skip
    asked.add_argument("--connections", type=int, default=2_000)
    asked.add_argument("--idle", type=int, default=5_000, help="connections whose memory is measured")
    asked.add_argument("--rate", type=float, default=200, help="messages a second in the open loop")
    asked.add_argument("--port", type=int, default=7_300, help="of the server; what it needs has the next")
    asked.add_argument("--work", type=Path, default=WORK, help="where everything else is written")
    asked.add_argument("--server-core", type=int, default=0)
    asked.add_argument("--generator-core", type=int, default=1)
    asked.add_argument("--reference", default="nchan", help="whom ratios are to")
    asked.add_argument("--page", type=Path, default=PAGE, help="what is written; by default %(default)s")
    return asked.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and write the page; 0 done, 1 something was not measured though it is here, 130 interrupted."""
    args = _asked(argv)
    try:
        with interruptible():
            options = Options(
                program=built(args.work), work=args.work, connections=args.connections, idle=args.idle,
                seconds=args.seconds, rate=args.rate, port=args.port, server_core=args.server_core,
                generator_core=args.generator_core,
            )  # fmt: skip
            prepare(options)
            outcomes = run(options, [one for one in PEERS if one.name in args.peers], args.rounds)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except Interrupted as interrupted:
        print(f"bench: stopped by {interrupted}; nothing was written.", file=sys.stderr)
        return 130
    for its in outcomes:
        if its.missing:
            print(f"{its.peer.name}: not measured: {its.missing}.", file=sys.stderr)
    command = " ".join(["python -m benchmarks.peers", *(sys.argv[1:] if argv is None else argv)])
    stick = STICK.read_text() if STICK.exists() else ""
    args.page.write_text(page(outcomes, options, command, args.reference, stick))
    print(f"{args.page} is written.")
    return 1 if any(its.failed for its in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
