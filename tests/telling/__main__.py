"""`python -m tests.telling --seed S --runs N`: the long runs; ends with 1 where anything was found."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections import Counter

from tests.servers import postgres
from tests.telling.run import LONG, SHORT, run, seeded


async def main() -> int:
    """Run them."""
    parser = argparse.ArgumentParser(prog="python -m tests.telling", description=__doc__)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--sqlite", action="store_true", help="one hub on a file instead of workers on PostgreSQL")
    parser.add_argument("--bug", default="", help="plant a bug (tests/faults/bugs.py)")
    args = parser.parse_args()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a killed client is no news here
    broken, words = [], Counter[str]()
    with postgres() as database:
        for seed in range(args.seed, args.seed + args.runs):
            plan = seeded(SHORT if args.short else LONG, seed, args.bug)
            result = await run(seeded(plan, seed, args.bug), None if args.sqlite else database)
            words += result.words
            print(result.line(), flush=True)
            if not result.verdict.clean():
                broken.append(seed)
    print("what providers did: " + ", ".join(f"{number} × {word}" for word, number in words.most_common()))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
