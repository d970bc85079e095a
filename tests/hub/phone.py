"""A device through all its connections, as a test knows it: what it handled, and what it waits for."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any

import websockets

from tests.faults.client import Frame, item_of, said
from tests.faults.history import DeviceLog, Handled, Posted
from tests.hub.running import Device

CAST = ("Ana Reyes", "Ben Carter", "Ines Walker", "Rosa Alvarez", "Dana Novak")
MAY_POST = {
    ("family", "Mia"): {"Ana Reyes", "Ines Walker", "Rosa Alvarez"},
    ("family", "Leo"): {"Ben Carter", "Ines Walker", "Dana Novak"},
    ("day", "Mia"): {"Ana Reyes", "Ines Walker"},
}
MAY_READ = {**MAY_POST, ("day", "Mia"): {"Ana Reyes", "Ben Carter", "Ines Walker", "Rosa Alvarez"}}

TAKES = {"family": "text", "day": "meal"}


@dataclass(eq=False)
class Phone:
    """
    One device through all its connections. asked: what it waits to have answered, by number.

    unanswered: messages whose connection was lost before their answer; they are sent again, as they were.
    """

    name: str
    log: DeviceLog
    device: Device | None = None
    closing: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)
    head: int = 0
    i: int = 0
    asked: dict[int, tuple[str, Any]] = field(default_factory=dict)
    nonsense: int = 0
    level: bool = False
    unanswered: list[Posted] = field(default_factory=list)

    @property
    def since(self) -> int:
        """The last event it has handled."""
        return self.log.handled[-1].seq if self.log.handled else self.log.since

    def number(self, expected: str, what: Any = None) -> int:
        """The number of the next thing it asks, and what is to come of it."""
        self.i += 1
        self.asked[self.i] = expected, what
        return self.i

    def post(self, posted: Posted) -> dict[str, Any]:
        """The frame of a message that is to be stored."""
        return {"i": self.number("stored", posted), **frame_of(posted)}

    async def say(self, frame: str) -> None:
        """Send it, where the connection still is."""
        if self.device is not None:
            with contextlib.suppress(websockets.ConnectionClosed):
                await self.device.send(frame)

    async def gone(self) -> None:
        """Its connection is lost."""
        self.unanswered += [what for expected, what in self.asked.values() if expected == "stored"]
        self.asked.clear()
        self.nonsense, self.device, self.level = 0, None, False
        with contextlib.suppress(websockets.ConnectionClosed):
            await self.closing.aclose()


def frame_of(posted: Posted) -> dict[str, Any]:
    """How it is posted, without a number."""
    return {"t": "post", "conversation": posted.conversation, "cid": posted.cid, "item": item_of(posted)}


def handled(read: dict[str, Any], head: int) -> Handled:
    """An event as it came; head: the journal's, as the device was told when it connected."""
    one = Frame(**{name: value for name, value in read.items() if name in Frame.__struct_fields__})
    return Handled(
        one.seq, one.kind, one.conversation or "", one.id or "", one.n or 0, one.author or "",
        said(one.item or {}), one.gained, one.lost, head,
    )  # fmt: skip
