"""
How long a hub takes to bring everybody back: python -m benchmarks.resuming [--devices N] [--missed N] [--rounds N]

Rooms of 20 in schools of five rooms, on a fresh SQLite file; the hub has one core, the devices the other. In each
room so many messages are said while nobody looks; then all devices come back, CROWD of them at a time, each from
where it was before. Seconds until every one has caught up, the hub's processor time for each, and meanwhile p99 and
longest in ms from a post to another's socket in a room of its own, beside the same pair while nobody comes.
Wanted: 5,000 devices that missed 100 messages each in 8 s, with a p99 of at most 100 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websockets

from benchmarks.beside import _frames
from benchmarks.peers.generator import built, generating
from benchmarks.peers.measure import SMALL
from benchmarks.peers.processes import BenchError, started, worked_s
from benchmarks.peers.servers import PEERS, WORK, Place
from benchmarks.seed import ConnectionSet
from tests.servers import free_port

CROWD = 1_000
"""Devices that knock at once: as many as the hub lets wait."""

PAIR_PER_S = 50
QUIET_S = 4.0
SERVER, DEVICES = 0, 1
"""The cores of the hub and of everybody else."""

PLAN = """path /v1/ws
subprotocol roomwire.v1.json
patience 120
say {{"t":"hello","i":1,"ticket":"{{1}}","device":"d{{id}}","since":{{2}}}}
hear caught_up
post {{body}}
at_once {crowd}
lines {lines}
"""


@dataclass(frozen=True, slots=True)
class Storm:
    """Where it takes place. coming: who comes back; there: a room more, whose members talk before and meanwhile."""

    place: Place
    coming: ConnectionSet
    there: ConnectionSet
    missed: int

    def lines(self, of: ConnectionSet) -> list[list[str]]:
        """Ticket and conversation of each connection of a set."""
        return [line.split("\t") for line in (self.place.seeds / of.file).read_text().splitlines()]


@dataclass(slots=True)
class Pair:
    """Two of a room: what one says, and how many ms later the other has it."""

    sent: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)

    async def talk(self, one: Any, other: Any, conversation: str, over: asyncio.Event) -> None:
        """Talk until it is over, and hear the rest."""
        hearing = asyncio.create_task(self._hear(other))
        draining = asyncio.create_task(_drained(one))
        for number in itertools.count(2):
            if over.is_set():
                break
            cid = os.urandom(8).hex()
            self.sent[cid] = time.perf_counter()
            await one.send(_post(number, conversation, cid))
            await asyncio.sleep(1 / PAIR_PER_S)
        async with asyncio.timeout(30):
            while len(self.took) < len(self.sent):  # noqa: ASYNC110 (and the clock ends it)
                await asyncio.sleep(0.01)
        hearing.cancel()
        draining.cancel()
        await asyncio.gather(hearing, draining, return_exceptions=True)

    async def _hear(self, other: Any) -> None:
        async for raw in other:
            now = time.perf_counter()
            ours = (self.sent.get(frame.get("cid", "")) for frame in _frames(raw))
            self.took += [(now - began) * 1000 for began in ours if began is not None]


async def _drained(one: Any) -> None:
    async for _ in one:
        pass


def _post(number: int, conversation: str, cid: str) -> str:
    item = {"type": "text", "text": f"message {number}, as long as most of what people write to each other"}
    return json.dumps({"t": "post", "i": number, "conversation": conversation, "cid": cid, "item": item})


@contextlib.asynccontextmanager
async def _device(port: int, ticket: str) -> AsyncIterator[tuple[Any, int]]:
    """A device that is level, and the position it stands at."""
    url = f"ws://127.0.0.1:{port}/v1/ws"
    async with websockets.connect(url, subprotocols=["roomwire.v1.json"], max_size=None) as ws:  # type: ignore[list-item]
        await ws.send(json.dumps({"t": "hello", "i": 1, "ticket": ticket, "device": "d"}))
        while True:
            for frame in _frames(await ws.recv()):
                if frame["t"] == "caught_up":
                    yield ws, frame["seq"]
                    return


async def _said(storm: Storm) -> dict[str, int]:
    """Say what everybody misses, in each room by one of its members; where its conversation stood before."""
    before: dict[str, int] = {}

    async def say(ticket: str, conversation: str, entered: asyncio.Barrier) -> None:
        async with _device(storm.place.port, ticket) as (ws, seq):
            before[conversation] = seq
            await entered.wait()
            for number in range(storm.missed):
                await ws.send(_post(number + 2, conversation, f"missed-{number}"))
            left = storm.missed
            while left:
                left -= sum(frame["t"] == "ok" for frame in _frames(await ws.recv()))

    rooms = storm.lines(storm.there)[: storm.coming.rooms]
    entered = asyncio.Barrier(len(rooms))
    await asyncio.gather(*(say(ticket, conversation, entered) for ticket, conversation in rooms))
    return before


async def _stormed(storm: Storm, program: Path, server: int) -> dict[str, float]:
    before = await _said(storm)
    lines = storm.place.folder / "coming.tsv"
    lines.write_text("".join(f"{ticket}\t{before[where]}\n" for ticket, where in storm.lines(storm.coming)))
    plan = PLAN.format(crowd=CROWD, lines=lines)
    room = storm.there.rooms - 1
    (mine, where), (theirs, _) = [storm.lines(storm.there)[at] for at in (room, room + storm.there.rooms)]
    async with _device(storm.place.port, mine) as (one, _), _device(storm.place.port, theirs) as (other, _):
        quiet, over = Pair(), asyncio.Event()
        asyncio.get_running_loop().call_later(QUIET_S, over.set)
        await quiet.talk(one, other, where, over)
        meanwhile, over = Pair(), asyncio.Event()
        talking = asyncio.create_task(meanwhile.talk(one, other, where, over))
        worked = worked_s(server)
        size = storm.coming.connections, storm.coming.members
        opened = await asyncio.to_thread(_opened, program, plan, storm.place.port, size)
        worked = worked_s(server) - worked
        over.set()
        await talking
    return {
        "seconds": opened["seconds"],
        "ms_each": worked / storm.coming.connections * 1_000,
        "p99_ms": p99(meanwhile.took),
        "longest_ms": max(meanwhile.took),
        "p99_quiet_ms": p99(quiet.took),
    }


def _opened(program: Path, plan: str, port: int, size: tuple[int, int]) -> dict[str, float]:
    with generating(program, plan, port, size, DEVICES) as generator:
        return generator.opened


def p99(took: list[float]) -> float:
    """The hundredth longest of ten thousand, or nearly."""
    return sorted(took)[int(len(took) * 0.99) - 1]


def measured(storm: Storm, program: Path) -> dict[str, float]:
    """
    A round, on a hub of its own.

    Raises:
        BenchError: something went wrong; the sentence says what.
    """
    peer = next(one for one in PEERS if one.name == "hub")
    log = storm.place.folder / "server.log"
    with started("the hub", peer.launch(storm.place), SERVER, log) as process:
        return asyncio.run(_stormed(storm, program, process.pid))


def main() -> int:
    """Measure, and print a line for each figure: median and range."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--devices", type=int, default=5_000)
    asked.add_argument("--missed", type=int, default=100)
    asked.add_argument("--rounds", type=int, default=3)
    args = asked.parse_args()
    coming = ConnectionSet(args.devices, SMALL)
    there = ConnectionSet((coming.rooms + 1) * SMALL, SMALL)
    rounds: list[dict[str, float]] = []
    os.sched_setaffinity(0, {DEVICES})
    try:
        for _ in range(args.rounds):
            with tempfile.TemporaryDirectory() as name:
                place = Place(folder=Path(name), port=free_port(), seeds=WORK / "seeds", sets=(coming, there))
                rounds.append(measured(Storm(place, coming, there, args.missed), built(WORK)))
    except BenchError as error:
        print(f"resuming: {error}", file=sys.stderr)
        return 1
    for key in rounds[0]:
        values = [one[key] for one in rounds]
        print(f"{key:>14}: {statistics.median(values):8.2f} ({min(values):.2f} to {max(values):.2f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
