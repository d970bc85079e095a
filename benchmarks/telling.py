"""
How fast people are told: python -m benchmarks.telling [--rounds N]

Beside a bare aiohttp client in the same process and round, against the same server in a process of its own, which
answers after 50 ms. Give the two a core each where there are two: taskset -c 0 python -m benchmarks.telling
--server-core 1. Ratios travel, rates do not: the machine is never quite alone.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import statistics
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import uvloop
from aiohttp import web
from sqlalchemy import insert

from hub.app import opened_store
from hub.bus.hints import Hints
from hub.bus.schools import Schools
from hub.heap import freeze
from hub.notify.claiming import Claimer
from hub.notify.dispatcher import Dispatcher
from hub.settings import read
from hub.store.clock import moment, stamp
from hub.store.row_security import Across
from hub.store.store import Store
from notifiers.notification import Notification
from notifiers.outbox import Claimed
from notifiers.routes import Transport
from notifiers.senders import fcm
from notifiers.tables import delivery
from tests.notifiers.providers.fcm import FcmServer

LATENCY_S = 0.05
POSTS, PUSHES, FAMILIES = 6_000, 500, 1_000
IN_FLIGHT = 256
BEGUN = datetime.now(UTC) - timedelta(minutes=1)


def serve(port: Any, core: int | None) -> None:
    """Google's token endpoint and send method, 50 ms away; and nothing else."""
    if core is not None:
        os.sched_setaffinity(0, {core})

    async def send(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(LATENCY_S)
        return web.Response(body=b'{"name":"projects/maple/messages/1"}', content_type="application/json")

    async def token(_request: web.Request) -> web.Response:
        return web.json_response({"access_token": "t", "expires_in": 3_600, "token_type": "Bearer"})

    async def main() -> None:
        app = web.Application()
        app.router.add_post("/token", token)
        app.router.add_post("/v1/projects/{project}/messages:send", send)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port.value = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        await asyncio.Event().wait()

    uvloop.run(main())


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are in one round."""

    url: str
    folder: Path
    env: dict[str, str]

    def sender(self) -> fcm.FcmSender:
        """A sender of that server."""
        made = fcm.configure(self.env)
        assert made is not None
        return made


@dataclass(slots=True)
class Timed:
    """Seconds, and processor seconds of this process, between its beginning and its end."""

    seconds: float = 0.0
    cpu: float = 0.0

    def __enter__(self) -> Timed:
        """It begins."""
        self.seconds, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        """It has ended."""
        self.seconds, self.cpu = time.perf_counter() - self.seconds, time.process_time() - self.cpu


async def bare(place: Place, many: int, in_flight: int) -> Timed:
    """So many posts of a plain client: the same body, the same limit."""
    body = {"message": fcm.encoded("token-of-rosa", notification("n_1"))}
    url = f"{place.url}/v1/projects/maple/messages:send"
    numbers = iter(range(many))

    async def work(session: aiohttp.ClientSession) -> None:
        for _ in numbers:
            async with session.post(url, json=body, headers={"Authorization": "Bearer t"}) as answer:
                await answer.read()
                assert answer.status == 200

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=in_flight)) as session:
        with Timed() as took:
            await asyncio.gather(*(work(session) for _ in range(in_flight)))
    return took


async def pushes(place: Place, many: int) -> Timed:
    """So many messages of our FCM sender, all at once, its token and its connections made anew."""
    sender = place.sender()
    with Timed() as took:
        await asyncio.gather(*(sender.send("token-of-rosa", notification(f"n_{number}")) for number in range(many)))
    await sender.close()
    return took


async def outbox(place: Place, many: int) -> Timed:
    """So many deliveries through the outbox: claimed, handed over, settled, on SQLite with fsync."""
    records = Path(tempfile.mkdtemp(dir=place.folder))
    store = opened_store(read({"ROOMWIRE_DATABASE_URL": f"sqlite:///{records}/hub.sqlite3"}))
    await store.write(
        lambda one: one.connection.execute(insert(delivery), [row(number) for number in range(many)]),
        whose=Across.OPERATOR,
    )
    sender = place.sender()
    await sender.send("warm", notification("n_0"))
    dispatcher = _dispatcher(store, sender)
    with Timed() as took:
        await _until_settled(dispatcher)
    await dispatcher.stop()
    await sender.close()
    await store.stop()
    return took


def _dispatcher(store: Store, sender: fcm.FcmSender) -> Dispatcher:
    wake = asyncio.Event()
    schools = Schools(store, wake.set, Hints(""), lambda: datetime.now(UTC))
    claimer: Any = Claimer(schools, Needed())  # type: ignore[arg-type]
    renderer: Any = Plain()
    return Dispatcher(schools, {"fcm": Transport("push", "fcm", (sender,))}, claimer, renderer, wake)


async def _until_settled(dispatcher: Dispatcher) -> None:
    """The loop of hub.notify.worker, without planning; it ends once nothing is open."""
    while True:
        dispatcher.wake.clear()
        while await dispatcher.dispatch():
            pass
        if not dispatcher._under_way and not dispatcher._results and not dispatcher._backlogged:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await dispatcher.wake.wait()


class Needed:
    """Judges nothing: what is measured is the outbox alone."""

    def ineligible(self, *_: object) -> dict[str, Any]:
        """None of them."""
        return {}


class Plain:
    """Words an alert as it was planned."""

    async def notification(self, one: Claimed) -> Notification:
        """In English, as most read it."""
        return Notification(
            key=one.id, thread=one.conversation, title=one.title, body=one.body, url="http://127.0.0.1" + one.path,
            sender_name=one.title, created_at=moment(one.planned_at), expires_at=moment(one.expires_at),
        )  # fmt: skip


def notification(key: str) -> Notification:
    """One alert."""
    now = datetime.now(UTC)
    return Notification(
        key=key, thread="c_1", title="Maple Street", body="New message from Ana Reyes",
        url="http://127.0.0.1:8000/#/c/c_1", sender_name="Maple Street", created_at=now,
        expires_at=now + timedelta(hours=24),
    )  # fmt: skip


def row(number: int) -> dict[str, object]:
    """A delivery that is due, of an announcement to a thousand."""
    now = BEGUN + timedelta(seconds=number // FAMILIES)
    return {
        "id": f"n_{number}", "school": "s", "event": number, "message": f"m_{number}", "conversation": "c_1",
        "n": 1, "recipients": '["p_1"]', "medium": "push", "provider": "fcm", "address": "token-of-rosa",
        "title": "Maple",
        "body": "New message from Ana Reyes", "path": "/#/c/c_1", "planned_at": stamp(now), "due_at": stamp(now),
        "expires_at": stamp(now + timedelta(hours=24)), "attempts": 0, "detail": "",
    }  # fmt: skip


async def round_of(place: Place) -> dict[str, Timed]:
    """One of each, one after the other."""
    return {
        "bare": await bare(place, POSTS, IN_FLIGHT),
        "outbox": await outbox(place, POSTS),
        "bare 500": await bare(place, PUSHES, IN_FLIGHT),
        "fcm 500": await pushes(place, PUSHES),
        "families": await outbox(place, FAMILIES),
    }


def main() -> None:
    """Print medians and the spread of the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.telling", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--server-core", type=int)
    args = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    port = spawn.Value("i", 0)
    server = spawn.Process(target=serve, args=(port, args.server_core), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.01)
    found: defaultdict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        google = FcmServer(Path(folder))
        google.url = f"http://127.0.0.1:{port.value}"
        place = Place(google.url, Path(folder), google.env())
        freeze()  # as serve and worker do; the bare client has the same of it
        for _ in range(args.rounds):
            for name, took in uvloop.run(round_of(place)).items():
                found[name].append(took.seconds)
                found[f"{name} cpu"].append(took.cpu)
    server.kill()
    _told(found)


