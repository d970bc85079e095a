"""This file opens WebSockets: `websockets` checks the handshake, the application answers, a channel takes over."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from websockets.datastructures import Headers
from websockets.frames import CloseCode
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from hub.api.server.channel import Channel

if TYPE_CHECKING:
    from hub.api.server.channel import Channels, Receiver
    from hub.api.server.http_protocol import PatientProtocol

EXTENSION = "roomwire.opening"
"""The ASGI extension under which a socket's Opening stands in its scope."""

HIGH_WATER = 65_536
"""Bytes the transport takes before it asks us to wait; what lies there can no longer be taken back."""

LATIN = "latin-1"
"""What is in a header, as HTTP has it."""

log = logging.getLogger("roomwire.api")

_rules = ServerProtocol(logger=log)
"""The handshake's rules; it is asked about each one and keeps nothing of it that counts."""


class Opening(asyncio.Protocol):
    """
    A connection that asks to be a WebSocket, from the head of its request on. The application accepts it, or
    answers in HTTP; what it accepts it takes over at once, and may return: nothing waits for what comes.

    It is given to uvicorn as ws=, and made by its HTTP protocol. Source: research/performance.md (a socket's memory
    and its connect are those of the objects that stay).
    """

    def __init__(self, http: PatientProtocol, *, open_channels: Channels) -> None:
        self.transport = http.transport
        self.open_channels = open_channels
        open_channels.connections, open_channels.most = http.server_state.connections, http.config.ws_max_size
        self._http = http
        self._agreed: Response | None = None
        self._denied: tuple[int, Headers] | None = None
        self._channel: Channel | None = None
        self._over = asyncio.get_running_loop().create_future()
        self._asked = self._too_early = False

    def begin(self, *, too_early: bool) -> None:
        """Check the request that was read; if it holds, ask the application. too_early: more came with its head."""
        self._too_early = too_early
        http = self._http
        self.transport.set_write_buffer_limits(high=HIGH_WATER)
        self.open_channels.connections.add(self)
        headers = Headers([(name.decode(LATIN), value.decode(LATIN)) for name, value in http.scope["headers"]])
        protocol = f"HTTP/{http.scope['http_version']}"
        checked = _rules.accept(Request(http.url.decode(LATIN), headers, http.scope["method"], protocol))
        if checked.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            self._answer(checked)
            return
        self._agreed = checked
        wanted = headers.get_all("Sec-WebSocket-Protocol")
        path, _, query = http.url.partition(b"?")
        scope = {
            **http.scope,
            "type": "websocket",
            "path": unquote(path.decode(LATIN)),
            "raw_path": path,
            "query_string": query,
            "scheme": "wss" if http.scope["scheme"] == "https" else "ws",
            "asgi": {"version": http.asgi_version, "spec_version": "2.4"},
            "subprotocols": [one.strip() for its in wanted for one in its.split(",")],
            "extensions": {"websocket.http.response": {}, EXTENSION: self},
        }
        task = asyncio.get_running_loop().create_task(self._ask(scope))
        http.tasks.add(task)
        task.add_done_callback(http.tasks.discard)

    def take(self, receiver: Receiver) -> Channel:
        """
        The channel that the socket is from now on; call it at once after the accept. receiver is told what comes.

        A peer that has sent anything before it could is hung up on.
        """
        assert self._agreed is not None  # noqa: S101 (the caller has accepted)
        self.open_channels.connections.discard(self)
        self._channel = Channel(self.transport, receiver, self.open_channels)
        self.transport.set_protocol(self._channel)
        if self._too_early:
            self._channel.close(CloseCode.PROTOCOL_ERROR, "the handshake was not over yet")
        if self._over.done():
            self._channel.connection_lost(None)
        return self._channel

    async def _ask(self, scope: dict[str, Any]) -> None:
        try:
            await self._http.app(scope, self._receive, self._send)
        except Exception:
            log.exception("a handshake failed")
        if self._channel is None and not self.transport.is_closing():
            self._answer(_rules.reject(HTTPStatus.INTERNAL_SERVER_ERROR, "The socket could not be opened.\n"))

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "websocket.connect"}
        await self._over
        return {"type": "websocket.disconnect", "code": CloseCode.ABNORMAL_CLOSURE}

    async def _send(self, message: dict[str, Any]) -> None:
        """
        Answer the handshake.

        Raises:
            OSError: the peer has gone meanwhile (ASGI).
        """
        if self._over.done() or self.transport.is_closing():
            raise OSError("the peer has gone")
        match message["type"]:
            case "websocket.accept" if self._agreed is not None:
                self._agreed.headers.update(_headers(message))
                if message.get("subprotocol"):
                    self._agreed.headers["Sec-WebSocket-Protocol"] = message["subprotocol"]
                self.transport.write(self._agreed.serialize())
            case "websocket.close":
                self._answer(_rules.reject(HTTPStatus.FORBIDDEN, ""))
            case "websocket.http.response.start":
                self._denied = message["status"], _headers(message)
            case "websocket.http.response.body" if self._denied is not None:
                status, headers = self._denied
                headers["Connection"] = "close"
                self._answer(Response(status, HTTPStatus(status).phrase, headers, message.get("body", b"")))
            case what:
                raise RuntimeError(f"A socket is accepted and taken over, or answered in HTTP; {what} is neither.")

    def _answer(self, response: Response) -> None:
        """In HTTP, instead of a socket."""
        self.transport.write(response.serialize())
        self.transport.close()

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 (whatever it is)
        """The peer has sent something before it was told that it may (asyncio)."""
        self._too_early = True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (that it is over is what counts)
        """It was lost before it was taken over, and its place in the crowd is free (asyncio)."""
        self.open_channels.connections.discard(self)
        self.open_channels.crowd.leave(self.transport)
        if not self._over.done():
            self._over.set_result(None)

    def shutdown(self) -> None:
        """The server goes down before it was taken over (uvicorn)."""
        self.transport.close()


def _headers(message: dict[str, Any]) -> Headers:
    return Headers([(name.decode(LATIN), value.decode(LATIN)) for name, value in message.get("headers", ())])
