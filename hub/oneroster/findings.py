"""This file collects what is wrong in a bundle while it is being read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hub.oneroster.rows import RowProblem
from policies.sentence import Sentence

LEAVABLE = frozenset({"classes.csv", "users.csv", "roles.csv", "enrollments.csv"})
"""
Files of which a row can be left out: whoever it is about has less without it. A school that a bundle does not name
stays as it is, without a term a room would have no end, and without a line of the manifest nobody knows what the
bundle is.
"""


@dataclass(frozen=True, slots=True)
class Record:
    """One data row: the line on which it begins, and its trimmed values by column, empty where missing."""

    file: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(slots=True)
class RowsLeftOut:
    """
    What a reading goes on without: rows that are refused, with what stands under the same sourcedId, and references
    to what is not there. A role that is refused takes its user along: it may be the one that ends the others.

    problems: of each why, once. people: the sourcedIds of users that are left out, or the line of one without.
    schools: those of rooms that are left out, which have to be named otherwise. grown: since the last pass.
    """

    lines: set[tuple[str, int]] = field(default_factory=set)
    ids: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    problems: dict[RowProblem, None] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    schools: set[str] = field(default_factory=set)
    grown: bool = False

    def take(self, findings: Findings) -> bool:
        """Leave out the rows in which there are problems; whether all problems are of such rows."""
        if len(findings.of_rows) < len(findings.problems):
            return False
        for problem, record in findings.of_rows.items():
            self.problems[problem] = None
            self.lines.add((record.file, record.line))
            self.ids[record.file].add(record["sourcedId"])
            if record.file == "users.csv":
                self.people.add(record["sourcedId"] or str(record.line))
            if record.file == "classes.csv" and problem.column != "schoolSourcedId":
                self.schools.add(record["schoolSourcedId"])
            if record.file == "roles.csv":
                self.leave_user(record["userSourcedId"])
        return True

    def leave_user(self, user: str) -> None:
        """Leave out somebody of whom a role is."""
        self.grown = self.grown or user not in self.ids["users.csv"]
        self.ids["users.csv"].add(user)


Unused = Callable[[int, str], Sentence]
"""What is said of rows that are not used, by how many there are and a word of the first."""


@dataclass(slots=True)
class UnusedRows:
    """Of one kind: the first of them, the column that it is about, a word of it, and how many there are."""

    record: Record
    column: str
    word: str
    count: int = 0


class Findings:
    """Problems stand in the way of the import, warnings do not. left_out: what is gone on without, if anything."""

    def __init__(self, left_out: RowsLeftOut | None = None) -> None:
        self.problems: list[RowProblem] = []
        self.warnings: list[RowProblem] = []
        self.left_out = left_out
        self.changes = False
        """Whether the bundle says of itself that it has only what changed."""
        self.of_rows: dict[RowProblem, Record] = {}
        """Of the problems, those of rows that can be left out."""
        self.sources: dict[RowProblem, str] = {}
        """What was found in rows, by their sourcedIds."""
        self._unused: dict[tuple[str, str, Unused, str], UnusedRows] = {}

    def problem(self, record: Record, column: str, reason: str) -> None:
        found = self._found(record, column, reason)
        self.problems.append(found)
        if record.file in LEAVABLE:
            self.of_rows[found] = record

    def reference(self, record: Record, column: str, reason: str) -> None:
        """A problem of one of several that a row refers to; the rest of the row can do without it."""
        if self.left_out is None:
            self.problem(record, column, reason)
        else:
            self.left_out.problems[self._found(record, column, reason)] = None

    def warning(self, record: Record, column: str, reason: str) -> None:
        self.warnings.append(self._found(record, column, reason))

    def unused(self, record: Record, column: str, sentence: Unused, word: str = "", *, by: str = "") -> None:
        """
        Something that is not used of a row, which counts all the same; each kind is told of once, and counted.

        word: what the first of them has there. by: tells two kinds with the same sentence apart.
        """
        kind = (record.file, column, sentence, by)
        self._unused.setdefault(kind, UnusedRows(record, column, word)).count += 1

    def told(self) -> list[RowProblem]:
        """All warnings, those of what is not used with how many there are."""
        counted = [
            self._found(one.record, one.column, sentence(one.count, one.word))
            for (_, _, sentence, _), one in self._unused.items()
        ]
        return [*self.warnings, *counted]

    def _found(self, record: Record, column: str, reason: str) -> RowProblem:
        found = RowProblem(file=record.file, line=record.line, column=column, reason=reason)
        if record["sourcedId"]:
            self.sources[found] = record["sourcedId"]
        return found

    def about(self, file: str, reason: str, *, line: int = 0, column: str = "") -> None:
        """A problem of a whole file, or of a line that could not become a record."""
        self.problems.append(RowProblem(file=file, line=line, column=column, reason=reason))
