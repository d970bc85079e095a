"""This file is `roster import`: bring the stored roster to what a OneRoster bundle says, whole or not at all."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hub import settings
from hub.actions.people.bring_roster import bring_in
from hub.actions.people.roster_runs import RosterDoor, note_refused, printable, state_said
from hub.actions.people.sync_roster import Changes, Held, Undone, prepare, sync_prepared
from hub.commands.working import working
from hub.heap import hold_off
from hub.oneroster.apart import issues_of
from hub.oneroster.read import read
from hub.oneroster.rows import ReadBundle, RowProblem
from hub.oneroster.source import BundleSource
from hub.oneroster.spreadsheet.kept_mapping import mappings_of
from hub.oneroster.spreadsheet.mapping_file import LARGEST_MAPPING, MappingBrought
from hub.oneroster.spreadsheet.read import Spreadsheet, read_spreadsheet
from hub.oneroster.spreadsheet.tables import is_spreadsheet
from hub.oneroster.unpack import UNPACKED
from hub.reference.end_dates import END_DATES, EXCLUSIVE
from hub.reference.phone_numbers import country_of
from hub.store import clock
from hub.store.roster_columns import find_columns
from hub.store.roster_states import digest_of, find_state_body, list_states
from hub.store.roster_words import RunIssues, read_lines
from hub.store.row_security import Across
from hub.store.schools import list_schools
from hub.store.settings import countries_of
from policies.people.roster_runs import RunSource
from policies.sentence import english, say

TABLES = {".xlsx", ".csv", ".tsv", ".txt", ".xls"}
"""What a spreadsheet is called; everything else is a bundle."""

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from hub.commands.working import Commands
    from hub.oneroster.rows import Bundle
    from hub.settings import Settings
    from hub.store.store import Store
    from policies.sentence import Sentence


def add(commands: Commands) -> None:
    """Declare the command `roster import` and its options."""
    roster = commands.add_parser("roster", help="the roster of students, guardians and staff")
    command = roster.add_subparsers(required=True, metavar="WHAT").add_parser(
        "import", help="read a OneRoster CSV bundle, version 1.1 or 1.2, or a spreadsheet"
    )
    command.add_argument("file", type=Path, metavar="FILE", help="a zip file, a folder, or a table: .xlsx or .csv")
    command.add_argument("--school", default="", help="whose a spreadsheet is, where there are several schools")
    command.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE",
        help="what the columns of a spreadsheet hold, instead of what is kept",
    )
    command.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    command.add_argument("--yes", action="store_true", help="go on, however many it takes away")
    command.add_argument(
        "--without-refused",
        action="store_true",
        help="go on without the rows that are refused; --dry-run says who loses",
    )
    command.add_argument(
        "--end-dates", choices=END_DATES, default=EXCLUSIVE,
        help="what an endDate is: the first day that no longer counts, as in the standard, or the last that does",
    )  # fmt: skip
    command.add_argument("--json", action="store_true", help="say it for programs")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 where it was applied (or would be), 1 where it was refused or is held."""
    started = time.perf_counter()
    hold_off()  # a bundle and what becomes of it stay until the end
    chosen = settings.read()
    source = source_of(chosen, args.end_dates)
    name = printable(args.file.resolve().name)
    reader = _reader(chosen, args, source)
    reading = reader(without_refused=args.without_refused)
    synced = None
    if reading.bundle is not None:
        over = None if source.state is None else digest_of(source.state)
        synced = sync(chosen, reading, RosterCame(name, over), dry_run=args.dry_run, confirmed=args.yes)
    elif not args.dry_run:
        refused(chosen, reading, name)
    said = _result(reading, synced)
    if reading.bundle is None and not args.without_refused:
        said["without_refused"] = _would_do_without(reader(without_refused=True))
    if args.json:
        print(json.dumps(said, ensure_ascii=False))
    else:
        _say(reading, said, time.perf_counter() - started)
    return 0 if synced is not None and synced.would_do else 1


