"""An open socket: what comes over it in whatever pieces, who is still there, and what it costs to be silent."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
import websockets
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Close, Frame, Opcode

from hub.api.live.outgoing import Frames
from hub.api.server.channel import Channels, Heartbeat
from hub.api.server.connections import Crowd
from hub.api.server.frames import FrameReader, Message, Over, Pong
from hub.api.server.websocket_protocol import Opening
from hub.errors import TOO_MANY
from tests.autobahn.echo import echo, our_config, ours
from tests.hub.running import DEADLINE, Running, running

MOST = 4_096


@dataclass(frozen=True)
class Sent:
    """A message as a client sends it: in parts, each of which another frame may come before."""

    payload: bytes
    text: bool
    parts: int
    ping: bool

    def octets(self) -> bytes:
        """Its frames, masked."""
        size = max(1, -(-len(self.payload) // self.parts))
        cut = [self.payload[at : at + size] for at in range(0, len(self.payload), size)] or [b""]
        kind = Opcode.TEXT if self.text else Opcode.BINARY
        frames = [
            Frame(kind if at == 0 else Opcode.CONT, part, fin=at == len(cut) - 1) for at, part in enumerate(cut)
        ]
        if self.ping:
            frames.insert(len(frames) // 2, Frame(Opcode.PING, b"still there?"))
        frames.append(Frame(Opcode.PONG, b""))
        return b"".join(frame.serialize(mask=True) for frame in frames)


TEXTS = st.text(max_size=300).map(str.encode)
SENT = st.builds(
    Sent,
    payload=TEXTS | st.just(b"x" * 126) | st.just(b"x" * MOST),
    text=st.booleans(), parts=st.sampled_from([1, 1, 1, 2, 5]), ping=st.booleans(),
)  # fmt: skip


def read(octets: bytes, sizes: list[int]) -> list[Message | Pong | Over]:
    """What a reader finds where the octets come in pieces of these sizes, in turn."""
    reader, came, at, turn = FrameReader(MOST), list[Message | Pong | Over](), 0, 0
    while at < len(octets) and not (came and isinstance(came[-1], Over)):
        size = sizes[turn % len(sizes)]
        came += reader.read(octets[at : at + size])
        at, turn = at + size, turn + 1
    return came


@given(st.lists(SENT, max_size=6), st.lists(st.sampled_from([1, 2, 3, 7, 64, 5_000]), min_size=1, max_size=4))
def test_messages_arrive_whole_and_in_order_in_whatever_pieces_they_come(
    sent: list[Sent], sizes: list[int]
) -> None:
    came = read(b"".join(one.octets() for one in sent), sizes)

    assert [one for one in came if isinstance(one, Message)] == [Message(one.payload, one.text) for one in sent]
    assert [one.frame for one in came if isinstance(one, Pong)] == [
        Frame(Opcode.PONG, b"still there?").serialize(mask=False) for one in sent if one.ping
    ]


def masked(opcode: int, payload: bytes = b"", *, fin: bool = True, rsv1: bool = False) -> bytes:
    first = (0x80 if fin else 0) | (0x40 if rsv1 else 0) | opcode
    its = len(payload)
    length = bytes([0x80 | its]) if its < 126 else bytes([0xFE]) + its.to_bytes(2)
    return bytes([first]) + length + bytes(4) + payload


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (Frame(Opcode.TEXT, b"not masked").serialize(mask=False), 1002),
        (b"\x81\x05", 1002),  # the head alone says that it is not masked
        (masked(3, b"no such opcode"), 1002),
        (masked(Opcode.TEXT, b"reserved", rsv1=True), 1002),
        (masked(Opcode.PING, b"in parts", fin=False), 1002),
        (masked(Opcode.PING, b"x" * 126), 1002),
        (masked(Opcode.CONT, b"of nothing"), 1002),
        (masked(Opcode.TEXT, b"a", fin=False) + masked(Opcode.TEXT, b"another"), 1002),
        (masked(Opcode.TEXT, b"\xff\xfe"), 1007),
        (masked(Opcode.TEXT, b"\xc3", fin=False) + masked(Opcode.CONT, b"\x28"), 1007),
        (b"\x81\xff" + (MOST + 1).to_bytes(8), 1009),  # nobody waits for what is not taken
        (masked(Opcode.TEXT, b"x" * MOST, fin=False) + masked(Opcode.CONT, b"y"), 1009),
        (masked(Opcode.TEXT, b"", fin=False) + masked(Opcode.CONT, b"", fin=False) * MOST, 1009),
        (masked(Opcode.CLOSE, Close(1000, "bye").serialize()), 1000),
        (masked(Opcode.TEXT, b"half", fin=False) + masked(Opcode.CLOSE, Close(1001, "").serialize()), 1001),
        (masked(Opcode.CLOSE), 1005),
        (masked(Opcode.CLOSE, b"\x03"), 1002),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_what_breaks_the_protocol_ends_it_with_the_code_that_says_how(octets: bytes, code: int, size: int) -> None:
    good = masked(Opcode.TEXT, b"before")
    came = read(good + octets + masked(Opcode.TEXT, b"after"), [size])

    assert came[0] == Message(b"before", text=True)
    assert isinstance(came[-1], Over)
    assert came[-1].code == code
    assert Message(b"after", text=True) not in came


@contextlib.asynccontextmanager
async def echoing(ping_s: float) -> AsyncIterator[int]:
    """The port of a server that asks its peers this often whether they are there."""
    config = our_config()
    config.ws = partial(Opening, open_channels=Channels(Crowd(100), Heartbeat(ping_s)))  # type: ignore[assignment]
    async with ours(config) as port:
        yield port


async def shaken(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A socket by hand, its handshake sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n"
        b"sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    return reader, writer


async def test_who_answers_no_ping_is_hung_up_on_and_who_answers_or_talks_stays() -> None:
    async with echoing(0.2) as port, websockets.connect(f"ws://127.0.0.1:{port}") as answers:
        silent, at_silent = await shaken(port)
        talks, at_talks = await shaken(port)
        until = asyncio.get_running_loop().time() + 1.5
        while asyncio.get_running_loop().time() < until:
            at_talks.write(masked(Opcode.TEXT, b"here"))
            await asyncio.sleep(0.05)
        came = await silent.read()  # to its end

        assert b"\x89\x00" in came  # it was asked
        await answers.send("still here")
        assert await answers.recv() == "still here"
        assert not talks.at_eof()
        at_silent.close()
        at_talks.close()


async def takes_its_time(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An application that thinks about it before it opens the socket."""
    await asyncio.sleep(0.3)
    await echo(scope, receive, send)


