"""This file bounds how many sessions that are none are looked up for an address, and stops nobody who has one."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from hub.errors import Unauthenticated
from hub.limits.costs import KEPT, Cost

if TYPE_CHECKING:
    from hub.limits.costs import Purse

PARALLEL_LOOKUPS = 32
"""Look-ups of one address at a time; a center that comes back after a restart waits a moment and is not refused."""


@dataclass(slots=True)
class Strangers:
    """
    Look-ups that are counted under their address, unless they find somebody.

    Who was known lately is looked up always: on the wireless of a school somebody who knocks without end shares its
    address with everybody. That they are known still is asked of the database each time.
    """

    purse: Purse
    _known: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _looking: WeakValueDictionary[str, asyncio.Semaphore] = field(default_factory=WeakValueDictionary)

    @contextlib.asynccontextmanager
    async def look(self, session: str, address: str) -> AsyncIterator[None]:
        """
        Look somebody up meanwhile; Unauthenticated says that it is nobody. session: the fingerprint they come with.

        Raises:
            RateLimited: from this address came too many whom nobody knows.
        """
        if session in self._known:
            with self._unless_ended(session):
                yield
        else:
            async with self._looking.setdefault(address, asyncio.Semaphore(PARALLEL_LOOKUPS)):
                with self._counted(address):
                    yield
            self._known[session] = None
            if len(self._known) > KEPT:
                self._known.popitem(last=False)

    @contextlib.contextmanager
    def _unless_ended(self, session: str) -> Iterator[None]:
        try:
            yield
        except Unauthenticated:
            self._known.pop(session, None)
            raise
        if session in self._known:
            self._known.move_to_end(session)

    @contextlib.contextmanager
    def _counted(self, address: str) -> Iterator[None]:
        self.purse.wait_s(Cost.UNKNOWN, address, asyncio.get_running_loop().time())
        try:
            yield
        except Unauthenticated:
            raise
        except BaseException:
            self.purse.give_back(Cost.UNKNOWN, address)
            raise
        self.purse.give_back(Cost.UNKNOWN, address)
