"""This file reads a whole OneRoster bundle, from a path to rows or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from hub.oneroster import manifest
from hub.oneroster.belonging import Belonging, ties
from hub.oneroster.demographics import birth_rows
from hub.oneroster.elsewhere import elsewhere_of
from hub.oneroster.enrollments import Enrollments, KnownRows, read_enrollments
from hub.oneroster.findings import Findings, RowsLeftOut
from hub.oneroster.kept_state import state_of, state_text
from hub.oneroster.people import guardian_rows, person_rows, pick_ups_rows, student_rows, warn_of_gaps
from hub.oneroster.rows import Bundle, PersonRow, ReadBundle, RowProblem
from hub.oneroster.schools import read_classes, read_orgs
from hub.oneroster.sheets import ReadOver, Sheets
from hub.oneroster.source import BundleSource
from hub.oneroster.terms import read_terms
from hub.oneroster.unpack import Files, unpack, unzip
from hub.oneroster.users import (
    check_names,
    has_roles_file,
    read_users,
    roles_in_file,
    roles_in_users,
    without_cut_off_staff,
)
from policies.sentence import in_turn, say

Row = TypeVar("Row")

EMPTY = Bundle(schools=(), rooms=(), students=(), people=(), guardians=(), placements=(), assignments=(), rows=0)
"""A bundle that says that nothing changed; it names no school, and so leaves all of them as they are."""


PASSES = 8
"""How often rows are left out and the rest is read anew: files refer to each other no deeper than this."""


def read(path: Path, source: BundleSource | None = None, *, without_refused: bool = False) -> ReadBundle:
    """
    The bundle at path, a zip or a folder; whatever it holds, this answers and never raises.

    without_refused: go on without rows that are refused, as far as that gives nobody more (RowsLeftOut).
    """
    findings = Findings()
    files = unpack(path, findings)
    return _read(files, source or BundleSource(), findings, without_refused=without_refused)


def read_zip(name: str, packed: bytes, source: BundleSource, *, without_refused: bool = False) -> ReadBundle:
    """Likewise, of a zip that is in memory. name: what it is called, as people know it."""
    findings = Findings()
    files = unzip(name, packed, findings)
    return _read(files, source, findings, without_refused=without_refused)


def _read(files: Files, source: BundleSource, findings: Findings, *, without_refused: bool) -> ReadBundle:
    read = _bundle(files, source, findings) if files else None
    if findings.problems and without_refused and (found := _without_refused(files, source, findings)):
        return found
    if findings.problems and source.only and not findings.changes and (found := _of_ours(files, source, findings)):
        return found
    done = None if findings.problems else read
    return ReadBundle(
        bundle=None if done is None else done.bundle,
        problems=_told(_to_mend(files, source, findings), findings, source),
        warnings=_told(_of_school(findings, None if done is None else done.bundle, source.only), findings, source),
        state=None if done is None else done.state,
        changes=findings.changes,
    )


def _told(found: Iterable[RowProblem], findings: Findings, source: BundleSource) -> tuple[RowProblem, ...]:
    """What was found, sorted; of a row that stands on no line that anybody sees, with its sourcedId."""
    return tuple(sorted(_placed(one, findings.sources.get(one, ""), by_id=source.only != "") for one in found))


OF_ANY_SCHOOL = frozenset({"users.csv", "roles.csv", "demographics.csv"})
"""What a server gives of people of all its schools, whom the admins of one do not see."""


def _of_school(findings: Findings, bundle: Bundle | None, only: str) -> list[RowProblem]:
    """What is warned of; of a server, which was asked for one school, nothing about people of the others."""
    if not only:
        return findings.told()
    known = set[str]()
    if bundle is not None:
        known = {one.user for one in bundle.people if one.school == only}
        known |= {one.source for one in bundle.students if one.school == only}
    return [one for one in findings.told() if one.file not in OF_ANY_SCHOOL or _user_of(one, findings) in known]


def _user_of(one: RowProblem, findings: Findings) -> str:
    """Whose row it is: of a role the server tells no sourcedId, so it has one of ours (hub/oneroster/server)."""
    source = findings.sources.get(one, "")
    return source.rpartition("#")[0] if one.file == "roles.csv" else source


def _placed(one: RowProblem, source: str, *, by_id: bool) -> RowProblem:
    if one.line >= 0 and not (by_id and source):
        return one
    about = say("It is about the row {source}.", source=source)
    return RowProblem(file=one.file, line=0, column=one.column, reason=in_turn(one.reason, about))


def _of_ours(files: Files, source: BundleSource, findings: Findings) -> ReadBundle | None:
    """
    What a server said of the school that it was asked for, where all that is refused is of people of others: none
    of ours has less without it, and nobody here can mend it. None where anything else is refused. Of changes alone
    it is not known whose somebody was: then all of it is asked for at once.
    """

    elsewhere = elsewhere_of(files, source.only)

    def may(problems: Iterable[RowProblem], sources: Mapping[RowProblem, str]) -> bool:
        return all(elsewhere.has(one, sources.get(one, "")) for one in problems)

    if not may(findings.problems, findings.sources):
        return None
    found = _without_refused(files, source, findings, may)
    return None if found is None else replace(found, left_out=(), people=0)


def _to_mend(files: Files, source: BundleSource, findings: Findings) -> list[RowProblem]:
    """What is refused; of a server that has several schools not what is of others alone, where anything else is."""
    if not source.only or findings.changes:
        return findings.problems
    elsewhere = elsewhere_of(files, source.only)
    ours = [one for one in findings.problems if not elsewhere.has(one, findings.sources.get(one, ""))]
    return ours or findings.problems


Leavable = Callable[[Iterable[RowProblem], Mapping[RowProblem, str]], bool]
"""Whether rows with these problems may be left out; the sourcedIds of the rows beside."""


def _without_refused(
    files: Files, source: BundleSource, findings: Findings, may: Leavable | None = None
) -> ReadBundle | None:
    """What is left without the rows that are refused; None where something else is wrong, or they may not be."""
    if not RowsLeftOut().take(findings):
        return None
    left_out = RowsLeftOut()  # of references nothing was left out yet
    sources = dict[RowProblem, str]()
    for _ in range(PASSES):
        findings, left_out.grown = Findings(left_out), False
        read = _bundle(files, source, findings)
        sources |= findings.sources
        if not findings.problems and left_out.grown:
            continue
        if not findings.problems and read is not None:
            if not left_out.schools <= {one.source for one in read.bundle.schools}:
                return None  # one that is not named would stay as it is
            warnings = _told(_of_school(findings, read.bundle, source.only), findings, source)
            findings.sources = sources
            if may is not None and not may(left_out.problems, sources):
                return None
            problems = _told(left_out.problems, findings, source)
            return ReadBundle(bundle=read.bundle, problems=(), warnings=warnings, left_out=problems,
                              people=len(left_out.people), state=read.state, changes=findings.changes)  # fmt: skip
        if not left_out.take(findings):
            return None
    return None


@dataclass(frozen=True, slots=True)
class _Read:
    """A bundle, and what its source has said with it."""

    bundle: Bundle
    state: bytes | None


def _bundle(files: Files, source: BundleSource, findings: Findings) -> _Read | None:
    """The bundle; None where nothing more needs to be said than what is in the findings."""
    sheets = Sheets(files, findings, source)
    properties = manifest.properties(sheets)
    if delta := manifest.delta(properties, files):
        findings.changes = True
        if source.state is None:
            findings.problem(delta, "value", manifest.DELTA)
            return None
        manifest.unsaid(properties, files, findings)
        whole = manifest.with_users(properties)
        sheets.over = ReadOver(state_of(source.state), manifest.changed(properties), whole)
    manifest.compare(properties, files, findings)
    if manifest.is_alone(properties, files):
        return _Read(EMPTY, None)
    named, belonging = _who_and_where(sheets, manifest.version(properties, findings), source, findings)
    enrollments = read_enrollments(sheets, named, belonging, source, findings)
    pairs = ties(named.users, belonging, findings)  # before the rows of people: they bring guardians into schools
    people = list(person_rows(named.users, belonging, source, findings))
    bundle = _assembled(named, belonging, enrollments, pairs, people, findings)
    if bundle is None:
        return None
    in_part = manifest.is_delta(properties, "demographics")
    births = birth_rows(files, belonging, source, findings, delta=in_part)
    bundle = replace(bundle, rows=sheets.rows - len(properties), births=births)
    return _Read(bundle, state_text(sheets.kept(source.day)))


def _who_and_where(
    sheets: Sheets, version: str | None, source: BundleSource, findings: Findings
) -> tuple[KnownRows, Belonging]:
    """Everything but the enrollments, in the order in which the files refer to each other."""
    orgs = read_orgs(sheets, findings)
    classes = read_classes(sheets, orgs, read_terms(sheets, findings, source), findings)
    separate = has_roles_file(sheets, version)
    if sheets.over is not None and separate != ("roles.csv" in sheets.over.state.files):
        findings.about("manifest.csv", manifest.OTHER_VERSION)
    users = read_users(sheets, findings, with_roles=not separate)
    in_users = roles_in_users(users, orgs, findings) if not separate else ()
    roles = roles_in_file(sheets, users, orgs, source, findings) if separate else in_users
    settled = list(roles)
    check_names(users, dict.fromkeys(one.user for one in settled), findings)
    belonging = Belonging(orgs, findings)
    belonging.settle(iter(without_cut_off_staff(users, settled)))
    return KnownRows(orgs, classes, users), belonging


def _assembled(
    named: KnownRows,
    belonging: Belonging,
    enrollments: Enrollments,
    pairs: set[tuple[str, str]],
    people: list[PersonRow],
    findings: Findings,
) -> Bundle | None:
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
        rows=0,
        pick_ups=_sorted(pick_ups_rows(named.users, belonging, findings)),
    )


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=_key))


def _key(row: Any) -> tuple[str, ...]:
    """The fields in their order, those that are None first."""
    values = (getattr(row, name) for name in row.__slots__)
    return tuple("" if value is None else str(value) for value in values)
