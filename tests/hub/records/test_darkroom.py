"""Photos are prepared beside the hub: its memory stays as it was, and what dies over one photo loses no other."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from hub.errors import Invalid, TooLarge
from hub.media import darkroom
from hub.media.darkroom import Darkroom
from hub.media.preparing import prepared
from tests.hub import pictures
from tests.hub.running import Running

MB = 1024 * 1024
GROWS = 96 * MB
"""What the hub may have grown by after photos: the octets of some on their way, and no picture unpacked."""


@pytest.fixture
async def room() -> Darkroom:
    made = Darkroom()
    yield made
    await made.close()


async def test_a_photo_comes_out_as_it_always_did(room: Darkroom) -> None:
    for raw in (pictures.from_a_phone(), pictures.photo(form="PNG", through=True), b"Tuesday: soup"):
        assert await room.prepare("one", raw) == prepared("one", raw)


async def test_what_is_refused_is_refused_in_the_same_words(room: Darkroom) -> None:
    with pytest.raises(Invalid, match="empty"):
        await room.prepare("one", b"")
    with pytest.raises(Invalid, match="damaged"):
        await room.prepare("one", pictures.photo()[:200])
    with pytest.raises(TooLarge, match="megapixels"):
        await room.prepare("one", pictures.photo(size=(10_000, 5_001), form="PNG"))
    assert (await room.prepare("one", pictures.photo())).width == 640


async def test_a_process_that_dies_over_a_photo_loses_none(room: Darkroom) -> None:
    await room.prepare("one", pictures.photo())
    killed = room._process
    preparing = asyncio.create_task(room.prepare("two", pictures.from_a_phone((8_000, 6_000))))
    await asyncio.sleep(0.05)
    os.kill(killed.pid, signal.SIGKILL)

    assert (await preparing).height == 2_560
    assert room._process.pid != killed.pid


async def test_who_leaves_meanwhile_leaves_no_answer_for_the_next(room: Darkroom) -> None:
    left = asyncio.create_task(room.prepare("one", pictures.from_a_phone((8_000, 6_000))))
    await asyncio.sleep(0.05)
    left.cancel()
    await asyncio.gather(left, return_exceptions=True)

    assert (await room.prepare("two", pictures.photo(size=(30, 20)))).width == 30


async def test_a_process_is_replaced_and_ends_where_nobody_brings_anything(
    room: Darkroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(darkroom, "PHOTOS", 2)
    monkeypatch.setattr(darkroom, "IDLE_S", 0.2)
    seen = []
    for _ in range(3):
        await room.prepare("one", pictures.photo())
        seen.append(room._process)
    async with asyncio.timeout(5):
        await seen[-1].wait()

    assert seen[0].pid == seen[1].pid != seen[2].pid


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.only("sqlite")
async def test_after_photos_the_hub_is_as_large_as_before(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    raw = pictures.from_a_phone((6_000, 4_000))
    await ana.bring(pictures.photo())
    before = resident()
    for _ in range(2):
        brought = await asyncio.gather(*(ana.bring(raw) for _ in range(3)))
        assert all(status == 201 for status, _ in brought)
    grown = resident() - before

    assert grown < GROWS
    assert {body["width"] for _, body in brought} == {1_707}
