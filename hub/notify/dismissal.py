"""This file takes off devices what rang there and was read elsewhere, or taken back; that never rings."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from hub.store import journal
from hub.store.changes import withdrawn_after
from hub.store.clock import moment, stamp
from hub.store.dismissals import ReadUpTo, note_dismissed, pushes_read, pushes_withdrawn
from hub.store.lanes import NOTIFICATIONS
from hub.store.row_security import Across
from notifiers.notification import Accepted, BadMessage
from notifiers.outbox import LEASE
from notifiers.senders import Clears

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from hub.bus.school import School
    from hub.store.progress import Progress
    from hub.store.store import Store
    from notifiers.routes import Transport

log = logging.getLogger("roomwire.telling")

MARKERS = 500
"""Read markers of one turn; after a longer absence the newest alerts are what is on a screen."""

DEVICES_AT_ONCE = 16

CALL_S = 10.0
"""How long one call may take; a device whose provider does not answer is left alone, and holds up no other."""

ARRIVES = LEASE
"""For so long after a message was taken back its alert may still be on its way; it is taken off once there."""


@dataclass(frozen=True, slots=True)
class _Withdrawn:
    """A message that was taken back lately, and until when its alerts are looked after."""

    school: str
    message: str
    until: datetime


class Stand(NamedTuple):
    """Where a school's journal and read markers stand. changed: nothing was taken back after that position."""

    school: str
    seq: int
    marks: int
    changed: int


def stand_of(school: School) -> Stand:
    """Where an open school stands; of what was before it was opened, anything may have been taken back."""
    changed = school.changes[-1].event.seq if school.changes else school.loaded
    return Stand(school.id, school.seq, school.marks, changed)


def stand_of_unopened(its: Progress) -> Stand:
    """Where any other stands; anything of it may have been taken back."""
    return Stand(its.school, its.seq, its.marks, its.seq)


@dataclass
class Dismissal:
    """What this worker has seen of each school's read markers, by revision, and of its withdrawals, by position."""

    store: Store
    transports: Mapping[str, Transport]
    _seen: dict[str, int] = field(default_factory=dict)
    _withdrawn_up_to: dict[str, int] = field(default_factory=dict)
    _withdrawn: list[_Withdrawn] = field(default_factory=list)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _calls: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(DEVICES_AT_ONCE))

    async def dismiss(self, stands: Iterable[Stand], now: datetime) -> None:
        """Take off what was read or taken back since the last turn; what was so before the first one stays."""
        for its in stands:
            await self._dismiss_withdrawn(its, now)
            since = self._seen.setdefault(its.school, its.marks)
            if its.marks > since and len(self._under_way) < DEVICES_AT_ONCE:
                self._seen[its.school] = its.marks
                await self._dismiss_read(its.school, since, now)

    async def _dismiss_read(self, school: str, since: int, now: datetime) -> None:
        rows = await self.store.read(lambda one: journal.marks_after(one, school, since), school)
        read = [ReadUpTo(person, conversation, n) for person, conversation, n, _ in rows[-MARKERS:]]
        pushes = await self.store.read(lambda one: pushes_read(one, school, read, stamp(now)), school)
        await self._take_off(pushes, now)

    async def _dismiss_withdrawn(self, its: Stand, now: datetime) -> None:
        school, since = its.school, self._withdrawn_up_to.setdefault(its.school, its.seq)
        if its.changed > since:
            self._withdrawn_up_to[school] = its.changed
            fresh = await self.store.read(lambda one: withdrawn_after(one, school, since), school)
            self._withdrawn += [_Withdrawn(school, message, now + ARRIVES) for message in fresh]
        if not self._withdrawn:
            return
        self._withdrawn = [one for one in self._withdrawn if one.until > now]
        messages = [one.message for one in self._withdrawn if one.school == school]
        if messages and len(self._under_way) < DEVICES_AT_ONCE:
            pushes = await self.store.read(lambda one: pushes_withdrawn(one, school, messages, stamp(now)), school)
            await self._take_off(pushes, now)

    async def _take_off(self, pushes: list[RowMapping], now: datetime) -> None:
        if not pushes:
            return
        await self.store.write(
            lambda one: note_dismissed(one.connection, pushes, stamp(now)), NOTIFICATIONS, whose=Across.OUTBOX
        )
        task = asyncio.create_task(self._off(pushes))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _off(self, pushes: list[RowMapping]) -> None:
        """It is tidying up: what cannot be taken off stays until somebody opens it."""
        by_device: defaultdict[str, list[RowMapping]] = defaultdict(list)
        for row in pushes:
            by_device[row["address"]].append(row)
        await asyncio.gather(*(self._off_device(rows) for rows in by_device.values()))

    async def _off_device(self, rows: list[RowMapping]) -> None:
        """One device after the other, several at once; one that is not reached is not asked again."""
        async with self._calls:
            for row in rows:
                sender = self.transports[row["provider"]].senders[0]
                if not isinstance(sender, Clears):
                    return
                try:
                    async with asyncio.timeout(CALL_S):
                        outcome = await sender.clear(row["address"], row["id"], moment(row["expires_at"]))
                except TimeoutError:
                    return
                log.debug("taken off a device", extra={"outcome": type(outcome).__name__})
                if not isinstance(outcome, Accepted | BadMessage):
                    return

    async def stop(self) -> None:
        """Wait until all that is under way has ended, one way or the other."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
