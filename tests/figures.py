"""
What takes how long, held against its bound and kept: python -m tests.figures [--rounds N].

Runs the tests marked figures (tests/conftest.py), each N times in one process beside nothing else, and writes
docs/figures.md: the machine, and the median and spread of each. Where one misses its bound, nothing is written.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/figures.md"

HEAD = """# Figures

Tests that hold a time against a time are no part of `make test`, since a machine that does other things would fail
them. `make figures` runs them one after the other and writes this page; the bound of each stands in the test.
What `python -m benchmarks.…` measures is told where it is used, in docs/operators.md and RELIABILITY.md.
"""


class Taken:
    """A pytest plugin: how long each test took, in seconds, without what was made for it."""

    def __init__(self) -> None:
        self.by_test: defaultdict[str, list[float]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.by_test[report.nodeid].append(report.duration)


def machine() -> str:
    """What it ran on, and what else ran there."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model or platform.machine()}, {os.cpu_count()} cores, {python}, load {os.getloadavg()[0]:.1f}"


def row(test: str, taken: list[float]) -> str:
    """A line of the table, in milliseconds."""
    its = [seconds * 1_000 for seconds in taken]
    name = test.removeprefix("tests/").encode("ascii", "replace").decode().replace("|", "/").replace("`", "'")
    short = name if len(name) < 130 else name[:127] + "..."
    return f"| `{short}` | {statistics.median(its):.1f} | {min(its):.1f} to {max(its):.1f} |"


def page(taken: Taken, rounds: int, load: str) -> str:
    """The whole of docs/figures.md."""
    said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    when = f"{datetime.now(UTC):%d %B %Y}, commit {said.stdout.strip()}, {load}; {rounds} rounds."
    rows = "\n".join(row(test, its) for test, its in sorted(taken.by_test.items()))
    return f"{HEAD}\n{when}\n\n| test | median ms | spread |\n| --- | --- | --- |\n{rows}\n"


def main() -> int:
    """0: each kept its bound in every round."""
    parser = argparse.ArgumentParser(prog="python -m tests.figures")
    parser.add_argument("--rounds", type=int, default=5)
    rounds, taken, load = parser.parse_args().rounds, Taken(), machine()
    for number in range(rounds):
        print(f"Round {number + 1} of {rounds}", flush=True)
        ended = pytest.main(["-m", "figures", "-q", "--no-header"], plugins=[taken])
        if ended != pytest.ExitCode.OK:
            return 1
    PAGE.write_text(page(taken, rounds, load))
    print(f"Kept in {PAGE.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
