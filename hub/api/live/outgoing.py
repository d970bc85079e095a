"""This file writes what one turn of the loop told: once to each device, encoded once for all who get the same."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from hub import wire
from hub.api.server.frames import text_frame

if TYPE_CHECKING:
    from hub.api.live.connection import Connection, Waiting

log = logging.getLogger("roomwire.api")


class Frames:
    """
    The frames of one turn, by what is in them: rooms are told the same, so it is joined and framed once.

    What waits is known by its identity, so it is kept as long as its frame is.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[int, ...], bytes] = {}
        self._kept: list[list[Waiting]] = []

    def find(self, waiting: list[Waiting]) -> bytes | None:
        """The frame of exactly these, in this order, if there is one."""
        return self._made.get(tuple(map(id, waiting)))

    def make(self, waiting: list[Waiting]) -> bytes:
        """Their frame, found from now on."""
        frame = text_frame(wire.joined([one if isinstance(one, bytes) else one.encoded for one in waiting]))
        self._made[tuple(map(id, waiting))] = frame
        self._kept.append(waiting)
        return frame


class Outgoing:
    """
    The connections that something waits for.

    They are written to two turns later: a commit's events and the answers to its actions leave in one write.
    """

    def __init__(self) -> None:
        self._waiting: list[Connection] = []

    def add(self, connection: Connection) -> None:
        """Write to it soon; once is enough until it was written to."""
        if not self._waiting:
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._write)
        self._waiting.append(connection)

    def _write(self) -> None:
        connections, self._waiting = self._waiting, []
        frames = Frames()
        for one in connections:
            try:
                one.write(frames)
            except Exception:  # it is one device's; the others are waiting
                log.exception("a device could not be written to")
                one.channel.abort()
