"""This file collects what is wrong in a bundle while it is being read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.oneroster.rows import RowProblem


@dataclass(frozen=True, slots=True)
class Record:
    """One data row: the line on which it begins, and its trimmed values by column, empty where missing."""

    file: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


class Findings:
    """Problems stand in the way of the import, warnings do not."""

    def __init__(self) -> None:
        self.problems: list[RowProblem] = []
        self.warnings: list[RowProblem] = []

    def problem(self, record: Record, column: str, reason: str) -> None:
        self.problems.append(RowProblem(file=record.file, line=record.line, column=column, reason=reason))

    def warning(self, record: Record, column: str, reason: str) -> None:
        self.warnings.append(RowProblem(file=record.file, line=record.line, column=column, reason=reason))

    def about(self, file: str, reason: str, *, line: int = 0, column: str = "") -> None:
        """A problem of a whole file, or of a line that could not become a record."""
        self.problems.append(RowProblem(file=file, line=line, column=column, reason=reason))
