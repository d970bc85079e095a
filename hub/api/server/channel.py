"""This file is an open WebSocket after its handshake: frames to and from one peer, without a task that waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from hub.api.server.frames import FrameReader, Message, Over, Pong, close_frame, ping_frame

if TYPE_CHECKING:
    from hub.api.server.connections import Crowd

PATIENCE_S = 15.0
"""How long a peer may take nothing at all of what was written."""

PONGS = 16
"""Pings of one read that are answered, the newest; the others need no answer (RFC 6455, 5.5.3)."""

CLOSING_S = 10.0
"""How long a peer may take to answer a close."""

GOING_DOWN = 1012
"""The close code of a server that restarts (RFC 6455, registry)."""

LOST = 1006
"""What nobody sends: the connection broke."""


class Receiver(Protocol):
    """Who is told what a channel brings."""

    def received(self, payload: bytes, *, text: bool) -> None:
        """A whole message came; text: it is UTF-8."""

    def resumed(self) -> None:
        """The peer has read on, and may be written to."""

    def lost(self, code: int) -> None:
        """It is over, told once. code: with which the peer closed, LOST where it did not."""


class Heartbeat:
    """
    Asks every peer now and then whether it is there, by one timer for all of them. every_s: how often, None: never.

    Whatever comes from a peer says that it is there; who has said nothing by the time it is asked again is gone.
    """

    def __init__(self, every_s: float | None) -> None:
        self.every_s = every_s
        self._due: dict[Channel, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, channel: Channel) -> None:
        """Ask this one as well from now on."""
        if self.every_s is None:
            return
        loop = asyncio.get_running_loop()
        self._due[channel] = loop.time() + self.every_s  # all wait for as long, so the first is the next
        if self._timer is None:
            self._timer = loop.call_later(self.every_s, self._ask)

    def discard(self, channel: Channel) -> None:
        """A channel is gone, and asked no more."""
        self._due.pop(channel, None)

    def _ask(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        now, later = loop.time(), (self.every_s or 0.0)
        while self._due and (channel := next(iter(self._due))) and self._due[channel] <= now:
            del self._due[channel]
            if channel.is_there():
                self._due[channel] = now + later
        if self._due:
            first = next(iter(self._due.values()))
            self._timer = loop.call_later(max(first - now, later / 100), self._ask)


@dataclass(slots=True)
class Channels:
    """What all channels of a server share. most: octets of the largest message; connections: uvicorn's own set."""

    crowd: Crowd
    heartbeat: Heartbeat
    most: int = 0
    connections: set[Any] = field(default_factory=set)


class Channel(asyncio.Protocol):
    """
    One open WebSocket, on the transport that its handshake came over. paused: the peer has not taken what was
    written; whoever writes on all the same fills memory.
    """

    __slots__ = (
        "_asked",
        "_closing",
        "_patience",
        "_pong",
        "_reader",
        "_reading",
        "_timer",
        "paused",
        "receiver",
        "shared",
        "transport",
    )

    def __init__(self, transport: asyncio.Transport, receiver: Receiver, shared: Channels) -> None:
        self.transport, self.receiver, self.shared = transport, receiver, shared
        self.paused = False
        self._reader = FrameReader(shared.most)
        self._reading = True
        self._closing = self._asked = False
        self._pong = b""
        self._timer: asyncio.TimerHandle | None = None
        self._patience: asyncio.TimerHandle | None = None
        shared.connections.add(self)
        shared.heartbeat.add(self)

    @property
    def closing(self) -> bool:
        """Whether it ends: nothing is written to it any more."""
        return self._closing

    def write(self, frames: bytes) -> None:
        """Send whole frames; after the end they go nowhere."""
        if not self._closing:
            self.transport.write(frames)

    def pause_reading(self) -> None:
        """Take nothing more from the peer for now."""
        if self._reading and not self._closing:
            self._reading = False
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Take what the peer sends again."""
        if not self._reading:
            self._reading = True
            if not self.transport.is_closing():
                self.transport.resume_reading()

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye with this code, and hang up once the peer has answered, or does not."""
        if self._closing:
            return
        self.transport.write(close_frame(code, reason))
        self._begin_to_end()
        self.resume_reading()

    def abort(self) -> None:
        """Hang up now: closing politely waits for a peer that has stopped reading."""
        self._closing = True
        self.transport.abort()

    def is_there(self) -> bool:
        """Ask the peer whether it is there; False: it was asked before and has said nothing since, and is gone."""
        if self._closing:
            return False
        if not self._reading:  # what it says waits before our door
            return True
        if self._asked:
            self.abort()
            return False
        self._asked = True
        self.transport.write(ping_frame())
        return True

    def shutdown(self) -> None:
        """The server goes down (uvicorn)."""
        if not self._closing:
            self.transport.write(close_frame(GOING_DOWN))
        self._begin_to_end()
        self.transport.close()

    def _begin_to_end(self) -> None:
        """Nothing is written any more; a peer that takes nothing of what was, or answers nothing, has so long."""
        self._closing = True
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(CLOSING_S, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        """Tell the receiver what came, and answer pings (asyncio)."""
        self._asked = False
        pongs: list[bytes] = []
        for came in self._reader.read(data):
            if isinstance(came, Message):
                if not self._closing:
                    self.receiver.received(came.payload, text=came.text)
            elif isinstance(came, Pong):
                pongs.append(came.frame)
            else:
                self._end(came)
        if pongs:
            self._answer(pongs)

    def _answer(self, pongs: list[bytes]) -> None:
        """
        Answer the newest pings of a read, or only the newest of all once the peer reads again (RFC 6455, 5.5.3).

        Otherwise a peer that pings and never reads would have us keep every answer.
        """
        if self.paused:
            self._pong = pongs[-1]
        else:
            self.write(b"".join(pongs[-PONGS:]))

    def _end(self, over: Over) -> None:
        """The peer has closed, or broke the protocol; where we closed first, this is its answer."""
        if not self._closing:
            self.transport.write(over.frame)
            self._begin_to_end()
            self._tell(over.code)
        self.transport.close()

    def eof_received(self) -> None:
        """The peer sends nothing more, so it closes nothing any more either (asyncio)."""
        self._begin_to_end()
        self._tell(LOST)

    def pause_writing(self) -> None:
        """The peer has not taken what was written, and has a while to (asyncio)."""
        self.paused = True
        self._patience = asyncio.get_running_loop().call_later(PATIENCE_S, self.abort)

    def resume_writing(self) -> None:
        """The peer has read on (asyncio)."""
        self.paused = False
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        pong, self._pong = self._pong, b""
        if pong:
            self.write(pong)
        self.receiver.resumed()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (that it is over is what counts)
        """It is over, however it ended (asyncio)."""
        self._closing = True
        for timer in (self._timer, self._patience):
            if timer is not None:
                timer.cancel()
        self.shared.connections.discard(self)
        self.shared.crowd.leave(self.transport)
        self.shared.heartbeat.discard(self)
        self._tell(LOST)

    def _tell(self, code: int) -> None:
        receiver, self.receiver = self.receiver, NO_RECEIVER
        receiver.lost(code)


class NoReceiver:
    """Who is told of what comes once it was told that it is over."""

    def received(self, payload: bytes, *, text: bool) -> None:
        """Nothing is done with it any more."""

    def resumed(self) -> None:
        """Nobody writes to the peer any more."""

    def lost(self, code: int) -> None:
        """It was told before, and only once."""


NO_RECEIVER = NoReceiver()
