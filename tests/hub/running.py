"""A real hub on a real port and a real database file, and devices that speak its wire."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import socket as socketlib
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import uvicorn
import websockets
from sqlalchemy import select, update

from hub import wire
from hub.api.server.connections import Crowd
from hub.api.server.http_protocol import protocols
from hub.app import made, opened_store
from hub.bus.school import School
from hub.commands.demo import demo_school, loaded, people_of
from hub.hub import Hub
from hub.notify.planning import plan_page
from hub.notify.throttle import Throttle
from hub.settings import Settings, read
from hub.store import schema
from hub.store.row_security import Across
from hub.store.settings import settings_of, settings_text
from hub.store.transaction import Transaction

DEADLINE = 30.0
"""Seconds that a test waits for what has to come; how long it takes is a matter of the machine."""

ELSEWHERE = "database.url"
"""A file of this name in a test's folder says that the records are in PostgreSQL, and where."""

PEOPLE = "people.json"
"""A file of this name says who is in the records beside it, as long as nobody has changed them."""

KNOWN_DEVICE = {"roomwire_before": "the-device-that-all-of-the-cast-signed-in-on"[:43]}
"""The cookie of the one device that everybody of the cast signs in on, so that no test is told of another one."""

QUIET = 0.25
"""How long silence is listened to, after it was shown that there would be something to hear."""


@dataclass
class Clock:
    """Time as a value: it stands at ahead of the real one, and a test may move it."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Running:
    """The demo school, served. people: by name and role, with their email and password."""

    hub: Hub
    url: str
    http: aiohttp.ClientSession
    people: list[dict[str, Any]]
    school: str
    clock: Clock
    settings: Settings
    _signed: dict[str, Somebody] = field(default_factory=dict)

    async def somebody(self, name: str, role: str | None = None) -> Somebody:
        """A person of the demo school, signed in."""
        key = f"{name} {role or ''}"
        if key not in self._signed:
            its = next(one for one in self.people if one["name"] == name and role in {None, one["role"]})
            answer = await self.http.post(
                f"{self.url}/v1/sign-in",
                json={"email": its["email"], "password": its["password"]},
                cookies=KNOWN_DEVICE,
            )
            body = await answer.json()
            assert answer.status == 200, body
            self._signed[key] = Somebody(self, body["token"], its)
        return self._signed[key]


@dataclass
class Somebody:
    """Someone signed in, and what they can do over HTTP."""

    running: Running
    token: str
    its: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.its["id"])

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "roomwire-profile": self.id}

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Status and body of a request."""
        kwargs = {} if body is None else {"json": body}
        async with self.running.http.request(
            method, self.running.url + path, headers={**self.headers, **headers}, **kwargs
        ) as answer:
            if answer.content_type in {"application/zip", "application/pdf"}:
                return answer.status, await answer.read()
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith(("{", "[")) else text

    async def get(self, path: str) -> Any:
        """The body of what must be there."""
        status, body = await self.ask("GET", path)
        assert status == 200, body
        return body

    async def conversations(self) -> list[dict[str, Any]]:
        """Every conversation this person is in."""
        found: list[dict[str, Any]] = []
        follows = ""
        while True:
            body = await self.get("/v1/conversations" + (f"?cursor={follows}" if follows else ""))
            found += body["items"]
            if body["next"] is None:
                return found
            follows = body["next"]

    async def conversation(self, kind: str, about: str = "") -> str:
        """The id of the one whose title holds about."""
        return str(
            next(one["id"] for one in await self.conversations() if one["kind"] == kind and about in one["title"])
        )

    async def post(self, conversation: str, item: object, cid: str | None = None) -> dict[str, Any]:
        """Post over HTTP what must be taken."""
        path = f"/v1/conversations/{conversation}/messages"
        item = {"type": "text", "text": item} if isinstance(item, str) else item
        status, body = await self.ask("POST", path, {"item": item}, **{"idempotency-key": cid or uuid.uuid4().hex})
        assert status in {200, 201}, body
        return dict(body)

    async def bring(self, raw: bytes, name: str = "", **headers: str) -> tuple[int, Any]:
        """Bring a photo or a file: status and body."""
        async with self.running.http.post(
            f"{self.running.url}/v1/files",
            data=io.BytesIO(raw),
            headers={
                **self.headers,
                "content-type": "application/octet-stream",
                "x-file-name": quote(name),
                **headers,
            },
        ) as answer:
            return answer.status, await answer.json()

    async def open(self, file: str, size: str = "") -> tuple[int, bytes, dict[str, str]]:
        """Status, octets and headers of a file, as this person gets it."""
        path = f"{self.running.url}/v1/files/{file}" + (f"?size={size}" if size else "")
        async with self.running.http.get(path, headers=self.headers) as answer:
            return (
                answer.status,
                await answer.read(),
                {name.lower(): value for name, value in answer.headers.items()},
            )

    async def messages(self, conversation: str) -> list[dict[str, Any]]:
        """What this person reads there, newest first."""
        return list((await self.get(f"/v1/conversations/{conversation}/messages"))["items"])

    async def ticket(self) -> str:
        """A ticket for one hello."""
        status, body = await self.ask("POST", "/v1/ticket", {})
        assert status == 201, body
        return str(body["ticket"])

    @contextlib.asynccontextmanager
    async def device(self, since: int | None = None, **hello: object) -> AsyncIterator[Device]:
        """A device of this person, signed in on a socket."""
        async with socket(self.running) as device:
            frame = {"t": "hello", "i": 0, "ticket": await self.ticket(), "device": "phone", **hello}
            await device.send(frame if since is None else {**frame, "since": since})
            device.welcome = await device.until("welcome")
            yield device


