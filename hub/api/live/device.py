"""This file is one device on its socket: hello first, then what it asks for, in the order it asks."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from hub import wire
from hub.actions.conversations.watch import Watched
from hub.actions.people import tickets
from hub.actions.people.sessions import living
from hub.api import speaking
from hub.api.live import commands
from hub.api.live.connection import Connection, Hangup
from hub.api.live.outgoing import Frames
from hub.api.server.frames import text_frame
from hub.errors import EXPIRED, FAILED, HELLO_TIMEOUT, PROTOCOL_ERROR, TOO_MANY, Met, Unauthenticated
from hub.limits.rates import Bucket
from hub.store.clock import stamp
from hub.store.row_security import Across
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from hub.actions.people.sessions import Signed
    from hub.api.live.outgoing import Outgoing
    from hub.api.server.channel import Channel
    from hub.api.server.websocket_protocol import Opening
    from hub.hub import Hub

log = logging.getLogger("roomwire.api")

HELLO_S = 5.0
"""How long a new socket may be silent."""

SOCKETS = 20
"""Sockets of one person: phones, tablets and tabs, and not a flood."""

FRAMES_PER_S = 50
"""Frames one socket may send, or five times the posts where those may be more; no hand is as fast."""

READ_AHEAD = 8
"""Frames that wait for those before them; where there are more, no more is read from the device."""

POSTS = 32
"""Posts of one device that are being stored at the same time."""


class DeviceSocket:
    """
    What comes over one socket. A task runs while something that was asked for is done, and none while the device
    is silent; what was read before the device went is done all the same, as it was sent.
    """

    __slots__ = (
        "_asked",
        "_context",
        "_frames",
        "_gone",
        "_hello",
        "_left_alone",
        "_posts",
        "_working",
        "channel",
        "connection",
        "hub",
        "outgoing",
    )

    channel: Channel

    def __init__(self, hub: Hub, outgoing: Outgoing) -> None:
        self.hub, self.outgoing = hub, outgoing
        self.connection: Connection | None = None
        self._context = contextvars.copy_context()  # all that is logged of it has the id of its handshake
        self._asked: deque[str | None] = deque()
        self._working: asyncio.Task[None] | None = None
        self._posts: deque[commands.PostInTurn] = deque()
        self._frames = Bucket(max(FRAMES_PER_S, 5 * hub.settings.posts_per_s))
        self._hello: asyncio.TimerHandle | None = None
        self._gone = self._left_alone = False

    def open(self, opening: Opening) -> None:
        """Listen from now on to what was opened."""
        self.channel = opening.take(self)
        self._hello = asyncio.get_running_loop().call_later(HELLO_S, self._silent)

    def received(self, payload: bytes, *, text: bool) -> None:
        """Do what this asks for once what was asked before is done; what is no text ends the connection."""
        if self._hello is not None:
            self._hello.cancel()
            self._hello = None
        if self.connection is not None and self.connection.is_over:
            return
        asked = payload.decode() if text else None
        if self._working is None and self._context.run(self._is_posted_at_once, asked):
            return
        self._asked.append(asked)
        if self._working is None:
            self._begin()
        elif len(self._asked) >= READ_AHEAD:
            self.channel.pause_reading()

    def resumed(self) -> None:
        """The device reads on: it is told what waited."""
        if self.connection is not None:
            self.connection.resumed()

    def lost(self, code: int) -> None:  # noqa: ARG002 (however it ended, it has)
        """The socket is over, and the device looks no more."""
        self._gone = True
        if self._hello is not None:
            self._hello.cancel()
        if self.connection is not None:
            self.connection.over()
            if self._working is None:
                self._look_away()

    def _silent(self) -> None:
        self._hello = None
        self.channel.close(HELLO_TIMEOUT)

    def _begin(self) -> None:
        self._working = self._run(self._work())
        self._working.add_done_callback(self._is_done)

    def _is_done(self, _task: asyncio.Task[None]) -> None:
        """A task that is cancelled before it began has no end of its own, so this is not in it."""
        self._working = None
        self.channel.resume_reading()
        if self._asked:
            self._begin()
        elif self._gone:
            self._look_away()

    async def _work(self) -> None:
        try:
            heard = 0
            while self._asked:
                await self._hear(self._asked.popleft())
                heard += 1
                if heard % READ_AHEAD == 0:
                    await asyncio.sleep(0)  # thousands may have come in one packet; others are there too
        except Hangup as hangup:
            await self._posted()
            self._hang_up(hangup.code)
        except Exception:
            log.exception("a socket failed")
            self._hang_up(FAILED)

    def _look_away(self) -> None:
        """Nothing is open any more on a device that has gone, whatever it said last."""
        if self.connection is not None and self.connection.watched.is_open:
            self._run(commands.watch(self.hub, self.connection, None))

    def _run(self, doing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it in the context of the handshake; the hub does not go down before it is done."""
        task = asyncio.get_running_loop().create_task(doing, context=self._context)
        self.hub.under_way.add(task)
        task.add_done_callback(self.hub.under_way.discard)
        return task

    def _hang_up(self, code: int) -> None:
        self._asked.clear()
        if self.connection is not None:
            self.connection.write(Frames())  # what was done is answered
            self.connection.end(code)
        else:
            self.channel.close(code)

    def _leave_alone(self) -> None:
        """It is over for us: nothing that was asked for and is not done is done any more."""
        self._left_alone = True
        self._asked.clear()
        for task in (self._working, *[one.task for one in self._posts]):
            if task is not None and task is not asyncio.current_task():
                task.cancel()

    async def _hear(self, text: str | None) -> None:
        if text is None:
            raise Hangup(PROTOCOL_ERROR)
        if self.connection is None:
            await self._come_in(self._read_hello(text))
            return
        connection = self.connection
        if not self._frames.take(self.hub.clock().timestamp()):
            raise Hangup(TOO_MANY)
        try:
            asked = commands.decoded(text)
        except Met as met:
            await self._posted()  # answers come in the order of what was asked
            connection.tell(commands.refusal_to(connection, met, commands.request_of(text)))
            return
        for command in asked:
            if isinstance(command, wire.Post):
                if not self._gone or await self._still_signed_in(connection.signed):
                    await self._post(connection, command)
            else:
                await self._posted()
                if not self._gone:  # of a device that has left only posts are kept
                    await commands.done(self.hub, connection, command)

    def _is_posted_at_once(self, text: str | None) -> bool:
        """Begin what was asked if it is nothing but posts, and few enough; whether it was. Most frames are."""
        if self.connection is None or text is None:
            return False
        try:
            asked = commands.decoded(text)
        except Met:
            return False
        posts = [one for one in asked if isinstance(one, wire.Post)]
        if len(posts) < len(asked) or len(self._posts) + len(posts) > POSTS:
            return False
        if not self._frames.take(self.hub.clock().timestamp()):
            return False
        for one in posts:
            self._begin_post(self.connection, one)
        return True

    async def _post(self, connection: Connection, command: wire.Post) -> None:
        """Begin a post; those that came together are committed together."""
        if len(self._posts) >= POSTS:
            await self._posted()
        self._begin_post(connection, command)

    def _begin_post(self, connection: Connection, command: wire.Post) -> None:
        its = commands.PostInTurn(command, self._posts[-1] if self._posts else None)
        self._posts.append(its)
        its.when_over(lambda: self._posts.remove(its))
        if not its.begin(self.hub, connection, self._do_post):
            self._do_post(its)

    def _do_post(self, its: commands.PostInTurn) -> None:
        """It takes a task."""
        if self.connection is None or self._left_alone:
            its.end()
            return
        its.task = self._run(its.do(self.hub, self.connection))
        its.task.add_done_callback(lambda _task: its.end())

    async def _still_signed_in(self, signed: Signed) -> bool:
        """Of a device that has gone: nobody looks any more whether its session is over (Schools.end_sessions)."""
        now = stamp(self.hub.clock())
        return await self.hub.store.read(lambda connection: living(connection, signed, now), Across.SESSION)

    async def _posted(self) -> None:
        """Return once every post that was begun is over; what follows it finds what it wrote."""
        if self._posts:
            await self._posts[-1].over()

    def _read_hello(self, text: str) -> wire.Hello:
        try:
            asked = commands.decoded(text)
        except Met as met:
            self._last_words(wire.Error(code="invalid", message=speaking.in_words(met.sentence), retry=False))
            raise Hangup(PROTOCOL_ERROR) from None
        if len(asked) != 1 or not isinstance(asked[0], wire.Hello):
            sentence = speaking.in_words(say("The first frame is hello, by itself."))
            self._last_words(wire.Error(code="invalid", message=sentence, retry=False))
            raise Hangup(PROTOCOL_ERROR)
        return asked[0]

    def _last_words(self, error: wire.Error) -> None:
        self.channel.write(text_frame(wire.encode(error)))

    async def _come_in(self, hello: wire.Hello) -> None:
        async with self.hub.arrivals.turn(later=hello.since is None):
            signed = await self._signed_in(hello)
        connection = await self._connection(signed, hello)
        if self._gone:
            return
        connection.welcome(hello, self.hub.settings.posts_per_s)
        connection.ended = self._leave_alone
        self.connection = connection
        connection.begin()

    async def _signed_in(self, hello: wire.Hello) -> Signed:
        try:
            return await tickets.use(self.hub.store, hello.ticket, self.hub.clock())
        except Unauthenticated as met:
            message = speaking.in_words(met.sentence)
            self._last_words(wire.Error(i=hello.i, code=met.code, message=message, retry=False))
            raise Hangup(EXPIRED) from None

    async def _connection(self, signed: Signed, hello: wire.Hello) -> Connection:
        """Beyond the gate, as it may take a while: who comes first to a school waits until it is open."""
        hub = self.hub
        school = await hub.schools.level(signed.school, signed.seq, signed.person)
        if len(school.listeners(signed.person)) >= SOCKETS:
            raise Hangup(TOO_MANY)
        return Connection(self.channel, self.outgoing, signed, Watched(school, signed.person, hello.device))
