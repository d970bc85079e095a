"""The generator counts what there is, times it right, and says what stands in its way."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import websockets

from benchmarks.peers.generator import built, generating
from benchmarks.peers.processes import BenchError
from benchmarks.peers.servers import HUB
from tests.hub.running import running

PLAN = "path /r{room}\nhear in\npost {body}\nsize 100\npatience 5\n"
CORE = min(os.sched_getaffinity(0))

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="the generator is compiled with gcc")


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generator, compiled."""
    return built(tmp_path_factory.mktemp("bench"))


@dataclass
class RoomServer:
    """A server of rooms that passes on what it hears after a while, and counts. ends_after: it hangs up then."""

    port: int = 0
    delay_s: float = 0.0
    ends_after: int = 0
    heard: int = 0
    sent: int = 0
    rooms: dict[str, set[Any]] = field(default_factory=dict)

    async def serve(self, ws: websockets.ServerConnection) -> None:
        """One connection, until it ends."""
        assert ws.request is not None
        room = self.rooms.setdefault(ws.request.path, set())
        room.add(ws)
        await ws.send("in")
        with contextlib.suppress(websockets.ConnectionClosed):
            async for said in ws:
                self.heard += 1
                if self.heard == self.ends_after:
                    await ws.close()
                asyncio.get_running_loop().call_later(self.delay_s, self._pass_on, room, said)
        room.discard(ws)

    def _pass_on(self, room: set[Any], said: websockets.Data) -> None:
        self.sent += len(room)
        websockets.broadcast(room, said)


@contextlib.asynccontextmanager
async def rooms(**its: Any) -> AsyncIterator[RoomServer]:
    """A server of rooms on a free port."""
    server = RoomServer(**its)
    async with websockets.serve(server.serve, "127.0.0.1", 0) as listening:
        server.port = next(iter(listening.sockets)).getsockname()[1]
        yield server


async def generated(
    program: Path, plan: str, port: int, size: tuple[int, int], *words: str
) -> list[dict[str, Any]]:
    """How a generator's connections were opened, and what came of each phase."""

    def done() -> list[dict[str, Any]]:
        with generating(program, plan, port, size, CORE) as generator:
            return [generator.opened, *(generator.ask(one) for one in words)]

    return await asyncio.to_thread(done)


async def test_every_delivery_counts_once_for_everybody_who_reads_it(program: Path) -> None:
    async with rooms() as server:
        opened, talk, pace = await generated(program, PLAN, server.port, (12, 4), "talk 0 .5 2 3", "pace 0 .5 100")

    assert (opened["in"], len(server.rooms)) == (12, 3)
    assert talk["deliveries"] > 100
    assert talk["per_s"] == pytest.approx(4 * talk["posts_s"], rel=0.2)
    assert talk["lost"] == 0
    assert pace["samples"] == pace["expected"] == 50 * 4
    assert talk["deliveries"] + pace["samples"] <= server.sent == 4 * server.heard


async def test_a_delivery_takes_from_when_its_message_was_due_until_it_is_read(program: Path) -> None:
    async with rooms(delay_s=0.06) as slow, rooms() as fast:
        _, late = await generated(program, PLAN, slow.port, (8, 4), "pace .1 .5 40")
        _, soon = await generated(program, PLAN, fast.port, (8, 4), "pace .1 .5 40")

    assert 60 * 0.99 <= late["p50_ms"] <= late["p99_ms"] <= late["p999_ms"]  # a 128th is as fine as it counts
    assert soon["p50_ms"] < 60 * 0.99


async def test_depth_is_how_many_messages_of_a_sender_are_under_way(program: Path) -> None:
    async with rooms(delay_s=0.05) as server:
        _, one, three = await generated(program, PLAN, server.port, (4, 4), "talk 0 1 1 1", "talk 0 1 1 3")

    assert 10 < one["posts_s"] <= 22  # one of 50 ms after the other
    assert 2 * one["posts_s"] < three["posts_s"] <= 66


async def test_a_server_that_hangs_up_is_told_of_with_the_connection(program: Path) -> None:
    async with rooms(ends_after=20) as server:
        said = r"1 connections were lost: connection \d+ once in: the server closed it"
        with pytest.raises(BenchError, match=said):
            await generated(program, PLAN, server.port, (8, 4), "talk 0 1 1 1")

    assert server.heard >= 20


async def test_a_server_that_speaks_no_websocket_is_quoted(program: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(BenchError, match=r"would not speak WebSocket; it was last told HTTP/1\.1 404"):
            await generated(program, PLAN, port, (3, 3))


@pytest.mark.only("sqlite")
async def test_a_ticket_that_the_hub_does_not_know_is_told_of_in_the_hubs_words(
    records: Path, program: Path
) -> None:
    lines = records / "tickets"
    lines.write_text("no-such-ticket\tc1\n" * 3)
    async with running(records) as its:
        port = int(its.url.rpartition(":")[2])
        with pytest.raises(BenchError, match="The ticket is not valid"):
            await generated(program, f"{HUB}lines {lines}\n", port, (3, 3))


@pytest.mark.parametrize(
    ("plan", "lines", "said"),
    [
        ("", "one\ttwo\n" * 2, "has 2 lines; 3 connections need as many"),
        ("", "one\ttwo\n\tfour\n" * 2, "line 2 is not two fields with a tab between"),
        ("", None, "No such file or directory"),
        ("sing la la la\n", "one\ttwo\n" * 3, 'there is no "sing"'),
        ("say\n", "one\ttwo\n" * 3, "line 6 says nothing"),
        ("size 20\n", "one\ttwo\n" * 3, "size, at_once or post is wrong"),
    ],
)
async def test_what_is_wrong_with_a_plan_or_its_lines_is_told_before_anything_is_sent(
    program: Path, tmp_path: Path, plan: str, lines: str | None, said: str
) -> None:
    file = tmp_path / "lines"
    if lines is not None:
        file.write_text(lines)

    async with rooms() as server:
        assert (await generated(program, PLAN, server.port, (3, 3)))[0]["in"] == 3  # else it would prove nothing
        server.rooms.clear()
        with pytest.raises(BenchError, match="The generator ended with 2") as met:
            await generated(program, f"{PLAN}{plan}lines {file}\n", server.port, (3, 3))

    assert said in str(met.value)
    assert server.rooms == {}
