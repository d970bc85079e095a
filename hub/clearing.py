"""This file empties somebody's other devices once they have read: what rang there is taken off, and never rings."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from hub.store import journal, schema
from hub.store.clock import moment, stamp
from hub.store.lanes import LANE
from notifiers import many
from notifiers.senders import Clears
from notifiers.tables import attempt, delivery

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.bus.school import School
    from hub.store.store import Store
    from notifiers.routes import Carrier

log = logging.getLogger("roomwire.telling")

BACK = 50
"""How many messages before the one that was read are looked at: a lock screen shows no more."""

MOST = 500
"""Read markers of one turn; after a longer absence the newest alerts are what is on a screen."""

AT_ONCE = 16

Read = tuple[str, str, int]
"""Person, conversation, and up to which message."""


@dataclass
class Clearing:
    """What this worker has seen of each school's read markers, by their revision."""

    store: Store
    carriers: Mapping[str, Carrier]
    _seen: dict[str, int] = field(default_factory=dict)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def turn(self, schools: Iterable[School], now: datetime) -> None:
        """Take off what was read since the last turn; what was read before the first one stays."""
        for school in schools:
            since = self._seen.setdefault(school.id, school.marks)
            if school.marks > since and len(self._under_way) < AT_ONCE:
                self._seen[school.id] = school.marks
                await self._clear(school, since, now)

    async def _clear(self, school: School, since: int, now: datetime) -> None:
        rows = await self.store.read(lambda one: journal.marks_after(one, school.id, since))
        read = [(person, conversation, n) for person, conversation, n, _ in rows[-MOST:]]
        found = await self.store.read(lambda one: _shown(one, school.id, read, stamp(now)))
        if not found:
            return
        await self.store.write(lambda one: _note(one.connection, found, stamp(now)), LANE)
        task = asyncio.create_task(self._off(found))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _off(self, found: list[RowMapping]) -> None:
        """It is tidying up: what cannot be taken off stays until somebody opens it."""
        for row in found:
            sender = self.carriers[row["provider"]].senders[0]
            if isinstance(sender, Clears):
                outcome = await sender.clear(row["address"], row["id"], moment(row["expires_at"]))
                log.debug("taken off a device: %s", outcome)

    async def stop(self) -> None:
        """Finish what is under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)


def _shown(connection: Connection, school: str, read: list[Read], at: str) -> list[RowMapping]:
    """The pushes to these people alone that a provider took, of what they have read; each is taken off once."""
    found = [row for one in read for row in _pushed(connection, school, one, at)]
    off = set(
        connection.execute(
            select(attempt.c.delivery).where(
                attempt.c.delivery.in_([row["id"] for row in found]), attempt.c.what == "cleared"
            )
        ).scalars()
    )
    return [row for row in found if row["id"] not in off]


def _pushed(connection: Connection, school: str, read: Read, at: str) -> list[RowMapping]:
    (person, conversation, n), its, event = read, delivery.c, schema.event.c
    rows = connection.execute(
        select(its.id, its.provider, its.address, its.expires_at, its.recipients)
        .join(schema.event, (event.school == its.school) & (event.seq == its.event))
        .where(event.school == school, event.conversation == conversation, its.n <= n, event.n > n - BACK)
        .where(its.medium == "push", its.outcome == "accepted", its.expires_at > at)
    ).mappings()
    return [row for row in rows if json.loads(row["recipients"]) == [person]]


def _note(connection: Connection, found: list[RowMapping], at: str) -> None:
    many.note(connection, [(row["id"], at, "cleared", "") for row in found])
