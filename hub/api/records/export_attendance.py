"""This file says what the office's export has of a child's attendance: every stay, with all that became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.api.attendance.boards import AttendanceOfChild, child_told
from hub.errors import Forbidden
from hub.queries.attendance.board import read_child

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.api.records.export_stream import ExportRun
    from hub.store.snapshot import Snapshot


def exported_attendance(
    connection: Connection, rules: Snapshot, run: ExportRun, its: str
) -> AttendanceOfChild | None:
    """As GET /v1/attendance/children/{id} shows it to who exports, and all of it; None of an admin's own child."""
    try:
        found = read_child(connection, rules, run.wish.person, "", its, None)
    except Forbidden:
        return None
    return child_told(rules, found, run.made_at)
