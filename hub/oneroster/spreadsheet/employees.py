"""This file reads a sheet of employees: who works here today, as what, and in which rooms."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.oneroster.spreadsheet.reading import folded_name, made_id
from hub.oneroster.values import NAME
from policies.people.spreadsheet_fields import SheetField
from policies.people.spreadsheet_values import NameParts, Work, employment, work_of
from policies.sentence import Sentence, say, several

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from hub.oneroster.spreadsheet.reading import Numbers, SheetReading
    from hub.oneroster.spreadsheet.table import SheetRow

GIVEN_ID = "employee:"
"""Stands before the ids of employees that a file has: those of parents may be the same, of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEmployee:
    """
    What one row says of somebody who works here. key: their id in the roster. work: as what, None where that gives
    no right. here: whether they work here today; begin, end: the first day and the last, None where open.
    """

    row: SheetRow
    key: str
    name: NameParts
    email: str | None
    numbers: Numbers
    work: Work | None
    rooms: tuple[str, ...]
    here: bool
    begin: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class SheetEmployees:
    """Who works here by a sheet, and everybody that a row names, by its number."""

    rows: tuple[SheetEmployee, ...]
    of_rows: dict[int, frozenset[str]]


def read_employees(sheet: SheetReading) -> SheetEmployees:
    """The rows of those who work here today; why others do not is in the sheet's findings."""
    rows = [one for row in sheet.table.rows if (one := _employee(sheet, row)) is not None]
    _refuse_contradictions(sheet, rows)
    here = tuple(one for one in rows if one.here and one.work is not None)
    if gone := {one.key for one in rows if not one.here}:
        first = next(one for one in rows if one.key in gone)
        reason = several(
            "One employee does not work here today, and is left out.",
            "{count} employees, this one the first, do not work here today, and are left out.",
            count=len(gone),
        )
        its = SheetField.EMPLOYEE_STATUS if sheet.has(SheetField.EMPLOYEE_STATUS) else None
        sheet.warn(first.row, its, reason)
    return SheetEmployees(here, {one.row.line: frozenset({one.key}) for one in rows})


def _employee(sheet: SheetReading, row: SheetRow) -> SheetEmployee | None:
    name = sheet.name(row, "employee")
    if name is None:
        if (sheet.file, row.line) not in sheet.findings.refused:
            its = SheetField.EMPLOYEE_NAME if sheet.has(SheetField.EMPLOYEE_NAME) else SheetField.EMPLOYEE_GIVEN
            sheet.refuse(row, its, say("The name of the employee is missing."))
        return None
    email = sheet.email(row, "employee")
    its_id = sheet.id(row, SheetField.EMPLOYEE_ID)
    begin = sheet.day(row, SheetField.EMPLOYEE_START)
    end = sheet.source.last_day(sheet.day(row, SheetField.EMPLOYEE_END))
    if begin and end and end < begin:
        sheet.refuse(row, SheetField.EMPLOYEE_END, say("The last day lies before the first one."))
    employed = sheet.is_here(row, SheetField.EMPLOYEE_STATUS, employment, _not_employed)
    here = employed and not sheet.source.is_over(end) and not sheet.source.is_to_come(begin)
    rooms = sheet.value(row, SheetField.EMPLOYEE_ROOM, limit=NAME).replace(";", ",").split(",")
    return SheetEmployee(
        row=row,
        key=f"{GIVEN_ID}{its_id}" if its_id else made_id("employee", folded_name(name), (email or "").lower()),
        name=name,
        email=email,
        numbers=sheet.numbers(row, "employee"),
        work=_work(sheet, row) if here else None,
        rooms=tuple(dict.fromkeys(one for each in rooms if (one := each.strip()))),
        here=here,
        begin=begin,
        end=end,
    )


def _not_employed(word: str) -> Sentence:
    return say("It is not known that “{word}” means employed, so whoever has it is left out.", word=word)


def _work(sheet: SheetReading, row: SheetRow) -> Work | None:
    if not sheet.has(SheetField.EMPLOYEE_ROLE):
        return "employee"
    word = sheet.value(row, SheetField.EMPLOYEE_ROLE)
    if (work := work_of(word)) is None:
        reason = say(
            "The role {word} has no place in Roomwire. Whoever has only this role is left out.", word=word[:40]
        )
        sheet.warn(row, SheetField.EMPLOYEE_ROLE, reason)
    return work


def _refuse_contradictions(sheet: SheetReading, rows: Iterable[SheetEmployee]) -> None:
    of: defaultdict[str, list[SheetEmployee]] = defaultdict(list)
    for one in rows:
        of[one.key].append(one)
    for theirs in of.values():
        said = {(folded_name(one.name), one.email, one.numbers.sms, one.work, one.here) for one in theirs}
        for one in theirs if len(said) > 1 else ():
            sheet.refuse(
                one.row,
                None,
                say("The rows of this employee say different things, so nobody knows which is right."),
            )
