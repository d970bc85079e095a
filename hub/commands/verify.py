"""This file is `verify`: read the records and prove the journal whole."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, TypeVar

from hub import settings
from hub.commands.working import whole_engine
from hub.store.activity_log import heads
from hub.store.database import reading
from hub.store.row_security import Across, Scope
from hub.store.verify import Finding, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from hub.commands.working import Commands

T = TypeVar("T")


def add(commands: Commands) -> None:
    """Declare the command `verify` and its options."""
    command = commands.add_parser("verify", help="read the records and prove them whole, beside a running hub")
    command.add_argument("--json", action="store_true", help="say it for programs")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 where every promise holds, 1 where one is broken."""
    url = settings.read().database_url
    found = verified(url)
    if args.json:
        shown = [{"promise": one.promise, "holds": not one.broken, "broken": one.broken} for one in found]
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{'broken' if one.broken else 'ok':7} {one.promise}.")
            for what in one.broken:
                print(f"        {what}")
        for school, (n, last) in sorted(_read(url, heads).items()):
            print(f"log     {school}: {n} entries, the last is {last}")
    return 1 if any(one.broken for one in found) else 0


def verified(url: str) -> list[Finding]:
    """How every promise stands in a database, read at one moment."""
    return _read(url, verify)


def _read(url: str, work: Callable[[Connection], T]) -> T:
    engine = whole_engine(url)
    try:
        with reading(engine, Scope("", Across.OPERATOR)) as connection:
            return work(connection)
    finally:
        engine.dispose()
