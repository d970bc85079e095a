"""
What one abuser costs a talking pair: python -m benchmarks.neighbors [--pairs N] [--seconds S] [--only KIND …]

The demo school on SQLite with the usual rates, served by a process of its own. A teacher posts 8 messages a second
over her socket, a mother's socket waits; beside them nothing, then one abuser of a kind, in turns (N pairs). For
each kind: the pair's p99 in ms while it is idle and while it is abused, the median ratio of the two in a pair, how
many messages were delivered, and how many of the abuser's requests were refused for their number (429, 503) and how
many were not; a wrong password that was looked at was served.
Wanted: a ratio of at most 3, a p99 of at most 25 ms, and every message.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import uvloop
import websockets
from PIL import Image

from benchmarks.beside import Person, _frames, _up
from tests.servers import free_port

PER_S, LOOPS = 8, 8


@dataclass
class Abuser:
    """One person, or a guest, who asks as fast as they can. served: answers by status."""

    its: Person
    place: str
    photo: bytes
    served: Counter[int] = field(default_factory=Counter)
    number: int = 0

    async def ask(self, method: str, path: str, body: Any = None, *, guest: bool = False, **more: Any) -> None:
        """Ask once, whatever becomes of it."""
        self.number += 1
        headers = {"authorization": f"Bearer {self.its.token}", "roomwire-profile": self.its.id, **more}
        kwargs = {"data": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        async with self.its.http.request(
            method, self.its.base + path, headers={} if guest else headers, **kwargs
        ) as answer:
            await answer.read()
            self.served[answer.status] += 1


Kind = Callable[[Abuser], Awaitable[None]]


async def sign_in(one: Abuser) -> None:
    email = f"{one.number}@families.example"
    await one.ask("POST", "/v1/sign-in", {"email": email, "password": "wrong"}, guest=True)


async def password(one: Abuser) -> None:
    await one.ask("POST", "/v1/password", {"current": "wrong", "new": "a long enough one"})


async def rename(one: Abuser) -> None:
    await one.ask("PATCH", "/v1/me", {"display_name": f"Rosa {one.number}"})


async def prefer(one: Abuser) -> None:
    await one.ask("PUT", "/v1/preferences", {"digest_at": one.number % 1_440})


async def sync(one: Abuser) -> None:
    await one.ask("POST", "/v1/sync", {"since": 0})


async def preview(one: Abuser) -> None:
    await one.ask("POST", "/v1/preview", {"conversation": one.place, "item": {"type": "text", "text": "x"}})


async def explain(one: Abuser) -> None:
    await one.ask("GET", f"/v1/explain?who={one.its.id}&may=see&about={one.place}")


async def poll(one: Abuser) -> None:
    head = (await one.its.ask("POST", "/v1/sync", {}))["seq"]
    await one.ask("POST", "/v1/sync", {"since": head, "wait_ms": 1_000})


async def ticket(one: Abuser) -> None:
    await one.ask("POST", "/v1/ticket", {"profile": one.its.id})


async def device(one: Abuser) -> None:
    await one.ask(
        "POST", "/v1/devices", {"provider": "fcm", "address": f"{one.number:022}:APA91b{one.number:0134}"}
    )


async def upload(one: Abuser) -> None:
    await one.ask("POST", "/v1/files", one.photo, **{"content-type": "application/octet-stream"})


async def half(one: Abuser) -> None:
    its = urlsplit(one.its.base)
    head = (
        "POST /v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{"
    )
    try:
        _, writer = await asyncio.open_connection(its.hostname, its.port)
        writer.write(head.encode())
    except OSError:
        one.served[503] += 1
    await asyncio.sleep(0.05)


async def burst(one: Abuser) -> None:
    await _socket(one, [{"t": "hello", "i": number, "ticket": "x", "device": "x"} for number in range(400)])


async def typing(one: Abuser) -> None:
    await _socket(one, [{"t": "typing", "conversation": one.place}] * 400)


async def _socket(one: Abuser, frames: list[dict[str, Any]]) -> None:
    try:
        its = await one.its.ask("POST", "/v1/ticket", {"profile": one.its.id})
    except AssertionError:
        one.served[429] += 1
        return
    url = one.its.base.replace("http", "ws") + "/v1/ws"
    try:
        async with websockets.connect(url, subprotocols=["roomwire.v1.json"], max_size=None) as ws:  # type: ignore[list-item]
            await ws.send(json.dumps({"t": "hello", "i": 1, "ticket": its["ticket"], "device": "abuse"}))
            for frame in frames:
                await ws.send(json.dumps(frame))
                one.served[200] += 1
    except (OSError, websockets.WebSocketException):
        one.served[429] += 1


KINDS: dict[str, Kind] = {
    "sign-in guesses": sign_in, "password guesses": password, "renames": rename, "preferences": prefer,
    "sync from 0": sync, "previews": preview, "explains": explain, "long polls": poll, "tickets": ticket,
    "devices": device, "uploads": upload, "half bodies": half, "bursts of frames": burst, "typing": typing,
}  # fmt: skip


async def talk(teacher: Person, mother: Person, place: str, seconds: float) -> tuple[list[float], int]:
    """Milliseconds from each post to the mother's socket, and how many were posted."""
    sent: dict[str, float] = {}
    took: list[float] = []
    here, there = await _opened(teacher), await _opened(mother)

    async def hear() -> None:
        async for raw in there:
            ours = (sent[cid] for frame in _frames(raw) if (cid := frame.get("cid")) in sent)
            took.extend((time.perf_counter() - began) * 1000 for began in ours)

    async def drained() -> None:
        async for _ in here:
            pass

    hearing, draining = asyncio.create_task(hear()), asyncio.create_task(drained())
    posts = int(seconds * PER_S)
    for number in range(posts):
        cid = os.urandom(8).hex()
        item = {"type": "text", "text": f"message {number}"}
        sent[cid] = time.perf_counter()
        await here.send(json.dumps({"t": "post", "i": number + 2, "conversation": place, "cid": cid, "item": item}))
        await asyncio.sleep(1 / PER_S)
    until = time.monotonic() + 10
    while len(took) < posts and time.monotonic() < until:  # noqa: ASYNC110 (and the clock ends it)
        await asyncio.sleep(0.05)
    await here.close()
    await there.close()
    await asyncio.gather(hearing, draining, return_exceptions=True)
    return took, posts