async def test_who_speaks_before_the_handshake_is_over_is_hung_up_on() -> None:
    config = our_config()
    config.app = cast("Any", takes_its_time)
    async with ours(config) as port:
        reader, writer = await shaken(port)
        await asyncio.sleep(0.1)
        writer.write(masked(Opcode.TEXT, b"too early"))
        async with asyncio.timeout(5):
            head = await reader.readuntil(b"\r\n\r\n")
            close = await reader.readexactly(4)
        writer.close()

    assert head.startswith(b"HTTP/1.1 101")
    assert (close[0], int.from_bytes(close[2:4])) == (0x88, 1002)


async def test_a_device_that_is_silent_costs_no_task(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    ours_alone = "DeviceSocket", "Connection._", "Opening", "PostInTurn", "socket"

    def tasks() -> list[str]:
        names = [getattr(one.get_coro(), "__qualname__", "") for one in asyncio.all_tasks()]
        return [name for name in names if name.startswith(ours_alone)]

    async with contextlib.AsyncExitStack() as devices:
        for _ in range(15):
            await (await devices.enter_async_context(rosa.device())).live()
        family = await rosa.conversation("family", "Mia")
        phone = await devices.enter_async_context(rosa.device())
        await phone.live()

        async def seen_during(asking: Awaitable[object]) -> int:
            begun, seen = asyncio.ensure_future(asking), 0
            while not begun.done():
                seen = max(seen, len(tasks()))
                await asyncio.sleep(0)
            await begun
            return seen

        posting = await seen_during(phone.post(family, "Words are stored without a task"))
        item = {"type": "text", "text": "x"}
        await phone.send({"t": "edit", "i": 9, "message": "m_nothing", "item": item})
        changing = await seen_during(phone.until("error"))

        assert changing > 0
        assert posting == 0
        assert tasks() == []


async def test_thousands_of_tiny_frames_in_one_packet_end_their_socket_and_nobody_waits(records: Path) -> None:
    async with running(records, {"ROOMWIRE_POSTS_PER_S": "10"}) as maple:
        ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
        family = await ana.conversation("family", "Mia")
        its = urlsplit(maple.url)
        reader, writer = await asyncio.open_connection(its.hostname, its.port)
        writer.write(
            f"GET /v1/ws HTTP/1.1\r\nhost: {its.netloc}\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            f"sec-websocket-version: 13\r\nsec-websocket-key: {'A' * 22}==\r\n"
            "sec-websocket-protocol: roomwire.v1.json\r\n\r\n".encode()
        )
        await reader.readuntil(b"\r\n\r\n")
        hello = f'{{"t":"hello","i":1,"ticket":"{await rosa.ticket()}","device":"x"}}'.encode()
        came, closed = b"", b"\x88\x02" + TOO_MANY.to_bytes(2)
        async with ana.device() as phone:
            await phone.live()
            writer.write(masked(Opcode.TEXT, hello) + masked(Opcode.TEXT, b"{}") * 20_000)
            answer = await phone.post(family, "Nobody waits for them")
            with contextlib.closing(writer):
                async with asyncio.timeout(DEADLINE):
                    while not came.endswith(closed):
                        came += await reader.read(65_536)

    assert answer["t"] == "ok"
    assert came.count(b'"t":"error"') >= 150


def rubbish_of_ours() -> set[str]:
    """What of ours only the collector finds, by its class; what was before is gone."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        return {type(one).__name__ for one in gc.garbage if type(one).__module__.startswith("hub.api")}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()


async def test_a_device_that_came_and_went_leaves_nothing_to_the_collector(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")
    gc.collect()
    gc.disable()
    try:
        for number in range(10):
            async with rosa.device() as phone:
                await phone.live()
                await phone.post(family, f"number {number}")
        await asyncio.sleep(0.2)
        of_devices = rubbish_of_ours()
        ring = Frames()
        ring._kept.append([ring])  # type: ignore[list-item]
        del ring
        of_a_ring = rubbish_of_ours()
    finally:
        gc.enable()

    assert of_devices == set()
    assert of_a_ring == {"Frames"}
