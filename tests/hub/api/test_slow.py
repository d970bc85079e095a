"""Devices that read slowly, or not at all: nothing is lost for them, nothing is kept for ever, nobody waits."""

import asyncio

import pytest

from hub.api.live import connection
from hub.api.server import channel
from tests.hub.running import Device, Running


async def test_a_device_that_reads_slowly_gets_everything_once_and_in_order(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "QUEUE", 8)  # so that it falls behind at once
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    async with rosa.device() as phone:
        await phone.live()
        (its,) = maple.hub.schools[maple.school].listeners(rosa.id)
        await asyncio.gather(*(ana.post(family, "x" * 8_000, cid=f"k{number}") for number in range(200)))
        assert len(its._queue) <= 8 + connection.ANSWERS
        events = [await phone.event(kind="message") for _ in range(200)]
        assert await phone.silence() == []

    assert [one["n"] for one in events] == list(range(1, 201))


async def heard_by(phone: Device, many: int) -> list[dict]:
    return [await phone.event(kind="message") for _ in range(many)]


async def test_a_device_that_never_reads_is_hung_up_on_while_others_are_served(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = channel.PATIENCE_S
    monkeypatch.setattr(channel, "PATIENCE_S", 2.0)
    ana, rosa, tom = [await maple.somebody(name) for name in ("Ana Reyes", "Rosa Alvarez", "Tom Alvarez")]
    family = await ana.conversation("family", "Mia")
    school = maple.hub.schools[maple.school]
    async with rosa.device() as deaf, tom.device() as phone:
        await deaf.live()
        await phone.live()
        deaf.ws.transport.pause_reading()
        hearing = asyncio.create_task(heard_by(phone, 1_500))
        for start in range(0, 1_500, 50):
            await asyncio.gather(*(ana.post(family, "x" * 15_000, cid=f"k{start + n}") for n in range(50)))
        heard = await hearing
        async with asyncio.timeout(10):
            while school.listeners(rosa.id):
                await asyncio.sleep(0.02)
        deaf.ws.transport.abort()
    monkeypatch.setattr(channel, "PATIENCE_S", patience)  # who reads has it, however busy this machine is
    async with rosa.device(since=0) as again:
        events = [one for one in await again.replayed() if one.get("conversation") == family]

    assert [one["n"] for one in heard] == list(range(1, 1_501))
    assert [one["n"] for one in events] == list(range(1, 1_501))
