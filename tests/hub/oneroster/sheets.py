"""This file writes rosters as spreadsheets, as a center's program or a director would."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import Any

from openpyxl import Workbook

from hub.oneroster.rows import Bundle
from policies.people.spreadsheet_headings import EMPLOYEES, FAMILIES

Rows = list[list[Any]]
"""The headings first."""


def as_csv(rows: Rows, *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(**sheets: Rows) -> bytes:
    """A workbook with these sheets, by their names."""
    book, made = Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(made)
    return made.getvalue()


def named(row: Any) -> str:
    return f"{row.given} {row.family}".strip()


def families(bundle: Bundle, parents: int = 3) -> Rows:
    """One row for each child, as a director keeps them: no ids, the parents in columns."""
    people = {one.user: one for one in bundle.people if one.role == "guardian"}
    rooms = {one.source: one.name for one in bundle.rooms}
    of, where = defaultdict(list), {one.student: rooms[one.room] for one in bundle.placements if one.end is None}
    for tie in bundle.guardians:
        of[tie.student].append(people[tie.user])
    its = [f"Parent {no} {what}" for no in range(1, parents + 1) for what in ("Name", "Email", "Cell")]
    rows: Rows = [["Child", "Room", *its]]
    for child in bundle.students:
        cells = [cell for one in of[child.source] for cell in (named(one), one.email or "", one.sms or "")]
        rows.append([named(child), where.get(child.source, ""), *cells, *[""] * (len(its) - len(cells))])
    return rows


def export(bundle: Bundle) -> Rows:
    """The export of families and payers: a row for each child and parent."""
    people = {one.user: one for one in bundle.people if one.role == "guardian"}
    rooms = {one.source: one.name for one in bundle.rooms}
    places, ties = defaultdict(list), defaultdict(list)
    for place in bundle.placements:
        places[place.student].append(place)
    for tie in bundle.guardians:
        ties[tie.student].append(tie)
    rows: Rows = [[heading for heading, _ in FAMILIES]]
    for child in bundle.students:
        for place in places[child.source]:
            first = ["1", child.source, child.given, child.family, "", rooms[place.room], "Currently Enrolled",
                     place.begin, place.end]  # fmt: skip
            for tie in ties[child.source]:
                one = people[tie.user]
                rows.append([*first, one.user, one.given, one.family, "Mother", "Yes" if tie.payer else "No", "Yes",
                             one.email, one.sms or one.phone, "Cell" if one.sms else "Home", "Yes"])  # fmt: skip
            if not ties[child.source]:
                rows.append([*first, *[""] * 10])
    return rows


def employees(bundle: Bundle) -> Rows:
    """The export of employees, with their work history."""
    rooms = {one.source: one.name for one in bundle.rooms}
    works = defaultdict(list)
    for one in bundle.assignments:
        works[one.user].append(rooms[one.room])
    rows: Rows = [[heading for heading, _ in EMPLOYEES]]
    for one in bundle.people:
        if one.role != "guardian":
            position = "Director" if one.role == "admin" else "Teacher"
            rows.append([one.user, one.given, one.family, one.email, one.sms or one.phone,
                         "Cell" if one.sms else "Home", "Yes", position, "; ".join(works[one.user]),
                         "Currently Employed", "", ""])  # fmt: skip
    return rows


def without(rows: Rows, *names: str) -> Rows:
    """Without the rows in which any of these stands."""
    return [one for one in rows if not set(names) & {str(cell) for cell in one}]


def cells(rows: Rows, row: int, **values: Any) -> Rows:
    """With other cells in one row, by its number as a spreadsheet shows it; _ stands for a blank in a heading."""
    changed = [list(one) for one in rows]
    for heading, value in values.items():
        changed[row - 1][rows[0].index(heading.replace("_", " "))] = value
    return changed
