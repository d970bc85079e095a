"""python-socketio, from PyPI, under uvicorn: rooms are its own, and what one says is emitted to all of its room."""

from typing import Any

import socketio

server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*", transports=["websocket"])
app = socketio.ASGIApp(server)


@server.event
async def join(sid: str, room: str) -> None:
    """Let a connection into a room, and tell it so."""
    await server.enter_room(sid, room)
    await server.emit("in", to=sid)


@server.event
async def say(_sid: str, said: dict[str, Any]) -> None:
    """Pass on what somebody says to their room."""
    await server.emit("said", said, room=said["room"])
