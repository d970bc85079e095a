"""This file keeps what a center says of each child, part by part: every state it had, the last of which holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, insert, select

from hub.store.schema import child_record, student

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRevision:
    """
    What by made of a part of a student's record at a moment.

    giver: the parent who named these emergency contacts, empty for the school. n: 1, 2, 3 … of each part and giver.
    value: JSON; None where nobody says anything any more.
    """

    school: str
    student: str
    part: str
    giver: str
    n: int
    at: str
    by: str
    by_name: str
    value: str | None


_COLUMNS = tuple(child_record.c[one.name] for one in fields(RecordRevision))


def list_newest(connection: Connection, school: str, its: str) -> list[RecordRevision]:
    """What holds now of each part of a student's record, by part and giver; parts nobody has said are not there."""
    one = child_record.c
    mine = one.school == school, one.student == its
    last = select(one.part, one.giver, func.max(one.n).label("n")).where(*mine).group_by(one.part, one.giver)
    newest = last.subquery()
    same = and_(one.part == newest.c.part, one.giver == newest.c.giver, one.n == newest.c.n)
    asked = select(*_COLUMNS).join(newest, same).where(*mine).order_by(one.part, one.giver)
    return [RecordRevision(**row) for row in connection.execute(asked).mappings()]


def find_newest(connection: Connection, school: str, its: str, part: str, giver: str) -> RecordRevision | None:
    """What holds now of one part of a student's record; None where nobody ever said anything."""
    one = child_record.c
    mine = one.school == school, one.student == its, one.part == part, one.giver == giver
    asked = select(*_COLUMNS).where(*mine).order_by(one.n.desc()).limit(1)
    row = connection.execute(asked).mappings().first()
    return None if row is None else RecordRevision(**row)


def list_revisions(connection: Connection, school: str, its: str, limit: int) -> list[RecordRevision]:
    """All states of a student's record, newest first, so many at the most."""
    one = child_record.c
    asked = select(*_COLUMNS).where(one.school == school, one.student == its)
    rows = connection.execute(asked.order_by(one.at.desc(), one.n.desc(), one.part).limit(limit)).mappings()
    return [RecordRevision(**row) for row in rows]


def list_students_with(connection: Connection, school: str, part: str) -> Sequence[str]:
    """The students of whom a part of their record was ever said, by id."""
    one = child_record.c
    asked = select(one.student).where(one.school == school, one.part == part).distinct().order_by(one.student)
    return connection.execute(asked).scalars().all()


def add_revision(connection: Connection, one: RecordRevision) -> None:
    """Write down what somebody made of a part; what it was before stays where it is."""
    connection.execute(insert(child_record).values(**asdict(one)))


def birth_dates(connection: Connection, school: str) -> dict[str, date]:
    """By the student's id, when those were born of whom the roster tells."""
    its = student.c
    asked = select(its.id, its.birth_date).where(its.school == school, its.birth_date.is_not(None))
    return {row.id: row.birth_date for row in connection.execute(asked)}


def find_birth_date(connection: Connection, school: str, its: str) -> date | None:
    """When a student was born, as the roster has it; None where it does not tell."""
    asked = select(student.c.birth_date).where(student.c.school == school, student.c.id == its)
    return connection.execute(asked).scalar()
