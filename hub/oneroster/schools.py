"""This file reads orgs.csv and classes.csv: the schools and their rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.oneroster.findings import Findings, Record
from hub.oneroster.register import Register
from hub.oneroster.rows import RoomRow, SchoolRow
from hub.oneroster.sheets import Columns, Sheets
from hub.oneroster.terms import Dates, dates_of
from hub.oneroster.values import text
from policies.sentence import say

ORGS = Columns(("sourcedId", "name", "type"), ("status", "parentSourcedId"))
CLASSES = Columns(("sourcedId", "title", "schoolSourcedId"), ("status", "termSourcedIds"))

LEVELS = 10
"""Organizations above a school that are looked at; a department of a nation's schools has six."""


@dataclass(frozen=True, slots=True)
class Orgs:
    """
    What the organizations are to each other; schools grows by those that only a class names as one. What an org
    lies in need not be in the bundle: the reference data of the standard leaves it out.
    """

    register: Register
    records: dict[str, Record]
    schools: dict[str, SchoolRow]

    def above(self, school: str) -> tuple[str, ...]:
        """The organizations that the school lies in, itself the first, however tangled they are."""
        found: list[str] = []
        while school in self.records and school not in found and len(found) < LEVELS:
            found.append(school)
            school = self.records[school]["parentSourcedId"]
        return tuple(found)

    def below(self) -> dict[str, list[str]]:
        """The schools that a right in an organization reaches: a school only itself, a district all in it."""
        found: dict[str, list[str]] = {school: [school] for school in self.schools}
        for school in self.schools:
            for org in self.above(school)[1:]:
                if self.records[org]["type"].lower() != "school":
                    found.setdefault(org, []).append(school)
        return found


@dataclass(frozen=True, slots=True)
class Classes:
    register: Register
    rooms: dict[str, RoomRow]
    dates: dict[str, Dates]


def read_orgs(sheets: Sheets, findings: Findings) -> Orgs:
    orgs = Orgs(Register("orgs.csv", sheets, findings), {}, {})
    for record in sheets.records("orgs.csv", ORGS):
        if (source := orgs.register.enter(record)) is not None:
            orgs.records[source] = record
            if text(record, "type", findings).lower() == "school":
                orgs.schools[source] = SchoolRow(source=source, name=text(record, "name", findings))
    return orgs


def read_classes(sheets: Sheets, orgs: Orgs, terms: Mapping[str, Dates], findings: Findings) -> Classes:
    classes = Classes(Register("classes.csv", sheets, findings), {}, {})
    for record in sheets.records("classes.csv", CLASSES):
        if (source := classes.register.enter(record)) is None:
            continue
        title = text(record, "title", findings)
        school = orgs.register.refer(record, "schoolSourcedId")
        if school is None:
            classes.register.left_out.add(source)
            continue
        _count_as_school(school, orgs, findings)
        classes.dates[source] = dates_of(record, terms, findings)
        classes.rooms[source] = RoomRow(source=source, school=school, name=title)
    return classes


def _count_as_school(org: str, orgs: Orgs, findings: Findings) -> None:
    if org not in orgs.schools:
        record = orgs.records[org]
        name = text(record, "name", findings)
        reason = say("{name} is not a school by its type, but counts as one because it has classes.", name=name)
        findings.warning(record, "type", reason)
        orgs.schools[org] = SchoolRow(source=org, name=name)
