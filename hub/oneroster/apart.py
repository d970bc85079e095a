"""This file reads a bundle that somebody sent in a process of its own, whose time and memory are not ours."""

from __future__ import annotations

import logging
import os
import resource
import sys
import time
from datetime import date
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

import msgspec

from hub.errors import Unavailable
from hub.oneroster.kept_bundle import kept_bundle
from hub.oneroster.read import PASSES, read_zip
from hub.oneroster.rows import by_school
from hub.oneroster.source import BundleSource
from hub.oneroster.spreadsheet.kept_mapping import mappings_of
from hub.oneroster.spreadsheet.mapping_file import MappingBrought
from hub.oneroster.spreadsheet.read import Spreadsheet, read_spreadsheet
from hub.oneroster.spreadsheet.tables import is_spreadsheet
from hub.own_process import ProcessEndedError, answer_of
from hub.store.roster_words import ISSUES_KEPT, LOCAL, RunIssue, RunIssues
from policies.people.spreadsheet_fields import SheetMapping
from policies.sentence import apart, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hub.oneroster.rows import ReadBundle, RowProblem

log = logging.getLogger("roomwire.roster")

LONGEST_S = 120.0
"""No roster takes longer to read: that of a hundred centers takes some ten seconds."""

MEMORY = 4 * 1024**3
"""Octets of address space of the process: the largest bundle that is taken, unpacked and as rows."""

NICE = 5
"""Those who talk go first on a machine with few cores."""

NOT_READ = say("The roster could not be read in time. Look whether the file is the right one, and try again.")


class BundleGiven(msgspec.Struct, frozen=True, array_like=True):
    """
    What the process is given: the zip, what it is called, how its source writes (BundleSource). only: the school
    of which the rows are wanted, by its source; empty for those of every school, which come too
    where no source has named it yet. without_refused: go on without rows that are refused. tells: say also what
    that would leave out, where there are some. A spreadsheet is of the school in only; columns: what its columns
    hold; mapping: the file that says it instead. state: as of a BundleSource; fetched: it is of a server, which was
    asked for the school in only.
    """

    name: str
    packed: bytes
    day: date | None
    end_dates: str
    countries: dict[str, str]
    country: str
    only: str
    without_refused: bool = False
    tells: bool = False
    columns: str | None = None
    state: bytes | None = None
    fetched: bool = False
    mapping: MappingBrought | None = None


class SchoolPart(msgspec.Struct, frozen=True, array_like=True):
    """What a bundle has of one school. body: as kept_bundle packs it; empty where it is not wanted."""

    source: str
    name: str
    body: bytes


class RosterLeftOut(msgspec.Struct, frozen=True, array_like=True):
    """What is gone on without: how many rows of the bundle, how many people with them, and why of each row."""

    rows: int
    people: int
    issues: RunIssues


class SheetToName(msgspec.Struct, frozen=True, array_like=True):
    """A sheet whose columns somebody has to name. mapping: what they seem to hold. rows: the first ones."""

    name: str
    mapping: SheetMapping
    rows: tuple[tuple[str, ...], ...]


class ReadApart(msgspec.Struct, frozen=True, array_like=True):
    """
    What was read: the part of each school, none where there are problems.

    left_out: what was left out, or would be where there are problems; None: nothing, or there is no going on.
    to_name: the sheets of a spreadsheet whose columns are not known; that is the one problem then. state and
    changes are those of a ReadBundle.
    """

    parts: tuple[SchoolPart, ...]
    problems: RunIssues
    warnings: RunIssues
    left_out: RosterLeftOut | None
    to_name: tuple[SheetToName, ...] = ()
    state: bytes | None = None
    changes: bool = False


