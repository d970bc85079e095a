"""This file is the long poll: the same events as on the socket, where a socket does not get through."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from hub.api.live.device import SOCKETS
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.bus.replay import missed
from hub.errors import Conflict, RateLimited
from hub.limits.costs import Cost
from hub.queries.people.room_devices import shows_event
from hub.wire import Event, Id, Position
from policies.sentence import say

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.journal import Stored
    from hub.store.snapshot import Snapshot


class SyncIn(In, frozen=True):
    """Without since: no events, only where to start. wait_ms: how long to wait where there is nothing yet."""

    since: Position | None = None
    epoch: Id | None = None
    wait_ms: Annotated[int, Meta(ge=0, le=25_000)] = 0


class Synced(Out, frozen=True):
    events: tuple[Event, ...]
    seq: int
    epoch: str
    more: bool


LOOKED = 1_000
"""Rows of the journal looked through for one answer, however few of them one may read: it grows with the school."""

EVENTS_PER_ANSWER = 500
"""Events in one answer; `more` says that there are others."""

RESYNC = say("Your device is ahead of the hub or from another time of it. Load everything anew.")


@dataclass(eq=False, slots=True)
class LongPoll:
    """A long poll that waits for something its person may read, as long as they are signed in and at the school."""

    person: str
    session: str
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, _stored: Stored) -> None:
        """Something is there that this person may read: the poll is answered now."""
        self.news.set()

    def rules_changed(self, snapshot: Snapshot) -> None:
        """What is answered is decided when it is answered; who has left the school waits no longer."""
        if not snapshot.roster.people[self.person].active:
            self.news.set()

    def marked(self, _conversation: str, _n: int) -> None:
        """Markers travel with the lists."""

    def sign(self, _encoded: bytes) -> None:
        """Nothing: a poll answers what lasts, and a sign is soon over."""

    def session_over(self, *, expired: bool) -> None:  # noqa: ARG002 (either way it is looked up)
        """It is looked up before anything is answered, and the poll is refused."""
        self.news.set()

    def go_away(self, _after_ms: int) -> None:
        """The poll is answered, and the next one comes to another hub."""
        self.news.set()

    def replaced(self) -> None:
        """The next poll is told to start anew."""
        self.news.set()


async def sync(asked: Asked) -> Response:
    """
    Everything after since that this person may read; without since, only where to start.

    A session may end while its poll waits, so it is asked for again once there is something to answer.
    """
    school, person, body = asked.school, asked.signed.person, asked.body
    epoch, head = school.snapshot.epoch, school.head_of(person)
    if body.since is None:
        return answer(Synced(events=(), seq=head, epoch=epoch, more=False))
    if body.since > head or (body.epoch is not None and body.epoch != epoch):
        raise Conflict(RESYNC)
    if body.wait_ms and len(school.listeners(person)) >= SOCKETS:
        raise RateLimited(say("Too many devices of yours wait at once. Close some of them."), after_s=5.0)
    waiting = LongPoll(person, asked.signed.session)
    school.listen(waiting)
    try:
        if body.since == head and body.wait_ms and not asked.hub.draining.is_set():
            await _news(waiting, body.wait_ms / 1000)
        found = await _found(school, person, body.since)
        await asked.still()
    finally:
        school.leave(waiting)
    room = asked.signed.room
    events = tuple(one.event for one in found.events if shows_event(school.snapshot, room, one.event))
    return answer(Synced(events=events, seq=found.seq, epoch=epoch, more=found.more))


async def _news(waiting: LongPoll, wait_s: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            await waiting.news.wait()


@dataclass(frozen=True, slots=True)
class MissedEvents:
    """Some of what was missed. seq: as far as was looked, and never beyond what this person is told of."""

    events: list[Stored]
    seq: int
    more: bool


async def _found(school: School, person: str, since: int) -> MissedEvents:
    """What a person may read after since; of a long journal a part, and the client asks on from there."""
    events: list[Stored] = []
    looked, head = since, school.head_of(person)
    async for page in missed(school, person, since, head):
        events += page.events
        looked = page.scanned
        if len(events) > EVENTS_PER_ANSWER:
            return MissedEvents(events[:EVENTS_PER_ANSWER], events[EVENTS_PER_ANSWER - 1].event.seq, more=True)
        if looked - since >= LOOKED and looked < head:
            return MissedEvents(events, looked, more=True)
    return MissedEvents(events, events[-1].event.seq if events else since, more=False)


ROUTES = (
    Route(method="POST", path="/v1/sync", cost=Cost.HEAVY, handle=sync, takes=SyncIn, gives=Synced,
         says="The events after a position, waiting for the first where there is none yet."),
)  # fmt: skip
