"""This file reads a whole OneRoster bundle, from a path to rows or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from hub.oneroster import manifest
from hub.oneroster.belonging import Belonging, ties
from hub.oneroster.enrollments import Enrollments, Named, read_enrollments
from hub.oneroster.findings import Findings
from hub.oneroster.people import guardian_rows, person_rows, student_rows, warn_of_gaps
from hub.oneroster.rows import Bundle, Reading
from hub.oneroster.schools import read_classes, read_orgs
from hub.oneroster.sheets import Sheets
from hub.oneroster.unpack import Files, unpack
from hub.oneroster.users import (
    has_roles_file,
    read_users,
    roles_in_file,
    roles_in_users,
    without_cut_off_staff,
)

Row = TypeVar("Row")


def read(path: Path) -> Reading:
    """The bundle at path, a zip or a folder; whatever it holds, this answers and never raises."""
    findings = Findings()
    files = unpack(path, findings)
    bundle = _bundle(files, findings) if files else None
    return Reading(
        bundle=None if findings.problems else bundle,
        problems=tuple(sorted(findings.problems)),
        warnings=tuple(sorted(findings.warnings)),
    )


def _bundle(files: Files, findings: Findings) -> Bundle | None:
    """The bundle; None where nothing more needs to be said than what is in the findings."""
    sheets = Sheets(files, findings)
    properties = manifest.properties(sheets)
    if delta := manifest.delta(properties):
        findings.problem(delta, "value", manifest.DELTA)
        return None
    manifest.compare(properties, files, findings)
    named, belonging = _who_and_where(sheets, manifest.version(properties, findings), findings)
    enrollments = read_enrollments(sheets, named, belonging, findings)
    return _assembled(named, belonging, enrollments, findings, sheets.rows - len(properties))


def _who_and_where(sheets: Sheets, version: str | None, findings: Findings) -> tuple[Named, Belonging]:
    """Everything but the enrollments, in the order in which the files refer to each other."""
    orgs = read_orgs(sheets, findings)
    classes = read_classes(sheets, orgs, findings)
    separate = has_roles_file(sheets, version)
    users = read_users(sheets, findings, with_roles=not separate)
    roles = roles_in_file(sheets, users, orgs, findings) if separate else roles_in_users(users, orgs, findings)
    belonging = Belonging(orgs, findings)
    belonging.settle(iter(without_cut_off_staff(users, list(roles))))
    return Named(orgs, classes, users), belonging


def _assembled(
    named: Named, belonging: Belonging, enrollments: Enrollments, findings: Findings, rows: int
) -> Bundle | None:
    pairs = ties(named.users, belonging, findings)
    people = list(person_rows(named.users, belonging, findings))
    guardians = list(guardian_rows(named.users, pairs, belonging, findings))
    if findings.problems:
        return None
    placed = {row.student for row in enrollments.placements}
    warn_of_gaps(named.users, belonging, pairs, placed, findings)
    return Bundle(
        schools=_sorted(named.orgs.schools.values()),
        rooms=_sorted(named.classes.rooms.values()),
        students=_sorted(student_rows(named.users, belonging)),
        people=_sorted(people),
        guardians=_sorted(guardians),
        placements=_sorted(enrollments.placements),
        assignments=_sorted(enrollments.assignments),
        rows=rows,
    )


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=_key))


def _key(row: Any) -> tuple[str, ...]:
    """The fields in their order, those that are None first."""
    values = (getattr(row, name) for name in row.__slots__)
    return tuple("" if value is None else str(value) for value in values)
