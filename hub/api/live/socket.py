"""This file is the WebSocket endpoint: the handshake, hello, and what a device then asks for."""

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
from hub.actions.conversations import change as changing
from hub.actions.conversations import post as posting
from hub.actions.conversations.confirm import confirm
from hub.actions.conversations.read import read
from hub.actions.conversations.typing import typing
from hub.actions.conversations.watch import Watched
from hub.actions.people import tickets
from hub.api import speaking
from hub.api.live.connection import Connection, Hangup
from hub.api.route import allowed_origin, in_words, no_nul, problem
from hub.api.server.websocket_protocol import EXTENSION
from hub.errors import (
    EXPIRED,
    HELLO_TIMEOUT,
    OUR_FAULT,
    PROTOCOL_ERROR,
    TOO_MANY,
    Invalid,
    Met,
    RateLimited,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.limits.rates import Rates
from policies.people.facts import Urgency
from policies.sentence import say

if TYPE_CHECKING:
    from hub.hub import Hub

log = logging.getLogger("roomwire.api")

HELLO_S = 5.0
"""How long a new socket may be silent."""

SOCKETS = 20
"""Sockets of one person: phones, tablets and tabs, and not a flood."""

FRAMES_PER_S = 50
"""Frames one socket may send, or five times the posts where those may be more; no hand is as fast."""

FRAMES: dict[type, Cost] = {
    wire.Hello: Cost.OWN,
    wire.Post: Cost.OWN,
    wire.Edit: Cost.OWN,
    wire.Withdraw: Cost.OWN,
    wire.Read: Cost.WRITE,
    wire.Ack: Cost.WRITE,
    wire.Typing: Cost.SIGN,
    wire.Watch: Cost.SIGN,
}
"""What each frame of a device costs its person, on whichever socket; while one waits the next ones wait as well."""


async def socket(websocket: WebSocket) -> None:
    """One device, from its handshake to its end."""
    hub: Hub = websocket.app.state.hub
    refusal = _refusal(hub, websocket) or _too_many(hub, websocket)
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


def _too_many(hub: Hub, websocket: WebSocket) -> Response | None:
    try:
        hub.purse.wait_s(Cost.HANDSHAKE, address_of(websocket), asyncio.get_running_loop().time())
    except RateLimited as met:
        return problem(met)
    return None


async def _hello(websocket: WebSocket) -> wire.Hello:
    try:
        async with asyncio.timeout(HELLO_S):
            text = await _receive(websocket)
    except TimeoutError:
        raise Hangup(HELLO_TIMEOUT) from None
    try:
        commands = _decoded(text)
    except Met as met:
        await _last_words(websocket, met.sentence)
        raise Hangup(PROTOCOL_ERROR) from None
    if len(commands) != 1 or not isinstance(commands[0], wire.Hello):
        await _last_words(websocket, say("The first frame is hello, by itself."))
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
        raise Invalid(say("This frame is nested too deeply.")) from None
    no_nul(raw)
    if len(commands) > wire.BATCH:
        raise TooLarge(say("A frame holds {most} commands at the most.", most=wire.BATCH))
    return commands


async def _last_words(websocket: WebSocket, sentence: str) -> None:
    frame = wire.Error(code="invalid", message=speaking.in_words(sentence), retry=False)
    await websocket.send_text(wire.encode(frame).decode())


async def _signed_in(hub: Hub, websocket: WebSocket, hello: wire.Hello) -> Connection:
    try:
        signed = await tickets.use(hub.store, hello.ticket, hub.clock())
    except Unauthenticated as met:
        frame = wire.Error(i=hello.i, code=met.code, message=speaking.in_words(met.sentence), retry=False)
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
            connection.tell(_refusal_to(connection, met, _request(text)))
            continue
        for command in commands:
            await _done(hub, connection, command)


async def _done(hub: Hub, connection: Connection, command: wire.Command) -> None:
    """Do one command, once it is its turn; a sign that comes too often is shown to nobody."""
    match command:
        case wire.Typing() | wire.Watch():
            with contextlib.suppress(RateLimited):
                await _pay(hub, connection, command)
                await _signed_to(hub, connection, command)
        case _:
            connection.tell(await _answer(hub, connection, command))


async def _pay(hub: Hub, connection: Connection, command: wire.Command) -> None:
    await hub.purse.pay(FRAMES[type(command)], connection.person, "")


async def _signed_to(hub: Hub, connection: Connection, command: wire.Typing | wire.Watch) -> None:
    if isinstance(command, wire.Typing):
        typing(hub.schools, connection.school, connection.person, command.conversation)
    else:
        await _watch(hub, connection, command.conversation)


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


def _refusal_to(connection: Connection, met: Met, i: int | None) -> wire.Error:
    """In their language of now, which may be another than when the socket was opened."""
    speaking.speak_to(connection.school, connection.person)
    return _error(met, i)


def _error(met: Met, i: int | None) -> wire.Error:
    after = None if met.after_s is None else int(met.after_s * 1000) + 1
    return wire.Error(i=i, code=met.code, message=speaking.in_words(met.sentence), retry=met.retry, retry_ms=after)


Asking = wire.Hello | wire.Post | wire.Edit | wire.Withdraw | wire.Read | wire.Ack
"""What is answered."""


async def _answer(hub: Hub, connection: Connection, command: Asking) -> wire.Frame:
    try:
        await _pay(hub, connection, command)
        return await _do(hub, connection, command)
    except Met as met:
        return _refusal_to(connection, met, command.i)
    except Exception:
        log.exception("a command failed", extra={"command": type(command).__name__})
        speaking.speak_to(connection.school, connection.person)
        return wire.Error(i=command.i, code="unavailable", message=speaking.in_words(OUR_FAULT), retry=True)


async def _do(hub: Hub, connection: Connection, command: Asking) -> wire.Ok:
    school, person, now = connection.school, connection.person, hub.clock()
    match command:
        case wire.Post():
            hub.not_too_fast(person)
            loud = Urgency(command.urgency)
            action = posting.Post(person, command.conversation, command.cid, command.item, loud)
            done = await posting.post(school, action, now)
            return wire.Ok(i=command.i, seq=done.seq, id=done.id, sharing=done.sharing.value)
        case wire.Edit() | wire.Withdraw():
            hub.not_too_fast(person)
            seq = await changing.change(school, _change_of(person, command), now)
            return wire.Ok(i=command.i, seq=seq, id=command.message)
        case wire.Read():
            await read(school, person, command.conversation, command.n, now)
            return wire.Ok(i=command.i)
        case wire.Ack():
            await confirm(school, person, command.message, now)
            return wire.Ok(i=command.i, id=command.message)
        case wire.Hello():
            raise Invalid(say("This connection has said hello already."))


def _change_of(person: str, command: wire.Edit | wire.Withdraw) -> changing.ChangeOfMessage:
    if isinstance(command, wire.Withdraw):
        return changing.ChangeOfMessage(person, command.message, None)
    return changing.ChangeOfMessage(person, command.message, command.item, command.edited_at)


async def _close(websocket: WebSocket, code: int) -> None:
    if websocket.application_state is WebSocketState.CONNECTED:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await websocket.close(code)
