"""This file is `worker`: it notifies people, in a process of its own beside the hubs that serve them."""

from __future__ import annotations

import argparse
import asyncio
import signal
from functools import partial
from typing import TYPE_CHECKING

from hub import settings
from hub.app import opened_hub, working
from hub.commands.database_role import look_at_role
from hub.commands.logs import log_as_json
from hub.commands.working import working as hands
from hub.heap import freeze, hold_off
from hub.settings import SettingsError
from hub.store.database import sqlite_file

if TYPE_CHECKING:
    from hub.commands.working import Commands
    from hub.settings import Settings


def add(commands: Commands) -> None:
    """Declare the command `worker`, which has no options."""
    command = commands.add_parser("worker", help="tell people, beside hubs that serve with ROOMWIRE_WORKER=0")
    command.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Work until told to stop; what was claimed is finished first."""
    hold_off()
    chosen = settings.read()
    if sqlite_file(chosen.database_url) is not None:
        raise SettingsError(
            "ROOMWIRE_DATABASE_URL: a worker of its own needs PostgreSQL; on SQLite, serve tells people by itself."
        )
    log_as_json()
    hands(chosen, partial(look_at_role, works=True), whole=False)
    asyncio.run(_work(chosen))
    return 0


async def _work(chosen: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with working(await opened_hub(chosen), notifies=True):
        freeze()
        print("The worker is at work.", flush=True)
        await stop.wait()
