"""This file forgets from which addresses people signed in, once a school keeps them no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.rounds import every, tried
from hub.store.activity_log import delete_addresses
from hub.store.clock import stamp
from hub.store.lanes import AUDIT
from hub.store.row_security import Across
from hub.store.schools import list_schools
from hub.store.settings import fetch_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.hub import Hub
    from hub.store.store import Store

FORGET_EVERY_S = 3_600.0
"""A school keeps them for days; an hour more is none."""

FORGETTING = "forgetting addresses of sign-ins"


async def forget_addresses(hub: Hub) -> None:
    """Forget them for ever, school after school; one for which it fails holds up no other."""
    await every(FORGET_EVERY_S, lambda: forget_due(hub.store, hub.clock()), FORGETTING)


async def forget_due(store: Store, now: datetime) -> None:
    """Forget what is older than each school keeps it. The entries stay, and their chain holds without."""
    for school, days in (await store.read(_kept, Across.SCHOOLS)).items():
        before = stamp(now - timedelta(days=days))
        await tried(
            lambda: store.write(lambda one: delete_addresses(one.connection, school, before), AUDIT, whose=school),  # noqa: B023 (awaited)
            FORGETTING,
            school,
        )


def _kept(connection: Connection) -> dict[str, int]:
    return {one.id: fetch_settings(connection, one.id).address_days for one in list_schools(connection)}
