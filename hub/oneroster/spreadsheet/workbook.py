"""This file takes the rows out of an Excel workbook, and trusts it no more than any file that somebody sends."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from hub.oneroster.spreadsheet.table import SheetRow
from hub.oneroster.unpack import ENTRIES, ENTRY, GARBLED, UNPACKED
from policies.people.spreadsheet_fields import COLUMNS
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policies.sentence import Perhaps, Sentence

WORKBOOK = "xl/workbook.xml"
"""What every workbook has, and no bundle."""

SHEETS = 20
"""Sheets of one workbook that are looked at."""

ROWS_READ = 50_001
"""Rows of one sheet that are read: one more than it may have."""

DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
"""What no spreadsheet program writes, and what makes little XML into much."""

BROKEN = say("This is not a whole workbook. Save it again as an Excel workbook (.xlsx), or choose another file.")


def workbook_tables(packed: bytes) -> list[tuple[str, list[SheetRow | Perhaps]]] | Sentence:
    """
    The rows of each sheet that is shown, by the sheet's name: values of formulas, days as 2026-08-24, and numbers
    without a point where they are whole. A sentence where it cannot be read.
    """
    if (flaw := _flaw(packed)) is not None:
        return flaw
    # only where a workbook is read: a hub that serves has no need of all that
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and pictures, which are not read
            book = load_workbook(io.BytesIO(packed), read_only=True, data_only=True, keep_links=False)
            shown = [one for one in book.worksheets if one.sheet_state == "visible"]
            found = [(str(one.title), list(_rows(one))) for one in shown[:SHEETS]]
            book.close()
    except (*GARBLED, InvalidFileException, SyntaxError, KeyError, TypeError, AttributeError, AssertionError):
        return BROKEN
    return found


def _flaw(packed: bytes) -> Sentence | None:
    """Why a workbook is not even opened; what it unpacks to is counted, whatever it says of itself."""
    if packed.count(ENTRY) > 16 * ENTRIES:
        return BROKEN
    left = UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            for info in archive.infolist():
                if info.flag_bits & 1:
                    return say("This file is protected with a password. Save it again without one.")
                if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    return BROKEN
                with archive.open(info) as part:
                    content = part.read(left + 1)
                left -= len(content)
                if left < 0:
                    return say("This workbook unpacks to more than {most} MiB; a roster never does.",
                               most=UNPACKED >> 20)  # fmt: skip
                if info.filename.endswith((".xml", ".rels")) and any(one in content for one in DECLARES):
                    return BROKEN
    except GARBLED:
        return BROKEN
    return None


def _rows(sheet: Any) -> Iterator[SheetRow | Perhaps]:
    sheet.reset_dimensions()  # what it says of its own size is not believed
    rows: Iterable[tuple[Any, ...]] = sheet.iter_rows(values_only=True, max_col=COLUMNS + 1)
    for line, cells in enumerate(islice(rows, ROWS_READ), 1):
        yield SheetRow(line, tuple(_as_text(one) for one in cells))


def _as_text(cell: Any) -> str:
    """What people read in a cell, as far as it matters."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()
