"""This file keeps what people reported to the admins, and how it was settled."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from hub.store.schema import report

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """What is reported: a message, or the whole conversation. against: who wrote it; None where many did."""

    id: str
    school: str
    conversation: str
    message: str | None
    by: str
    against: str | None
    reason: str
    at: str


def insert_report(connection: Connection, made: NewReport) -> None:
    """Write down a report, which waits for an admin from now on."""
    connection.execute(insert(report).values(**asdict(made), note=""))


def find_waiting(
    connection: Connection, school: str, by: str, conversation: str, message: str | None
) -> str | None:
    """The id of the report of the same by the same that nobody has settled."""
    its = report.c
    mine = its.school == school, its.by == by, its.conversation == conversation, its.settled_at.is_(None)
    about = its.message.is_(None) if message is None else its.message == message
    return connection.execute(select(its.id).where(*mine, about)).scalar()


def count_waiting(connection: Connection, school: str, by: str) -> int:
    """How many of somebody's reports nobody has settled."""
    its = report.c
    mine = its.school == school, its.by == by, its.settled_at.is_(None)
    return connection.execute(select(func.count()).select_from(report).where(*mine)).scalar_one()


def find_report(connection: Connection, school: str, report_id: str) -> RowMapping | None:
    """A report of a school by its id; None where there is none."""
    mine = report.c.school == school, report.c.id == report_id
    return connection.execute(select(report).where(*mine)).mappings().first()


def settle_report(connection: Connection, report_id: str, by: str, note: str, at: str) -> None:
    """Write down that an admin looked at it. note: what its reporter reads."""
    ended = {"settled_at": at, "settled_by": by, "note": note}
    connection.execute(update(report).where(report.c.id == report_id).values(**ended))


def list_reports(connection: Connection, school: str) -> list[RowMapping]:
    """All of a school's, newest first."""
    asked = select(report).where(report.c.school == school).order_by(report.c.at.desc(), report.c.id.desc())
    return list(connection.execute(asked).mappings())
