"""This file is `migrate`: bring the database's schema to this version; every other command does so by itself."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hub import settings
from hub.commands.working import working

if TYPE_CHECKING:
    from hub.commands.working import Commands


def add(commands: Commands) -> None:
    """Declare the command `migrate`, which has no options."""
    command = commands.add_parser("migrate", help="bring the database to this version")
    command.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Bring the database to this version, which opening it does; always 0."""

    async def nothing(_store: object) -> None:
        """Nothing is left to do: opening the store has migrated it."""

    working(settings.read(), nothing)
    print("The database is up to date.")
    return 0