def _reader(chosen: Settings, args: argparse.Namespace, source: BundleSource) -> Callable[..., ReadBundle]:
    """How the file is read, with or without the rows that are refused: a bundle, or a spreadsheet of a school."""
    path: Path = args.file
    packed = _table_in(path)
    if packed is None:
        return partial(read, path, source) if args.mapping is None else _refusing(path.name, NO_TABLE)
    mapping = None
    if args.mapping is not None and (mapping := _mapping_in(args.mapping)) is None:
        return _refusing(printable(args.mapping.name), NO_MAPPING)
    its = working(chosen, lambda store: store.read(lambda one: _sheet_of(one, args.school), Across.OPERATOR))
    if its is None:
        return _refusing(path.name, NO_SCHOOL)
    school, kept = its
    file_ = Spreadsheet(name=path.name, packed=packed, school=school, kept=mappings_of(kept), mapping=mapping)
    return lambda without_refused: read_spreadsheet(file_, source, without_refused=without_refused).reading


def _sheet_of(connection: Connection, wanted: str) -> tuple[str, str | None] | None:
    """Whose a spreadsheet is, by its source, and what its columns hold; None where nobody knows whose."""
    found = [one for one in list_schools(connection) if wanted in {"", one.source, one.name}]
    return (found[0].source, find_columns(connection, found[0].id)) if len(found) == 1 else None


def _table_in(path: Path) -> bytes | None:
    """The octets of a spreadsheet, no more than are ever read; None where it is a bundle."""
    if path.suffix.lower() not in TABLES or not path.is_file():
        return None
    with path.open("rb") as file:
        packed = file.read(UNPACKED + 1)
    return packed if is_spreadsheet(path.name, packed) else None


def _mapping_in(path: Path) -> MappingBrought | None:
    """A mapping file, of which no more is read than one may have; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return MappingBrought(printable(path.name), file.read(LARGEST_MAPPING + 1))
    except OSError:
        return None


NO_SCHOOL = say("A spreadsheet does not say which school it is of: add --school with the name of one of this hub.")
NO_TABLE = say("This is no spreadsheet, and so needs no mapping file. Leave out --mapping.")
NO_MAPPING = say("There is no mapping file here that can be read.")


def _refusing(name: str, reason: Sentence) -> Callable[..., ReadBundle]:
    """What stands in the way of a whole file, with or without its rows."""
    problem = RowProblem(file=name, line=0, column="", reason=reason)
    return lambda without_refused: ReadBundle(bundle=None, problems=(problem,), warnings=())  # noqa: ARG005


def source_of(chosen: Settings, end_dates: str) -> BundleSource:
    """How the bundle is written; numbers are those of each school's country, as far as the school is known."""

    async def known(store: Store) -> tuple[dict[str, str], bytes | None]:
        return await store.read(countries_of, Across.OPERATOR), await store.read(_state_of_all, Across.OPERATOR)

    countries, state = working(chosen, known)
    return BundleSource(
        day=clock.day_in(chosen.time_zone, clock.now()),
        end_dates=end_dates,
        countries=countries,
        country=country_of("", chosen.time_zone),
        state=state,
    )


def _state_of_all(connection: Connection) -> bytes | None:
    """What the source has said up to now, where it has said the same of every school that it is known of."""
    known = set(list_states(connection).values())
    return find_state_body(connection, known.pop()) if len(known) == 1 else None


@dataclass(frozen=True, slots=True)
class Synced:
    """
    What applying a bundle changes. would_do: it was applied, or would be. held: what has to be said twice. at_once:
    who lost access though it is held. others: of children who would come in as others than those of their name; the
    log has it where it was applied.
    """

    changes: Changes
    applied: bool
    would_do: bool
    held: tuple[Held, ...] = ()
    others: tuple[str, ...] = ()
    at_once: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterCame:
    """What a bundle goes on record by: the name of its file, and the digest of what it was read over, or None."""

    file: str
    over: str | None


def sync(
    chosen: Settings, reading: ReadBundle, came: RosterCame, *, dry_run: bool = False, confirmed: bool = False
) -> Synced:
    """
    Apply a bundle, or say what applying it would change. Changes are of what they were read over: where another
    roster came in since, they are refused.
    """

    async def synced(store: Store) -> Synced:
        bundle, now = reading.bundle, clock.now()
        assert bundle is not None  # noqa: S101 (who calls it has looked)
        if dry_run:
            return await _tried(store, bundle, chosen.time_zone, confirmed=confirmed)
        warnings = (
            issues_of(reading.warnings) if len(bundle.schools) == 1 else RunIssues()
        )  # rows of one are not another's
        said = state_said(reading, came.over)
        door = RosterDoor(source=RunSource.COMMAND, file=came.file, started=now, warnings=warnings, state=said)
        done = await bring_in(store, bundle, door, chosen.time_zone, now, confirmed=confirmed)
        ended = tuple(english(one) for one in read_lines(done.at_once))
        return Synced(done.changes, applied=done.applied, would_do=done.applied, held=done.held, at_once=ended)

    return working(chosen, synced)


