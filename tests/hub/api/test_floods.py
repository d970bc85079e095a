"""One device that floods the hub: it is hung up on, nothing of it stays, and its person comes in again at once."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.errors import TOO_MANY
from tests.hub.running import Running, running


@pytest.fixture
async def usual(records: Path) -> AsyncIterator[Running]:
    """The demo school with the rates that a school has by default."""
    async with running(records, {"ROOMWIRE_POSTS_PER_S": "10"}) as hub:
        yield hub


async def gone(hub: Running, person: str) -> None:
    """Until no device of this person is left."""
    school = hub.hub.schools[hub.school]
    async with asyncio.timeout(5):
        while school.listeners(person):
            await asyncio.sleep(0.01)


async def test_after_a_burst_of_frames_a_device_is_hung_up_on_and_leaves_nothing_behind(usual: Running) -> None:
    rosa = await usual.somebody("Rosa Alvarez")
    for _ in range(3):
        async with rosa.device() as phone:
            await phone.live()
            burst = [
                phone.send(json.dumps({"t": "hello", "i": number, "ticket": "x", "device": "x"}))
                for number in range(400)
            ]
            await asyncio.gather(*burst, return_exceptions=True)
            answered = 0
            while answered < 150:
                answered += (await phone.next()).get("i") is not None
            assert await phone.closed() == TOO_MANY
        await gone(usual, rosa.id)

    async with rosa.device() as again:
        await again.live()


async def test_who_leaves_while_something_is_being_sent_leaves_nothing_behind(usual: Running) -> None:
    ana, rosa = await usual.somebody("Ana Reyes"), await usual.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    for number in range(25):
        async with rosa.device() as phone:
            await phone.live()
            asking = [phone.send(json.dumps({"t": "ack", "i": one, "message": "x"})) for one in range(5)]
            posting = asyncio.create_task(ana.post(family, f"number {number}"))
            await asyncio.gather(*asking)
            await asyncio.sleep(0.001 * (number % 5))
            phone.ws.transport.abort()
            await posting
        await gone(usual, rosa.id)