async def _opened(person: Person) -> Any:
    its = (await person.ask("POST", "/v1/ticket", {"profile": person.id}))["ticket"]
    url = person.base.replace("http", "ws") + "/v1/ws"
    ws = await websockets.connect(url, subprotocols=["roomwire.v1.json"], max_size=None)  # type: ignore[list-item]
    await ws.send(json.dumps({"t": "hello", "i": 1, "ticket": its, "device": person.id}))
    await ws.recv()
    return ws


def p99(took: list[float]) -> float:
    """Of so few the worst or the second worst."""
    return sorted(took)[max(0, int(len(took) * 0.99) - 1)] if took else float("inf")


async def abused(kind: Kind | None, one: Abuser, talking: Awaitable[Any]) -> Any:
    """The pair's talk, beside eight loops of the abuser."""

    async def loop() -> None:
        while True:
            try:
                await kind(one)  # type: ignore[misc]  # no loop runs without a kind
            except aiohttp.ClientError:
                one.served[503] += 1
                await asyncio.sleep(0.01)

    loops = [asyncio.create_task(loop()) for _ in range(LOOPS if kind else 0)]
    try:
        return await talking
    finally:
        for each in loops:
            each.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


async def measured(name: str, pairs: int, seconds: float, photo: bytes) -> None:
    """One kind, on a hub of its own."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        its = {
            **os.environ, "ROOMWIRE_DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3",  # noqa: TID251 (handed on)
            "ROOMWIRE_BASE_URL": f"http://127.0.0.1:{port}",
        }  # fmt: skip
        demo = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hub", "demo", "--json", env=its, stdout=PIPE
        )
        people = json.loads((await demo.communicate())[0])["people"]
        serve = (sys.executable, "-m", "hub", "serve", "--port", str(port))
        hub = await asyncio.create_subprocess_exec(*serve, env=its, stderr=DEVNULL, stdout=DEVNULL)
        try:
            await _up(f"http://127.0.0.1:{port}")
            async with aiohttp.ClientSession() as http:
                await _row(name, await _cast(f"http://127.0.0.1:{port}", http, people), (pairs, seconds, photo))
        finally:
            hub.kill()
            await hub.wait()


async def _cast(base: str, http: aiohttp.ClientSession, people: list[dict[str, Any]]) -> list[Person]:
    found = []
    for name, role in (("Ana Reyes", "teacher"), ("Rosa Alvarez", "guardian"), ("Tom Alvarez", "guardian")):
        its = next(one for one in people if one["name"] == name)
        credentials = {"email": its["email"], "password": its["password"]}
        async with http.post(f"{base}/v1/sign-in", json=credentials) as answer:
            found.append(Person(base, http, its["id"], (await answer.json())["token"], role))
    return found


async def _row(name: str, cast: list[Person], how: tuple[int, float, bytes]) -> None:
    (teacher, mother, father), (pairs, seconds, photo) = cast, how
    mine = (await mother.ask("GET", "/v1/conversations"))["items"]
    hers = {one["id"] for one in (await teacher.ask("GET", "/v1/conversations?limit=100"))["items"]}
    place = next(one["id"] for one in mine if one["kind"] == "family" and one["id"] in hers)
    one, ratios, idles, worst, delivered, posted = Abuser(father, place, photo), [], [], [], 0, 0
    for _ in range(pairs):
        idle, _ = await talk(teacher, mother, place, seconds)
        took, posts = await abused(KINDS[name], one, talk(teacher, mother, place, seconds))
        ratios.append(p99(took) / p99(idle))
        idles.append(p99(idle))
        worst.append(p99(took))
        delivered, posted = delivered + len(took), posted + posts
    refused = one.served[429] + one.served[503]
    print(
        f"| {name} | {statistics.median(idles):.1f} | {statistics.median(worst):.1f} "
        f"| {statistics.median(ratios):.1f} | {delivered} of {posted} "
        f"| {sum(one.served.values()) - refused} | {refused} |",
        flush=True,
    )


def _photo() -> bytes:
    made = io.BytesIO()
    Image.effect_noise((5_800, 4_300), 60).convert("RGB").save(made, "JPEG", quality=85)
    return made.getvalue()


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.neighbors", description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--only", nargs="*", choices=list(KINDS), default=list(KINDS))
    args = parser.parse_args()
    photo = _photo()
    print("| one abuser | p99 idle ms | p99 ms | ratio | delivered | served | refused |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in args.only:
        uvloop.run(measured(name, args.pairs, args.seconds, photo))


if __name__ == "__main__":
    main()