@contextlib.asynccontextmanager
async def socket(running: Running, **headers: str) -> AsyncIterator[Device]:
    """A bare socket that has said nothing yet."""
    url = running.url.replace("http", "ws") + "/v1/ws"
    async with websockets.connect(
        url, subprotocols=[websockets.Subprotocol(wire.SUBPROTOCOL)], additional_headers=headers
    ) as ws:
        yield Device(ws)


@dataclass
class Device:
    """One end of a socket; frames that came together are taken apart. raw: what came, as it came."""

    ws: websockets.ClientConnection
    welcome: dict[str, Any] = field(default_factory=dict)
    raw: list[str] = field(default_factory=list)
    _waiting: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, frame: object) -> None:
        """Send a frame, or text as it is."""
        await self.ws.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def next(self) -> dict[str, Any]:
        """The next frame, whatever it is."""
        while not self._waiting:
            async with asyncio.timeout(DEADLINE):
                self.raw.append(str(await self.ws.recv()))
            read = json.loads(self.raw[-1])
            self._waiting += read if isinstance(read, list) else [read]
        return self._waiting.pop(0)

    async def until(self, t: str, that: Callable[[dict[str, Any]], bool] = lambda _frame: True) -> dict[str, Any]:
        """The next frame of this type that is so; others before it are passed over."""
        while True:
            frame = await self.next()
            if frame["t"] == t and that(frame):
                return frame

    async def event(self, **its: object) -> dict[str, Any]:
        """The next event that has these fields."""
        return await self.until("event", lambda frame: all(frame.get(name) == value for name, value in its.items()))

    async def replayed(self) -> list[dict[str, Any]]:
        """Every event up to caught_up."""
        found = []
        while (frame := await self.next())["t"] != "caught_up":
            if frame["t"] == "event":
                found.append(frame)
        return found

    async def live(self) -> Device:
        """This device, level with the journal."""
        await self.until("caught_up")
        return self

    async def post(self, conversation: str, text: str, cid: str = "", i: int = 7) -> dict[str, Any]:
        """Post, and the answer to it."""
        item = {"type": "text", "text": text}
        cid = cid or uuid.uuid4().hex
        await self.send({"t": "post", "i": i, "conversation": conversation, "cid": cid, "item": item})
        while (frame := await self.next()).get("i") != i:
            pass
        return frame

    async def closed(self) -> int:
        """The code this socket is closed with."""
        with contextlib.suppress(websockets.ConnectionClosed):
            async with asyncio.timeout(DEADLINE):
                while True:
                    await self.ws.recv()
        assert self.ws.close_code is not None
        return self.ws.close_code

    async def silence(self, besides: str = "presence") -> list[dict[str, Any]]:
        """Whatever comes within a moment; to be empty. Staff may be told at any time who of them is there."""
        found = list(self._waiting)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(QUIET):
                while True:
                    found.append(await self.next())
        return [one for one in found if one["t"] != besides]


