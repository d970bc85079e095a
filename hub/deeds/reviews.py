"""This file reads the review queue: what waits, for whom to see, and how what waited ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, select

from hub.store import journal, schema
from policies.seeing import STAFF_SIDE, may_read

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot

Held = tuple[RowMapping, journal.Stored]


def queue(
    connection: Connection, snapshot: Snapshot, reader: str, *, waiting: bool, after: int, limit: int
) -> list[Held]:
    """
    Holds with their held events, oldest first, after a position; only those that reader may read.

    waiting: those that wait, else those that ended. One more than limit tells that there are more. What was
    withdrawn is not there.
    """
    hold, found = schema.hold, list[Held]()
    state = hold.c.reviewed_at.is_(None) if waiting else hold.c.reviewed_at.is_not(None)
    while len(found) <= limit:
        rows = (
            connection.execute(
                select(hold)
                .where(hold.c.school == snapshot.school, state, hold.c.seq > after)
                .order_by(hold.c.seq)
                .limit(journal.PAGE)
            )
            .mappings()
            .all()
        )
        mine = [row for row in rows if _may_read(snapshot, reader, row)]
        events = journal.stored_at(connection, snapshot.school, [row["seq"] for row in mine])
        by_seq = {one.event.seq: one for one in events}
        found += [(row, one) for row in mine if (one := by_seq[row["seq"]]).event.item is not None]
        if len(rows) < journal.PAGE:
            break
        after = rows[-1]["seq"]
    return found[: limit + 1]


def _may_read(snapshot: Snapshot, reader: str, hold: RowMapping) -> bool:
    place = snapshot.membership(reader, hold["conversation"])
    return place is not None and may_read(
        place.side, STAFF_SIDE, hold["seq"], place.spans, own_child=place.own_child
    )
