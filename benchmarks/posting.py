"""
How many posts a hub stores and answers: python -m benchmarks.posting [--rounds N] [--seconds S] [--postgres]

A process of its own on one core, telling off; the generator on the other, and PostgreSQL too where it is asked
for. Pairs of two: one of each has DEPTH posts under way, and both get every one of them once it is committed. All
pairs in one school, then each in a school of its own. Posts a second, the hub's processor time for each, and how
busy the generator was; SQLite stores with synchronous FULL, PostgreSQL with fsync.
Wanted: 15,000 on SQLite and 10,000 on PostgreSQL, in both.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks import seed
from benchmarks.peers.generator import built, generating
from benchmarks.peers.processes import BenchError, Launch, started, worked_s
from benchmarks.peers.servers import HUB, WORK
from benchmarks.rosters import rooms_of
from benchmarks.seed import ConnectionSet
from hub import settings
from tests.servers import free_port, postgres

PAIRS, DEPTH = 100, 8
ALL = ConnectionSet(2 * PAIRS, 2)
SCHOOLS = {"one school": [[2] * PAIRS], f"{PAIRS} schools": [[2]] * PAIRS}
BODY = 200
SERVER, OTHERS = 0, 1
"""The cores of the hub and of everybody else."""


@contextlib.contextmanager
def served(url: str, folder: Path) -> Iterator[tuple[int, int]]:
    """A hub on a seeded database: its process and its port."""
    port = free_port()
    environ = {
        "ROOMWIRE_DATABASE_URL": url, "ROOMWIRE_BASE_URL": f"http://127.0.0.1:{port}", "ROOMWIRE_WORKER": "0",
        "ROOMWIRE_POSTS_PER_S": "10000", "ROOMWIRE_PROXIES": "127.0.0.1",
    }  # fmt: skip
    command = [sys.executable, "-m", "hub", "serve", "--port", str(port)]
    launch = Launch(command=command, folder=Path(__file__).parents[1], port=port, environ=environ)
    with started("the hub", launch, SERVER, folder / "server.log") as process:
        yield process.pid, port


def measured(url: str, where: str, folder: Path, seconds: float) -> dict[str, float]:
    """
    A round on an empty database.

    Raises:
        BenchError: something went wrong; the sentence says what.
    """
    roster = rooms_of(folder / "roster.zip", *SCHOOLS[where])
    seed.seed(settings.read({"ROOMWIRE_DATABASE_URL": url}), roster, folder / "seeds", [ALL])
    plan = f"{HUB}size {BODY}\nlines {folder / 'seeds' / ALL.file}\n"
    size = ALL.connections, ALL.members
    with served(url, folder) as (pid, port), generating(built(WORK), plan, port, size, OTHERS) as generator:
        worked: list[float] = []
        answer = generator.ask(f"talk 1 {seconds} 1 {DEPTH}", lambda: worked.append(worked_s(pid)))
    busy_s = worked[1] - worked[0]
    posts = answer["posts_s"] * answer["seconds"]
    return {"posts/s": answer["posts_s"], "µs each": busy_s / posts * 1e6, "generator": answer["generator"]}


def main() -> int:
    """Measure, and print a line for each place and figure: median and range."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--seconds", type=float, default=4.0)
    asked.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own, instead of SQLite")
    args = asked.parse_args()
    os.sched_setaffinity(0, {OTHERS})
    found: defaultdict[str, list[dict[str, float]]] = defaultdict(list)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(postgres()) if args.postgres else None
        for number in range(args.rounds):
            for where in SCHOOLS:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                name = f"posting_{number}_{len(found[where])}_{len(SCHOOLS[where])}"
                url = server.make(name) if server else f"sqlite:///{folder}/hub.sqlite3"
                try:
                    found[where].append(measured(url, where, folder, args.seconds))
                except BenchError as error:
                    print(f"posting: {error}", file=sys.stderr)
                    return 1
    for where, rounds in found.items():
        for key in rounds[0]:
            values = [one[key] for one in rounds]
            print(
                f"{where:>11} {key:>9}: {statistics.median(values):9.2f} ({min(values):.2f} to {max(values):.2f})"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
