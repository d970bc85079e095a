"""This file answers what a device missed: from memory where recent, else from the journal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.store import journal
from hub.store.tags import shown

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.journal import Stored
    from hub.store.snapshot import Snapshot


PAGE_S, PAGES = 2.0, 8
"""How long a page that was read is there for the next who come back, and how many of a school may be."""


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
        yield Missed(_theirs(school.snapshot, person, rows), since)


def _theirs(snapshot: Snapshot, person: str, rows: list[Stored]) -> tuple[Stored, ...]:
    """Those that a person may read; of conversations that are not theirs the rule need not be asked."""
    may_read, theirs = snapshot.may_read, {None, *snapshot.of_person.get(person, ())}
    return tuple(
        shown(snapshot, person, one)
        for one in rows
        if one.event.conversation in theirs and may_read(person, one.event, one.audience)
    )


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
    From the journal. Many devices come back at once and miss the same: a page that is being read, or was a moment
    ago, is shared; a change of what it says ends that (School.forget_pages).

    Pages begin at the same positions for everybody.
    """
    start = since - since % journal.PAGE
    reading = school.pages.get(start)
    if reading is None or not _reaches(reading, until):
        reading = asyncio.ensure_future(
            school.store.read(lambda connection: journal.after(connection, school.id, start))
        )
        school.pages[start] = reading
        reading.add_done_callback(lambda done: _forget_soon(school, start, done))
    rows = await asyncio.shield(reading)
    page = [one for one in rows if since < one.event.seq <= until]
    return [school.as_changed(one) for one in page] if school.changes else page


Reading = asyncio.Future[list["Stored"]]


def _reaches(reading: Reading, until: int) -> bool:
    """Whether a page has all it can have, or what is asked of it; of one that is still read that shows later."""
    if not reading.done():
        return True
    rows = reading.result()
    return len(rows) == journal.PAGE or (bool(rows) and rows[-1].event.seq >= until)


def _forget_soon(school: School, start: int, done: Reading) -> None:
    def forget() -> None:
        if school.pages.get(start) is done:
            del school.pages[start]

    if done.cancelled() or done.exception() is not None or len(school.pages) > PAGES:
        forget()
    else:
        asyncio.get_running_loop().call_later(PAGE_S, forget)
