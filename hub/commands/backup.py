"""This file is `backup` and `restore`: all records in one file, from and to either kind of database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hub import settings
from hub.commands.working import whole_engine
from hub.errors import Invalid
from hub.store import archive, clock
from policies.sentence import as_is

if TYPE_CHECKING:
    from hub.commands.working import Commands


def add(commands: Commands) -> None:
    """Declare the commands `backup` and `restore`."""
    command = commands.add_parser("backup", help="write all records into one file, beside a running hub")
    command.add_argument("file", type=Path)
    command.set_defaults(run=run_backup)
    command = commands.add_parser("restore", help="bring the records of a backup into an empty database")
    command.add_argument("file", type=Path)
    command.set_defaults(run=run_restore)


def run_backup(args: argparse.Namespace) -> int:
    """0 where the file is there and whole, 1 where it could not be written."""
    try:
        rows = backup(settings.read().database_url, args.file)
    except OSError as error:
        print(f"roomwire: the backup could not be written: {error}", file=sys.stderr)
        return 1
    print(f"{args.file} holds {sum(rows.values())} rows: {rows['event']} events of {rows['school']} schools.")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """0 where the records are there, 1 where nothing was changed."""
    rows = restore(settings.read().database_url, args.file)
    print(f"{sum(rows.values())} rows are restored: {rows['event']} events of {rows['school']} schools.")
    print("Devices will notice and load everything anew. Look the records over with: python -m hub verify")
    return 0


def backup(url: str, file: Path) -> dict[str, int]:
    """
    Write the records of a database into file; the rows by table.

    Raises:
        SettingsError: its role would see part of them alone.
    """
    engine = whole_engine(url)
    try:
        return archive.write(engine, file, clock.stamp(clock.now()))
    finally:
        engine.dispose()


def restore(url: str, file: Path, *, keep_epoch: bool = False) -> dict[str, int]:
    """
    Bring the records of file into an empty database; the rows by table.

    Raises:
        Invalid: there is no such file, or it is not a whole backup.
        Conflict: the database is not empty.
    """
    if not file.is_file():
        raise Invalid(as_is(f"{file} is not there."))
    engine = whole_engine(url, migrated=False)
    try:
        return archive.read(engine, file, keep_epoch=keep_epoch)
    finally:
        engine.dispose()
