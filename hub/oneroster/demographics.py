"""This file reads demographics.csv, of which the birth date is all that is kept; nothing in it stops a roster."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hub.oneroster.findings import Findings, Record
from hub.oneroster.rows import BirthRow
from hub.oneroster.sheets import Columns, Sheets
from hub.oneroster.values import DAY, is_gone
from policies.people.child_record import may_be_born
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.oneroster.belonging import Belonging
    from hub.oneroster.source import BundleSource
    from hub.oneroster.unpack import Files

FILE = "demographics.csv"
COLUMNS = Columns(("sourcedId", "birthDate"), ("status",))

UNREAD = say("This file cannot be read whole: birth dates that are not found in it stay as they are.")


def birth_rows(
    files: Files, belonging: Belonging, source: BundleSource, findings: Findings, *, delta: bool
) -> tuple[BirthRow, ...]:
    """
    When each student was born, or that the source does not tell; empty where it says nothing of anybody.

    Whoever is not in a file that is whole has no birth date; where it is broken or has only what changed (delta),
    or a date is none, what is known stays. Who is no student is passed over: staff have demographics as well.
    """
    if FILE not in files:
        return ()
    aside = Findings()
    sheets = Sheets({FILE: files[FILE]}, aside, source)
    dates = _dates(sheets, belonging, source, findings)
    findings.warnings += aside.warnings
    if broken := FILE in sheets.broken or bool(aside.problems):
        first = min((one.line for one in aside.problems), default=0)
        findings.warning(Record(FILE, first, {}), "", UNREAD)
    return tuple(
        BirthRow(school=school, student=user, day=_day(dates[user]) if user in dates else None)
        for user in sorted(belonging.students)
        if (not (broken or delta) if user not in dates else dates[user] != UNCLEAR)
        for school in sorted(belonging.students[user])
    )


UNCLEAR = "?"
"""What stands for a date that is none, so that what is known stays."""


def _dates(sheets: Sheets, belonging: Belonging, source: BundleSource, findings: Findings) -> Mapping[str, str]:
    """What stands there of each student of the bundle: a date, nothing, or something that is none."""
    found = dict[str, str]()
    for record in sheets.records(FILE, COLUMNS):
        user, said = record["sourcedId"], record["birthDate"]
        if not belonging.students.get(user):
            continue
        if user in found:
            findings.warning(
                record, "sourcedId", say("{user} stands in it twice; the first row counts.", user=user)
            )
            continue
        if is_gone(record) or not said:
            found[user] = ""
        elif reason := _refused(said, source):
            findings.warning(record, "birthDate", reason)
            found[user] = UNCLEAR
        else:
            found[user] = said[:LENGTH]
    return found


LENGTH = len("2026-11-30")
"""Characters of a date; some sources write midnight behind it."""


def _refused(said: str, source: BundleSource) -> str:
    """Why this is no birth date; empty where it is one."""
    try:
        day = date.fromisoformat(said[:LENGTH] if DAY.match(said) and said[LENGTH:][:1] in ("", "T", " ") else "")
    except ValueError:
        return say("The birthDate has to be a date such as 2022-08-24, so it is left out.")
    verdict = may_be_born(day, source.day or day)
    return verdict.because if isinstance(verdict, Refused) else ""


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None
