"""This file reads academicSessions.csv: the terms in which a room is held; no row of it stops a roster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hub.oneroster.findings import Findings, Record
from hub.oneroster.sheets import Columns, Sheets
from hub.oneroster.source import BundleSource
from hub.oneroster.values import DAY, identifiers, is_gone
from policies.sentence import Sentence, several

FILE = "academicSessions.csv"
TERMS = Columns(("sourcedId",), ("status", "startDate", "endDate"))

Dates = tuple[date | None, date | None]
"""The first day and the last, None where open."""


def read_terms(sheets: Sheets, findings: Findings, source: BundleSource) -> Mapping[str, Dates]:
    """
    The days of every term, by its sourcedId; none where the bundle has no such file. A day that cannot be read is
    open, as one that is not there; of a term that stands there twice the days count that are in both.
    """
    found: dict[str, Dates] = {}
    if not sheets.has(FILE.lower()):
        return found
    for record in sheets.records(FILE.lower(), TERMS):
        term = record["sourcedId"]
        if not term:
            findings.unused(record, "sourcedId", _nameless)
        if not term or is_gone(record):
            continue
        begin = _day(record, "startDate", findings)
        last = source.last_day(_day(record, "endDate", findings))
        if term in found:
            findings.unused(record, "sourcedId", _twice, term)
            before, until = found[term]
            begin = max((one for one in (begin, before) if one), default=None)
            last = min((one for one in (last, until) if one), default=None)
        found[term] = begin, last
    return found


def _day(record: Record, column: str, findings: Findings) -> date | None:
    value = record[column]
    try:
        return date.fromisoformat(value if DAY.fullmatch(value) else "")
    except ValueError:
        if value:
            findings.unused(record, column, _unread, value[:40])
        return None


def _unread(count: int, day: str) -> Sentence:
    return several(
        "It is not certain which day {day} is, so this term is read as if it named none.",
        "{count} terms, this one the first, name a day that is not certain, such as {day}. They are read as if they"
        " named none.",
        count=count,
        day=day,
    )


def _nameless(count: int, _: str) -> Sentence:
    return several(
        "This term has no sourcedId, so no room can name it, and it is ignored.",
        "{count} terms, this one the first, have no sourcedId. No room can name them, so they are ignored.",
        count=count,
    )


def _twice(count: int, term: str) -> Sentence:
    return several(
        "The term {term} stands there twice. The days count that are in both.",
        "{count} terms stand there more than once, such as {term}. The days count that are in all of them.",
        count=count,
        term=term,
    )


def dates_of(room: Record, terms: Mapping[str, Dates], findings: Findings) -> Dates:
    """From when until when a room is held: from its first term's first day to its last one's last."""
    named = identifiers(room["termSourcedIds"])
    absent = [one for one in named if one not in terms]
    if terms and absent:
        findings.unused(room, "termSourcedIds", _absent, absent[0])
    its = [terms[one] for one in named if one in terms]
    begins, ends = [begin for begin, _ in its], [last for _, last in its]
    return _unless_open(begins, min), _unless_open(ends, max)


def _absent(count: int, term: str) -> Sentence:
    return several(
        "There is no term {term} in academicSessions.csv, so this room is read as if it did not name it.",
        "{count} rooms, this one the first, name a term that is not in academicSessions.csv, such as {term}. They"
        " are read as if they did not name it.",
        count=count,
        term=term,
    )


def _unless_open(days: list[date | None], which: object) -> date | None:
    known = [day for day in days if day is not None]
    if not known or len(known) < len(days):
        return None
    return min(known) if which is min else max(known)
