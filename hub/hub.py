"""This file is everything the doors need, held together by the composition root."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hub.errors import RateLimited

if TYPE_CHECKING:
    from hub.bus.schools import Schools
    from hub.limits import Failures, Rates
    from hub.settings import Settings
    from hub.store.store import Store
    from hub.telling import Telling


@dataclass(kw_only=True)
class Hub:
    """
    The running hub.

    clock: the moment, in UTC; nothing else reads a clock. draining: set once the hub is going down.
    """

    settings: Settings
    store: Store
    schools: Schools
    telling: Telling
    rates: Rates
    failures: Failures
    frames: Rates
    clock: Callable[[], datetime]
    draining: asyncio.Event = field(default_factory=asyncio.Event)

    def not_too_fast(self, person: str) -> None:
        """
        Let person post once more.

        Raises:
            RateLimited: not yet; it says when.
        """
        wait = self.rates.wait_s(person, self.clock().timestamp())
        if wait:
            raise RateLimited("That was a lot at once. Please wait a moment.", after_s=wait)
