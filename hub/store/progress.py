"""This file reads, of every school at once, how far its journal and read markers go, and how far it is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from hub.store.schema import school
from notifiers.tables import planned

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Progress(NamedTuple):
    """Where a school stands. planned: the position up to which who is told of its events has been written down."""

    school: str
    seq: int
    marks: int
    planned: int


def list_progress(connection: Connection) -> list[Progress]:
    """Where every school stands; a few bytes of each, whatever is in it."""
    its = school.c
    rows = connection.execute(
        select(its.id, its.seq, its.marks, func.coalesce(planned.c.seq, 0)).outerjoin(
            planned, planned.c.school == its.id
        )
    )
    return [Progress(*row) for row in rows]
