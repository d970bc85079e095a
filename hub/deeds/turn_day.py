"""This file lets dated rights begin and end: at each school's midnight its roster is weighed anew."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.errors import Unavailable
from hub.store import rights
from hub.store.clock import stamp

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.hub import Hub

log = logging.getLogger("roomwire.days")

LOOK_S = 30.0
"""How often it is asked what day it is: the bound on how long a right outlives its last day."""


async def turn_days(hub: Hub) -> None:
    """Turn every school's day when it comes, for ever."""
    while True:
        for school in hub.schools.all():
            try:
                await turn_day(school, hub.clock())
            except Unavailable:
                log.warning("the day of %s could not be turned; trying again", school.id)
        await asyncio.sleep(LOOK_S)


async def turn_day(school: School, now: datetime) -> bool:
    """Weigh the roster on the school's own date, if that is another than before; whether it was."""
    day = now.astimezone(ZoneInfo(school.snapshot.time_zone)).date()
    if day == school.snapshot.roster.day:
        return False
    return await school.store.write(
        lambda transaction: rights.turn(transaction, school.id, day, stamp(now)), school.id
    )
