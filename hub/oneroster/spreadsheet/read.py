"""This file reads a whole spreadsheet by the mappings that are kept, or says what it has to be told first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from hub.oneroster.rows import ReadBundle, RowProblem
from hub.oneroster.spreadsheet.assembled import assembled
from hub.oneroster.spreadsheet.children import read_children
from hub.oneroster.spreadsheet.covers import covered
from hub.oneroster.spreadsheet.employees import read_employees
from hub.oneroster.spreadsheet.mapping_file import mappings_in, read_mapping
from hub.oneroster.spreadsheet.reading import SheetFindings, SheetReading
from hub.oneroster.spreadsheet.tables import tables
from policies.people.mapping_files import fitted
from policies.people.spreadsheet_fields import SheetAbout, SheetMapping, columns_for
from policies.people.spreadsheet_headings import guess, ready_for
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.oneroster.source import BundleSource
    from hub.oneroster.spreadsheet.children import SheetChild, SheetChildren
    from hub.oneroster.spreadsheet.employees import SheetEmployee
    from hub.oneroster.spreadsheet.mapping_file import MappingBrought
    from hub.oneroster.spreadsheet.table import Table

SHOWN_ROWS = 5
"""First rows of a sheet that an admin sees beside its columns."""

SHOWN = 100
"""Characters of a cell that are shown."""

GUESSED_FROM = 50
"""First rows of a sheet that a guess goes by."""


@dataclass(frozen=True, slots=True)
class SheetAsked:
    """A sheet whose columns somebody has to name. guess: what they seem to hold. rows: the first ones."""

    name: str
    guess: SheetMapping
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ReadSpreadsheet:
    """reading: what was read. asked: the sheets, where columns have to be named first; reading is empty then."""

    reading: ReadBundle
    asked: tuple[SheetAsked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreadsheet:
    """
    A file as it came. school: whose it is, by its source: a spreadsheet does not say. kept: its mappings. mapping:
    the mapping file that it came with, which then is the only one that counts.
    """

    name: str
    packed: bytes
    school: str
    kept: tuple[SheetMapping, ...] = ()
    mapping: MappingBrought | None = None


def read_spreadsheet(file: Spreadsheet, source: BundleSource, *, without_refused: bool = False) -> ReadSpreadsheet:
    """
    What a spreadsheet says of a school, by the kept mapping of its headings, or a ready one; it never raises.

    without_refused: go on without rows that are refused, with every row of the same child or employee.
    """
    country = source.country_of(file.school)
    found = tables(file.packed, country)
    flaws = [RowProblem(file=file.name, line=0, column="", reason=found.flaw)] if found.flaw else []
    flaws += [
        RowProblem(file=one.name or file.name, line=0, column="", reason=one.flaw)
        for one in found.sheets
        if one.flaw
    ]
    if flaws:
        return ReadSpreadsheet(ReadBundle(bundle=None, problems=tuple(flaws), warnings=()))
    its_source = replace(source, country=country)
    if file.mapping is not None:
        return ReadSpreadsheet(_read_by(file, found.sheets, its_source, without=without_refused))
    mapped = [_mapping(one, file.kept) for one in found.sheets]
    known = [one for one in mapped if one is not None]
    if len(known) < len(mapped) or all(one.about is SheetAbout.NOTHING for one in known):
        asked = tuple(_asked(one, its, len(found.sheets)) for one, its in zip(found.sheets, mapped, strict=True))
        reason = say("The columns of this file are not known yet. An admin says on the page what they hold.")
        problem = RowProblem(file=file.name, line=0, column="", reason=reason)
        return ReadSpreadsheet(ReadBundle(bundle=None, problems=(problem,), warnings=()), asked)
    return ReadSpreadsheet(_read(file, _together(file, found.sheets, known), its_source, without=without_refused))


def _together(file: Spreadsheet, sheets: Sequence[Table], known: Sequence[SheetMapping]) -> list[Mapped]:
    named = [replace(one, name=one.name or PurePath(file.name).name) for one in sheets]
    return list(zip(named, known, strict=True))


def _read_by(file: Spreadsheet, sheets: Sequence[Table], source: BundleSource, *, without: bool) -> ReadBundle:
    """By its mapping file alone: what of that cannot be read, or does not fit, is refused at its place."""
    brought = file.mapping
    assert brought is not None  # noqa: S101 (who calls it has looked)
    its = read_mapping(brought.packed)
    if isinstance(its, str):
        problem = RowProblem(file=brought.name, line=0, column="", reason=its)
        return ReadBundle(bundle=None, problems=(problem,), warnings=())
    found = fitted(mappings_in(its), [one.headings for one in sheets], several=its.several)
    if not found.misfits:
        return _read(file, _together(file, sheets, found.mappings), source, without=without)
    problems = tuple(
        RowProblem(file=brought.name, line=0, column=f"sheets[{one.entry}]", reason=one.says)
        if one.sheet is None
        else RowProblem(
            file=sheets[one.sheet].name or file.name, line=sheets[one.sheet].line, column="", reason=one.says
        )
        for one in found.misfits
    )
    return ReadBundle(bundle=None, problems=problems, warnings=())


def _mapping(sheet: Table, kept: Sequence[SheetMapping]) -> SheetMapping | None:
    for one in kept:
        if (columns := columns_for(one, sheet.headings)) is not None:
            return SheetMapping(sheet.headings, one.about, columns)
    return ready_for(sheet.headings)


def _asked(sheet: Table, known: SheetMapping | None, sheets: int) -> SheetAsked:
    first = [tuple(cell[:SHOWN] for cell in one.cells) for one in sheet.rows[:GUESSED_FROM]]
    guessed = known or guess(sheet.headings, first)
    if known is None and sheets > 1 and not any(guessed.columns):
        guessed = replace(guessed, about=SheetAbout.NOTHING)
    return SheetAsked(sheet.name, guessed, tuple(first[:SHOWN_ROWS]))


Mapped = tuple["Table", SheetMapping]


@dataclass(slots=True)
class _Parts:
    """What the sheets of a file say, as far as they are read. people: everybody named by a row that is refused."""

    children: list[tuple[SheetChild, SheetChildren]]
    employees: list[SheetEmployee]
    named: dict[tuple[str, int], frozenset[str]]
    rows: int


def _read(file: Spreadsheet, sheets: Sequence[Mapped], source: BundleSource, *, without: bool) -> ReadBundle:
    findings = SheetFindings()
    parts = _Parts([], [], {}, 0)
    for table, mapping in sheets:
        if mapping.about is not SheetAbout.NOTHING:
            _read_sheet(SheetReading(table, mapping, source, findings), parts)
    problems = tuple(sorted(set(findings.problems)))
    warnings = tuple(sorted(set(findings.warnings)))
    if not parts.rows:
        reason = say("There is nobody in this file. Export it again, or choose another one.")
        problems = (RowProblem(file=file.name, line=0, column="", reason=reason),)
    if problems and (not without or not parts.rows):
        return ReadBundle(bundle=None, problems=problems, warnings=warnings)
    gone = frozenset[str]().union(*(parts.named.get(one, frozenset()) for one in findings.refused))
    children = [(one, its) for one, its in parts.children if one.key not in gone]
    employees = [one for one in parts.employees if one.key not in gone]
    covers = covered([mapping for _, mapping in sheets])
    bundle = assembled(file.school, children, employees)
    left = gone - {one.user for one in bundle.people} - {one.source for one in bundle.students}
    nameless = sum(1 for one in findings.refused if one not in parts.named)
    return ReadBundle(
        bundle=replace(bundle, covers=covers, rows=parts.rows), problems=(), warnings=warnings, left_out=problems,
        people=len(left) + nameless,
    )  # fmt: skip


def _read_sheet(sheet: SheetReading, parts: _Parts) -> None:
    parts.rows += len(sheet.table.rows)
    if sheet.mapping.about is SheetAbout.CHILDREN:
        found = read_children(sheet)
        parts.children += [(one, found) for one in found.rows]
        parts.named |= {(sheet.file, line): who for line, who in found.of_rows.items()}
    else:
        employed = read_employees(sheet)
        parts.employees += employed.rows
        parts.named |= {(sheet.file, line): who for line, who in employed.of_rows.items()}
