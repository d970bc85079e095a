"""This file is one device on its socket: what it missed, then what is new, at the speed it reads."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub import wire
from hub.bus.replay import missed
from hub.errors import DRAINING, EXPIRED, RESYNC, SESSION_REVOKED, TOO_SLOW
from hub.store.changes import CHANGES, rewritten

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from hub.actions.conversations.watch import Watched
    from hub.actions.people.sessions import Signed
    from hub.api.server.websocket_protocol import Flow
    from hub.bus.school import School
    from hub.store.journal import Stored
    from hub.store.snapshot import Snapshot

QUEUE = 1_024
"""Events that wait for one device in memory; a slower one reads on from the journal at its own speed."""

ANSWERS = 256
"""Answers that wait for a device; one that asks and never listens is hung up on."""

PATIENCE_S = 15.0
"""How long a device may take nothing at all."""

JOINED = 65_536
"""Bytes of the frames that leave as one, or one frame alone: clients refuse frames of a megabyte."""


@dataclass(frozen=True, slots=True)
class WaitingFrame:
    """A frame that waits; stored: the event it shows, None for an answer. sign: it is the first to be dropped."""

    encoded: bytes
    stored: Stored | None = None
    sign: bool = False


def _as_changed(one: WaitingFrame, change: Stored) -> WaitingFrame:
    """What waits says what it says now: text that was withdrawn meanwhile is not sent any more."""
    if one.stored is None or (stored := rewritten(one.stored, change)) is one.stored:
        return one
    return WaitingFrame(stored.encoded, stored)


class Hangup(Exception):  # noqa: N818 (an ending, not a fault)
    """The connection is to end with this close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Connection:
    """
    One socket, signed in. since: everything up to there has been sent or is not this person's to see. watched: what
    is open on it.

    While the device keeps up it is live: events are queued as they come. Where it does not, the queue is
    dropped and it reads from the journal until it is level again. Rights are asked at the last moment before
    a frame leaves, so that nothing queued outlives a right.
    """

    def __init__(self, websocket: WebSocket, flow: Flow, signed: Signed, watched: Watched) -> None:
        self.websocket, self.flow, self.signed, self.watched = websocket, flow, signed, watched
        self.school: School = watched.school
        self.person = signed.person
        self.since = 0
        self.live = False
        self._queue: list[WaitingFrame] = []
        self._wake = asyncio.Event()
        self._ending: int | None = None
        self._going = False

    def offer(self, stored: Stored) -> None:
        """Queue an event, or fall back to reading the journal where too many wait already."""
        if not self.live:
            return
        if len(self._queue) >= QUEUE:
            self._fall_back(stored)
            return
        if stored.event.kind in CHANGES:
            self._queue = [_as_changed(one, stored) for one in self._queue]
        self._queue.append(WaitingFrame(stored.encoded, stored))
        self._wake.set()

    def _fall_back(self, newest: Stored) -> None:
        self.live = False
        first = next((one.stored for one in self._queue if one.stored is not None), newest)
        self.since = first.event.seq - 1
        self._queue = [one for one in self._queue if one.stored is None and not one.sign]
        self._wake.set()

    def sign(self, encoded: bytes) -> None:
        """Show something that is soon over, unless much waits already."""
        if self.live and len(self._queue) < QUEUE // 2:
            self._queue.append(WaitingFrame(encoded, sign=True))
            self._wake.set()

    def tell(self, frame: wire.Frame) -> None:
        """Queue an answer to what the device said; one that takes in too few of them is hung up on."""
        if len(self._queue) >= QUEUE + ANSWERS:
            self.end(TOO_SLOW)
        self._queue.append(WaitingFrame(wire.encode(frame)))
        self._wake.set()

    def rules_changed(self, snapshot: Snapshot) -> None:
        """Drop what waits and may no longer be read; hang up on who has left the school."""
        if not snapshot.roster.people[self.person].active:
            self.end(SESSION_REVOKED)
        self._queue = [one for one in self._queue if self._may_leave(one, snapshot)]

    def _may_leave(self, one: WaitingFrame, snapshot: Snapshot) -> bool:
        return one.stored is None or snapshot.may_read(self.person, one.stored.event, one.stored.audience)

    def marked(self, conversation: str, n: int) -> None:
        """Show one’s other devices what was read; what was approved after its author left is theirs no more."""
        if self.school.snapshot.membership(self.person, conversation) is None:
            return
        self.tell(wire.ReadMarker(conversation=conversation, person=self.person, n=n))

    @property
    def session(self) -> str:
        """The session this socket came with."""
        return self.signed.session

    def session_over(self, *, expired: bool) -> None:
        """It was ended, or has expired: a device with a new ticket may come again."""
        self.end(EXPIRED if expired else SESSION_REVOKED)

    def go_away(self, after_ms: int) -> None:
        """Say when to come again, and hang up after that was said."""
        self.tell(wire.Goaway(code=DRAINING, after_ms=after_ms))
        self._going = True

    def replaced(self) -> None:
        """The journal is another one now."""
        self.end(RESYNC)

    def end(self, code: int) -> None:
        """Hang up as soon as may be, with this close code; the first of several stands."""
        self._ending = self._ending or code
        self._wake.set()

    def welcome(self, hello: wire.Hello, posts_per_s: int) -> None:
        """
        Answer hello with where this person stands, and with their read markers.

        Raises:
            Hangup: the device comes from another time of the journal, or is ahead of it.
        """
        snapshot, head = self.school.snapshot, self.school.head_of(self.person)
        self.since = self.school.seq if hello.since is None else hello.since
        ahead = hello.since is not None and hello.since > head
        if ahead or (hello.epoch is not None and hello.epoch != snapshot.epoch):
            raise Hangup(RESYNC)
        self.tell(
            wire.Welcome(
                i=hello.i,
                person=self.person,
                school=self.school.id,
                head=head,
                epoch=snapshot.epoch,
                ping_ms=wire.PING_MS,
                jitter_ms=wire.JITTER_MS,
                limits=wire.Limits(frame_bytes=wire.FRAME_BYTES, posts_per_s=posts_per_s),
            )
        )
        for conversation in snapshot.of_person.get(self.person, ()):
            if n := self.school.read_n.get((self.person, conversation), 0):
                self._queue.append(WaitingFrame(wire.encode(self._marker(conversation, n))))

    def _marker(self, conversation: str, n: int) -> wire.ReadMarker:
        return wire.ReadMarker(conversation=conversation, person=self.person, n=n)

    async def feed(self) -> None:
        """
        Send what was missed, say so, then send what comes, for ever.

        Raises:
            Hangup: it is over, with this code.
        """
        async with self._listening():
            await self._send_all()
            await self._catch_up()
            self.tell(wire.CaughtUp(seq=self.school.head_of(self.person)))
            while True:
                await self._send_all()
                if not self.live:
                    await self._catch_up()
                if not self._queue:
                    self._wake.clear()
                    await self._wake.wait()

    @contextlib.asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        self.school.listen(self)
        try:
            yield
        finally:
            self.school.leave(self)

    async def _catch_up(self) -> None:
        """Read the journal until it is level; from then on, in the same turn of the loop, live."""
        while self.since < self.school.seq:
            async for page in missed(self.school, self.person, self.since, self.school.seq):
                self._queue += [WaitingFrame(one.encoded, one) for one in page.events]
                self.since = page.scanned
                await self._send_all()
        self.live = True

    async def _send_all(self) -> None:
        """Send what waits, a bounded frame at a time, and only once the peer has taken what went before."""
        while self._queue or self._ending:
            await self._patiently()
            if self._ending:
                raise Hangup(self._ending)
            if batch := self._taken():
                await self.websocket.send_text(wire.joined(batch))
        if self._going:
            raise Hangup(DRAINING)

    def _taken(self) -> list[bytes]:
        """The first of what waits, out of the queue."""
        size = count = 0
        for one in self._queue:
            size += len(one.encoded) + 1
            if count and size > JOINED:
                break
            count += 1
        batch = [one.encoded for one in self._queue[:count]]
        del self._queue[:count]
        return batch

    async def _patiently(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self.flow.writable()
        except TimeoutError:
            self.flow.abort()
            raise Hangup(TOO_SLOW) from None
