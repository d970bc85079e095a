"""This file is what happens when somebody changes what is kept about a child, or reads about its custody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid
from hub.queries.people.child_record import IN_ROSTER, SCHOOL, seen_student
from hub.store import child_record as kept
from hub.store import journal
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.child_record import RecordRevision
from hub.store.clock import day_in, stamp
from policies.people.child_record import (
    MAX_LISTED,
    RecordPart,
    may_be_born,
    may_be_called_at,
    may_change_part,
    may_see_part,
)
from policies.people.child_record_words import Weekday
from policies.people.facts import Role
from policies.records.activity_log import Deed
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.facts import Student

CHANGED = say("Somebody has changed this meanwhile, so it stays as it is now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """
    What somebody makes of a part of a student's record. value: plain; None takes back what was said.

    n: the state that they saw, so that nothing is overwritten unseen; 0 before the first.
    """

    by: str
    student: str
    part: RecordPart
    value: Any
    n: int


@dataclass(frozen=True, slots=True)
class CustodyText:
    """What is kept about custody of a child. text: None where nothing is; n: which state of it this is."""

    text: str | None
    at: str
    by_name: str
    n: int


async def set_part(school: School, change: RecordChange, now: datetime) -> None:
    """
    Change a part of a child's record; what it was stays on record. A parent changes the list they named.

    Raises:
        NotFound: there is no such child here, or it is not theirs to know of.
        Forbidden: it is not theirs to change; the sentence says who does.
        Invalid: what was sent can be no such part.
        Conflict: the roster has it, or somebody has changed it since it was read.
    """
    await on_fresh_rules(school, lambda snapshot: _set(school, snapshot, change, now))


async def _set(school: School, snapshot: Snapshot, change: RecordChange, now: datetime) -> None:
    student = seen_student(snapshot, change.by, change.student)
    if isinstance(
        verdict := may_change_part(snapshot.roster, snapshot.roster.people[change.by], student, change.part),
        Refused,
    ):
        raise Forbidden(verdict.because)
    value = checked(change, student, day_in(snapshot.time_zone, now))
    written = None if value is None else msgspec.json.encode(value).decode()
    await school.store.write(lambda one: _write(one, snapshot, change, written, stamp(now)), snapshot.school)


def checked(change: RecordChange, student: Student, today: date) -> Any:
    """
    The value as it is kept: in one line what is one, nothing in a list that is empty.

    Raises:
        Invalid: it can be no such part; the sentence names the field.
    """
    value = change.value
    if value is None:
        return None
    match change.part:
        case RecordPart.BIRTH_DATE:
            if isinstance(verdict := may_be_born(date.fromisoformat(value), today), Refused):
                raise Invalid(on_field("birth_date", verdict.because))
            return value
        case RecordPart.ALLERGIES | RecordPart.CONTACTS | RecordPart.DIETS:
            return _checked_list(change.part, value)
        case RecordPart.PRIMARY_ROOM:
            if value not in student.rooms:
                raise Invalid(on_field("primary_room", say("{child} is not in this room.", child=student.name)))
            return value
        case RecordPart.PLAN:
            return [day.value for day in Weekday if day in value] or None
        case _:
            return value.strip() or None


NEEDED: Mapping[RecordPart, tuple[str, ...]] = {
    RecordPart.ALLERGIES: ("what",),
    RecordPart.CONTACTS: ("name", "phone"),
}
"""Without which a line of a list says nothing."""


def _checked_list(part: RecordPart, value: list[Any]) -> list[Any]:
    field = part.value
    if len(value) > MAX_LISTED:
        raise Invalid(on_field(field, say("no more than {most}.", most=MAX_LISTED)))
    found: list[Any] = [" ".join(one.split()) if isinstance(one, str) else _in_lines(one) for one in value]
    needed = NEEDED.get(part, ())
    if any(not one or any(not one[name] for name in needed) for one in found):
        raise Invalid(on_field(field, say("a line of it is empty.")))
    if part is RecordPart.CONTACTS:
        for one in found:
            if isinstance(verdict := may_be_called_at(one["phone"]), Refused):
                raise Invalid(on_field(field, verdict.because))
    return found


def _in_lines(one: dict[str, str]) -> dict[str, str]:
    return {name: " ".join(said.split()) for name, said in one.items()}


def _write(
    transaction: Transaction, snapshot: Snapshot, change: RecordChange, written: str | None, at: str
) -> None:
    connection, school = transaction.connection, snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    by, student = snapshot.roster.people[change.by], snapshot.roster.students[change.student]
    giver = by.id if by.role is Role.GUARDIAN else SCHOOL
    if change.part is RecordPart.BIRTH_DATE and kept.find_birth_date(connection, school, student.id) is not None:
        raise Conflict(IN_ROSTER)
    before = kept.find_newest(connection, school, student.id, change.part.value, giver)
    if (0 if before is None else before.n) != change.n:
        raise Conflict(CHANGED)
    if written == (None if before is None else before.value):
        return
    kept.add_revision(
        connection,
        RecordRevision(
            school=school, student=student.id, part=change.part.value, giver=giver, n=change.n + 1, at=at, by=by.id,
            by_name=by.name, value=written,
        ),
    )  # fmt: skip
    facts = {"child": student.name, "student": student.id, "part": change.part.value}
    put_on_record(
        transaction,
        LogDraft(school=school, deed=Deed.CHILD_RECORD, at=at, by=by.id, by_name=by.name, facts=facts),
    )


async def read_custody(school: School, admin: str, its: str, now: datetime) -> CustodyText:
    """
    What is kept about custody of a child, for an admin who asked for just that; it is on record that they looked.

    Raises:
        NotFound: there is no such child here.
        Forbidden: it is not theirs to read; the sentence says whose it is.
    """

    async def looked(snapshot: Snapshot) -> CustodyText:
        roster, student = snapshot.roster, seen_student(snapshot, admin, its)
        verdict = may_see_part(roster, roster.people[admin], student, RecordPart.CUSTODY)
        if isinstance(verdict, Refused):
            raise Forbidden(verdict.because)
        return await school.store.write(
            lambda one: _look(one, snapshot, admin, student, stamp(now)), snapshot.school
        )

    return await on_fresh_rules(school, looked)


def _look(transaction: Transaction, snapshot: Snapshot, admin: str, student: Student, at: str) -> CustodyText:
    journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
    by = snapshot.roster.people[admin]
    facts = {"child": student.name, "student": student.id}
    put_on_record(
        transaction,
        LogDraft(school=snapshot.school, deed=Deed.READ_CUSTODY, at=at, by=by.id, by_name=by.name, facts=facts),
    )
    one = kept.find_newest(transaction.connection, snapshot.school, student.id, RecordPart.CUSTODY.value, SCHOOL)
    if one is None:
        return CustodyText(None, "", "", 0)
    return CustodyText(None if one.value is None else msgspec.json.decode(one.value), one.at, one.by_name, one.n)
