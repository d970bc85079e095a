"""This file is uvicorn's WebSocket protocol with what a patient server needs besides: to wait, and to hang up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode

if TYPE_CHECKING:
    from websockets.frames import Frame
    from websockets.http11 import Request

EXTENSION = "roomwire.flow"
"""The ASGI extension under which a socket's Flow stands in its scope."""

HIGH_WATER = 65_536
"""Bytes the transport takes before it asks us to wait; what lies there can no longer be taken back."""

FRAGMENT_BYTES = 16
"""Bytes a message's fragments are to carry on average; empty ones count against no limit of size, but are kept."""


class Flow:
    """How a connection's peer keeps up."""

    def __init__(self, protocol: RoomwireProtocol) -> None:
        self._protocol = protocol

    async def writable(self) -> None:
        """Return once the peer has taken what was written; what is written next leaves at once."""
        await self._protocol.writable.wait()

    def abort(self) -> None:
        """Hang up now: closing politely waits for a peer that has stopped reading."""
        self._protocol.transport.abort()


class RoomwireProtocol(WebSocketsSansIOProtocol):
    """Given to uvicorn as ws=; offers Flow to the application. Source: research/realtime.md, 5.4."""

    _pong = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A peer is there; from HIGH_WATER octets on that it has not taken, we stop writing."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=HIGH_WATER)

    def handle_connect(self, event: Request) -> None:
        """A handshake was read; the application is about to be asked."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            cast("dict[str, object]", self.scope["extensions"])[EXTENSION] = Flow(self)

    def handle_cont(self, event: Frame) -> None:
        """A fragment came; with wire.FRAME_BYTES there may be 4,096, as many as the library's own server takes."""
        if self.close_sent:
            return
        if len(self.frames) * FRAGMENT_BYTES < self.config.ws_max_size:
            super().handle_cont(event)
            return
        self.frames = []
        self.conn.fail(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
        self.handle_parser_exception()

    def handle_ping(self) -> None:
        """
        A ping came: answer it, or only the newest of them once the peer reads again (RFC 6455, 5.5.3).

        Otherwise a peer that pings and never reads would have us keep every answer.
        """
        output = b"".join(self.conn.data_to_send())
        if self.writable.is_set():
            self.transport.write(output)
        else:
            self._pong = output

    def resume_writing(self) -> None:
        """The peer has read on: it gets the pong that waited for that."""
        super().resume_writing()
        pong, self._pong = self._pong, b""
        if pong:
            self.transport.write(pong)

    def keepalive_timeout(self) -> None:
        """The peer answers no ping: closing politely would wait for it once more."""
        self.stop_keepalive()
        self.transport.abort()
