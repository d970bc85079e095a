"""This file keeps the sourcedIds of one file, so that others can refer to them."""

from __future__ import annotations

import re

from hub.oneroster.findings import Findings, Record
from hub.oneroster.sheets import Sheets
from hub.oneroster.values import IDENTIFIER, identifiers, is_left_out, text
from policies.sentence import say

_OTHER_COMMAS = re.compile("[;|]")


def all_listed(value: str) -> tuple[str, ...]:
    """All the sourcedIds that a list may mean, by whichever sign they are divided."""
    return (*identifiers(value), *identifiers(_OTHER_COMMAS.sub(",", value)))


class Register:
    """Who stands on which line of a file, and who is left out of the roster; ids are compared exactly."""

    def __init__(self, file: str, sheets: Sheets, findings: Findings) -> None:
        self.file = file
        self.left_out: set[str] = set()
        self._lines: dict[str, int] = {}
        self._broken = sheets.broken
        self._findings = findings
        self._gone = findings.left_out.ids[file] if findings.left_out is not None else set[str]()

    def enter(self, record: Record) -> str | None:
        """The row's sourcedId; None if the row is left out and need not be read on."""
        source = text(record, "sourcedId", self._findings, IDENTIFIER)
        if source in self._gone:
            self._leave(source, record)
            return None
        first = self._lines.setdefault(source, record.line)
        if source and first != record.line:
            reason = say(
                "The sourcedId {source} stands on line {line} already; each may be there only once.",
                source=source, line=first,
            )  # fmt: skip
            self._findings.problem(record, "sourcedId", reason)
        if not is_left_out(record, self._findings):
            return source
        self.left_out.add(source)
        return None

    def _leave(self, source: str, record: Record) -> None:
        """It stands under a sourcedId of which a row was refused: nobody knows which of them is right."""
        self.left_out.add(source)
        if self._findings.left_out is None:
            return
        if self.file == "users.csv":
            self._findings.left_out.people.add(source)
        if self.file == "roles.csv":
            self._findings.left_out.leave_user(record["userSourcedId"])

    def refer(self, record: Record, column: str) -> str | None:
        """The sourcedId in the column; None if it is left out, or missing, which is a problem."""
        source = text(record, column, self._findings, IDENTIFIER)
        return self.refer_to(source, record, column) if source else None

    def listed(self, value: str) -> tuple[str, ...]:
        """The sourcedIds in a list with commas; with semicolons or bars where only so each of them is there."""
        found = identifiers(value)
        if all(not self.is_absent(one) for one in found):
            return found
        parts = identifiers(_OTHER_COMMAS.sub(",", value))
        return found if any(self.is_absent(one) for one in parts) else parts

    def refer_to(self, source: str, record: Record, column: str) -> str | None:
        """Likewise, of a sourcedId that stands in the column, perhaps with others, and that the row needs."""
        if reason := self._missing(source, column):
            self._findings.problem(record, column, reason)
        return source if self.is_there(source) else None

    def knows(self, source: str, record: Record, column: str) -> bool:
        """Whether one of several that record refers to is there and not left out; a problem if it is not there."""
        if reason := self._missing(source, column):
            self._findings.reference(record, column, reason)
        return self.is_there(source)

    def is_absent(self, source: str) -> bool:
        """Whether it stands nowhere in a file that was read to its end, and no row was refused that it may have."""
        return source not in self._lines and source not in self._gone and self.file not in self._broken

    def is_there(self, source: str) -> bool:
        """Whether it stands in the file, and is not left out."""
        return source in self._lines and source not in self.left_out

    def _missing(self, source: str, column: str) -> str:
        if not self.is_absent(source):
            return ""
        return say(
            "There is no {source} in {file}. Correct the {column}, or add the missing row.",
            source=source, file=self.file, column=column,
        )  # fmt: skip
