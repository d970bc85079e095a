"""This file puts what was read of a spreadsheet together, as the rows that a bundle is read into as well."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

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
from hub.oneroster.spreadsheet.children import room_id
from policies.people.pick_up_lists import PickUpsRead, together
from policies.people.spreadsheet_values import AdultTie

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.oneroster.spreadsheet.children import SheetChild, SheetChildren
    from hub.oneroster.spreadsheet.employees import SheetEmployee
    from hub.oneroster.spreadsheet.reading import BirthTold


def assembled(
    school: str, children: Iterable[tuple[SheetChild, SheetChildren]], employees: Iterable[SheetEmployee]
) -> Bundle:
    """A bundle of one school, by its source, sorted and without repetition; its name is the one on record."""
    rows = _Rows(school)
    for one, sheet in children:
        rows.add_child(one, sheet)
    for worker in employees:
        rows.add_employee(worker)
    return Bundle(
        schools=(SchoolRow(source=school, name=school),),
        rooms=tuple(sorted(rows.rooms.values(), key=lambda one: one.source)),
        students=tuple(sorted(rows.students.values(), key=lambda one: one.source)),
        people=tuple(sorted(rows.people.values(), key=lambda one: (one.user, one.role))),
        guardians=tuple(sorted(rows.guardians.values(), key=lambda one: (one.user, one.student))),
        placements=tuple(sorted(rows.placements, key=lambda one: (one.student, one.room))),
        assignments=tuple(sorted(rows.assignments, key=lambda one: (one.user, one.room))),
        rows=0,
        births=tuple(
            BirthRow(school=school, student=one, day=its.day)
            for one, its in sorted(rows.births.items())
            if not its.unclear
        ),
        pick_ups=tuple(
            PickUpsRow(school=school, student=one, listed=together(its))
            for one, its in sorted(rows.pick_ups.items())
            if one not in rows.unread
        ),
    )


@dataclass(slots=True)
class _Rows:
    """
    The rows of a school so far, by what there is one of each for. unread: of whom a list could not be read at all,
    so that what is known stays.
    """

    school: str
    rooms: dict[str, RoomRow] = field(default_factory=dict)
    students: dict[str, StudentRow] = field(default_factory=dict)
    births: dict[str, BirthTold] = field(default_factory=dict)
    pick_ups: dict[str, list[PickUpsRead]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    people: dict[str, PersonRow] = field(default_factory=dict)
    guardians: dict[tuple[str, str], GuardianRow] = field(default_factory=dict)
    placements: set[PlacementRow] = field(default_factory=set)
    assignments: set[AssignmentRow] = field(default_factory=set)

    def add_child(self, one: SheetChild, sheet: SheetChildren) -> None:
        """A child with its place and its parents, of one row."""
        row = StudentRow(source=one.key, school=self.school, given=one.name.given, family=one.name.family)
        self.students.setdefault(one.key, row)
        if one.birth is not None:
            self._add_birth(one.key, one.birth)
        if one.pick_ups is not None:
            self.pick_ups.setdefault(one.key, []).append(one.pick_ups.read)
            self.unread |= {one.key} if one.pick_ups.unclear else set()
        if one.room:
            place = PlacementRow(
                school=self.school, student=one.key, room=self._room(one.room), begin=one.begin, end=one.end
            )
            self.placements.add(place)
        for its in one.parents:
            user = sheet.people[one.row.line, its.nth]
            self._add(
                PersonRow(
                    user=user, school=self.school, role="guardian", given=its.name.given, family=its.name.family,
                    email=its.email, sms=its.numbers.sms, phone=its.numbers.phone,
                )
            )  # fmt: skip
            self.guardians[user, one.key] = GuardianRow(
                school=self.school, user=user, student=one.key, payer=its.tie is AdultTie.PAYER
            )

    def add_employee(self, one: SheetEmployee) -> None:
        """Somebody who works here, and in which rooms, of one row."""
        self._add(
            PersonRow(
                user=one.key, school=self.school, role="admin" if one.work == "admin" else "staff",
                given=one.name.given, family=one.name.family, email=one.email, sms=one.numbers.sms,
                phone=one.numbers.phone,
            )
        )  # fmt: skip
        self.assignments |= {
            AssignmentRow(school=self.school, user=one.key, room=self._room(name), begin=one.begin, end=one.end)
            for name in one.rooms
        }

    def _add_birth(self, child: str, told: BirthTold) -> None:
        """Of several rows of a child the first with a date counts; without one it is unclear where any row is."""
        before = self.births.setdefault(child, told)
        if before.day is None and (told.day is not None or told.unclear):
            self.births[child] = told

    def _room(self, name: str) -> str:
        its = room_id(name)
        self.rooms.setdefault(its, RoomRow(source=its, school=self.school, name=name))
        return its

    def _add(self, row: PersonRow) -> None:
        """Of what several rows say of one person the first that says anything counts, of each thing."""
        before = self.people.get(row.user, row)
        self.people[row.user] = replace(
            before, email=before.email or row.email, sms=before.sms or row.sms, phone=before.phone or row.phone
        )