async def _tried(store: Store, bundle: Bundle, time_zone: str, *, confirmed: bool) -> Synced:
    """What applying a bundle would change."""
    now = clock.now()
    prepared = await store.read(lambda connection: prepare(connection, bundle, time_zone, now), Across.OPERATOR)
    try:
        await store.write(
            lambda transaction: sync_prepared(transaction, prepared, dry_run=True), whose=Across.OPERATOR
        )
    except Undone as undone:
        would_do = confirmed or not undone.held
        others = tuple(english(said) for plan in undone.plans for said in plan.others)
        return Synced(undone.changes, applied=False, would_do=would_do, held=undone.held, others=others)
    raise AssertionError


def refused(chosen: Settings, reading: ReadBundle, file: str) -> None:
    """Put on record that a bundle could not be read."""

    async def written(store: Store) -> None:
        now = clock.now()
        door = RosterDoor(source=RunSource.COMMAND, file=file, started=now)
        await note_refused(store, issues_of(reading.problems), door, now)

    working(chosen, written)


def _result(reading: ReadBundle, synced: Synced | None) -> dict[str, Any]:
    applied = synced is not None and synced.applied
    counted = msgspec.to_builtins(synced.changes) if synced is not None else None
    return {
        "applied": applied,
        "would": counted,
        "did": counted if applied else None,
        "held": msgspec.to_builtins(synced.held, enc_hook=english)
        if synced is not None and not synced.would_do
        else [],
        "at_once": list(synced.at_once) if synced is not None else [],
        "other_children": list(synced.others) if synced is not None else [],
        "refused": [_problem(one) for one in reading.problems],
        "left_out": [_problem(one) for one in reading.left_out],
        "people_left_out": reading.people,
        "warnings": [_problem(one) for one in reading.warnings],
        "rows": reading.bundle.rows if reading.bundle else 0,
    }


def _would_do_without(reading: ReadBundle) -> dict[str, int] | None:
    """How many rows and people would be left out; None where more than rows is wrong."""
    if reading.bundle is None:
        return None
    return {"rows": len({(one.file, one.line) for one in reading.left_out}), "people": reading.people}


def _problem(problem: RowProblem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "column": problem.column, "reason": problem.reason}


def _say(reading: ReadBundle, said: dict[str, Any], seconds: float) -> None:
    kinds = (("warning", reading.warnings), ("left out", reading.left_out), ("refused", reading.problems))
    for kind, problems in kinds:
        for one in problems:
            where = ":".join(str(part) for part in (one.file, one.line or "", one.column) if part)
            print(f"{kind}: {where}: {one.reason}")
    if reading.bundle is None:
        print(f"Nothing was changed: {len(reading.problems)} things have to be mended first.")
        if (without := said.get("without_refused")) is not None:
            print(
                f"Or go on without these rows ({without['rows']}, and with them {without['people']} people): add"
                " --without-refused, and --dry-run to see first what is taken away."
            )
        return
    if reading.left_out:
        print(f"{reading.people} people are left out, with all that hangs on them.")
    did = "Changed" if said["applied"] else "Would change"
    print(f"{said['rows']} rows read in {seconds:.2f} s. {did}:")
    for what, count in said["would"].items():
        print(f"  {what:12} {count['added']:5} added {count['changed']:5} changed {count['removed']:5} removed")
    for other in said["other_children"]:
        print(f"another child: {other}")
    if said["held"]:
        _say_held(said["held"], said["at_once"])


NAMES = 10
"""Names that are said to people of each loss; --json has them all."""


def _say_held(held: list[dict[str, Any]], at_once: list[str]) -> None:
    for one in held:
        more = [f"and {one['count'] - NAMES} more"] if one["count"] > NAMES else []
        print(f"held: {one['school']}: {one['sentence']} {', '.join([*one['names'][:NAMES], *more])}")
    for ended in at_once:
        print(f"at once: {ended}")
    changed = "Nothing else" if at_once else "Nothing"
    print(f"{changed} was changed, as this takes so many away. Is the bundle whole? If it is right, add --yes.")
