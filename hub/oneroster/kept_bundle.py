"""This file turns a bundle into octets that are kept, and what is on record of a school into a bundle."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import msgspec

from hub.oneroster.rows import (
    AssignmentRow,
    BirthRow,
    Bundle,
    GuardianRow,
    PersonRow,
    PickUpsRow,
    PlacementRow,
    RoomRow,
    SchoolRow,
    StudentRow,
)
from hub.store.pick_up_rows import PICK_UPS, listed_of
from hub.store.roster_words import LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.store.many import Row
    from hub.store.schools import SchoolName
    from hub.store.snapshot import RosterRows

OfSchool = TypeVar(
    "OfSchool", RoomRow, StudentRow, PersonRow, GuardianRow, PlacementRow, AssignmentRow, BirthRow, PickUpsRow
)

FAST = 1
"""How hard it is packed: a roster shrinks to a tenth already."""


def kept_bundle(bundle: Bundle) -> bytes:
    """A bundle, packed, as bundle_of reads it again."""
    return zlib.compress(msgspec.json.encode(bundle), FAST)


def bundle_of(kept: bytes) -> Bundle:
    """The bundle that kept_bundle packed; nothing else is ever given to it."""
    return msgspec.json.decode(zlib.decompress(kept), type=Bundle)


def as_school(bundle: Bundle, was: str, source: str) -> Bundle:
    """The same bundle, in which the school that it calls was is called source, as the records have it."""

    def called(rows: tuple[OfSchool, ...]) -> tuple[OfSchool, ...]:
        return tuple(replace(row, school=source) if row.school == was else row for row in rows)

    if was == source:
        return bundle
    return replace(
        bundle,
        schools=tuple(replace(row, source=source) if row.source == was else row for row in bundle.schools),
        rooms=called(bundle.rooms),
        students=called(bundle.students),
        people=called(bundle.people),
        guardians=called(bundle.guardians),
        placements=called(bundle.placements),
        assignments=called(bundle.assignments),
        births=called(bundle.births),
        pick_ups=called(bundle.pick_ups),
    )


def mirrored(school: SchoolName, rows: RosterRows) -> Bundle:
    """
    What the records of a school have of its source, as a bundle that would bring in just that.

    What the school itself has said (denials, permissions, rooms that admins gave, people who were made here) is not
    in it. rows: of the school's roster, with its pick-ups, by the names of their tables.
    """
    here, source = school.source, {
        row["id"]: row["source"] for table in ("room", "student", "person") for row in rows[table]
    }  # fmt: skip
    listed = listed_of(rows[PICK_UPS])
    return Bundle(
        schools=(SchoolRow(source=here, name=school.name),),
        rooms=tuple(RoomRow(source=row["source"], school=here, name=row["name"]) for row in _active(rows["room"])),
        students=tuple(
            StudentRow(source=row["source"], school=here, given=row["given"], family=row["family"])
            for row in _active(rows["student"])
        ),
        people=tuple(
            PersonRow(
                user=row["source"], school=here, role=row["role"], given=row["given"], family=row["family"],
                email=row["email"], sms=row["cell"], phone=row["phone"],
            )
            for row in _active(rows["person"])
        ),
        guardians=tuple(
            GuardianRow(
                school=here, user=source[row["guardian"]], student=source[row["student"]],
                payer=row["listed_as"] == "payer",
            )
            for row in rows["guardianship"]
            if row["listed_as"] is not None
        ),
        placements=tuple(
            PlacementRow(
                school=here, student=source[row["student"]], room=source[row["room"]], begin=row["begin"],
                end=row["end"],
            )
            for row in rows["placement"]
        ),
        assignments=tuple(
            AssignmentRow(
                school=here, user=source[row["person"]], room=source[row["room"]], begin=row["begin"],
                end=row["end"],
            )
            for row in rows["assignment"]
            if row["by"] is None
        ),
        rows=0,
        births=tuple(
            BirthRow(school=here, student=row["source"], day=row["birth_date"]) for row in _active(rows["student"])
        ),
        pick_ups=tuple(
            PickUpsRow(school=here, student=row["source"], listed=tuple(sorted(listed.get(row["id"], ()))))
            for row in _active(rows["student"])
        ),
    )  # fmt: skip


def _active(rows: Iterable[Row]) -> Iterable[Row]:
    return (row for row in rows if row["left_at"] is None and not row["source"].startswith(LOCAL))
