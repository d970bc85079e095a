"""
How long an event takes from one hub to a device on another: python -m tests.faults.across

Two hubs, one PostgreSQL; with Redis, then with Redis dead. Milliseconds from the moment the post is sent on the
one to the moment the event is read on the other.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import websockets

from hub import wire
from tests.faults.client import Person
from tests.faults.world import Setup, Template, World, bundles, template, world
from tests.servers import postgres, valkey

POSTS = 200
PAUSE_S = 0.02
SETUP = Setup(postgres=True, nodes=2, redis=True, worker=False)


async def device(made: World, node: int, person: Person) -> websockets.ClientConnection:
    """A socket of person's on that hub, level with the journal."""
    address = f"127.0.0.1:{made.nodes[node].port}"
    headers = {"authorization": f"Bearer {person.token}", "roomwire-profile": person.id}
    async with made.http.post(f"http://{address}/v1/ticket", json={}, headers=headers) as answer:
        ticket = (await answer.json())["ticket"]
    ws = await websockets.connect(
        f"ws://{address}/v1/ws", subprotocols=[websockets.Subprotocol(wire.SUBPROTOCOL)], compression=None
    )
    await ws.send(json.dumps({"t": "hello", "i": 0, "ticket": ticket, "device": f"{node}"}))
    while '"caught_up"' not in str(await ws.recv()):
        pass
    return ws


async def measured(made: World, its: Template, name: str) -> list[float]:
    """The milliseconds of each post."""
    ana, rosa = its.people["Ana Reyes"], its.people["Rosa Alvarez"]
    where = next(one for one in its.rules.of_person[rosa.id] if its.rules.conversations[one].kind.name == "day")
    here, there = await device(made, 0, ana), await device(made, 1, rosa)
    sent: dict[str, float] = {}
    taken: list[float] = []

    async def read() -> None:
        while len(taken) < POSTS:
            data = json.loads(await there.recv())
            now = time.perf_counter()
            for frame in data if isinstance(data, list) else [data]:
                if frame["t"] == "event" and frame.get("cid") in sent:
                    taken.append((now - sent[frame["cid"]]) * 1000)  # noqa: PERF401 (the clock is read first)

    reading = asyncio.create_task(read())
    for number in range(POSTS):
        cid = f"{name}-{number}"
        item = {"type": "meal", "meal": "lunch", "amount": "most"}
        sent[cid] = time.perf_counter()
        await here.send(json.dumps({"t": "post", "i": number, "conversation": where, "cid": cid, "item": item}))
        await here.recv()
        await asyncio.sleep(PAUSE_S)
    async with asyncio.timeout(30):
        await reading
    await here.close()
    await there.close()
    return sorted(taken)


async def main() -> int:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder, postgres() as database, valkey() as redis:
        bundles(Path(folder))
        its = await template(Path(folder), database)
        async with world(SETUP, its, database, redis) as made:
            await asyncio.sleep(3)
            tell("with Redis", await measured(made, its, "with"))
            redis.kill()
            tell("Redis killed a moment ago", await measured(made, its, "dying"))
            await asyncio.sleep(3)
            tell("Redis dead", await measured(made, its, "dead"))
            redis.start()
    return 0


def tell(name: str, taken: list[float]) -> None:
    """One line."""
    p99 = taken[int(len(taken) * 0.99) - 1]
    print(
        f"{name}: p50 {statistics.median(taken):.1f} ms, p99 {p99:.1f} ms, most {taken[-1]:.1f} ms of {len(taken)}"
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
