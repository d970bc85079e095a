"""This file lets dated rights begin and end: at each school's midnight its roster is weighed anew."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.rounds import every, tried
from hub.store import rights
from hub.store.clock import day_in, stamp
from hub.store.row_security import Across
from hub.store.schools import list_days

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.store.schools import SchoolDay
    from hub.store.store import Store

TURN_EVERY_S = 30.0
"""How often it is asked what day it is: the bound on how long a right outlives its last day."""


TURNING = "turning a school's day"


async def turn_days(hub: Hub) -> None:
    """Turn every school's day when it comes, for ever."""
    await every(TURN_EVERY_S, lambda: turn_due(hub.store, hub.clock()), TURNING)


async def turn_due(store: Store, now: datetime) -> None:
    """Turn the day of each school in which another has begun, opened or not; one that fails holds up no other."""
    for school in await store.read(list_days, Across.SCHOOLS):
        await tried(lambda: turn_day(store, school, now), TURNING, school.id)  # noqa: B023 (awaited)


async def turn_day(store: Store, school: SchoolDay, now: datetime) -> bool:
    """Weigh the roster on the school's own date, if that is another than before; whether it was."""
    day = day_in(school.time_zone, now)
    if day == school.day:
        return False
    return await store.write(lambda transaction: rights.turn(transaction, school.id, day, stamp(now)), school.id)
