"""This file deletes what is kept of rosters no longer: what nobody answered, names of old runs, and old runs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.rounds import every
from hub.store.clock import stamp
from hub.store.roster_runs import Ages, sweep_runs
from hub.store.roster_states import sweep_states
from hub.store.row_security import Across
from policies.people.roster_runs import NAMES_KEPT, RUNS_KEPT

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.store.store import Store
    from hub.store.transaction import Transaction

SWEEP_EVERY_S = 600.0
"""How often it is looked for what is kept no longer."""


async def sweep_roster(hub: Hub) -> None:
    """Delete what is kept no longer, of every school, for ever."""
    await every(SWEEP_EVERY_S, lambda: sweep(hub.store, hub.clock()), "deleting old runs of the roster")


async def sweep(store: Store, now: datetime) -> None:
    """Delete what is kept no longer by that moment."""
    ages = Ages(now=stamp(now), names=stamp(now - NAMES_KEPT), runs=stamp(now - RUNS_KEPT))

    def write(transaction: Transaction) -> None:
        sweep_runs(transaction.connection, ages)
        sweep_states(transaction.connection)

    await store.write(write, whose=Across.NIGHT)
