"""What the people of a run do about what they read: staff put a day right, everybody confirms an emergency."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.faults.client import SLEPT_FROM, Device, Frame, said
from tests.faults.history import Asked, Posted

if TYPE_CHECKING:
    from tests.faults.world import World

AMENDS = {"message": 0.3, "held": 0.3, "edited": 0.06}
"""How likely one of the devices that may put right what it reads does so; several read it at the same moment."""

CONFIRMS = 0.5
LOUD = ("emergency", "drill", "emergency")
"""What is cried out in a run, one after the other; the second is taken back."""


class Upkeep:
    """It goes on until it is stopped, and then nobody amends any more. tasks: what is still being done."""

    def __init__(self, world: World, devices: list[Device], rng: random.Random) -> None:
        self.world, self.devices, self.rng = world, devices, rng
        self.number = 0
        self.stopped = False
        self.tasks: set[asyncio.Task[None]] = set()
        for device in devices:
            device.on_answer = self._answered(device)

    def read(self, device: Device, frame: Frame, *, may_write: bool) -> None:
        """What comes of an event that a device handled."""
        chance = AMENDS.get(frame.kind, 0.0) if may_write and not self.stopped else 0.0
        item = self._amended(device, frame.item) if self.rng.random() < chance and frame.item else None
        if item is not None:
            before = said(frame.item or {})
            asked = Asked(device.person.id, "edit", frame.id or "", before, frame.edited_at, item)
            device.ask(asked)
        elif frame.kind == "message" and frame.urgency in LOUD and self.rng.random() < CONFIRMS:
            device.ask(Asked(device.person.id, "ack", frame.id or ""))

    def _amended(self, device: Device, item: dict[str, Any]) -> dict[str, Any] | None:
        """The same as somebody else has it, in words or an hour that nobody else says; None: it is left alone."""
        self.number += 1
        if item["type"] == "nap" and not item.get("ended_at"):
            ended = SLEPT_FROM + timedelta(seconds=self.number)
            return {**item, "ended_at": f"{ended:%Y-%m-%dT%H:%M:%SZ}"}
        if item["type"] in {"nap", "bottle"}:
            return {**item, "note": f"{device.name} amends {self.number}"}
        return None

    async def cry(self, device: Device, where: str, seconds: float) -> None:
        """Emergencies in one conversation, spread over these seconds; one is taken back, and confirmed too late."""
        for number, urgency in enumerate(LOUD):
            await asyncio.sleep(seconds / (len(LOUD) + 1))
            posted = Posted(device.person.id, where, f"cry-{number}", f"This is {number}", "text", urgency)
            device.post(posted)
            if number == 1:
                self._do(self._taken_back(device, posted))

    async def _taken_back(self, device: Device, posted: Posted) -> None:
        while not posted.ended:
            await asyncio.sleep(0.05)
        await asyncio.sleep(self.rng.uniform(0.0, 0.5))
        back = Asked(device.person.id, "withdraw", posted.id)
        device.ask(back)
        while not (back.done or back.code):
            await asyncio.sleep(0.05)
        for one in self.rng.sample(self.devices, k=5):
            one.ask(Asked(one.person.id, "ack", posted.id, late=True))

    def _answered(self, device: Device):
        def answered(asked: Asked) -> None:
            if asked.t == "ack" and asked.done:
                self._do(self._not_again(device, asked))

        return answered

    async def _not_again(self, device: Device, asked: Asked) -> None:
        """What was just confirmed, any hub asks nobody of them for."""
        with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
            address = self.rng.choice(self.world.addresses())
            if asked.message in (await to_confirm(self.world, address, device) or ()):
                device.history.complaints.append(f"{device.name} is asked again for {asked.message}")

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(what)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


async def to_confirm(world: World, address: str, device: Device) -> frozenset[str] | None:
    """The messages that a device's person is asked to confirm, by one hub; None where it has no answer now."""
    headers = {"authorization": f"Bearer {device.person.token}", "roomwire-profile": device.person.id}
    async with world.http.get(f"http://{address}/v1/emergencies", headers=headers) as answer:
        if answer.status != 200:
            return None
        return frozenset(one["message"] for one in (await answer.json())["items"])
