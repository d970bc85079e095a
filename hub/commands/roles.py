"""This file is `roles`: print the SQL that makes the roles of a database which several schools are served from."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from hub import store

if TYPE_CHECKING:
    from hub.commands.working import Commands

ROLES = Path(store.__file__).parent / "roles.sql"
"""What a superuser runs in the database, as often as they like."""


def add(commands: Commands) -> None:
    """Declare the command `roles`, which has no options."""
    command = commands.add_parser("roles", help="print the SQL that makes the roles of a PostgreSQL")
    command.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Print it; always 0. Nothing is connected to: who may make roles is not who serves."""
    print(ROLES.read_text("utf-8"), end="")
    return 0
