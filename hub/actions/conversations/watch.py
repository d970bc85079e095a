"""This file is a device saying which conversation is open on it: a row, so that every worker sees it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.store import watching
from hub.store.clock import stamp
from hub.store.lanes import WATCHING

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.transaction import Transaction

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

    @property
    def is_open(self) -> bool:
        """Whether a conversation is open on it, as far as it said."""
        return self._open is not None

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
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._free_at - loop.time()))
        self._free_at = loop.time() + APART_S
        await self.school.store.write(lambda transaction: self._write(transaction, conversation, now), WATCHING)

    def _write(self, transaction: Transaction, conversation: str | None, now: datetime) -> None:
        connection, device = transaction.connection, self.device
        if conversation is None:
            watching.delete_open(connection, self.person, device)
        else:
            watching.put_open(connection, self.school.id, self.person, device, conversation, stamp(now))