async def read_apart(
    name: str,
    packed: bytes,
    source: BundleSource,
    only: str = "",
    *,
    without_refused: bool = False,
    tells: bool = False,
) -> ReadApart:
    """
    What is in a zip or a spreadsheet, by school, and what is wrong with it, whatever somebody put into it.

    only: the school of which the rows are wanted, by its source; empty for those of every school.
    without_refused: go on without rows that are refused, as far as that gives nobody more. tells: say what that
    would leave out, where rows are refused and there is time for it.

    Raises:
        Unavailable: it took too long, or too much memory; the process is gone.
    """
    countries = dict(source.countries)
    given = BundleGiven(
        name,
        packed,
        source.day,
        source.end_dates,
        countries,
        source.country,
        only,
        without_refused,
        tells,
        source.columns,
        source.state,
        bool(source.only),
        source.mapping,
    )
    try:
        answer = await answer_of("hub.oneroster.apart", msgspec.msgpack.encode(given), LONGEST_S)
    except ProcessEndedError as ended:
        log.warning("a process that reads rosters ended", extra={"why": ended.why})
        raise Unavailable(NOT_READ) from None
    return msgspec.msgpack.decode(answer, type=ReadApart)


def made(given: BundleGiven) -> ReadApart:
    """What the process answers to what it is given."""
    only = given.only if given.fetched else ""
    source = BundleSource(given.day, given.end_dates, given.countries, given.country, state=given.state, only=only)
    began = time.monotonic()
    read, asked = _reader(given, source)
    reading = read(without_refused=given.without_refused)
    without = reading
    in_time = time.monotonic() - began < LONGEST_S / (PASSES + 3)  # it is read so often at the most
    if reading.problems and given.tells and not given.without_refused and in_time:
        without = read(without_refused=True)
    parts = by_school(reading.bundle) if reading.bundle is not None else {}
    every = not given.only or (given.only.startswith(LOCAL) and given.only not in parts)
    wanted = {one: kept_bundle(part) for one, part in parts.items() if every or given.only == one}
    return ReadApart(
        tuple(SchoolPart(one, part.schools[0].name, wanted.get(one, b"")) for one, part in parts.items()),
        issues_of(reading.problems),
        issues_of(reading.warnings),
        _left_out(without),
        asked,
        reading.state,
        reading.changes,
    )


def _reader(given: BundleGiven, source: BundleSource) -> tuple[Callable[..., ReadBundle], tuple[SheetToName, ...]]:
    """How a file is read, with or without the rows that are refused; and what somebody has to say of it first."""
    if not is_spreadsheet(given.name, given.packed):
        return partial(read_zip, given.name, given.packed, source), ()
    kept = mappings_of(given.columns)
    file = Spreadsheet(name=given.name, packed=given.packed, school=given.only, kept=kept, mapping=given.mapping)
    first = read_spreadsheet(file, source)
    asked = tuple(SheetToName(one.name, one.guess, one.rows) for one in first.asked)
    if asked or not first.reading.problems:
        return lambda without_refused: first.reading, asked  # noqa: ARG005 (nothing is refused)
    return lambda without_refused: read_spreadsheet(file, source, without_refused=without_refused).reading, ()


def _left_out(reading: ReadBundle) -> RosterLeftOut | None:
    if reading.bundle is None or not reading.left_out:
        return None
    rows = len({(one.file, one.line) for one in reading.left_out})
    return RosterLeftOut(rows, reading.people, issues_of(reading.left_out))


def issues_of(problems: Sequence[RowProblem]) -> RunIssues:
    """
    What was found in the rows of a bundle, as a run keeps it: so much of it that it can be read, and of each kind
    the first, so that none is out of sight behind many of another.
    """
    kinds: dict[tuple[str, str, str], int] = {}
    for at, one in enumerate(problems):
        kinds.setdefault((one.file, one.column, getattr(one.reason, "key", one.reason)), at)
    of_kinds = set(kinds.values())
    others = (at for at in range(len(problems)) if at not in of_kinds)
    kept = sorted(islice(chain(kinds.values(), others), ISSUES_KEPT))
    return RunIssues(items=tuple(_issue(problems[at]) for at in kept), more=len(problems) - len(kept))


REASON = 600
"""Characters of a reason that are kept; whatever stood in the row may be quoted in it."""


def _issue(one: RowProblem) -> RunIssue:
    short = len(one.reason) <= REASON
    reason = apart(one.reason if short else f"{one.reason[:REASON]}…")
    return RunIssue(file=one.file, line=one.line, column=one.column, reason=reason)


def _bounded() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    os.nice(NICE)


if __name__ == "__main__":
    _bounded()
    answer = made(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=BundleGiven))
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
