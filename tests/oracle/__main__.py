"""`python -m tests.oracle --schools 500`: many random schools against the oracle, and how much was tried."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import get_state_machine_test

from tests.hub.running import ELSEWHERE, running
from tests.oracle.machine import School
from tests.oracle.views import DONE, World
from tests.servers import postgres


def main() -> int:
    """0 where nobody saw anything else than the oracle said; else the smallest school that shows it is told."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--schools", type=int, default=200)
    parser.add_argument("--steps", type=int, default=40, help="things that happen in each, at the most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="the records stand in PostgreSQL, not in SQLite")
    args = parser.parse_args()
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        records = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if args.postgres:
            (records / ELSEWHERE).write_text(stack.enter_context(postgres()).make("oracle"))
        runner = stack.enter_context(asyncio.Runner())
        inner = contextlib.AsyncExitStack()
        world = World(runner, runner.run(inner.enter_async_context(running(records))))
        stack.callback(lambda: runner.run(inner.aclose()))
        chosen = settings(
            max_examples=args.schools, stateful_step_count=args.steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), print_blob=False,
        )  # fmt: skip
        seed(args.seed)(get_state_machine_test(lambda: School(world), settings=chosen))()
    print(f"{DONE['school']} schools in {time.monotonic() - began:.0f} s, nobody saw anything else than was due:")
    print(", ".join(f"{count:,} {what}" for what, count in sorted(DONE.items()) if what != "school"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
