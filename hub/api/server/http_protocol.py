"""This file is uvicorn's HTTP protocol with what a patient server needs besides: an end of what stands still."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hub.api.server.channel import Channels, Heartbeat
from hub.api.server.connections import Crowd
from hub.api.server.websocket_protocol import Opening

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

HEAD_S = 10.0
"""How long a connection may take until the head of its next request is there."""

IDLE_S = 75.0
"""
How long an answered connection may say nothing: longer than proxies and clients keep theirs (nginx 60 s), for what
they send at the moment it is closed is lost. Where descriptors run short, the one idle longest goes earlier.
"""

REST_S = 60.0
"""How long the rest of a body may come that was answered early: a phone that sends on reads its refusal after."""


class PatientProtocol(HttpToolsProtocol):
    """
    Given to uvicorn as http=. While no request is under way, a deadline runs: from the first octet of a head to its
    end, drop by drop or not at all; after an answer, until that first octet. While one is, its body ends by itself
    (hub/api/request_body.py).
    """

    def __init__(self, *args: Any, crowd: Crowd, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crowd = crowd
        self._deadline: asyncio.TimerHandle | None = None
        self._idle = self._more = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection in, or abort it where there is no room for it."""
        super().connection_made(transport)
        if self.crowd.come(transport, self.client[0] if self.client else ""):
            self._wait(HEAD_S)
        else:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Something of a request is there: of one that rested, the head has its own time from here."""
        if self._idle:
            self._wait(HEAD_S)
        self._more = not data.endswith(b"\r\n\r\n")
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection is gone, and its place in the crowd is free."""
        self._go_on()
        self.crowd.leave(self.transport)
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        """A head is there: what follows has an end of its own."""
        self._go_on()
        self.crowd.heard(self.transport)
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """It was answered; the next head may come, and before it what is left of this body."""
        super().on_response_complete()
        if self.transport.get_protocol() is not self:
            return  # it is a WebSocket by now, and has an end of its own
        if not self.transport.is_closing() and self.cycle.response_complete:
            self.crowd.rests(self.transport)
            self._wait(REST_S if self.cycle.more_body else IDLE_S)
            self._idle = not self.cycle.more_body

    def handle_websocket_upgrade(self) -> None:
        """It asks to be a WebSocket: what was read of it is not read again."""
        self.connections.discard(self)
        opening = cast("Callable[[PatientProtocol], Opening]", self.ws_protocol_class)(self)
        self.transport.set_protocol(opening)
        self.parser = None  # type: ignore[assignment]  # each keeps the other; the collector alone would find them
        opening.begin(too_early=self._more)

    def _wait(self, seconds: float) -> None:
        self._go_on()
        self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _go_on(self) -> None:
        self._idle = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def protocols(crowd: Crowd, proxies: Collection[str], ping_s: float | None = None) -> dict[str, Any]:
    """
    What uvicorn is to be told: by which protocols it serves, and whose word about addresses it takes.

    ping_s: how often the peer of a socket is asked whether it is there, None: never.
    """
    return {
        "http": partial(PatientProtocol, crowd=crowd),
        "ws": partial(Opening, open_channels=Channels(crowd, Heartbeat(ping_s))),
        "ws_ping_interval": None,  # a channel's heartbeat asks instead
        "proxy_headers": bool(proxies),
        "forwarded_allow_ips": list(proxies),
        "timeout_keep_alive": IDLE_S + REST_S,  # ours ends it, and knows a head that has begun from none
    }
