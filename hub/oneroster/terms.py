"""This file reads academicSessions.csv: the terms in which a room is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hub.oneroster.findings import Findings, Record
from hub.oneroster.register import Register
from hub.oneroster.sheets import Columns, Sheets
from hub.oneroster.source import BundleSource
from hub.oneroster.values import identifiers, span

FILE = "academicSessions.csv"
TERMS = Columns(("sourcedId",), ("status", "startDate", "endDate"))

Dates = tuple[date | None, date | None]
"""The first day and the last, None where open."""


def read_terms(sheets: Sheets, findings: Findings, source: BundleSource) -> Mapping[str, Dates]:
    """The days of every term, by its sourcedId; none where the bundle has no such file."""
    if not sheets.has(FILE.lower()):
        return {}
    register = Register(FILE, sheets, findings)
    return {
        term: span(record, findings, source, begins="startDate")
        for record in sheets.records(FILE.lower(), TERMS)
        if (term := register.enter(record)) is not None
    }


def dates_of(room: Record, terms: Mapping[str, Dates]) -> Dates:
    """From when until when a room is held: from its first term's first day to its last one's last."""
    its = [terms[one] for one in identifiers(room["termSourcedIds"]) if one in terms]
    begins, ends = [begin for begin, _ in its], [last for _, last in its]
    return _unless_open(begins, min), _unless_open(ends, max)


def _unless_open(days: list[date | None], which: object) -> date | None:
    known = [day for day in days if day is not None]
    if not known or len(known) < len(days):
        return None
    return min(known) if which is min else max(known)
