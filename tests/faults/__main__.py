"""`make faults RUNS=n SEED=s`: run the seeds s, s+1, … and tell what was found; ends with 1 where anything was."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults.run import Result, run
from tests.faults.world import bundles, template
from tests.servers import postgres, valkey


async def main() -> int:
    """Run them."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--per-s", type=float, default=550.0)
    parser.add_argument("--bug", default="", help="plant a bug (tests/faults/bugs.py)")
    parser.add_argument("--record", type=Path, help="append each run to this file, a line of JSON each")
    args = parser.parse_args()
    total: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    broken = []
    with tempfile.TemporaryDirectory() as folder, postgres() as database, valkey() as redis:
        bundles(Path(folder))
        its = await template(Path(folder), database)
        for seed in range(args.seed, args.seed + args.runs):
            try:
                result = await run(seed, its, database, redis, seconds=args.seconds, per_s=args.per_s, bug=args.bug)
            except Exception as error:  # noqa: BLE001 (a harness that breaks is told of, and the next seed runs)
                print(f"seed {seed}: the harness failed: {error!r}", flush=True)
                broken.append(seed)
                continue
            print(result.line(), flush=True)
            total += tally(result)
            faults += result.faults
            if not result.verdict.clean():
                broken.append(seed)
            if args.record is not None:
                with args.record.open("a") as file:
                    file.write(json.dumps(told(result)) + "\n")
    print(f"{args.runs} runs: " + ", ".join(f"{number} {name}" for name, number in total.items()))
    print("faults: " + ", ".join(f"{number} × {name}" for name, number in faults.most_common()))
    print(f"broken: {broken or 'none'}")
    return 1 if broken else 0


def tally(result: Result) -> Counter[str]:
    """What is added up over runs."""
    return Counter(
        acknowledged=result.acknowledged, handled=result.handled, connections=result.connections,
        alerts=result.alerts, lost=len(result.verdict.lost), duplicated=len(result.verdict.duplicated),
        reordered=len(result.verdict.reordered), leaked=len(result.verdict.leaked),
        otherwise_broken=len(result.verdict.broken),
    )  # fmt: skip


def told(result: Result) -> dict[str, object]:
    """A run, for the record."""
    return {"seed": result.seed, "setup": str(result.setup), "seconds": round(result.seconds, 1),
            "devices": result.devices, "faults": dict(result.faults), **tally(result)}  # fmt: skip


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
