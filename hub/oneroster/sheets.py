"""This file reads the CSV files of a bundle as records: the columns that are wanted, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hub.oneroster.findings import Findings, Record
from hub.oneroster.kept_state import MODIFIED, NOT_KEPT, KeptRows, KeptState, kept_rows, modified_at, moment_in
from hub.oneroster.lines import Flaw, Row
from hub.oneroster.source import BundleSource
from hub.oneroster.text_files import DATED, TextFiles, is_iso, title_of
from policies.sentence import say, several

ROWS = 1_000_000
"""Rows in all files together, blank ones too; a chain of a hundred centers has some 100,000."""

MISSING = {"roles.csv": say("This file is missing. Without it, users.csv has to have a column role.")}


_UNDATED = say(
    "In a bundle of changes each row has to say when it was changed (dateLastModified), such as"
    " 2026-08-24T09:30:00Z."
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that are wanted from a file; without one that is required it cannot be read."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadOver:
    """
    What a bundle of changes is read over. changed: its files that have only what changed; a file that it does not
    have is as it was kept. with_users: all roles of a user who is in it come with that user.
    """

    state: KeptState
    changed: frozenset[str]
    with_users: bool = False


class Sheets:
    """The CSV files of one bundle, read one after the other; over: what was kept, where it has changes."""

    def __init__(self, files: Mapping[str, bytes | None], findings: Findings, source: BundleSource) -> None:
        self.broken: set[str] = set()
        """Files that are missing or were not read to the end: so nobody can say what is missing in them."""
        self.rows = 0
        """Data rows read so far."""
        self.over: ReadOver | None = None
        self._files = files
        self._findings = findings
        self._text = TextFiles(files, findings, source)
        self._steps = 0
        self._read: dict[str, list[Record]] = {}

    def has(self, file: str) -> bool:
        return file in self._files or self._kept(file) is not None

    def titles(self, file: str) -> list[str]:
        """The columns that the file has, in lower case; none where it cannot be read."""
        if file not in self._files and (kept := self._kept(file)) is not None:
            return [one.lower() for one in kept.titles]
        header = _header(self._text.rows(file))
        return _titles(header) if isinstance(header, Row) else []

    def kept(self, day: date | None) -> KeptState:
        """What the source has said by now, of all that was read; what was left out has never been said."""
        gone = self._findings.left_out.ids if self._findings.left_out is not None else {}
        found = dict[str, KeptRows]()
        for file, records in self._read.items():
            kept = self._kept(file)
            as_of = kept.as_of if kept is not None and not self._is_full(file) else None
            its = gone.get(file, ())
            found[file] = kept_rows((one for one in records if one["sourcedId"] not in its), as_of, day)
        return KeptState(found)

    def _is_full(self, file: str) -> bool:
        return file in self._files and (self.over is None or file not in self.over.changed)

    def _kept(self, file: str) -> KeptRows | None:
        return self.over.state.files.get(file) if self.over is not None else None

    def records(self, file: str, columns: Columns) -> Iterator[Record]:
        """The data rows of a file, with those that were kept; what is wrong with the file as such is found here."""
        if file in NOT_KEPT:
            yield from self._in_file(file, columns)
            return
        if self.over is None or self._is_full(file):
            found = self._in_file(file, Columns(columns.required, (*columns.optional, MODIFIED)))
        else:
            found = self._over_kept(file, columns, self.over)
        read = self._read.setdefault(file, [])
        for record in found:
            read.append(record)
            yield record

    def _over_kept(self, file: str, columns: Columns, over: ReadOver) -> Iterator[Record]:
        """What changed, with the columns that it does not have as they were; then what it does not name."""
        kept = over.state.files.get(file) or KeptRows((), ())
        before = {one["sourcedId"]: one for one in kept.records(file)}
        named = set[str]()
        if file in self._files:
            for record in self._later(file, columns, before, moment_in(kept.as_of)):
                source = record["sourcedId"]
                named.add(source)
                known = before.get(source)
                values = record.values if known is None else {**known.values, **record.values}
                yield Record(file, record.line, values)
        users = {one["sourcedId"] for one in self._read.get("users.csv", ()) if one.line > 0}
        for source, record in before.items():
            if source in named or (file == "roles.csv" and over.with_users and record["userSourcedId"] in users):
                continue
            self._steps += 1
            if self._steps > ROWS:
                self._break(file, Flaw(0, _too_many_rows()))
                return
            yield record

    def _later(
        self, file: str, columns: Columns, before: Mapping[str, Record], full: datetime | None
    ) -> Iterator[Record]:
        """The rows of a file of changes that are no older than what is known; full: when all was said."""
        needed = {"status", MODIFIED}
        required = (*(one for one in columns.required if one not in needed), "status", MODIFIED)
        optional = tuple(one for one in columns.optional if one not in needed)
        older = list[Record]()
        for record in self._in_file(file, Columns(required, optional)):
            if not record["sourcedId"]:
                # whom it is about is not known, so it cannot be gone on without it: it may be what takes a right
                reason = say("The sourcedId is missing, so nobody knows what has changed.")
                self._findings.about(file, reason, line=record.line, column="sourcedId")
                continue
            if (at := modified_at(record)) is None:
                self._findings.problem(record, MODIFIED, _UNDATED)
                continue
            known = before.get(record["sourcedId"])
            since = full if known is None else modified_at(known)
            if since is not None and at < since:
                older.append(record)
                continue
            yield record
        if older:
            self._findings.warning(older[0], MODIFIED, _older(len(older)))

    def _in_file(self, file: str, columns: Columns) -> Iterator[Record]:
        if file not in self._files:
            self._break(file, Flaw(0, MISSING.get(file, say("This file is missing, and a roster needs it."))))
            return
        content = self._files[file]
        if content is None or self._steps > ROWS:
            self.broken.add(file)
            return
        lines = self._text.rows(file)
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
        dated = [name for name in places if name in DATED]
        left_out = self._findings.left_out
        for row in self._counted(lines):
            if isinstance(row, Flaw):
                self._break(file, row)
                continue
            if not row.cells or (left_out is not None and (file, row.line) in left_out.lines):
                continue
            # spreadsheets leave out the commas after the last value of a row
            cells = row.cells + [""] * (len(titles) - len(row.cells))
            values = {name: cells[at].strip() for name, at in places.items()}
            for name in dated:
                if values[name] and not is_iso(values[name]):
                    values[name] = self._text.day(file, values[name], row.line)
            record = Record(file, row.line, values)
            if any(cells[len(titles) :]):
                self._findings.problem(record, "", _too_wide(row, titles))
            else:
                self.rows += 1
                yield record

    def _counted(self, lines: Iterator[Row | Flaw]) -> Iterator[Row | Flaw]:
        for row in lines:
            self._steps += 1
            if self._steps > ROWS:
                yield Flaw(row.line, _too_many_rows())
                return
            yield row

    def _break(self, file: str, flaw: Flaw, column: str = "") -> None:
        self.broken.add(file)
        self._findings.about(file, flaw.reason, line=flaw.line, column=column)


def _too_many_rows() -> str:
    return say("There are more than {most} rows in the bundle; a roster never has.", most=f"{ROWS:,}")


def _older(count: int) -> str:
    return several(
        "This row is older than what came in before, so it changes nothing.",
        "{count} rows, this one the first, are older than what came in before, so they change nothing.",
        count=count,
    )


def _header(lines: Iterator[Row | Flaw]) -> Row | Flaw | None:
    """The first row that is not blank."""
    return next((row for row in lines if isinstance(row, Flaw) or row.cells), None)


def _titles(header: Row) -> list[str]:
    return [title_of(cell) for cell in header.cells]


def _too_wide(row: Row, titles: list[str]) -> str:
    return say(
        "This row has {values} values, but the header names {columns} columns. A value that has a comma in it needs"
        " quotation marks around it.",
        values=len(row.cells),
        columns=len(titles),
    )
