"""
Whether a hub grows: python -m tests.faults.soak [--minutes 30] [--warm-up 10]

The devices of the fault runs talk to one hub on SQLite and to three on PostgreSQL with Redis and a worker, at an
even pace, with devices that come and go, polls, lists, sign-ins and nonsense beside them; nothing is harmed.
Every ten seconds the memory that is each process's own and its open descriptors are noted. Told are how steeply
what was noted after the warm-up rises, in percent of its mean in ten minutes, and whether all messages came.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import random
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil
import websockets

from hub import wire
from tests.faults.client import Person
from tests.faults.history import History
from tests.faults.nemesis import Nemesis
from tests.faults.run import Talk, _end
from tests.faults.world import Setup, World, bundles, template, world
from tests.servers import postgres, valkey

SETUPS = (
    Setup(postgres=False, nodes=1, redis=False, worker=False),
    Setup(postgres=True, nodes=3, redis=True, worker=True),
)
EVERY_S = 10.0
HASTE = 5.0
"""How much more is written during the warm-up: caches and what is kept in memory are full after it."""

QUIET_S = 300.0
"""How long everything may take to be told and read once nobody writes any more."""

STEADY = 1.0
"""Percent in ten minutes that count as not growing."""


@dataclass
class Watched:
    """A process. samples: seconds, bytes that are its own, descriptors."""

    name: str
    process: psutil.Process
    samples: list[tuple[float, int, int]] = field(default_factory=list)

    def look(self, at: float) -> None:
        """Note how it stands."""
        self.samples.append((at, self.process.memory_full_info().uss, self.process.num_fds()))

    def told(self, warm_up_s: float) -> tuple[str, bool]:
        """A row of the table, and whether it is steady."""
        late = [one for one in self.samples if one[0] >= warm_up_s]
        at, own, open_ = zip(*late, strict=True)
        mean = statistics.fmean(own)
        slope = slope_of(at, own) * 600 / mean * 100
        half = len(open_) // 2
        more = statistics.fmean(open_[half:]) - statistics.fmean(open_[:half])
        row = (
            f"| {self.name} | {own[0] / 2**20:.1f} | {own[-1] / 2**20:.1f} | {slope:+.2f} |"
            f" {min(open_)} to {max(open_)} | {more:+.1f} |"
        )
        return row, abs(slope) < STEADY


def slope_of(at: tuple[float, ...], own: tuple[int, ...]) -> float:
    """Bytes a second, by Theil and Sen: the median over all pairs, so that a sign-in being hashed moves nothing."""
    pairs = itertools.combinations(zip(at, own, strict=True), 2)
    return statistics.median((other - one) / (then - now) for (now, one), (then, other) in pairs)


async def come_and_go(made: World, people: list[Person], rng: random.Random, done: list[int]) -> None:
    """Somebody opens the app, looks around and closes it, again and again; now and then it is nonsense."""
    while True:
        person, address = rng.choice(people), rng.choice(made.addresses())
        headers = {"authorization": f"Bearer {person.token}", "roomwire-profile": person.id}
        with contextlib.suppress(aiohttp.ClientError, websockets.WebSocketException, OSError, TimeoutError):
            async with made.http.post(f"http://{address}/v1/sync", json={"since": 0}, headers=headers) as answer:
                await answer.read()
            for path in ("/v1/me", "/v1/people", "/v1/conversations", "/v1/reviews?state=ended", "/v1/nothing"):
                async with made.http.get(f"http://{address}{path}", headers=headers) as answer:
                    await answer.read()
            wrong = {"email": f"nobody{done[0]}@families.example", "password": "not hers at all"}
            if done[0] % 20 == 0:
                async with made.http.post(f"http://{address}/v1/sign-in", json=wrong) as answer:
                    await answer.read()
            await visit(made, person, address, headers, rng)
            done[0] += 1
        await asyncio.sleep(0.3)


async def visit(made: World, person: Person, address: str, headers: dict[str, str], rng: random.Random) -> None:
    """A socket for a moment: hello, something said, and gone."""
    async with made.http.post(f"http://{address}/v1/ticket", json={}, headers=headers) as answer:
        ticket = (await answer.json())["ticket"]
    async with websockets.connect(
        f"ws://{address}/v1/ws", subprotocols=[websockets.Subprotocol(wire.SUBPROTOCOL)], close_timeout=1
    ) as ws:
        await ws.send(json.dumps({"t": "hello", "i": 0, "ticket": ticket, "device": f"guest {rng.random()}"}))
        await ws.send(rng.choice(['{"t":"nonsense"}', "{", json.dumps({"t": "typing", "conversation": person.id})]))
        async with asyncio.timeout(5):
            while "caught_up" not in str(await ws.recv()):
                pass
        if rng.random() < 0.5:
            ws.transport.abort()


@contextlib.asynccontextmanager
async def beside(*works: object) -> AsyncIterator[None]:
    """These go on meanwhile."""
    tasks = [asyncio.ensure_future(work) for work in works]  # type: ignore[call-overload]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def soak(made: World, talk: Talk, args: argparse.Namespace) -> bool:
    """Talk for as long as is wanted; whether everything came and nothing grew."""
    loop, rng, visits = asyncio.get_running_loop(), random.Random(1), [0]
    names = [f"{made.setup}: hub {number}" for number in range(len(made.nodes))]
    names += [f"{made.setup}: worker"] if made.worker else []
    watched = [
        Watched(name, psutil.Process(node.process.pid)) for name, node in zip(names, made.processes(), strict=True)
    ]
    people = list({one.person.id: one.person for one in talk.devices}.values())

    async def watch() -> None:
        began = loop.time()
        while True:
            for one in watched:
                one.look(loop.time() - began)
                if args.record is not None:
                    with args.record.open("a") as file:
                        file.write(json.dumps([one.name, *one.samples[-1]]) + "\n")
            await asyncio.sleep(EVERY_S)

    async def drop() -> None:
        while True:
            await asyncio.sleep(rng.uniform(1.0, 5.0))
            await rng.choice(talk.devices).drop()

    async with talk.connected():
        async with beside(watch(), drop(), come_and_go(made, people, rng, visits)):
            began = loop.time()
            await talk.write(args.per_s * HASTE, began + args.warm_up * 60)
            await talk.write(args.per_s, began + (args.warm_up + args.minutes) * 60)
        nemesis = Nemesis(made, talk.devices, random.Random(1))
        verdict = await _end(made, talk, nemesis, talk.history, QUIET_S)
    steady = True
    for one in watched:
        row, its = one.told(args.warm_up * 60)
        print(row)
        steady &= its
    stored = sum(1 for one in talk.history.posts.values() if one.id)
    print(f"{made.setup}: {stored} acknowledged, {visits[0]} visits: {'clean' if verdict.clean() else verdict}")
    return steady and verdict.clean()


async def main() -> int:
    """Both at once."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--warm-up", type=float, default=10.0)
    parser.add_argument("--per-s", type=float, default=20.0)
    parser.add_argument("--record", type=Path, help="add what was noted to this file, a line of JSON each time")
    parser.add_argument("--setup", type=int, nargs="*", choices=range(len(SETUPS)), default=[*range(len(SETUPS))])
    args = parser.parse_args()
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database, redis = stack.enter_context(postgres()), stack.enter_context(valkey())
        bundles(folder)
        its = await template(folder, database)
        worlds = [await stack.enter_async_context(world(SETUPS[one], its, database, redis)) for one in args.setup]
        talks = [Talk(its, made, History(), random.Random(7)) for made in worlds]
        print("| process | MiB after the warm-up | MiB in the end | % in 10 min | descriptors | later half |")
        print("| --- | --- | --- | --- | --- | --- |", flush=True)
        fine = await asyncio.gather(*(soak(made, talk, args) for made, talk in zip(worlds, talks, strict=True)))
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
