"""This file fetches the rosters of schools from their servers, four times a day by each school's clock."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.actions.people.roster_servers import ServerAsking, fetch_by_itself
from hub.oneroster.server.client import ClientLimits
from hub.rounds import every, tried
from hub.sealing import sealer_of
from hub.store import roster_runs as runs
from hub.store.clock import moment
from hub.store.roster_servers import find_server, list_servers
from hub.store.row_security import Across
from hub.store.schools import list_schools
from policies.people.roster_runs import RunSource, RunState, last_look

if TYPE_CHECKING:
    from datetime import datetime

    from hub.hub import Hub
    from hub.store.roster_servers import RosterServer
    from hub.store.schools import SchoolName

log = logging.getLogger("roomwire.roster")

LOOK_EVERY_S = 30.0
"""How often it is asked whether it is time to fetch."""

FETCHING = "fetching a roster from a server"


@dataclass(slots=True)
class ServerWatch:
    """By school's id, the look that was done last."""

    looked: dict[str, datetime] = field(default_factory=dict)


async def watch_servers(hub: Hub) -> None:
    """Fetch when it is time, for ever; where no server is connected there is nothing to do."""
    await every(LOOK_EVERY_S, partial(fetch_due, hub, ServerWatch()), FETCHING)


async def fetch_due(hub: Hub, watch: ServerWatch, limits: ClientLimits | None = None) -> None:
    """Fetch the roster of each school whose time it is; one that fails holds up no other."""
    sealer = sealer_of(hub.settings.secret, hub.settings.other_secret)
    servers = await hub.store.read(list_servers, Across.NIGHT)
    if sealer is None or not servers:
        return
    now, schools = hub.clock(), {one.id: one for one in await hub.store.read(list_schools, Across.SCHOOLS)}
    for server in servers:
        school = schools[server.school]
        its = last_look(now, ZoneInfo(school.time_zone))
        if server.school in hub.fetching or not await _is_due(hub, watch, server, its):
            continue
        asking = ServerAsking(
            sealer=sealer, limits=limits or ClientLimits(), local=hub.settings.local_rosters, rosters=hub.rosters,
            end_dates=hub.settings.roster_end_dates, read=partial(hub.fetching.__setitem__, server.school),
        )  # fmt: skip
        await tried(partial(_fetch, hub, server, school, asking), FETCHING, server.school)
        watch.looked[server.school] = its


async def _fetch(hub: Hub, server: RosterServer, school: SchoolName, asking: ServerAsking) -> None:
    still = await hub.store.read(partial(find_server, school=server.school), server.school)
    if still is None or still.at != server.at:
        return  # others were asked for minutes, and an admin took it away, or another one
    hub.fetching[server.school] = 0
    try:
        await fetch_by_itself(hub.store, server, school.time_zone, asking, hub.clock())
    finally:
        del hub.fetching[server.school]


async def _is_due(hub: Hub, watch: ServerWatch, server: RosterServer, its: datetime) -> bool:
    """Whether this look was not done yet, here or, as the log of the school tells, by another worker."""
    if watch.looked.get(server.school) == its or moment(server.at) >= its:
        return False  # who has just connected it looks at what comes first
    newest = await hub.store.read(
        lambda one: runs.newest_run(one, server.school, tuple(RunState), RunSource.SERVER), server.school
    )
    return newest is None or moment(newest.ended_at) < its
