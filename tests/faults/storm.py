"""
A hub with 2,000 sockets is killed: python -m tests.faults.storm [SOCKETS]

Three hubs, one PostgreSQL, Redis. Every device was on the first hub and comes back to one of the others, spread
over the time its welcome named. Meanwhile announcements are made that every one of them has to get. The devices
come from many addresses of the loopback, as families do: from one, a hub takes no such crowd
(hub/api/server/connections.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import aiohttp
import websockets

from hub import wire
from tests.faults.client import Person
from tests.faults.world import Setup, Template, World, bundles, template, world
from tests.servers import postgres, valkey

SETUP = Setup(postgres=True, nodes=3, redis=True, worker=False)
SAID = 3
AT_ONCE = 40

OF_ONE_ADDRESS = 25
"""So few devices share an address; the hub's bounds on one stay as they are."""


@dataclass
class Device:
    """A device that follows, and comes back. host: the address it comes from; http: from there, too."""

    person: Person
    name: str
    host: str
    http: aiohttp.ClientSession
    since: int | None = None
    epoch: str = ""
    jitter_s: float = 1.0
    seen: list[int] = field(default_factory=list)
    back_after_s: float = 0.0
    refused: int = 0
    ws: websockets.ClientConnection | None = None

    async def connect(self, made: World, node: int) -> None:
        """Be level with the journal on that hub; whoever is turned away comes again when told to."""
        address = f"127.0.0.1:{made.nodes[node].port}"
        headers = {"authorization": f"Bearer {self.person.token}", "roomwire-profile": self.person.id}
        async with self.http.post(f"http://{address}/v1/ticket", json={}, headers=headers) as answer:
            ticket = (await answer.json())["ticket"]
        ws = await websockets.connect(
            f"ws://{address}/v1/ws", subprotocols=[websockets.Subprotocol(wire.SUBPROTOCOL)], compression=None,
            open_timeout=20, ping_interval=None, local_addr=(self.host, 0),
        )  # fmt: skip
        hello = {"t": "hello", "i": 0, "ticket": ticket, "device": self.name}
        if self.since is not None:
            hello |= {"since": self.since, "epoch": self.epoch}
        await ws.send(json.dumps(hello))
        self.ws = ws
        while not self.take(await ws.recv()):
            pass

    def take(self, data: str | bytes) -> bool:
        """Note what came; whether it was that all has."""
        read = json.loads(data)
        level = False
        for frame in read if isinstance(read, list) else [read]:
            if frame["t"] == "welcome":
                self.epoch, self.jitter_s = frame["epoch"], frame["jitter_ms"] / 1000
                self.since = frame["head"] if self.since is None else self.since
            elif frame["t"] == "event":
                self.since = frame["seq"]
                self.seen.append(frame["seq"])
            level = level or frame["t"] == "caught_up"
        return level

    async def follow(self) -> None:
        """Read until the connection ends."""
        assert self.ws is not None
        try:
            async for data in self.ws:
                self.take(data)
        except websockets.WebSocketException:
            return

    async def come_back(self, made: World, began: float) -> None:
        """Notice, wait as the welcome said, and connect to another hub until that has worked."""
        await self.follow()
        await asyncio.sleep(random.uniform(0, self.jitter_s))
        while True:
            try:
                async with asyncio.timeout(25):
                    await self.connect(made, random.choice((1, 2)))
            except (OSError, TimeoutError, KeyError, aiohttp.ClientError, websockets.WebSocketException):
                self.refused += 1
                await asyncio.sleep(random.uniform(0.2, 1.0))
            else:
                self.back_after_s = time.monotonic() - began
                return


async def main(sockets: int) -> int:
    """Kill it and tell."""
    with tempfile.TemporaryDirectory() as folder, postgres() as database, valkey() as redis:
        bundles(Path(folder))
        its = await template(Path(folder), database)
        async with world(SETUP, its, database, redis) as made, contextlib.AsyncExitStack() as stack:
            return await stormed(made, its, await _devices(stack, its, sockets))


async def _devices(stack: contextlib.AsyncExitStack, its: Template, sockets: int) -> list[Device]:
    people = list({one.id: one for one in its.people.values()}.values())
    homes = []
    for number in range(-(-sockets // OF_ONE_ADDRESS)):
        host = str(ip_address("127.0.1.1") + number)
        connector = aiohttp.TCPConnector(limit=0, local_addr=(host, 0))
        timeout = aiohttp.ClientTimeout(total=5)
        http = await stack.enter_async_context(aiohttp.ClientSession(timeout=timeout, connector=connector))
        homes.append((host, http))
    return [
        Device(people[number % len(people)], f"device-{number}", *homes[number // OF_ONE_ADDRESS])
        for number in range(sockets)
    ]


async def stormed(made: World, its: Template, devices: list[Device]) -> int:
    """The whole of it; 0 where nothing is missing."""
    sockets, people = len(devices), {one.person.id for one in devices}
    gate = asyncio.Semaphore(AT_ONCE)

    async def first(one: Device) -> None:
        async with gate:
            await one.connect(made, 0)

    began = time.monotonic()
    await asyncio.gather(*(first(one) for one in devices))
    print(f"{sockets} sockets of {len(people)} people on one hub after {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    returning = [asyncio.create_task(one.come_back(made, began)) for one in devices]
    made.nodes[0].signal(signal.SIGKILL)
    said = [await announce(made, its, number) for number in range(SAID)]
    await asyncio.gather(*returning)
    late = sorted(one.back_after_s for one in devices)
    following = [asyncio.create_task(one.follow()) for one in devices]
    await asyncio.sleep(2)
    for task in following:
        task.cancel()
    missing = sum(1 for one in devices for seq in said if one.seen.count(seq) != 1)
    print(
        f"all resumed {late[-1]:.1f} s after kill -9 (half after {late[len(late) // 2]:.1f} s);"
        f" {sum(one.refused for one in devices)} tries were turned away;"
        f" {missing} of {len(said) * sockets} announcements missing or double"
    )
    return 1 if missing else 0


async def announce(made: World, its: Template, number: int) -> int:
    """An announcement to the whole school, at one of the hubs that are left; where it stands."""
    ines = its.people["Ines Walker"]
    where = its.rules.by_subject["announcement", "school:"].id
    headers = {
        "authorization": f"Bearer {ines.token}", "roomwire-profile": ines.id, "idempotency-key": uuid.uuid4().hex,
    }  # fmt: skip
    await asyncio.sleep(1.0)
    url = f"http://127.0.0.1:{made.nodes[1].port}/v1/conversations/{where}/messages"
    body = {"item": {"type": "text", "text": f"number {number}"}}
    while True:  # a kept connection may end as it is used, and a hub in a storm may say later: the key makes it one
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with made.http.post(url, json=body, headers=headers) as answer:
                if answer.status < 500:
                    return int((await answer.json())["seq"])
        await asyncio.sleep(0.2)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)))