def _told(found: dict[str, list[float]]) -> None:
    middle = {name: statistics.median(values) for name, values in found.items()}
    rate = [bare / ours for ours, bare in zip(found["outbox"], found["bare"], strict=True)]
    cpu = [bare / ours for ours, bare in zip(found["outbox cpu"], found["bare cpu"], strict=True)]
    fcm_cpu = [ours / bare for ours, bare in zip(found["fcm 500 cpu"], found["bare 500 cpu"], strict=True)]
    fcm_ratio = [ours / bare for ours, bare in zip(found["fcm 500"], found["bare 500"], strict=True)]
    print(f"bare aiohttp, {IN_FLIGHT} in flight: {POSTS / middle['bare']:,.0f} posts/s,"
          f" {middle['bare cpu'] / POSTS * 1e6:.0f} µs of processor each")  # fmt: skip
    print(f"the outbox, claimed to settled: {POSTS / middle['outbox']:,.0f} posts/s,"
          f" {middle['outbox cpu'] / POSTS * 1e6:.0f} µs each; {_spread(rate)} of the bare rate,"
          f" {_spread(cpu)} by processor time")  # fmt: skip
    print(f"{PUSHES} FCM messages: {middle['fcm 500'] * 1_000:.0f} ms, bare {middle['bare 500'] * 1_000:.0f} ms:"
          f" {_spread(fcm_ratio)} times, {_spread(fcm_cpu)} by processor time")  # fmt: skip
    print(f"{FAMILIES} families: all handed over and settled in {middle['families']:.2f} s"
          f" ({min(found['families']):.2f} to {max(found['families']):.2f})")  # fmt: skip


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


if __name__ == "__main__":
    main()
