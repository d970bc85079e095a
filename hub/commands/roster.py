"""This file is `roster import`: bring the stored roster to what a OneRoster bundle says, whole or not at all."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hub import settings
from hub.commands.working import working
from hub.deeds.sync_roster import Changes, DryRun, sync_roster
from hub.oneroster.read import read
from hub.store import clock

if TYPE_CHECKING:
    from hub.commands.working import Commands
    from hub.oneroster.rows import Bundle, Problem, Reading
    from hub.settings import Settings
    from hub.store.store import Store


def add(commands: Commands) -> None:
    """Declare the command."""
    roster = commands.add_parser("roster", help="the roster of students, guardians and staff")
    command = roster.add_subparsers(required=True, metavar="WHAT").add_parser(
        "import", help="read a OneRoster CSV bundle, version 1.1 or 1.2"
    )
    command.add_argument("file", type=Path, metavar="FILE", help="a zip file or a folder")
    command.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    command.add_argument("--json", action="store_true", help="say it for programs")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 where it was applied (or would be), 1 where it was refused."""
    started = time.perf_counter()
    reading = read(args.file)
    changes = None
    if reading.bundle is not None:
        changes = synced(settings.read(), reading.bundle, dry_run=args.dry_run)
    said = _result(reading, changes, dry_run=args.dry_run)
    if args.json:
        print(json.dumps(said, ensure_ascii=False))
    else:
        _say(reading, said, time.perf_counter() - started)
    return 0 if changes is not None else 1


def synced(chosen: Settings, bundle: Bundle, *, dry_run: bool = False) -> Changes:
    """Apply bundle, or say what applying it would change."""

    async def sync(store: Store) -> Changes:
        now = clock.now()
        try:
            return await store.write(
                lambda transaction: sync_roster(transaction, bundle, chosen.time_zone, now, dry_run=dry_run)
            )
        except DryRun as dry:
            return dry.changes

    return working(chosen, sync)


def _result(reading: Reading, changes: Changes | None, *, dry_run: bool) -> dict[str, Any]:
    applied = changes is not None and not dry_run
    counted = msgspec.to_builtins(changes) if changes is not None else None
    return {
        "applied": applied,
        "would": counted,
        "did": counted if applied else None,
        "refused": [_problem(one) for one in reading.problems],
        "warnings": [_problem(one) for one in reading.warnings],
        "rows": reading.bundle.rows if reading.bundle else 0,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "column": problem.column, "reason": problem.reason}


def _say(reading: Reading, said: dict[str, Any], seconds: float) -> None:
    for kind, problems in (("warning", reading.warnings), ("refused", reading.problems)):
        for one in problems:
            where = ":".join(str(part) for part in (one.file, one.line or "", one.column) if part)
            print(f"{kind}: {where}: {one.reason}")
    if reading.bundle is None:
        print(f"Nothing was changed: {len(reading.problems)} things have to be mended first.")
        return
    did = "Changed" if said["applied"] else "Would change"
    print(f"{said['rows']} rows read in {seconds:.2f} s. {did}:")
    for what, count in said["would"].items():
        print(f"  {what:12} {count['added']:5} added {count['changed']:5} changed {count['removed']:5} removed")
