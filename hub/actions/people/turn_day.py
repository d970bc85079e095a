"""This file lets dated rights begin and end: at each school's midnight its roster is weighed anew."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.rounds import every_for_each
from hub.store import rights
from hub.store.clock import day_in, stamp

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.hub import Hub

TURN_EVERY_S = 30.0
"""How often it is asked what day it is: the bound on how long a right outlives its last day."""


async def turn_days(hub: Hub) -> None:
    """Turn every school's day when it comes, for ever."""
    await every_for_each(
        TURN_EVERY_S, hub.schools.all, lambda school: turn_day(school, hub.clock()), "turning a school's day"
    )


async def turn_day(school: School, now: datetime) -> bool:
    """Weigh the roster on the school's own date, if that is another than before; whether it was."""
    day = day_in(school.snapshot.time_zone, now)
    if day == school.snapshot.roster.day:
        return False
    return await school.store.write(
        lambda transaction: rights.turn(transaction, school.id, day, stamp(now)), school.id
    )
