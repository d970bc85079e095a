"""This file is the long poll: the same events as on the socket, where a socket does not get through."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.bus.replay import missed
from hub.doors import bodies
from hub.doors.door import Asked, Door, answer
from hub.errors import Conflict

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.journal import Stored
    from hub.store.snapshot import Snapshot

MOST = 500
"""Events in one answer; `more` says that there are others."""

RESYNC = "Your device is ahead of the hub or from another time of it. Load everything anew."


@dataclass(eq=False, slots=True)
class Waiting:
    """A long poll that waits for something its person may read; nothing else ends it."""

    person: str
    session: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, _stored: Stored) -> None:
        """There is something."""
        self.news.set()

    def rules_changed(self, _snapshot: Snapshot) -> None:
        """What is answered is decided when it is answered."""

    def marked(self, _conversation: str, _n: int) -> None:
        """Markers travel with the lists."""

    def sign(self, _encoded: bytes) -> None:
        """A poll answers what lasts."""

    def session_over(self, *, expired: bool) -> None:
        """The next poll is refused."""

    def go_away(self, _after_ms: int) -> None:
        """The poll is answered, and the next one comes to another hub."""
        self.news.set()

    def replaced(self) -> None:
        """The next poll is told to start anew."""
        self.news.set()


async def sync(asked: Asked) -> Response:
    """Everything after since that this person may read; without since, only where to start."""
    school, person, body = asked.school, asked.signed.person, asked.body
    epoch, head = school.snapshot.epoch, school.head_of(person)
    if body.since is None:
        return answer(bodies.Synced(events=(), seq=head, epoch=epoch, more=False))
    if body.since > head or (body.epoch is not None and body.epoch != epoch):
        raise Conflict(RESYNC)
    waiting = Waiting(person)
    school.listen(waiting)
    try:
        if body.since == head and body.wait_ms and not asked.hub.draining.is_set():
            await _news(waiting, body.wait_ms / 1000)
        events, more = await _events(school, person, body.since)
    finally:
        school.leave(waiting)
    seq = events[-1].event.seq if events else body.since
    return answer(bodies.Synced(events=tuple(one.event for one in events), seq=seq, epoch=epoch, more=more))


async def _news(waiting: Waiting, wait_s: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            await waiting.news.wait()


async def _events(school: School, person: str, since: int) -> tuple[list[Stored], bool]:
    found: list[Stored] = []
    async for page in missed(school, person, since, school.seq):
        found += page.events
        if len(found) > MOST:
            return found[:MOST], True
    return found, False


DOORS = (
    Door(method="POST", path="/v1/sync", handle=sync, takes=bodies.SyncIn, gives=bodies.Synced,
         says="The events after a position, waiting for the first where there is none yet."),
)  # fmt: skip
