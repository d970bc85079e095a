"""
What a parent's copy costs: python -m benchmarks.exports --messages 5000 --photos 200

A hub of the demo school on a fresh SQLite file; texts and photos of half a megabyte go to Mia's family, and her
mother takes a copy out over loopback, which is read and thrown away. Told are how long it took, how large it was,
by how much this process, hub and reader in one, grew, and for how long it did nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from channels.items import Files, TextItem
from hub.actions.conversations.post import Post, post
from hub.actions.records.keep_file import keep
from hub.bus.school import School
from hub.media.preparing import Prepared
from tests.hub.running import Running, running

AT_ONCE, OCTETS, BEAT_S = 50, 500_000, 0.005


async def fill(hub: Running, messages: int, photos: int) -> None:
    """Say so many things to Mia's family, some of them with a photo."""
    ana = await hub.somebody("Ana Reyes")
    family, school = await ana.conversation("family", "Mia"), hub.hub.schools[hub.school]
    noise = random.Random(1).randbytes(OCTETS)
    for number in range(photos):
        made = Prepared(
            name=f"garden-{number}.jpg", media_type="image/jpeg", whole=noise, small=noise[:10_000], width=640,
            height=480,
        )  # fmt: skip
        its = await keep(school, ana.id, made, hub.clock())
        await say(hub, school, Post(ana.id, family, uuid.uuid4().hex, Files(files=(its,), text="In the garden")))
    for start in range(0, messages, AT_ONCE):
        await asyncio.gather(
            *(
                say(hub, school, Post(ana.id, family, uuid.uuid4().hex, TextItem(f"Mia slept well, {number}")))
                for number in range(start, min(start + AT_ONCE, messages))
            )
        )


async def say(hub: Running, school: School, action: Post) -> None:
    """One of them; it must be taken."""
    await post(school, action, hub.clock())


@dataclass
class Beat:
    """How late the loop came to its turn at the most, in seconds, and how large this process was, in MB."""

    held_s: float = 0.0
    mb: float = 0.0

    async def go_on(self) -> None:
        """Look every few milliseconds, for ever."""
        while True:
            due = time.perf_counter() + BEAT_S
            await asyncio.sleep(BEAT_S)
            self.held_s = max(self.held_s, time.perf_counter() - due)
            self.mb = max(self.mb, large_mb())


def large_mb() -> float:
    """How much of memory this process has right now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


async def measured(messages: int, photos: int) -> str:
    """A sentence with what it came to."""
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder), {"ROOMWIRE_WORKER": "0"}) as hub:
            await fill(hub, messages, photos)
            rosa = await hub.somebody("Rosa Alvarez")
            before, begun, octets, beat = large_mb(), time.perf_counter(), 0, Beat()
            beating = asyncio.create_task(beat.go_on())
            forever = aiohttp.ClientTimeout(total=None)
            async with hub.http.post(
                f"{hub.url}/v1/exports/family", headers=rosa.headers, timeout=forever
            ) as answer:
                answer.raise_for_status()
                async for piece in answer.content.iter_any():
                    octets += len(piece)
            took = time.perf_counter() - begun
            beating.cancel()
    return (
        f"{messages:,} texts and {photos:,} photos: {took:.1f} s, {octets / 1e6:.1f} MB,"
        f" {beat.mb - before:.0f} MB more at the most, the loop held for {beat.held_s * 1000:.0f} ms at the longest"
    )


def main() -> None:
    """Measure once, and say so."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports", description=__doc__)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--photos", type=int, default=200)
    args = parser.parse_args()
    print(asyncio.run(measured(args.messages, args.photos)))


if __name__ == "__main__":
    main()
