"""This file puts a wrong password on record, behind its answer."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from hub.actions.people import sessions
from hub.errors import Unavailable
from hub.limits.addresses import address_of

if TYPE_CHECKING:
    from hub.api.route import Asked
    from hub.hub import Hub

log = logging.getLogger("roomwire.api")

REFUSED_UNDER_WAY = 100
"""What is being written or sent behind answers at once; beyond it a wrong password is not put on record."""


def note_refused(asked: Asked, email: str) -> None:
    """Behind the answer, so that nobody can time whose addresses we know."""
    hub, address = asked.hub, address_of(asked.request)
    if len(hub.under_way) < REFUSED_UNDER_WAY:
        noting = asyncio.create_task(_note_refused(hub, email, address))
        hub.under_way.add(noting)
        noting.add_done_callback(hub.under_way.discard)


async def _note_refused(hub: Hub, email: str, address: str) -> None:
    try:
        await sessions.note_refused(hub.store, email, address, hub.clock())
    except Unavailable as met:
        log.warning("a wrong password was not put on record", extra={"why": met.sentence})
