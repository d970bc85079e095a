"""
What photos cost those who only write: python -m benchmarks.files

Texts by 20 people at once into a conversation of the demo school, in turns without and with photos that two
people bring meanwhile, each made anew from 12 megapixels and stored; with --stored only stored. On a fresh
SQLite file, or with --url on an empty PostgreSQL database. The medians of five turns are told.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import random
import statistics
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageFilter

from channels.items import Files, TextItem
from hub import settings
from hub.actions.conversations.post import Post, post
from hub.actions.records.keep_file import keep
from hub.app import opened_store
from hub.bus.school import School, opened
from hub.commands.demo import loaded
from hub.hub import PICTURES
from hub.media.preparing import Prepared, prepared
from hub.store import clock

WRITERS, BRINGERS, TURN_S, TURNS = 20, 2, 5.0, 5


@dataclass
class Turn:
    """What came of one turn: how long each text and each photo took, in seconds."""

    texts: list[float] = field(default_factory=list)
    photos: list[float] = field(default_factory=list)
    octets: int = 0


def phone_photo() -> bytes:
    """A photo of 12 megapixels that is as hard to pack as most."""
    small = Image.frombytes("RGB", (400, 300), random.Random(1).randbytes(360_000))
    made = io.BytesIO()
    small.filter(ImageFilter.GaussianBlur(1)).resize((4_000, 3_000)).save(made, "JPEG", quality=92)
    return made.getvalue()


async def turn(school: School, where: tuple[str, str], raw: bytes | None, made: Prepared | None) -> Turn:
    """
    TURN_S of writing. raw: the photo that comes in meanwhile, None for none; made: as it is kept, where it is not
    to be made anew.
    """
    author, family = where
    its, until = Turn(), time.perf_counter() + TURN_S
    pictures = asyncio.Semaphore(PICTURES)

    async def writes() -> None:
        while time.perf_counter() < until:
            begun = time.perf_counter()
            await post(school, Post(author, family, uuid.uuid4().hex, TextItem("Mia slept well")), clock.now())
            its.texts.append(time.perf_counter() - begun)

    async def brings(photo: bytes) -> None:
        while time.perf_counter() < until:
            begun = time.perf_counter()
            if made is None:
                async with pictures:
                    its_own = await asyncio.to_thread(prepared, "a.jpg", photo)
            else:
                its_own = made
            kept = await keep(school, author, its_own, clock.now())
            await post(school, Post(author, family, uuid.uuid4().hex, Files(files=(kept,))), clock.now())
            its.photos.append(time.perf_counter() - begun)
            its.octets = len(its_own.whole)

    bringing = [brings(raw) for _ in range(BRINGERS)] if raw is not None else []
    await asyncio.gather(*(writes() for _ in range(WRITERS)), *bringing)
    return its


async def measured(url: str, *, stored: bool) -> None:
    """Turn by turn, so that what else the machine does meets both alike."""
    chosen = settings.read({"ROOMWIRE_DATABASE_URL": url})
    store = opened_store(chosen)
    try:
        its, _ = await loaded(store, chosen)
        school = await opened(store, its)
        store.followers = school.hint
        ana = next(one for one in school.snapshot.roster.people.values() if one.name == "Ana Reyes")
        family = next(
            one for one in school.snapshot.of_person[ana.id]
            if school.snapshot.conversations[one].kind.name == "family"
        )  # fmt: skip
        raw = phone_photo()
        made, where = prepared("a.jpg", raw) if stored else None, (ana.id, family)
        await turn(school, where, raw, made)  # warm
        turns = [
            (await turn(school, where, None, None), await turn(school, where, raw, made)) for _ in range(TURNS)
        ]
    finally:
        await store.stop()
    for name, ones in (("without photos", [one for one, _ in turns]), ("with photos", [one for _, one in turns])):
        print(_told(name, ones))
    both = [one for _, one in turns]
    took = [one for its in both for one in its.photos]
    print(f"a photo, {len(raw):,} octets in and {both[0].octets:,} kept: {statistics.median(took) * 1_000:.0f} ms")


def _told(name: str, turns: list[Turn]) -> str:
    rate = statistics.median(len(one.texts) / TURN_S for one in turns)
    p50, p99 = (statistics.median(_at(one.texts, part) for one in turns) * 1_000 for part in (0.5, 0.99))
    photos = statistics.median(len(one.photos) / TURN_S for one in turns)
    return f"{name}: {rate:,.0f} texts/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms; {photos:.1f} photos/s"


def _at(times: list[float], part: float) -> float:
    return sorted(times)[int(len(times) * part)]


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="an empty PostgreSQL database instead of a fresh SQLite file")
    parser.add_argument("--stored", action="store_true", help="photos are only stored, not made anew")
    asked = parser.parse_args()
    url = asked.url
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measured(url or f"sqlite:///{Path(folder) / 'bench.sqlite3'}", stored=asked.stored))


if __name__ == "__main__":
    main()
