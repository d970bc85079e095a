"""This file is the night of attendance: what nobody ended closes by itself, as of the closing time of its day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.actions.attendance.stay_commit import drafts_of
from hub.rounds import every, tried
from hub.store import journal, stays
from hub.store.clock import day_in
from hub.store.names import new
from hub.store.row_security import Across
from hub.store.schools import list_days
from hub.store.settings import fetch_settings
from hub.store.snapshot import facts
from hub.store.stays import Amendment
from policies.attendance.closing import ClosingTime, closed_by_day
from policies.attendance.signing import SignAct
from policies.people.roster import roster_on
from policies.timestamps import to_millisecond

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from hub.hub import Hub
    from hub.store.schools import SchoolDay
    from hub.store.store import Store
    from hub.store.transaction import Transaction
    from policies.attendance.stays import ChildStay

CLOSE_EVERY_S = 60.0
"""How often it is looked whether a day is over somewhere: the bound on how long after midnight its stays close."""

CLOSING = "closing the stays of a day that is over"


async def close_days(hub: Hub) -> None:
    """Close what nobody ended in every school once its day is over, for ever."""
    await every(CLOSE_EVERY_S, lambda: close_due(hub.store, hub.clock()), CLOSING)


async def close_due(store: Store, now: datetime) -> None:
    """
    The same once, in schools that nobody has opened as well; one for which it fails holds up no other.

    Whatever day it was that a hub was down, its stays close now, each at the closing time of its own.
    """
    open_since = await store.read(stays.list_schools_with_open, Across.NIGHT)
    if not open_since:
        return
    for school in await store.read(list_days, Across.NIGHT):
        since = open_since.get(school.id)
        if since is not None and day_in(school.time_zone, since) < day_in(school.time_zone, now):
            await tried(lambda: close_in(store, school, now), CLOSING, school.id)  # noqa: B023 (awaited)


async def close_in(store: Store, school: SchoolDay, now: datetime) -> int:
    """How many stays of a school closed by themselves, each once, whoever else does the same at this moment."""
    whole = to_millisecond(now)
    if not await store.read(lambda one: _due(one, school, stays.list_open(one, school.id), whole), school.id):
        return 0  # most of what is open since another day was seen today: nobody stands in line for that look
    return await store.write(lambda transaction: _close(transaction, school, whole), school.id)


def _due(
    connection: Connection, school: SchoolDay, here: Sequence[ChildStay], now: datetime
) -> Mapping[date, tuple[ChildStay, ...]]:
    """Which open stays close, as they are then, by their days; none where a school ends each by hand."""
    chosen = fetch_settings(connection, school.id)
    if not chosen.closes_by_itself:
        return {}
    return closed_by_day(here, ClosingTime(chosen.closing_minute, ZoneInfo(school.time_zone)), now)


def _close(transaction: Transaction, school: SchoolDay, now: datetime) -> int:
    journal.lock(transaction, school.id)  # whoever acts meanwhile did so before, or finds it closed
    connection = transaction.connection
    here = stays.list_open(connection, school.id)
    found = _due(connection, school, here, now)
    if not found:
        return 0  # another worker was first
    before = {one.id: one for one in here}
    students = roster_on(facts(connection, school.id), school.day).students
    for closed in found.values():
        deed = new("at")
        made = [
            Amendment(
                deed=deed, act=SignAct.CLOSE.value, at=now, by="", device="", before=before[one.id], after=one
            )
            for one in closed
        ]
        stays.add_amendments(connection, school.id, made)
        drafts = drafts_of(made, lambda one: students[one].rooms if one in students else (), "", now)
        journal.append_all(transaction, school.id, drafts)
    return sum(len(closed) for closed in found.values())
