"""This file reads the text of a bundle's files as their source wrote it: letters, columns, and forms of dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hub.oneroster.findings import Findings, Record
from hub.oneroster.letters import encoding_of, is_old
from hub.oneroster.lines import Flaw, Row, rows
from hub.oneroster.source import BundleSource
from policies.people.spreadsheet_values import DayOrder, day_of, order_in, shown_orders
from policies.sentence import key, say

DATED = frozenset({"beginDate", "endDate", "startDate", "birthDate"})
"""Columns of days."""

_DATED = frozenset(one.lower() for one in DATED)

_BETWEEN = re.compile(r"[\s_\-\u200b\ufeff]+")

_BY_COUNTRY: Mapping[DayOrder, str] = {
    "mdy": key("Dates such as {day} are read with the month first, as they are written in {country}."),
    "dmy": key("Dates such as {day} are read with the day first, as they are written in {country}."),
}


def title_of(cell: str) -> str:
    """The name of a column as it is compared: in small letters, without blanks, underscores and hyphens."""
    return _BETWEEN.sub("", cell).lower()


def is_iso(written: str) -> bool:
    """Whether it has the shape of a date such as 2026-08-24, which nearly all of them have."""
    return len(written) == len("2026-08-24") and written[4] == "-" == written[7]


class TextFiles:
    """The files of one bundle as text. source: which countries its schools are in."""

    def __init__(self, files: Mapping[str, bytes | None], findings: Findings, source: BundleSource) -> None:
        self._files, self._findings = files, findings
        self._countries = source.all_countries()
        self._encodings: dict[str, str | None] = {}
        self._orders: dict[str, DayOrder | None] = {}
        self._by_country: set[str] = set()
        """Files whose dates show no order themselves, until that was told."""

    def rows(self, file: str) -> Iterator[Row | Flaw]:
        """The rows of a file, the header first; old letters of Windows are warned of once."""
        content = self._files.get(file) or b""
        if file not in self._encodings:
            found = self._encodings[file] = encoding_of(content, self._countries)
            if found is not None and is_old(found):
                reason = say(
                    "This file is not in UTF-8, so it is read in the letters of Windows ({letters}). Look whether"
                    " names with accents are right.",
                    letters=found.replace("cp", "Windows-"),
                )
                self._findings.warning(Record(file, 0, {}), "", reason)
        return rows(content, self._encodings[file])

    def day(self, file: str, written: str, line: int) -> str:
        """A day as 2026-08-24, where it is certain which one it is; else as it is written."""
        found = day_of(written, None)
        if found is None:
            found = day_of(written, self._order(file))
            if found is not None and file in self._by_country:
                self._by_country.discard(file)
                template = _BY_COUNTRY[self._orders[file] or "dmy"]
                reason = say(template, day=written, country=", ".join(sorted(self._countries)))
                self._findings.warning(Record(file, line, {}), "", reason)
        return written if found is None else found.isoformat()

    def _order(self, file: str) -> DayOrder | None:
        """What stands first in the dates of a file: as all of them show, or as its schools' countries write."""
        if file not in self._orders:
            shown = shown_orders(self._dates(file))
            if not shown:
                self._by_country.add(file)
            possible = shown or {order_in(one) for one in self._countries}
            self._orders[file] = next(iter(possible)) if len(possible) == 1 else None
        return self._orders[file]

    def _dates(self, file: str) -> Iterator[str]:
        places: list[int] | None = None
        for row in self.rows(file):
            if isinstance(row, Flaw):
                return
            if places is None:
                titles = [title_of(one) for one in row.cells]
                places = [at for at, title in enumerate(titles) if title in _DATED]
                continue
            yield from (row.cells[at] for at in places if at < len(row.cells))
