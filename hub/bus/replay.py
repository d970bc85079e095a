"""This file answers what a device missed: from memory where recent, else from the journal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.store import journal

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.journal import Stored


@dataclass(frozen=True, slots=True)
class Missed:
    """Some of what a person missed, in order; scanned: everything up to there has been looked at."""

    events: tuple[Stored, ...]
    scanned: int


async def missed(school: School, person: str, since: int, until: int) -> AsyncIterator[Missed]:
    """
    Everything after since, up to and with until, that person may read now, page by page.

    Rights are asked for each page anew: one that is lost meanwhile shows nothing more.
    """
    while since < until:
        rows = await page(school, since, until)
        if not rows:
            return
        since = rows[-1].event.seq
        may_read = school.snapshot.may_read
        yield Missed(tuple(one for one in rows if may_read(person, one.event, one.audience)), since)


async def page(school: School, since: int, until: int) -> list[Stored]:
    """A page of the journal after since, up to and with until, whoever it is for."""
    return _recent(school, since, until) or await _read(school, since, until)


def _recent(school: School, since: int, until: int) -> list[Stored]:
    """From memory, a page of the rows between; empty where memory does not reach back that far."""
    recent = school.recent
    if not recent or recent[0].event.seq > since + 1:
        return []
    start = since + 1 - recent[0].event.seq
    stop = min(start + journal.PAGE, until + 1 - recent[0].event.seq)
    return [recent[index] for index in range(start, min(stop, len(recent)))]


async def _read(school: School, since: int, until: int) -> list[Stored]:
    """
    From the journal. Many devices come back at once and miss the same: a page that is being read is shared.

    Pages begin at the same positions for everybody; nothing is kept once it was read.
    """
    start = since - since % journal.PAGE
    if (reading := school.pages.get(start)) is None:
        reading = asyncio.ensure_future(
            school.store.read(lambda connection: journal.after(connection, school.id, start))
        )
        school.pages[start] = reading
        reading.add_done_callback(lambda _done: school.pages.pop(start, None))
    rows = await asyncio.shield(reading)
    page = [one for one in rows if since < one.event.seq <= until]
    return [school.as_changed(one) for one in page] if school.changes else page
