"""This file is uvicorn's WebSocket protocol for the handshake, and hands what was opened over to a channel."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode

from hub.api.server.channel import Channel

if TYPE_CHECKING:
    import asyncio

    from websockets.http11 import Request

    from hub.api.server.channel import Channels, Receiver

EXTENSION = "roomwire.opening"
"""The ASGI extension under which a socket's Opening stands in its scope."""

HIGH_WATER = 65_536
"""Bytes the transport takes before it asks us to wait; what lies there can no longer be taken back."""

quiet = logging.getLogger("roomwire.sockets")
quiet.setLevel(logging.WARNING)  # uvicorn would write two lines for every device that comes


class Opening:
    """A socket that is being opened: once it was accepted, the application may take it over."""

    def __init__(self, protocol: RoomwireProtocol) -> None:
        self._protocol = protocol

    def take(self, receiver: Receiver) -> Channel:
        """
        The channel that the socket is from now on; call it at once after the accept. receiver is told what comes.

        ASGI's receive and send are over with it, and its application may return: nothing waits for what comes.
        """
        return self._protocol.hand_over(receiver)


class RoomwireProtocol(WebSocketsSansIOProtocol):
    """Given to uvicorn as ws=. Source: research/realtime.md, 5.4, and research/performance.md."""

    def __init__(self, *args: Any, open_channels: Channels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_channels = open_channels
        open_channels.connections, open_channels.most = self.connections, self.config.ws_max_size
        self.logger = self.conn.logger = quiet
        self._channel: Channel | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A peer is there; from HIGH_WATER octets on that it has not taken, we stop writing."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=HIGH_WATER)

    def connection_lost(self, exc: Exception | None) -> None:
        """It was lost before it was open, and its place in the crowd is free."""
        self.open_channels.crowd.leave(self.transport)
        super().connection_lost(exc)

    def handle_connect(self, event: Request) -> None:
        """A handshake was read; the application is about to be asked."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            cast("dict[str, object]", self.scope["extensions"])[EXTENSION] = Opening(self)

    def hand_over(self, receiver: Receiver) -> Channel:
        """What comes from now on goes to receiver; a peer that has sent anything before it could is hung up on."""
        assert self.handshake_complete  # noqa: S101 (the caller has accepted)
        self.connections.discard(self)
        self._channel = Channel(self.transport, receiver, self.open_channels)
        self.transport.set_protocol(self._channel)
        if not self.queue.empty() or self.conn.reader.buffer or self.frames:
            self._channel.close(CloseCode.PROTOCOL_ERROR, "the handshake was not over yet")
        if self.disconnected:
            self._channel.connection_lost(None)
        return self._channel

    async def run_asgi(self) -> None:
        """Ask the application; what it has taken over outlives it."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except BaseException:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
            self.send_500_response()
        else:
            if not self.handshake_complete:
                self.send_500_response()
        if self._channel is None and self.close_timer is None:
            self.transport.close()
