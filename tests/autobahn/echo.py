"""This file is the two echo servers the suite talks to: our socket as `serve` sets it up, and the bare library."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any, cast

import uvicorn
from starlette.websockets import WebSocket
from websockets.asyncio.server import ServerConnection, serve

from hub.api.server.frames import binary_frame, text_frame
from hub.api.server.websocket_protocol import EXTENSION, Opening
from hub.commands.serve import _config

LARGEST = 2**24
"""Bytes in the largest message of the suite (9.1.6); the hub itself takes wire.FRAME_BYTES."""


class Echo:
    """What comes goes back, text as text and bytes as bytes."""

    def __init__(self, opening: Opening) -> None:
        self.channel = opening.take(self)

    def received(self, payload: bytes, *, text: bool) -> None:
        """Send it back as it came."""
        self.channel.write(text_frame(payload) if text else binary_frame(payload))

    def resumed(self) -> None:
        """The suite reads what it asks for."""

    def lost(self, code: int) -> None:
        """The suite is through with a case."""


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The application: it accepts, and lets the channel do the rest, as the hub does."""
    websocket = WebSocket(scope, receive, send)
    await websocket.accept()
    Echo(scope["extensions"][EXTENSION])


async def echo_by_the_library(websocket: ServerConnection) -> None:
    """The same without us."""
    async for message in websocket:
        await websocket.send(message)


def loopback() -> socket.socket:
    """A socket on a free port that is listened to from now on."""
    return socket.create_server(("127.0.0.1", 0))


def our_config() -> uvicorn.Config:
    """What `serve` gives to uvicorn, but for the largest frame, as the suite sends larger ones."""
    config = _config(cast("Any", echo), "127.0.0.1", 0, ())
    config.ws_max_size = LARGEST
    config.lifespan = "off"
    return config


@contextlib.asynccontextmanager
async def ours(config: uvicorn.Config) -> AsyncIterator[int]:
    """Our socket class under uvicorn; its port."""
    server = uvicorn.Server(config)
    with loopback() as listener:
        serving = asyncio.create_task(server.serve([listener]))
        while not server.started:
            await asyncio.sleep(0.01)
            assert not serving.done(), "uvicorn did not start"
        yield listener.getsockname()[1]
        server.should_exit = True
        await serving


@contextlib.asynccontextmanager
async def the_library() -> AsyncIterator[int]:
    """The `websockets` library's own server; its port."""
    with loopback() as listener:
        async with serve(echo_by_the_library, sock=listener, compression=None, max_size=LARGEST):
            yield listener.getsockname()[1]
