"""This file has what a spreadsheet is taken apart into: tables of trimmed text, each row with its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policies.sentence import Perhaps


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of one row, trimmed, as text. line: its number, as the spreadsheet shows it."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    One sheet. name: what it is called, empty in a CSV file. line: of its headings. rows: those below that are not
    blank; headings is empty where there are none. flaw: why it cannot be read, or not to its end.
    """

    name: str
    headings: tuple[str, ...]
    line: int
    rows: tuple[SheetRow, ...]
    flaw: Perhaps = ""
