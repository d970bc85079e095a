"""This file keeps what each parent allows of photos of a child: every answer there was; the last one counts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from hub.store.schema import photo_consent
from policies.people.facts import PhotoAnswer, PhotoScope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from hub.store.many import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoNote:
    """
    What guardian said of photos of a student at a moment.

    n: 1, 2, 3 … of each guardian and student. source: app, or paper where the admin by noted it from a form. scope:
    a PhotoScope. note: what the admin wrote about the form; may be empty.
    """

    school: str
    student: str
    guardian: str
    n: int
    at: str
    by: str
    by_name: str
    source: str
    scope: str
    note: str


_COLUMNS = tuple(photo_consent.c[one.name] for one in fields(PhotoNote))


def list_photo_notes(connection: Connection, school: str, student: str) -> list[PhotoNote]:
    """All that was ever said of photos of a student, newest first."""
    its = photo_consent.c
    mine = its.school == school, its.student == student
    asked = select(*_COLUMNS).where(*mine).order_by(its.at.desc(), its.n.desc(), its.guardian)
    return [PhotoNote(**row) for row in connection.execute(asked).mappings()]


def find_photo_note(
    connection: Connection, school: str, student: str, guardian: str, before: int | None = None
) -> PhotoNote | None:
    """
    The last word of one guardian about photos of a student; None where they never said anything.

    before: the last one before that n; None for the last of all.
    """
    its = photo_consent.c
    mine = [its.school == school, its.student == student, its.guardian == guardian]
    if before is not None:
        mine.append(its.n < before)
    row = connection.execute(select(*_COLUMNS).where(*mine).order_by(its.n.desc()).limit(1)).mappings().first()
    return None if row is None else PhotoNote(**row)


def add_photo_note(connection: Connection, one: PhotoNote) -> None:
    """Write down what somebody said; what they said before stays where it is."""
    connection.execute(insert(photo_consent).values(**asdict(one)))


def last_answers(rows: Iterable[Row]) -> tuple[PhotoAnswer, ...]:
    """The last word of each guardian about each student, of the table's rows."""
    newest: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row["student"], row["guardian"])
        if key not in newest or newest[key]["n"] < row["n"]:
            newest[key] = row
    return tuple(PhotoAnswer(row["guardian"], row["student"], PhotoScope(row["scope"])) for row in newest.values())
