"""This file is what goes to one device on its socket: what it missed, then what is new, at the speed it reads."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from hub import wire
from hub.api.live.outgoing import Frames
from hub.bus.replay import missed
from hub.errors import DRAINING, EXPIRED, FAILED, RESYNC, SESSION_REVOKED, TOO_SLOW
from hub.queries.people.room_devices import shows, shows_event
from hub.store.changes import CHANGES, rewritten
from hub.store.journal import Stored
from policies.people.room_devices import RoomStanding, ended_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.actions.conversations.watch import Watched
    from hub.actions.people.sessions import Signed
    from hub.api.live.outgoing import Outgoing
    from hub.api.server.channel import Channel
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot

log = logging.getLogger("roomwire.api")

QUEUE = 1_024
"""Events that wait for one device in memory; a slower one reads on from the journal at its own speed."""

ANSWERS = 256
"""Answers that wait for a device; one that asks and never listens is hung up on."""

JOINED = 65_536
"""Bytes of the frames that leave as one, or one frame alone: clients refuse frames of a megabyte."""


class Sign(bytes):
    """A frame about what is soon over; it is the first to be dropped."""

    __slots__ = ()


Waiting = Stored | bytes
"""What waits for a device: an event, or the frame of an answer."""


def _nothing() -> None:
    """Nobody asks for anything any more."""


class Hangup(Exception):  # noqa: N818 (an ending, not a fault)
    """The connection is to end with this close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Connection:
    """
    One socket, signed in. since: everything up to there has been sent or is not this person's to see. watched: what
    is open on it. ended: is called once it is over for us, and what its device asked for is to be left alone.

    While the device keeps up it is live: events are queued as they come, and written in the same turn of the loop.
    Where it does not, the queue is dropped and it reads from the journal until it is level again. What waits is
    looked through whenever rights change, so that nothing queued outlives a right. No task waits for anything but
    the journal.
    """

    __slots__ = (
        "_catching_up", "_caught_up", "_ending", "_going", "_queue", "_reads_on", "_told",
        "channel", "ended", "live", "outgoing", "person", "school", "signed", "since", "watched",
    )  # fmt: skip

    def __init__(self, channel: Channel, outgoing: Outgoing, signed: Signed, watched: Watched) -> None:
        self.channel, self.outgoing, self.signed, self.watched = channel, outgoing, signed, watched
        self.school: School = watched.school
        self.person = signed.person
        self.since = 0
        self.live = False
        self.ended: Callable[[], None] = _nothing
        self._queue: list[Waiting] = []
        self._told = self._caught_up = False
        self._ending: int | None = None
        self._going = False
        self._catching_up: asyncio.Task[None] | None = None
        self._reads_on: asyncio.Future[None] | None = None

    @property
    def session(self) -> str:
        """The session this socket came with."""
        return self.signed.session

    @property
    def is_over(self) -> bool:
        """Whether it ended, for whichever side: what its device asked for beyond posts is done no more."""
        return self._ending is not None

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
            if not shows(snapshot, self.signed.room, conversation):
                continue
            if n := self.school.read_n.get((self.person, conversation), 0):
                self._queue.append(wire.encode(self._marker(conversation, n)))

    def begin(self) -> None:
        """Send what was missed, say so, and from then on what comes."""
        self.school.listen(self)
        if self.since >= self.school.seq:
            self._level()
        else:
            self._catch_up()

    def over(self) -> None:
        """The socket is gone: nothing is told to it any more."""
        self.school.leave(self)
        self.live, self._queue = False, []
        self._ending = self._ending or FAILED
        self.ended = _nothing
        if self._catching_up is not None:
            self._catching_up.cancel()

    def offer(self, stored: Stored) -> None:
        """Queue an event, or fall back to reading the journal where too many wait already."""
        if stored.event.kind in CHANGES:  # text that was withdrawn meanwhile is not sent any more
            self._queue = [rewritten(one, stored) if isinstance(one, Stored) else one for one in self._queue]
        if not self.live or not shows_event(self.school.snapshot, self.signed.room, stored.event):
            return
        if len(self._queue) >= QUEUE:
            self._fall_back(stored)
            return
        self._put(stored)

    def sign(self, encoded: bytes) -> None:
        """Show something that is soon over, unless much waits already; on a room device nobody looks who types."""
        if self.live and not self.signed.room and len(self._queue) < QUEUE // 2:
            self._put(Sign(encoded))

    def tell(self, frame: wire.Frame) -> None:
        """Queue an answer to what the device said; one that takes in too few of them is hung up on."""
        if len(self._queue) >= QUEUE + ANSWERS:
            self.write(Frames())
        if len(self._queue) >= QUEUE + ANSWERS:
            self.end(TOO_SLOW)
        elif self._ending is None:
            self._put(wire.encode(frame))

    def rules_changed(self, snapshot: Snapshot) -> None:
        """Drop what waits and may no longer be read; hang up on who has left the school."""
        if not snapshot.roster.people[self.person].active or self._acts_no_more(snapshot):
            self.end(SESSION_REVOKED)
        self._queue = [one for one in self._queue if self._may_leave(one, snapshot)]

    def marked(self, conversation: str, n: int) -> None:
        """Show one’s other devices what was read; what was approved after its author left is theirs no more."""
        snapshot = self.school.snapshot
        if snapshot.membership(self.person, conversation) is None:
            return
        if not shows(snapshot, self.signed.room, conversation):
            return
        self.tell(self._marker(conversation, n))

    def session_over(self, *, expired: bool) -> None:
        """It was ended, or has expired: a device with a new ticket may come again."""
        self.end(EXPIRED if expired else SESSION_REVOKED)

    def go_away(self, after_ms: int) -> None:
        """Say when to come again, and hang up after that was said."""
        self._going = True
        self.tell(wire.Goaway(code=DRAINING, after_ms=after_ms))

    def replaced(self) -> None:
        """The journal is another one now."""
        self.end(RESYNC)

    def end(self, code: int) -> None:
        """Hang up with this close code once the device has taken what was written; the first of several stands."""
        if self._ending is None:
            self._ending, self._queue = code, []
            self.ended()
            self.write(Frames())
            self._wake()

    def resumed(self) -> None:
        """The device reads on, and is written to."""
        self.write(Frames())
        self._wake()

    def write(self, frames: Frames) -> None:
        """Write what waits, a bounded frame at a time, as far as the device takes it. frames: of this turn."""
        self._told = False
        while self._queue and not self.channel.paused and self._ending is None:
            frame = frames.find(self._queue)
            if frame is None:
                frame = frames.make(self._taken())
            else:
                self._queue = []
            self.channel.write(frame)
        if self.channel.paused:
            return
        if self._ending is not None:
            self.channel.close(self._ending)
        elif self._going and not self._queue:
            self.end(DRAINING)
        elif self._caught_up and not self.live and self._catching_up is None:
            self._catch_up()

    def _wake(self) -> None:
        if self._reads_on is not None and not self._reads_on.done():
            self._reads_on.set_result(None)

    def _put(self, waiting: Waiting) -> None:
        self._queue.append(waiting)
        if not self._told:
            self._told = True
            self.outgoing.add(self)

    def _taken(self) -> list[Waiting]:
        """The first of what waits, out of the queue: as much as one frame may hold, and one at least."""
        size = count = 0
        for one in self._queue:
            size += len(one if isinstance(one, bytes) else one.encoded) + 1
            if count and size > JOINED:
                break
            count += 1
        taken, self._queue = self._queue[:count], self._queue[count:]
        return taken

    def _may_leave(self, one: Waiting, snapshot: Snapshot) -> bool:
        if isinstance(one, bytes):
            return True
        shown = shows_event(snapshot, self.signed.room, one.event)
        return shown and snapshot.may_read(self.person, one.event, one.audience)

    def _acts_no_more(self, snapshot: Snapshot) -> bool:
        """Of who acts on a room device: whether these rules end that."""
        signed = self.signed
        if not signed.room:
            return False
        return ended_by(snapshot.roster, signed.person, signed.room, RoomStanding(signed.standing)) is not None

    def _marker(self, conversation: str, n: int) -> wire.ReadMarker:
        return wire.ReadMarker(conversation=conversation, person=self.person, n=n)

    def _fall_back(self, newest: Stored) -> None:
        """Forget what waits but the answers, and go on from the journal as soon as the device takes anything."""
        self.live = False
        first = next((one for one in self._queue if isinstance(one, Stored)), newest)
        self.since = first.event.seq - 1
        self._queue = [one for one in self._queue if isinstance(one, bytes) and not isinstance(one, Sign)]

    def _level(self) -> None:
        self.live = True
        if not self._caught_up:  # it is told once; who fell back later is told nothing of it
            self._caught_up = True
            self.tell(wire.CaughtUp(seq=self.school.head_of(self.person)))

    def _catch_up(self) -> None:
        self._catching_up = asyncio.create_task(self._read_journal())

    async def _read_journal(self) -> None:
        """Read the journal until it is level; from then on, in the same turn of the loop, live."""
        try:
            while self.since < self.school.seq:
                async for page in missed(self.school, self.person, self.since, self.school.seq):
                    self._queue += [one for one in page.events if self._is_shown(one)]
                    self.since = page.scanned
                    await self._drained()
                    if self._ending is not None:
                        return
            self._level()
        except Exception:
            log.exception("a device could not be told what it missed")
            self.end(FAILED)
        finally:
            self._catching_up = None

    def _is_shown(self, stored: Stored) -> bool:
        return shows_event(self.school.snapshot, self.signed.room, stored.event)

    async def _drained(self) -> None:
        """Return once what waits was taken; the next page is read no earlier."""
        self.write(Frames())
        while (self._queue or self.channel.paused) and self._ending is None:
            self._reads_on = asyncio.get_running_loop().create_future()
            await self._reads_on