def settings_for(folder: Path, **env: str) -> Settings:
    """Settings of a hub whose records are in folder, or in the database that folder names."""
    elsewhere = folder / ELSEWHERE
    url = elsewhere.read_text() if elsewhere.exists() else f"sqlite:///{folder}/hub.sqlite3"
    return read({"ROOMWIRE_DATABASE_URL": url, "ROOMWIRE_POSTS_PER_S": "1000", **env})


class PromptServer(uvicorn.Server):
    """uvicorn's server, which looks ten times a second whether it is to end: a suite ends thousands of them."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ending = asyncio.Event()

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:
        """The test runner keeps its own."""
        return contextlib.nullcontext()

    def end(self) -> None:
        """Stop serving, as at a signal."""
        self.should_exit = True
        self._ending.set()

    async def main_loop(self) -> None:
        """Serve until the end, and tell the time once a second."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._ending.wait()

    async def shutdown(self, sockets: list[socketlib.socket] | None = None) -> None:
        """As uvicorn does it: no new connections, an end of those there are, then the application's."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                while self.server_state.connections or self.server_state.tasks:
                    await asyncio.sleep(0.002)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()


@contextlib.asynccontextmanager
async def running(
    folder: Path, env: Mapping[str, str] | None = None, *, demo: bool = True, port: int = 0, opened: bool = True
) -> AsyncIterator[Running]:
    """
    The demo school on a port of loopback, by default a free one, its records in folder.

    opened: as if somebody had been there already, so that a test may look into the school at once.
    """
    own = {"ROOMWIRE_BASE_URL": f"http://127.0.0.1:{port}"} if port else {}
    chosen, clock = settings_for(folder, **own | dict(env or {})), Clock()
    school, people = await _people(folder, chosen) if demo else ("", [])
    app = made(chosen, clock)
    crowd = Crowd(10_000, chosen.proxies)
    config = uvicorn.Config(
        app, port=port, **protocols(crowd, chosen.proxies), ws_max_size=wire.FRAME_BYTES,
        ws_per_message_deflate=False, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=2,
    )  # fmt: skip
    server = PromptServer(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(DEADLINE):
        while not server.started:
            assert not serving.done(), serving.exception()
            await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    if opened and school:
        await app.state.hub.schools.opened(school)
    try:
        async with aiohttp.ClientSession() as http:
            yield Running(app.state.hub, f"http://127.0.0.1:{port}", http, people, school, clock, chosen)
    finally:
        server.end()
        await serving


async def _people(folder: Path, chosen: Settings) -> tuple[str, list[dict[str, Any]]]:
    """The school and its people: told beside records that were just copied, or asked of any others."""
    told = folder / PEOPLE
    if not told.exists():
        return await _demo(chosen)
    school, people = json.loads(told.read_text())
    told.unlink()
    return school, people


async def prepared(folder: Path) -> None:
    """Load the demo school into the records of a folder, to be copied for each test."""
    (folder / PEOPLE).write_text(json.dumps(await _demo(settings_for(folder))))


async def _demo(chosen: Settings) -> tuple[str, list[dict[str, Any]]]:
    store = opened_store(chosen)
    try:
        school = await store.read(demo_school, Across.OPERATOR)
        if school:
            return school, await people_of(store, school)
        made = await loaded(store, chosen)
        await store.write(_at_once, whose=Across.OPERATOR)
        return made
    finally:
        await store.stop()


def _at_once(transaction: Transaction) -> None:
    """A test waits for nothing: what is written is sent, and rings, at once, until a test chooses otherwise."""
    its = schema.school.c
    for school, chosen in transaction.connection.execute(select(its.id, its.settings)).all():
        told = settings_text(replace(settings_of(chosen), undo_seconds=0))
        transaction.connection.execute(update(schema.school).where(its.id == school).values(settings=told))


async def planned(school: School, since: int | None, clock: Callable[[], datetime]) -> int:
    """Plan all that a school's journal has after since, where nobody else does; where the plan stands then."""
    stands = await plan_page(school, since, clock, throttle := Throttle(school.store.whole))
    while stands.at < school.seq:
        stands = await plan_page(school, stands.at, clock, throttle)
    return stands.at
