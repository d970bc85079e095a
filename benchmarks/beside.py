"""
What telling people costs those who talk: python -m benchmarks.beside [--rounds N] [--seconds S]

The demo school on SQLite, served by a process of its own. People post as fast as they are answered, each with
WINDOW messages on their way; everybody has a phone, Google is 50 ms away. Once the staff alone, while no parent
looks, and once everybody, all with a conversation open and reading; each time with the planner and the outbox at
work, and without them (ROOMWIRE_WORKER=0). Messages acknowledged a second, and processor time for each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import uvloop
import websockets

from benchmarks.telling import serve as google_at
from tests.notifiers.providers.fcm import FcmServer
from tests.servers import free_port

WINDOW = 32
TICKS = os.sysconf("SC_CLK_TCK")
HOW = ("nobody looks, nobody tells", "nobody looks", "all look, nobody tells", "all look")
"""Each of those without telling is what the next one is measured against."""


@dataclass
class Person:
    """Somebody signed in, on one device."""

    base: str
    http: aiohttp.ClientSession
    id: str
    token: str
    role: str
    places: list[str] = field(default_factory=list)
    done: int = 0

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's body."""
        headers = {"authorization": f"Bearer {self.token}", "roomwire-profile": self.id}
        kwargs = {} if body is None else {"json": body}
        async with self.http.request(method, self.base + path, headers=headers, **kwargs) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json() if answer.content_type == "application/json" else None

    async def talk(self, until: float, how: str) -> None:
        """Post as fast as it is answered; read what comes, where it is open."""
        ticket = (await self.ask("POST", "/v1/ticket", {"profile": self.id}))["ticket"]
        url = self.base.replace("http", "ws") + "/v1/ws"
        async with websockets.connect(url, subprotocols=["roomwire.v1.json"], max_size=None) as ws:  # type: ignore[list-item]
            await ws.send(json.dumps({"t": "hello", "i": 1, "ticket": ticket, "device": self.id, "since": 0}))
            if how.startswith("all"):
                await ws.send(json.dumps({"t": "watch", "conversation": self.places[0]}))
            for number in range(WINDOW):
                await ws.send(self._post(number))
            async for raw in ws:
                for frame in _frames(raw):
                    if frame["t"] == "ok":
                        self.done += 1
                        if time.monotonic() > until:
                            return
                        await ws.send(self._post(self.done + WINDOW))
                    elif how.startswith("all") and frame.get("kind") == "message" and frame["n"] % 20 == 0:
                        read = {"t": "read", "i": 1, "conversation": frame["conversation"], "n": frame["n"]}
                        await ws.send(json.dumps(read))

    def _post(self, number: int) -> str:
        cid, place = f"{self.id}-{number}-{os.urandom(4).hex()}", self.places[number % len(self.places)]
        item = {"type": "text", "text": f"message {number}"}
        return json.dumps({"t": "post", "i": number + 2, "conversation": place, "cid": cid, "item": item})


def _frames(raw: str | bytes) -> list[dict[str, Any]]:
    read = json.loads(raw)
    return read if isinstance(read, list) else [read]


async def signed(base: str, http: aiohttp.ClientSession, its: dict[str, Any]) -> Person:
    """A person of the demo school with a phone."""
    credentials = {"email": its["email"], "password": its["password"]}
    async with http.post(f"{base}/v1/sign-in", json=credentials) as answer:
        person = Person(base, http, its["id"], (await answer.json())["token"], its["role"])
    await person.ask("POST", "/v1/devices", {"provider": "fcm", "address": f"phone-{person.id}"})
    found = (await person.ask("GET", "/v1/conversations"))["items"]
    person.places = [one["id"] for one in found if one["kind"] == "family" and one["may_post"]]
    return person


async def talked(
    base: str, people: list[dict[str, Any]], pid: int, seconds: float, how: str
) -> tuple[float, float]:
    """Messages acknowledged a second, and µs of the hub's processor for each."""
    async with aiohttp.ClientSession() as http:
        everybody = [await signed(base, http, its) for its in people]
        looks = how.startswith("all")
        talking = [one for one in everybody if one.places and (looks or one.role != "guardian")]
        before, began = _worked(pid), time.monotonic()
        await asyncio.gather(*(one.talk(began + seconds, how) for one in talking))
        done = sum(one.done for one in talking)
        return done / (time.monotonic() - began), (_worked(pid) - before) / done * 1e6


def _worked(pid: int) -> float:
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / TICKS


async def round_of(how: str, env: dict[str, str], seconds: float) -> tuple[float, float]:
    """A hub of its own, on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        its = {
            **os.environ, **env,  # noqa: TID251 (handed on)
            "ROOMWIRE_DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3",
            "ROOMWIRE_BASE_URL": f"http://127.0.0.1:{port}", "ROOMWIRE_POSTS_PER_S": "10000",
            "ROOMWIRE_WORKER": "0" if how.endswith("tells") else "1",
        }  # fmt: skip
        demo = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hub", "demo", "--json", env=its, stdout=PIPE
        )
        people = json.loads((await demo.communicate())[0])["people"]
        serve = (sys.executable, "-m", "hub", "serve", "--port", str(port))
        hub = await asyncio.create_subprocess_exec(*serve, env=its, stderr=DEVNULL, stdout=DEVNULL)
        try:
            await _up(f"http://127.0.0.1:{port}")
            return await talked(f"http://127.0.0.1:{port}", people, hub.pid, seconds, how)
        finally:
            hub.kill()
            await hub.wait()


async def _up(base: str) -> None:
    async with aiohttp.ClientSession() as http, asyncio.timeout(30):
        while True:
            try:
                async with http.get(f"{base}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0)
    args = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    port = spawn.Value("i", 0)
    google = spawn.Process(target=google_at, args=(port, None), daemon=True)
    google.start()
    while not port.value:
        time.sleep(0.01)
    found: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        far = FcmServer(Path(folder))
        far.url = f"http://127.0.0.1:{port.value}"
        for _ in range(args.rounds):
            for how in HOW:
                found[how].append(uvloop.run(round_of(how, far.env(), args.seconds)))
    google.kill()
    _told(found)


def _told(found: dict[str, list[tuple[float, float]]]) -> None:
    print("| | messages/s | µs of the hub's processor each | messages/s, of without | processor, of without |")
    print("| --- | --- | --- | --- | --- |")
    for how, its in found.items():
        rate, cpu = (statistics.median(one[part] for one in its) for part in (0, 1))
        without = found[how if how.endswith("tells") else f"{how}, nobody tells"]
        ratios = [
            statistics.median(one[part] / other[part] for one, other in zip(its, without, strict=True))
            for part in (0, 1)
        ]
        print(f"| {how} | {rate:,.0f} | {cpu:.0f} | {ratios[0]:.2f} | {ratios[1]:.2f} |")


if __name__ == "__main__":
    main()
