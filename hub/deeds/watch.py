"""This file is a device saying which conversation is open on it: a row, so that every worker sees it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, text

from hub.store.clock import stamp
from hub.store.wish_schema import watching

if TYPE_CHECKING:
    from hub.bus.school import School

LANE = "watching"
"""The lane of commits in which this stands, so that it holds up nobody who posts."""

AGAIN = timedelta(seconds=30)
"""What was said so short a time ago need not be written again."""


APART_S = 0.2
"""A device that says another one more often than this waits its turn: what it says is written each time."""


class Watched:
    """What one device said last, and when that was written."""

    def __init__(self, school: School, person: str, device: str) -> None:
        self.school, self.person, self.device = school, person, device
        self._open: str | None = None
        self._said: datetime | None = None
        self._free_at = 0.0

    async def watch(self, conversation: str | None, now: datetime) -> None:
        """
        Note what is open on the device now, None for nothing; what is not its person’s counts as nothing.

        Raises:
            Unavailable: nothing was saved.
        """
        if conversation is not None and self.school.snapshot.membership(self.person, conversation) is None:
            conversation = None
        if conversation == self._open and (self._said is None or now < self._said + AGAIN):
            return
        self._open, self._said = conversation, now if conversation is not None else None
        row = {
            "school": self.school.id, "person": self.person, "device": self.device,
            "conversation": conversation, "at": stamp(now),
        }  # fmt: skip
        statement = _NOTHING if conversation is None else _OPEN
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._free_at - loop.time()))
        self._free_at = loop.time() + APART_S
        await self.school.store.write(lambda transaction: transaction.connection.execute(statement, row), LANE)


_OPEN = text(
    "insert into watching (school, person, device, conversation, at)"
    " values (:school, :person, :device, :conversation, :at)"
    " on conflict (person, device) do update set conversation = excluded.conversation, at = excluded.at"
)
_NOTHING = delete(watching).where(
    and_(watching.c.person == bindparam("person"), watching.c.device == bindparam("device"))
)
