"""This file runs what a hub does by itself, in rounds: one that fails is in the log, and the next one comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol, TypeVar

from hub import metrics
from hub.errors import Unavailable

log = logging.getLogger("roomwire.rounds")


class HasId(Protocol):
    """A school, as far as it is known down here."""

    @property
    def id(self) -> str:
        """Its id, by which the log names it where a round fails."""


School = TypeVar("School", bound=HasId)


ASKED_S = 0.1
"""How often it is looked whether the loop is late."""


async def note_lateness() -> None:
    """For ever: how late the event loop comes, which everybody waits for, as the metrics have it."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + ASKED_S
        await asyncio.sleep(ASKED_S)
        metrics.LATE.observe(max(0.0, loop.time() - due))


async def every(seconds: float, what: Callable[[], Awaitable[object]], name: str) -> None:
    """For ever: do what, then wait so long. name: what is done, as the log says it of a round that failed."""
    while True:
        await tried(what, name)
        await asyncio.sleep(seconds)


async def every_for_each(
    seconds: float, schools: Callable[[], Iterable[School]], what: Callable[[School], Awaitable[object]], name: str
) -> None:
    """Likewise for each school there is by then; one for which it fails holds up no other."""
    while True:
        for school in schools():
            await tried(lambda: what(school), name, school.id)  # noqa: B023 (awaited)
        await asyncio.sleep(seconds)


async def tried(what: Callable[[], Awaitable[object]], name: str, school: str = "") -> bool:
    """Whether what was done to its end; whatever it raises goes into the log, and no further."""
    extra = {"school": school} if school else {}
    try:
        await what()
    except Unavailable as met:
        log.warning("%s failed; trying again", name, extra={**extra, "why": met.sentence})
    except Exception:
        log.exception("%s failed; going on", name, extra=extra)
    else:
        return True
    return False
