"""This file reads the CSV files of a bundle as records: the columns that are wanted, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hub.oneroster.findings import Findings, Record
from hub.oneroster.lines import Flaw, Row, rows
from policies.sentence import say

ROWS = 1_000_000
"""Rows in all files together, blank ones too; a chain of a hundred centers has some 100,000."""

MISSING = {"roles.csv": say("This file is missing. Without it, users.csv has to have a column role.")}


_SEPARATED = {
    ";": say("The columns are separated by semicolons. Save the file with commas between them."),
    "\t": say("The columns are separated by tabs. Save the file with commas between them."),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that are wanted from a file; without one that is required it cannot be read."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


class Sheets:
    """The CSV files of one bundle, read one after the other."""

    def __init__(self, files: Mapping[str, bytes | None], findings: Findings) -> None:
        self.broken: set[str] = set()
        """Files that are missing or were not read to the end: so nobody can say what is missing in them."""
        self.rows = 0
        """Data rows read so far."""
        self._files = files
        self._findings = findings
        self._steps = 0

    def has(self, file: str) -> bool:
        return file in self._files

    def titles(self, file: str) -> list[str]:
        """The columns that the file has, in lower case; none where it cannot be read."""
        header = _header(rows(self._files.get(file) or b""))
        return _titles(header) if isinstance(header, Row) else []

    def records(self, file: str, columns: Columns) -> Iterator[Record]:
        """The data rows of a file; what is wrong with the file as such is found here."""
        if file not in self._files:
            self._break(file, Flaw(0, MISSING.get(file, say("This file is missing, and a roster needs it."))))
            return
        content = self._files[file]
        if content is None or self._steps > ROWS:
            self.broken.add(file)
            return
        lines = rows(content)
        match _header(lines):
            case None:
                self._break(file, Flaw(0, say("This file is empty. Its first line has to name the columns.")))
            case Flaw() as flaw:
                self._break(file, flaw)
            case Row() as header:
                if self._is_sound(file, header, columns):
                    yield from self._below(header, lines, file, columns)

    def _is_sound(self, file: str, header: Row, columns: Columns) -> bool:
        titles = _titles(header)
        wrong = {
            name: say("The header does not name the column {column}, which is needed.", column=name)
            for name in columns.required
            if name.lower() not in titles
        }
        for mark, reason in _SEPARATED.items():
            if wrong and len(titles) == 1 and mark in titles[0]:
                wrong = {"": reason}
        for name in columns.required + columns.optional:
            if titles.count(name.lower()) > 1:
                wrong[name] = say("The header names the column {column} twice.", column=name)
        for name, reason in wrong.items():
            self._break(file, Flaw(header.line, reason), name)
        return not wrong

    def _below(self, header: Row, lines: Iterator[Row | Flaw], file: str, columns: Columns) -> Iterator[Record]:
        titles = _titles(header)
        places = {
            name: titles.index(name.lower())
            for name in columns.required + columns.optional
            if name.lower() in titles
        }
        left_out = self._findings.left_out
        for row in self._counted(lines):
            if isinstance(row, Flaw):
                self._break(file, row)
                continue
            if not row.cells or (left_out is not None and (file, row.line) in left_out.lines):
                continue
            # spreadsheets leave out the commas after the last value of a row
            cells = row.cells + [""] * (len(titles) - len(row.cells))
            record = Record(file, row.line, {name: cells[at].strip() for name, at in places.items()})
            if any(cells[len(titles) :]):
                self._findings.problem(record, "", _too_wide(row, titles))
            else:
                self.rows += 1
                yield record

    def _counted(self, lines: Iterator[Row | Flaw]) -> Iterator[Row | Flaw]:
        for row in lines:
            self._steps += 1
            if self._steps > ROWS:
                reason = say("There are more than {most} rows in the bundle; a roster never has.", most=f"{ROWS:,}")
                yield Flaw(row.line, reason)
                return
            yield row

    def _break(self, file: str, flaw: Flaw, column: str = "") -> None:
        self.broken.add(file)
        self._findings.about(file, flaw.reason, line=flaw.line, column=column)


def _header(lines: Iterator[Row | Flaw]) -> Row | Flaw | None:
    """The first row that is not blank, and does not only tell Excel how the values are separated (sep=,)."""
    return next((row for row in lines if isinstance(row, Flaw) or (row.cells and not _separates(row))), None)


def _separates(row: Row) -> bool:
    return row.line == 1 and ",".join(row.cells).strip().lower() in ("sep=,", "sep=;", "sep=\t")


def _titles(header: Row) -> list[str]:
    return [cell.strip().lower() for cell in header.cells]


def _too_wide(row: Row, titles: list[str]) -> str:
    return say(
        "This row has {values} values, but the header names {columns} columns. A value that has a comma in it needs"
        " quotation marks around it.",
        values=len(row.cells),
        columns=len(titles),
    )
