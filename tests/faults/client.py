"""The devices of a run: they follow, post, amend, confirm and read, lose their connection and come again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import msgspec
import websockets

from hub import wire
from tests.faults.history import Asked, DeviceLog, Handled, History, Posted

WINDOW = 16
"""Posts of one device on their way at once."""

SILENT_S = 2.0
"""After so long without an answer to a ping, a device looks for another hub."""


class Frame(msgspec.Struct):
    """Any frame of the hub, with what a device looks at."""

    t: str
    i: int | None = None
    seq: int = 0
    kind: str = ""
    conversation: str | None = None
    id: str | None = None
    n: int | None = None
    author: str | None = None
    item: dict[str, Any] | None = None
    sharing: str | None = None
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    edited_at: str | None = None
    of: int | None = None
    urgency: str = "normal"
    head: int = 0
    epoch: str = ""
    code: str | int = ""
    message: str = ""
    retry: bool = False


_decode = msgspec.json.Decoder(Frame | list[Frame]).decode  # type: ignore[operator]


SLEPT_FROM = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
"""When every nap began: past by any clock of a run."""

OF_KIND: dict[str, dict[str, object]] = {
    "meal": {"meal": "lunch", "amount": "most"},
    "bottle": {"contents": "milk", "amount_ml": 120},
    "nap": {"started_at": f"{SLEPT_FROM:%Y-%m-%dT%H:%M:%SZ}"},
}
"""What of a day is told besides the words."""


def item_of(posted: Posted) -> dict[str, Any]:
    """What is posted, as the wire has it."""
    if posted.kind in OF_KIND:
        return {"type": posted.kind, **OF_KIND[posted.kind], "note": posted.text}
    return {"type": posted.kind, "text": posted.text}


def said(item: dict[str, Any]) -> str:
    """The words of an item, whatever it is, and when a nap ended."""
    woke = f", woke up {item['ended_at']}" if item.get("ended_at") else ""
    return str(item.get("text") or item.get("note") or "") + woke


def frame_of(one: Posted | Asked) -> dict[str, Any]:
    """What is asked of the hub, without the number of the request."""
    if isinstance(one, Posted):
        loud = {} if one.urgency == "normal" else {"urgency": one.urgency}
        return {"t": "post", "conversation": one.conversation, "cid": one.cid, "item": item_of(one), **loud}
    change = {"item": one.item, "edited_at": one.seen} if one.t == "edit" else {}
    return {"t": one.t, "message": one.message, **change}


@dataclass
class Person:
    """Somebody who is signed in on some devices."""

    id: str
    name: str
    token: str


@dataclass
class Device:
    """One device; its cursor and what it handled are kept together, so that a crash loses neither or both."""

    person: Person
    name: str
    school: str
    history: History
    addresses: Callable[[], list[str]]
    http: aiohttp.ClientSession
    rng: random.Random
    log: DeviceLog = field(init=False)
    since: int | None = None
    epoch: str = ""
    to_post: deque[Posted | Asked] = field(default_factory=deque)
    on_event: Callable[[Frame], None] = lambda _frame: None
    on_answer: Callable[[Asked], None] = lambda _asked: None
    stalled: asyncio.Event = field(default_factory=asyncio.Event)
    level: bool = False
    connections: int = 0
    _under_way: dict[int, Posted | Asked] = field(default_factory=dict)
    _reading: dict[int, tuple[str, int]] = field(default_factory=dict)
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _ws: websockets.ClientConnection | None = None
    _head: int = 0
    _i: int = 0

    def __post_init__(self) -> None:
        self.log = DeviceLog(self.name, self.person.id, 0)
        self.history.devices.append(self.log)
        self.stalled.set()

    async def run(self) -> None:
        """Be connected to some hub, for ever."""
        while True:
            with contextlib.suppress(
                OSError, TimeoutError, aiohttp.ClientError, websockets.WebSocketException, ValueError, EOFError
            ):
                await self._connected(self.rng.choice(self.addresses()))
            self.level = False
            await asyncio.sleep(self.rng.uniform(0.05, 0.4))

    def post(self, posted: Posted) -> None:
        """Post it, now or whenever there is a connection."""
        self.history.posts[posted.cid] = posted
        self.to_post.append(posted)
        self._more.set()

    def ask(self, asked: Asked) -> None:
        """Amend, confirm or withdraw, now or whenever there is a connection."""
        self.history.asked.append(asked)
        self.to_post.append(asked)
        self._more.set()

    def waiting(self) -> int:
        """How many posts and changes have not been answered yet."""
        return len(self.to_post) + len(self._under_way)

    def reading(self) -> int:
        """How many read markers have not been answered yet."""
        return len(self._reading)

    async def drop(self) -> None:
        """Lose the connection without a word."""
        if self._ws is not None:
            self._ws.transport.abort()

    async def read(self, conversation: str, n: int) -> None:
        """Mark as read, if there is a connection."""
        if self._ws is not None:
            self._i += 1
            self._reading[self._i] = conversation, n
            frame = {"t": "read", "i": self._i, "conversation": conversation, "n": n}
            with contextlib.suppress(websockets.WebSocketException):
                await self._ws.send(json.dumps(frame))

    async def _connected(self, address: str) -> None:
        headers = {"authorization": f"Bearer {self.person.token}", "roomwire-profile": self.person.id}
        async with self.http.post(f"http://{address}/v1/ticket", json={}, headers=headers) as answer:
            if answer.status != 201:
                raise ValueError(answer.status)
            ticket = (await answer.json())["ticket"]
        async with websockets.connect(
            f"ws://{address}/v1/ws", subprotocols=[websockets.Subprotocol(wire.SUBPROTOCOL)], compression=None,
            max_size=None, open_timeout=3, close_timeout=0.2, ping_interval=SILENT_S, ping_timeout=SILENT_S,
        ) as ws:  # fmt: skip
            hello: dict[str, Any] = {"t": "hello", "i": 0, "ticket": ticket, "device": self.name}
            if self.since is not None:
                hello |= {"since": self.since, "epoch": self.epoch}
            await ws.send(json.dumps(hello))
            self.connections += 1
            self._again()
            posting = asyncio.create_task(self._post_all(ws))
            try:
                await self._listen(ws)
            finally:
                self._ws = None
                posting.cancel()
                await asyncio.gather(posting, return_exceptions=True)

    def _again(self) -> None:
        """What had no answer goes first, in its order, under the cid it had."""
        self.to_post.extendleft(reversed(self._under_way.values()))
        self._under_way.clear()
        self._reading.clear()

    async def _post_all(self, ws: websockets.ClientConnection) -> None:
        with contextlib.suppress(websockets.WebSocketException):
            while True:
                if not self.level or not self.to_post or len(self._under_way) >= WINDOW:
                    self._more.clear()
                    await self._more.wait()
                    continue
                batch = []
                while self.to_post and len(self._under_way) < WINDOW:
                    one = self.to_post.popleft()
                    self._i += 1
                    self._under_way[self._i] = one
                    one.tries += 1
                    batch.append({"i": self._i, **frame_of(one)})
                await ws.send(json.dumps(batch))

    async def _listen(self, ws: websockets.ClientConnection) -> None:
        try:
            async for data in ws:
                await self.stalled.wait()
                read = _decode(data)
                for frame in read if isinstance(read, list) else (read,):
                    self._take(ws, frame)
        finally:
            if ws.close_code == 4003:
                self._anew()

    def _anew(self) -> None:
        """The journal is another one: nothing of what this device knows counts."""
        self.since, self.epoch = None, ""
        self.log.anew += 1

    def _take(self, ws: websockets.ClientConnection, frame: Frame) -> None:
        match frame.t:
            case "event":
                self._event(frame)
            case "ok" | "error":
                self._answered(frame)
            case "welcome":
                self._head, self.epoch = frame.head, frame.epoch
                if self.since is None:
                    self.since = self.log.since = frame.head
            case "caught_up":
                self.level, self._ws = True, ws
                self._more.set()

    def _event(self, frame: Frame) -> None:
        self.since = frame.seq
        self.log.handled.append(
            Handled(
                frame.seq, frame.kind, frame.conversation or "", frame.id or "", frame.n or 0, frame.author or "",
                said(frame.item or {}), frame.gained, frame.lost, self._head, frame.of or 0,
            )
        )  # fmt: skip
        self.on_event(frame)

    def _answered(self, frame: Frame) -> None:
        if (place := self._reading.pop(frame.i or 0, None)) is not None:
            if frame.t == "ok":
                self.history.read(self.person.id, *place)
            return
        posted = self._under_way.pop(frame.i or 0, None)
        if posted is None:
            return
        self._more.set()
        if frame.t == "error" and frame.retry:
            self.to_post.append(posted)
        elif isinstance(posted, Asked):
            posted.done, posted.seq = frame.t == "ok", frame.seq
            posted.code = "" if posted.done else str(frame.code)
            self.on_answer(posted)
        elif frame.t == "ok":
            self.history.acknowledged(posted, frame.seq, frame.id or "", frame.sharing or "")
        else:
            posted.refused = frame.message
