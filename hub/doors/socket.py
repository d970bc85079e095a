"""This file is the WebSocket door: the handshake, hello, and what a device then asks for."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from hub import wire
from hub.deeds import change as changing
from hub.deeds import post as posting
from hub.deeds import tickets
from hub.deeds.confirm import confirm
from hub.deeds.read import read
from hub.deeds.typing import typing
from hub.deeds.watch import Watched
from hub.doors.connection import Connection, Hangup
from hub.doors.door import allowed_origin, in_words, no_nul
from hub.doors.protocol import EXTENSION
from hub.errors import (
    EXPIRED,
    HELLO_TIMEOUT,
    OUR_FAULT,
    PROTOCOL_ERROR,
    TOO_MANY,
    Invalid,
    Met,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from hub.limits import Rates
from policies.facts import Urgency

if TYPE_CHECKING:
    from hub.hub import Hub

log = logging.getLogger("roomwire.doors")

HELLO_S = 5.0
"""How long a new socket may be silent."""

SOCKETS = 20
"""Sockets of one person: phones, tablets and tabs, and not a flood."""

FRAMES_PER_S = 50
"""Frames one socket may send, or five times the posts where those may be more; no hand is as fast."""


async def socket(websocket: WebSocket) -> None:
    """One device, from its handshake to its end."""
    hub: Hub = websocket.app.state.hub
    refusal = _refusal(hub, websocket)
    if refusal is not None:
        await websocket.send_denial_response(refusal)
        return
    await websocket.accept(subprotocol=wire.SUBPROTOCOL)
    try:
        hello = await _hello(websocket)
        async with hub.arrivals.turn(later=hello.since is None):
            connection = await _signed_in(hub, websocket, hello)
        await _serve(hub, connection)
    except Hangup as hangup:
        await _close(websocket, hangup.code)
    except WebSocketDisconnect:
        pass
    except Exception:
        log.exception("a socket failed")
        await _close(websocket, 1011)


def _refusal(hub: Hub, websocket: WebSocket) -> Response | None:
    """An HTTP answer instead of a socket, where there is to be none."""
    origin = websocket.headers.get("origin")
    if origin is not None and not allowed_origin(hub, origin):
        return Response("This page may not open a socket here.", 403)
    if {"token", "ticket", "access_token"} & websocket.query_params.keys():
        return Response("Credentials never stand in an address: send the ticket in hello.", 400)
    if wire.SUBPROTOCOL not in websocket.scope["subprotocols"]:
        return Response(f"Ask for the subprotocol {wire.SUBPROTOCOL}.", 400)
    if hub.draining.is_set() or hub.arrivals.full:
        why = "The hub is restarting." if hub.draining.is_set() else "Many are coming back at once."
        return Response(why, 503, {"retry-after": str(random.randint(1, 5))})  # noqa: S311 (it spreads load)
    return None


async def _hello(websocket: WebSocket) -> wire.Hello:
    try:
        text = await asyncio.wait_for(_receive(websocket), HELLO_S)
    except TimeoutError:
        raise Hangup(HELLO_TIMEOUT) from None
    try:
        commands = _decoded(text)
    except Met as met:
        await _last_words(websocket, met.sentence)
        raise Hangup(PROTOCOL_ERROR) from None
    if len(commands) != 1 or not isinstance(commands[0], wire.Hello):
        await _last_words(websocket, "The first frame is hello, by itself.")
        raise Hangup(PROTOCOL_ERROR)
    return commands[0]


async def _receive(websocket: WebSocket) -> str:
    """The next text frame; a binary one ends the connection."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text = message.get("text")
    if text is None:
        raise Hangup(PROTOCOL_ERROR)
    return str(text)


def _decoded(text: str) -> tuple[wire.Command, ...]:
    """
    A frame's commands.

    Raises:
        Invalid: it is none of ours; the sentence names the field.
        TooLarge: it holds too many.
    """
    raw = text.encode()
    try:
        commands = wire.decode(raw)
    except msgspec.MsgspecError as error:
        raise Invalid(in_words(error)) from None
    except RecursionError:
        raise Invalid("This frame is nested too deeply.") from None
    no_nul(raw)
    if len(commands) > wire.BATCH:
        raise TooLarge(f"A frame holds {wire.BATCH} commands at the most.")
    return commands


async def _last_words(websocket: WebSocket, sentence: str) -> None:
    frame = wire.Error(code="invalid", message=sentence, retry=False)
    await websocket.send_text(wire.encode(frame).decode())


