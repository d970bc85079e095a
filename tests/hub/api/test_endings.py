"""How sockets end: whoever ended them, nothing goes on after it, and nothing and nobody stays behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket as socketlib
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest
from websockets.frames import Opcode

from hub.api.live.connection import Connection
from hub.api.server import channel, http_protocol
from hub.api.server.http_protocol import protocols
from tests.hub import running as serving
from tests.hub.api.test_channel import masked
from tests.hub.running import DEADLINE, Running, Somebody, running

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
async def slow(records: Path) -> AsyncIterator[Running]:
    """A hub at which everybody may ask for little, so that much of it waits."""
    async with running(records, {"ROOMWIRE_POSTS_PER_S": "5"}) as hub:
        yield hub


class Bare:
    """A socket by hand, whose peer reads when it is told to."""

    def __init__(self, maple: Running, takes: int = 0) -> None:
        self.where, self.sock, self.came = urlsplit(maple.url), socketlib.socket(), b""
        if takes:
            self.sock.setsockopt(socketlib.SOL_SOCKET, socketlib.SO_RCVBUF, takes)
        self.sock.setblocking(False)

    async def open(self, more: bytes = b"", before: str = "") -> Bare:
        """Shake hands; more comes in the same packet, behind it; before: another request in front."""
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self.sock, (self.where.hostname, self.where.port))
        head = (
            f"GET /v1/ws HTTP/1.1\r\nhost: {self.where.netloc}\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            f"sec-websocket-version: 13\r\nsec-websocket-key: {'A' * 22}==\r\n"
            "sec-websocket-protocol: roomwire.v1.json\r\n\r\n"
        )
        await loop.sock_sendall(self.sock, (before + head).encode() + more)
        while b"HTTP/1.1 101" not in self.came or not self.came.partition(b"HTTP/1.1 101")[2].count(b"\r\n\r\n"):
            self.came += await loop.sock_recv(self.sock, 65_536)
        return self

    async def say(self, *frames: object) -> None:
        """Send frames in one packet."""
        sent = b"".join(masked(Opcode.TEXT, json.dumps(one).encode()) for one in frames)
        await asyncio.get_running_loop().sock_sendall(self.sock, sent)

    async def hello(self, who: Somebody, since: int | None = None) -> None:
        """Sign in."""
        frame = {"t": "hello", "i": 0, "ticket": await who.ticket(), "device": "bare"}
        await self.say(frame if since is None else {**frame, "since": since})

    async def read(self, seconds: float) -> bytes:
        """All that came by then, or to the end."""
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(seconds):
                while more := await asyncio.get_running_loop().sock_recv(self.sock, 65_536):
                    self.came += more
        return self.came


def posted(conversation: str, text: str) -> dict[str, object]:
    item = {"type": "text", "text": text}
    return {"t": "post", "i": 7, "conversation": conversation, "cid": uuid.uuid4().hex, "item": item}


def hundred_reads(conversation: str) -> list[dict[str, object]]:
    return [{"t": "read", "i": number, "conversation": conversation, "n": 1} for number in range(100)]


async def until(maple: Running, who: Somebody, devices: int) -> Connection | None:
    """One of the connections of somebody, once there are so many."""
    school = maple.hub.schools[maple.school]
    async with asyncio.timeout(DEADLINE):
        while len(school.listeners(who.id)) != devices:
            await asyncio.sleep(0.01)
    return cast("Connection | None", next(iter(school.listeners(who.id)), None))


async def at_work(maple: Running, is_it: bool) -> None:
    """Wait until the hub does what a socket asked for, or has done all; what it has not read it never will."""
    async with asyncio.timeout(60):
        while bool(maple.hub.under_way) is not is_it:
            await asyncio.sleep(0.01)


async def texts(who: Somebody, conversation: str) -> list[str]:
    return [one["item"].get("text", "") for one in await who.messages(conversation)]


async def test_who_is_signed_out_posts_nothing_more_however_little_they_read(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    monkeypatch.setattr(channel, "PATIENCE_S", 60.0)  # so that nothing else ends it, however busy this machine is
    deaf = await Bare(maple, takes=2_048).open()
    await deaf.hello(rosa)
    its = await until(maple, rosa, 1)
    assert its is not None
    while not its.channel.paused:
        await asyncio.gather(*(ana.post(family, "x" * 15_000) for _ in range(50)))
    await deaf.say(posted(family, "while signed in"))
    async with asyncio.timeout(DEADLINE):
        while "while signed in" not in await texts(ana, family):
            await asyncio.sleep(0.02)
    assert (await rosa.ask("POST", "/v1/sign-out", {}))[0] in {200, 204}
    async with asyncio.timeout(DEADLINE):
        while not its.is_over:  # sockets are hung up on in a moment, on whichever hub they are
            await asyncio.sleep(0.01)
    assert its.channel.paused
    with contextlib.suppress(OSError):
        await deaf.say(posted(family, "after it"))
        await asyncio.sleep(0.5)
    deaf.sock.close()
    await until(maple, rosa, 0)

    assert "after it" not in await texts(ana, family)


async def test_what_a_device_asked_for_before_it_left_is_not_done_after_its_session_ended(slow: Running) -> None:
    ana, rosa = await slow.somebody("Ana Reyes"), await slow.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    await ana.post(family, "one")
    for last, signs_out, stored in (("kept", False, True), ("not kept", True, False)):
        gone = await Bare(slow).open()
        await gone.hello(rosa)
        await until(slow, rosa, 1)
        await at_work(slow, False)
        await gone.say(hundred_reads(family), hundred_reads(family), posted(family, last))
        await at_work(slow, True)
        if signs_out:
            assert (await rosa.ask("POST", "/v1/sign-out", {}))[0] in {200, 204}
        gone.sock.close()
        await until(slow, rosa, 0)
        await at_work(slow, False)
        await ana.post(family, "later")  # what was handed to the writer before it is stored before it

        assert (last in await texts(ana, family)) is stored


async def test_a_hub_that_goes_down_waits_for_nobody_who_has_left(records: Path) -> None:
    async with running(records, {"ROOMWIRE_POSTS_PER_S": "5"}) as hub:
        rosa = await hub.somebody("Rosa Alvarez")
        family = await rosa.conversation("family", "Mia")
        gone = await Bare(hub).open()
        await gone.hello(rosa)
        await until(hub, rosa, 1)
        await at_work(hub, False)
        await gone.say(*[hundred_reads(family)] * 20)
        await at_work(hub, True)
        gone.sock.close()
        began = asyncio.get_running_loop().time()
        await hub.hub.finish(serving.DEADLINE)
        took = asyncio.get_running_loop().time() - began

        assert hub.hub.under_way == set()
        assert took < serving.DEADLINE + 1


@pytest.mark.parametrize("how", ["closes", "says that it sends no more"])
async def test_who_ends_it_and_never_reads_is_gone_all_the_same(
    maple: Running, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(channel, "CLOSING_S", 0.5)
    monkeypatch.setattr(channel, "PATIENCE_S", 60.0)
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    deaf = await Bare(maple, takes=2_048).open()
    await deaf.hello(rosa)
    its = await until(maple, rosa, 1)
    assert its is not None
    while not its.channel.paused:
        await asyncio.gather(*(ana.post(family, "x" * 15_000) for _ in range(50)))
    assert its.channel in its.channel.shared.connections
    if how == "closes":
        await asyncio.get_running_loop().sock_sendall(deaf.sock, masked(Opcode.CLOSE, b"\x03\xe8"))
    else:
        deaf.sock.shutdown(socketlib.SHUT_WR)
    await until(maple, rosa, 0)
    async with asyncio.timeout(DEADLINE):
        while its.channel in its.channel.shared.connections:
            await asyncio.sleep(0.02)
    deaf.sock.close()


async def test_what_is_withdrawn_leaves_no_more_to_a_device_that_is_still_catching_up(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    said = {}
    for start in range(0, 1_200, 50):
        many = [f"secret-{number} " + "x" * 3_900 for number in range(start, start + 50)]
        for text, its in zip(many, await asyncio.gather(*(ana.post(family, text) for text in many)), strict=True):
            said[its["id"]] = text.split()[0].encode()
    late = await Bare(maple, takes=4_096).open()
    await late.hello(rosa, since=1)
    connection = await until(maple, rosa, 1)
    assert connection is not None
    async with asyncio.timeout(DEADLINE):
        while not (connection.channel.paused and connection._queue):
            await asyncio.sleep(0.01)
    last = connection._queue[-1]
    assert not isinstance(last, bytes)
    message = last.event.id or ""
    async with ana.device() as hers:
        await hers.live()
        await hers.send({"t": "withdraw", "i": 9, "message": message})
        assert (await hers.until("ok", lambda frame: frame["i"] == 9))["id"] == message
    came = await late.read(6)
    late.sock.close()

    assert b"caught_up" in came
    assert came.count(b"secret-") > 1_000
    assert said[message] + b" " not in came


async def test_who_is_not_read_from_is_not_asked_whether_they_are_there(
    records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "protocols", lambda crowd, proxies: protocols(crowd, proxies, 0.4))
    async with running(records, {"ROOMWIRE_POSTS_PER_S": "10"}) as hub:
        rosa = await hub.somebody("Rosa Alvarez")
        family = await rosa.conversation("family", "Mia")
        busy = await Bare(hub).open()
        await busy.hello(rosa)
        its = await until(hub, rosa, 1)
        assert its is not None
        await busy.say(*[hundred_reads(family)] * 12)
        async with asyncio.timeout(DEADLINE):
            while its.channel._reading:
                await asyncio.sleep(0.01)
        reading = asyncio.create_task(busy.read(2.0))
        await reading

        assert not its.channel._reading
        assert not its.channel.closing
        busy.sock.close()


async def test_what_comes_in_the_packet_of_the_handshake_ends_it(maple: Running) -> None:
    early = await Bare(maple).open(more=masked(Opcode.TEXT, b'{"t":"typing","conversation":"c"}'))
    came = await early.read(1.0)
    early.sock.close()

    assert b"\x03\xea" in came.partition(b"HTTP/1.1 101")[2]


async def test_a_socket_opened_behind_another_request_does_not_end_with_its_rest(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "IDLE_S", 0.5)
    rosa = await maple.somebody("Rosa Alvarez")
    behind = await Bare(maple).open(before=f"GET /healthz HTTP/1.1\r\nhost: {urlsplit(maple.url).netloc}\r\n\r\n")
    await behind.hello(rosa)
    its = await until(maple, rosa, 1)
    await behind.read(1.5)

    assert its is not None
    assert not its.channel.closing
    behind.sock.close()
