"""This file warns of children whose change of rooms says that their source writes endDate in the other way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from hub.oneroster.findings import Findings, Record
from hub.oneroster.rows import PlacementRow
from hub.oneroster.source import BundleSource
from hub.reference.end_dates import EXCLUSIVE
from policies.sentence import key, say

Placed = tuple[PlacementRow, Record]
DAY = timedelta(days=1)
SATURDAY = 5


def warn_of_moves(placed: Iterable[Placed], source: BundleSource, findings: Findings) -> None:
    """One warning, at the first of them, with how many there are."""
    gap = source.end_dates == EXCLUSIVE
    found = [one for one, after in _changes(placed) if (_is_left_out if gap else _is_twice)(one[0], after[0])]
    if not found:
        return
    row, record = min(found, key=lambda one: one[1].line)
    template = (_LEFT_OUT if gap else _TWICE)[len(found) > 1]
    reason = say(template, count=len(found), student=row.student, day=str(_raw(row) if gap else row.end))
    findings.warning(record, "endDate", reason)


_LEFT_OUT = (
    key(
        "A child would be in no room on the day of an endDate, such as {student} on {day}. If this source writes"
        " the last day that counts, import it with --end-dates last-day."
    ),
    key(
        "{count} children would be in no room on the day of an endDate, such as {student} on {day}. If this source"
        " writes the last day that counts, import it with --end-dates last-day."
    ),
)
_TWICE = (
    key(
        "A child would be in two rooms on one day, such as {student} on {day}. If this source writes the first day"
        " after, import it with --end-dates exclusive."
    ),
    key(
        "{count} children would be in two rooms on one day, such as {student} on {day}. If this source writes the"
        " first day after, import it with --end-dates exclusive."
    ),
)
"""Of one child, and of several."""


def _raw(row: PlacementRow) -> date | None:
    return row.end + DAY if row.end else None


def _changes(placed: Iterable[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Of each child, every place in a room and the next one."""
    of: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
    for one in placed:
        of[one[0].school, one[0].student].append(one)
    for theirs in of.values():
        yield from pairwise(sorted(theirs, key=lambda one: (one[0].begin or date.min, one[0].end or date.max)))


def _is_left_out(row: PlacementRow, after: PlacementRow) -> bool:
    """Whether the next room begins on the next working day after the endDate, on which there is none."""
    if row.end is None or after.begin is None or after.begin - row.end < 2 * DAY:
        return False
    free = (after.begin - row.end).days - 2
    return free <= SATURDAY and all((row.end + (2 + no) * DAY).weekday() >= SATURDAY for no in range(free))


def _is_twice(row: PlacementRow, after: PlacementRow) -> bool:
    return row.end is not None and row.end == after.begin and row.room != after.room
