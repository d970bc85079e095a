"""This file takes the tables out of a spreadsheet: an Excel workbook or a CSV file, whoever wrote it."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.oneroster.letters import encoding_of, said_separator, separator_of
from hub.oneroster.spreadsheet.table import SheetRow, Table
from hub.oneroster.spreadsheet.workbook import WORKBOOK, workbook_tables
from hub.oneroster.unpack import ENTRIES, ENTRY, GARBLED, UNPACKED
from policies.people.spreadsheet_fields import COLUMNS, HEADING
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policies.sentence import Perhaps

ROWS_OF_SHEET = 50_000
"""Rows of one sheet, blank ones too; the largest center has some two thousand children."""

HEADINGS_WITHIN = 20
"""The headings stand in one of so many rows: exports have a title, a date or a blank line above."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The sheets of a file that have anything in them. flaw: why none can be read."""

    sheets: tuple[Table, ...]
    flaw: Perhaps = ""


def is_workbook(packed: bytes) -> bool:
    """Whether these octets are an Excel workbook; a bundle is a zip as well, and has no workbook in it."""
    # counted before the zip module builds an object for each of what may be millions
    if not packed.startswith(b"PK") or packed.count(ENTRY) > 16 * ENTRIES:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return WORKBOOK in archive.namelist()
    except GARBLED:
        return False


def is_spreadsheet(name: str, packed: bytes) -> bool:
    """Whether a file is read by a mapping: a workbook, or whatever is no zip and is called a table of text."""
    return is_workbook(packed) or (
        not packed.startswith(b"PK") and name.lower().endswith((".csv", ".tsv", ".txt", ".xls", ".xlsx"))
    )


def tables(packed: bytes, country: str) -> Tables:
    """
    The sheets of a spreadsheet, whatever it holds; this answers and never raises.

    country: of the school (ISO 3166), which tells two old ways to write letters apart.
    """
    if len(packed) > UNPACKED:
        return Tables((), say("This file is larger than {most} MiB; a roster never is.", most=UNPACKED >> 20))
    if is_workbook(packed):
        found = workbook_tables(packed)
        if isinstance(found, str):
            return Tables((), found)
        sheets = [_table(name, rows) for name, rows in found]
    else:
        text = _text(packed, country)
        if text is None:
            return Tables(
                (), say("This is no table. Save it as an Excel workbook (.xlsx) or as CSV, and choose that.")
            )
        sheets = [_table("", _csv_rows(text))]
    filled = tuple(one for one in sheets if one.headings or one.flaw)
    if not filled:
        return Tables((), say("This file is empty. Its first row has to name the columns."))
    return Tables(filled)


def _text(packed: bytes, country: str) -> str | None:
    """The text of a CSV file, however it was saved; None where it is none."""
    encoding = encoding_of(packed, (country,))
    if encoding is None or (b"\0" in packed and not encoding.startswith("utf-16")):
        return None
    return packed.decode(encoding)


def _csv_rows(text: str) -> Iterable[SheetRow | Perhaps]:
    separator, rest, skipped = said_separator(text.partition("\n")[0]), text, 0
    if separator:
        rest, skipped = text.partition("\n")[2], 1
    reader = csv.reader(io.StringIO(rest, newline=""), delimiter=separator or _separator(rest), strict=True)
    line = 1 + skipped
    try:
        for cells in reader:
            yield SheetRow(line, tuple(one.strip() for one in cells))
            line = reader.line_num + 1 + skipped
    except csv.Error:
        yield say(
            "The quotation marks in row {line} do not match. One inside a value has to be doubled.", line=line
        )


def _separator(text: str) -> str:
    return separator_of(text.splitlines(keepends=True)[:HEADINGS_WITHIN])


def _table(name: str, rows: Iterable[SheetRow | Perhaps]) -> Table:
    above: list[SheetRow] = []
    found: list[SheetRow] = []
    flaw: Perhaps = ""
    for row in rows:
        if isinstance(row, str):
            flaw = row
            break
        if len(above) + len(found) >= ROWS_OF_SHEET:
            flaw = say(
                "There are more than {most} rows in this sheet; a roster never has.", most=f"{ROWS_OF_SHEET:,}"
            )
            break
        if any(row.cells):
            found.append(row)
    at = _headings_at(found)
    if at is None:
        return Table(name=name, headings=(), line=0, rows=(), flaw=flaw)
    headings = tuple(one[:HEADING] for one in _without_blanks(found[at].cells))
    below = tuple(SheetRow(one.line, _as_wide(one.cells, len(headings))) for one in found[at + 1 :])
    if len(headings) > COLUMNS:
        flaw = say("There are more than {most} columns in this sheet; a roster never has.", most=COLUMNS)
    return Table(name=name, headings=headings, line=found[at].line, rows=below, flaw=flaw)


def _headings_at(rows: Sequence[SheetRow]) -> int | None:
    """The first row that names at least two columns; None where there is none near the top."""
    for at, row in enumerate(rows[:HEADINGS_WITHIN]):
        if sum(1 for one in row.cells if one) > 1:
            return at
    return None


def _without_blanks(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty cells behind the last heading."""
    last = max((at for at, one in enumerate(cells) if one), default=-1)
    return cells[: last + 1]


def _as_wide(cells: tuple[str, ...], columns: int) -> tuple[str, ...]:
    return (*cells[:columns], *("" for _ in range(columns - len(cells))))
