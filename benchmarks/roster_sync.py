"""
How long a roster takes to come in: python -m benchmarks.roster_sync [--schools N] [--rounds N] [--url URL]

Schools of families (benchmarks/rosters.py), imported by `roster import` as operators do: into an empty database,
once more with nothing changed, and with 1 % of each school changed. Wall clock and processor seconds of the
command, and its peak memory (RSS): medians and ranges. --posts: somebody posts all the while beside it, on a hub
that serves the same database; how long their posts wait, before and during the syncs.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import aiohttp

from benchmarks.rosters import families_of
from tests.servers import free_port

PAUSE_S = 0.02
IDLE_S = 5.0
COLUMNS = ("first", "unchanged", "1 % changed")


class Sync(NamedTuple):
    """One import: wall clock and processor seconds, and the peak of its memory in MB."""

    seconds: float
    processor_s: float
    memory_mb: float


def imported(bundle: Path, url: str) -> Sync:
    """Import a bundle by the command, which must be taken."""
    began = time.monotonic()
    command = [sys.executable, "-m", "hub", "roster", "import", str(bundle), "--json"]
    process = subprocess.Popen(command, env=_environ(url), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    assert process.returncode == 0, said[:2_000]
    assert json.loads(said)["applied"]
    return Sync(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _environ(url: str) -> dict[str, str]:
    return {**os.environ, "ROOMWIRE_DATABASE_URL": url}  # noqa: TID251


def rounds(schools: int, many: int, url: str) -> list[list[Sync]]:
    """The three imports, each as often as asked for; a given database is used once."""
    found: list[list[Sync]] = [[] for _ in COLUMNS]
    with tempfile.TemporaryDirectory() as folder:
        same, other = Path(folder) / "same.zip", Path(folder) / "other.zip"
        families_of(same, schools)
        families_of(other, schools, percent=1)
        for number in range(many):
            its = url or f"sqlite:///{folder}/{number}.sqlite3"
            for at, bundle in enumerate((same, same, other)):
                found[at].append(imported(bundle, its))
                print(f"{COLUMNS[at]}: {found[at][-1]}", file=sys.stderr)
    return found


Post = Callable[[], Awaitable[float]]
"""Post once, and how long that took in seconds; without end where the hub refused it."""


def posts(schools: int, url: str) -> dict[str, list[float]]:
    """How long posts take while nothing else goes on, and during the import of what 1 % has changed in."""
    with tempfile.TemporaryDirectory() as folder:
        its = url or f"sqlite:///{folder}/posts.sqlite3"
        same = families_of(Path(folder) / "same.zip", schools)
        other = families_of(Path(folder) / "other.zip", schools, percent=1)
        imported(same, its)
        who = ["--school", "s0", "--email", "dee@bench.example", "--given", "Dee", "--family", "Day"]
        made = [sys.executable, "-m", "hub", "admin", "create", *who]
        done = subprocess.run(made, env=_environ(its), capture_output=True, check=True)
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        environ = _environ(its) | {
            "ROOMWIRE_BASE_URL": base,
            "ROOMWIRE_WORKER": "0",
            "ROOMWIRE_POSTS_PER_S": "1000",
        }
        served = [sys.executable, "-m", "hub", "serve", "--port", str(port)]
        hub = subprocess.Popen(served, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return asyncio.run(_waits(base, done.stdout.decode().split()[-1], its, (same, other)))
        finally:
            hub.terminate()
            hub.wait()


async def _waits(base: str, password: str, url: str, bundles: Sequence[Path]) -> dict[str, list[float]]:
    waits: dict[str, list[float]] = {"idle": [], "unchanged": [], "1 % changed": []}
    async with aiohttp.ClientSession() as http:
        await _ready(http, base)
        post = await _signed_in(http, base, password)
        until = time.monotonic() + IDLE_S
        while time.monotonic() < until:
            waits["idle"].append(await post())
        for name, bundle in zip(COLUMNS[1:], bundles, strict=True):
            sync = asyncio.create_task(asyncio.to_thread(imported, bundle, url))
            while not sync.done():
                waits[name].append(await post())
            await sync
    return waits


async def _signed_in(http: aiohttp.ClientSession, base: str, password: str) -> Post:
    """An admin of the first school, who posts to one of its families."""
    body = {"email": "dee@bench.example", "password": password}
    async with http.post(f"{base}/v1/sign-in", json=body) as answer:
        headers = {"authorization": f"Bearer {(await answer.json())['token']}"}
    async with http.get(f"{base}/v1/conversations", headers=headers) as answer:
        where = next(one["id"] for one in (await answer.json())["items"] if one["kind"] == "family")
    path, numbers = f"{base}/v1/conversations/{where}/messages", itertools.count()

    async def post() -> float:
        await asyncio.sleep(PAUSE_S)
        number, began = str(next(numbers)), time.monotonic()
        item, key = {"type": "text", "text": f"Post {number}"}, {"idempotency-key": number}
        async with http.post(path, json={"item": item}, headers=headers | key) as answer:
            waited = time.monotonic() - began
            return waited if answer.status == 201 else math.inf

    return post


async def _ready(http: aiohttp.ClientSession, base: str) -> None:
    while True:
        try:
            async with http.get(f"{base}/readyz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.05)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.roster_sync", description=__doc__)
    parser.add_argument("--schools", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database; for one round")
    parser.add_argument("--posts", action="store_true", help="how long posts wait meanwhile, instead")
    args = parser.parse_args()
    if args.posts:
        print("| while | posts | refused | p50 ms | p99 ms | longest ms |")
        print("| --- | --- | --- | --- | --- | --- |")
        for name, waits in posts(args.schools, args.url).items():
            in_order = sorted(1000 * one for one in waits if one < math.inf)
            refused = len(waits) - len(in_order)
            p99 = in_order[max(0, len(in_order) * 99 // 100 - 1)]
            its = f"{statistics.median(in_order):.1f} | {p99:.1f} | {in_order[-1]:.0f}"
            print(f"| {name} | {len(waits)} | {refused} | {its} |")
        return
    print("| sync | seconds | processor s | memory MB |")
    print("| --- | --- | --- | --- |")
    for name, syncs in zip(COLUMNS, rounds(args.schools, 1 if args.url else args.rounds, args.url), strict=True):
        its = " | ".join(
            f"{statistics.median(of):.2f} ({min(of):.2f} to {max(of):.2f})" for of in zip(*syncs, strict=True)
        )
        print(f"| {name} | {its} |")


if __name__ == "__main__":
    main()
