"""This file removes photos and files that were brought and never sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.rounds import every
from hub.store import files
from hub.store.clock import stamp
from hub.store.lanes import FILES
from hub.store.row_security import Across

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.store.store import Store

KEPT = timedelta(hours=24)
"""How long a file may wait to be sent; a phone that was offline has come back by then."""

SWEEP_EVERY_S = 600.0
"""How often it is looked for what is left over."""

FILES_PER_COMMIT = 20
"""Files removed in one commit."""


async def sweep_files(hub: Hub) -> None:
    """Remove what is left over, for ever."""
    await every(SWEEP_EVERY_S, lambda: sweep(hub.store, hub.clock()), "removing files that were never sent")


async def sweep(store: Store, now: datetime) -> int:
    """Remove what waits for longer than it may, of every school; how many files that were."""
    before, gone = stamp(now - KEPT), 0
    while ids := await store.read(
        lambda connection: files.left(connection, before, FILES_PER_COMMIT), Across.NIGHT
    ):
        gone += await store.write(
            lambda transaction: files.sweep(transaction.connection, ids), FILES, whose=Across.NIGHT
        )
    return gone
