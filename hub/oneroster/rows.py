"""This file has what a bundle is read into: the rows that a roster sync applies, and what was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from policies.people.pick_up_lists import ListedPickUp

Role = Literal["admin", "staff", "guardian"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRow:
    """source is the sourcedId, as everywhere in this file."""

    source: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRow:
    source: str
    school: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentRow:
    """One row for each school that the student belongs to."""

    source: str
    school: str
    given: str
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthRow:
    """When a student was born, None where the source does not know it; who has no row keeps what is known."""

    school: str
    student: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PickUpsRow:
    """Everybody who may pick a student up by the source, or nobody; who has no row keeps what is known."""

    school: str
    student: str
    listed: tuple[ListedPickUp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """
    One row for each user, school and side; the sides are guardian and not, and admin beats staff.

    sms is an E.164 number that may be texted; phone is for reading only.
    """

    user: str
    school: str
    role: Role
    given: str
    family: str
    email: str | None
    sms: str | None
    phone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianRow:
    """
    user is a guardian of student, in each school that the student belongs to.

    payer: they pay for the student's place; everybody does where the bundle does not tell.
    """

    school: str
    user: str
    student: str
    payer: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementRow:
    """A student's place in a room; end is the last day, and None where it is open."""

    school: str
    student: str
    room: str
    begin: date | None
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """A staff member's or admin's work in a room, dated like a placement."""

    school: str
    user: str
    room: str
    begin: date | None
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """
    Everything a bundle says, sorted and without repetition; rows counts the data rows that it took.

    covers: of a spreadsheet what its columns tell of, in words of hub/oneroster/spreadsheet/covers.py; of all else
    the records stay as they are. None: it is a whole roster.
    """

    schools: tuple[SchoolRow, ...]
    rooms: tuple[RoomRow, ...]
    students: tuple[StudentRow, ...]
    people: tuple[PersonRow, ...]
    guardians: tuple[GuardianRow, ...]
    placements: tuple[PlacementRow, ...]
    assignments: tuple[AssignmentRow, ...]
    rows: int
    births: tuple[BirthRow, ...] = ()
    pick_ups: tuple[PickUpsRow, ...] = ()
    covers: tuple[str, ...] | None = None


PARTS = ("rooms", "students", "people", "guardians", "placements", "assignments", "births", "pick_ups")
"""What a bundle has rows of besides schools."""


def by_school(bundle: Bundle) -> dict[str, Bundle]:
    """The part of a bundle that is each school's, by its source."""
    its: dict[str, dict[str, list[Any]]] = {row.source: {kind: [] for kind in PARTS} for row in bundle.schools}
    for kind in PARTS:
        for row in getattr(bundle, kind):
            its[row.school][kind].append(row)
    return {
        row.source: Bundle(
            schools=(row,),
            rows=bundle.rows,
            covers=bundle.covers,
            **{kind: tuple(its[row.source][kind]) for kind in PARTS},
        )
        for row in bundle.schools
    }


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RowProblem:
    """Line 1 is the header; line 0 and an empty column where it is about the whole file."""

    file: str
    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBundle:
    """
    bundle is None exactly where there are problems; warnings never stand in the way.

    left_out: what was refused, and is gone on without; people: how many users are left out with it. state: what the
    source has said by now (hub/oneroster/kept_state.py), None where there is no bundle of a source's. changes: it
    has only what changed.
    """

    bundle: Bundle | None
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    left_out: tuple[RowProblem, ...] = ()
    people: int = 0
    state: bytes | None = None
    changes: bool = False