async def _signed_in(hub: Hub, websocket: WebSocket, hello: wire.Hello) -> Connection:
    try:
        signed = await tickets.use(hub.store, hello.ticket, hub.clock())
    except Unauthenticated as met:
        frame = wire.Error(i=hello.i, code=met.code, message=met.sentence, retry=False)
        await websocket.send_text(wire.encode(frame).decode())
        raise Hangup(EXPIRED) from None
    school = await hub.schools.level(signed.school, signed.seq, signed.person)
    if len(school.listeners(signed.person)) >= SOCKETS:
        raise Hangup(TOO_MANY)
    watched = Watched(school, signed.person, hello.device)
    connection = Connection(websocket, websocket.scope["extensions"][EXTENSION], signed, watched)
    connection.welcome(hello, hub.settings.posts_per_s)
    return connection


async def _serve(hub: Hub, connection: Connection) -> None:
    """Feed and listen until one of the two ends, or the hub goes down."""
    tasks = {
        asyncio.create_task(connection.feed()),
        asyncio.create_task(_listen(hub, connection)),
    }
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    await _watch(hub, connection, None)
    for ending in [task.exception() for task in done]:
        if ending is not None:
            raise ending


async def _listen(hub: Hub, connection: Connection) -> None:
    """Do what the device asks, in the order it asks."""
    frames = Rates(max(FRAMES_PER_S, 5 * hub.settings.posts_per_s))
    while True:
        text = await _receive(connection.websocket)
        if frames.wait_s(connection.session, hub.clock().timestamp()):
            raise Hangup(TOO_MANY)
        try:
            commands = _decoded(text)
        except Met as met:
            connection.tell(_error(met, _request(text)))
            continue
        for command in commands:
            match command:
                case wire.Typing():
                    typing(hub.schools, connection.school, connection.person, command.conversation)
                case wire.Watch():
                    await _watch(hub, connection, command.conversation)
                case _:
                    connection.tell(await _answer(hub, connection, command))


async def _watch(hub: Hub, connection: Connection, conversation: str | None) -> None:
    """Where it cannot be written a phone may ring that need not; nothing is lost."""
    with contextlib.suppress(Unavailable):
        await connection.watched.watch(conversation, hub.clock())


def _request(text: str) -> int | None:
    """The request number of a frame that is otherwise wrong, so that its sender knows which."""
    with contextlib.suppress(msgspec.MsgspecError, RecursionError):
        return msgspec.json.decode(text, type=_Numbered).i
    return None


class _Numbered(msgspec.Struct):
    i: int | None = None


def _error(met: Met, i: int | None) -> wire.Error:
    after = None if met.after_s is None else int(met.after_s * 1000) + 1
    return wire.Error(i=i, code=met.code, message=met.sentence, retry=met.retry, retry_ms=after)


Asking = wire.Hello | wire.Post | wire.Edit | wire.Withdraw | wire.Read | wire.Ack
"""What is answered."""


async def _answer(hub: Hub, connection: Connection, command: Asking) -> wire.Frame:
    try:
        return await _do(hub, connection, command)
    except Met as met:
        return _error(met, command.i)
    except Exception:
        log.exception("%s failed", type(command).__name__)
        return wire.Error(i=command.i, code="unavailable", message=OUR_FAULT, retry=True)


async def _do(hub: Hub, connection: Connection, command: Asking) -> wire.Ok:
    school, person, now = connection.school, connection.person, hub.clock()
    match command:
        case wire.Post():
            hub.not_too_fast(person)
            loud = Urgency(command.urgency)
            deed = posting.Post(person, command.conversation, command.cid, command.item, loud)
            done = await posting.post(school, deed, now)
            return wire.Ok(i=command.i, seq=done.seq, id=done.id, sharing=done.sharing.value)
        case wire.Edit() | wire.Withdraw():
            hub.not_too_fast(person)
            item = command.item if isinstance(command, wire.Edit) else None
            seq = await changing.change(school, changing.Deed(person, command.message, item), now)
            return wire.Ok(i=command.i, seq=seq, id=command.message)
        case wire.Read():
            await read(school, person, command.conversation, command.n, now)
            return wire.Ok(i=command.i)
        case wire.Ack():
            await confirm(school, person, command.message, now)
            return wire.Ok(i=command.i, id=command.message)
        case wire.Hello():
            raise Invalid("This connection has said hello already.")


async def _close(websocket: WebSocket, code: int) -> None:
    if websocket.application_state is WebSocketState.CONNECTED:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await websocket.close(code)
