"""This file reads the review queue: what waits, for whom to see, and how what waited ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, select

from hub.store import journal, schema
from policies.seeing import STAFF_SIDE, may_read

if TYPE_CHECKING:
    from channels.items import Item
    from hub.store.snapshot import Snapshot
    from hub.wire import Review

State = Literal["held", "ended", "returned"]

AGAIN = "again:"
"""What begins the cid under which a returned message is sent again: once, by whichever device."""


@dataclass(frozen=True, slots=True)
class Asking:
    """
    Which holds, after a position, and how many. reader: who asks. author: whose, None for everybody's.

    returned: what still lies with its author; what was sent again is among the ended.
    """

    reader: str
    state: State
    author: str | None
    after: int
    limit: int


@dataclass(frozen=True, slots=True)
class Held:
    """A hold; stored: what was held, as it reads now. review: how it ended; item: what is or was to be shared."""

    hold: RowMapping
    stored: journal.Stored
    review: Review | None
    item: Item


def queue(connection: Connection, snapshot: Snapshot, asking: Asking) -> list[Held]:
    """
    Holds that reader may read, oldest first; what was withdrawn is not there.

    One more than limit tells that there are more.
    """
    hold, found, after = schema.hold, list[Held](), asking.after
    whose = [] if asking.author is None else [hold.c.author == asking.author]
    while len(found) <= asking.limit:
        rows = (
            connection.execute(
                select(hold)
                .where(hold.c.school == snapshot.school, _is(asking.state), hold.c.seq > after, *whose)
                .order_by(hold.c.seq)
                .limit(journal.PAGE)
            )
            .mappings()
            .all()
        )
        mine = [row for row in rows if _may_read(snapshot, asking.reader, row)]
        if asking.state == "returned":
            again = _sent_again(connection, snapshot.school, mine)
            mine = [row for row in mine if (row["author"], AGAIN + row["message"]) not in again]
        found += _with_events(connection, snapshot.school, mine)
        if len(rows) < journal.PAGE:
            break
        after = rows[-1]["seq"]
    return found[: asking.limit + 1]


def _is(state: State) -> ColumnElement[bool]:
    its = schema.hold.c
    match state:
        case "held":
            return its.reviewed_at.is_(None)
        case "ended":
            return its.reviewed_at.is_not(None)
        case "returned":
            return and_(its.reviewed_at.is_not(None), its.answer == "return")


def _may_read(snapshot: Snapshot, reader: str, hold: RowMapping) -> bool:
    place = snapshot.membership(reader, hold["conversation"])
    return place is not None and may_read(
        place.side, STAFF_SIDE, hold["seq"], place.spans, own_child=place.own_child
    )


def _sent_again(connection: Connection, school: str, holds: list[RowMapping]) -> set[tuple[str, str]]:
    """Authors and cids of those of these that were sent again."""
    its = schema.event.c
    rows = connection.execute(
        select(its.author, its.cid).where(
            its.school == school,
            its.author.in_({one["author"] for one in holds}),
            its.cid.in_([AGAIN + one["message"] for one in holds]),
        )
    )
    return {(author, cid) for author, cid in rows}


def _with_events(connection: Connection, school: str, holds: list[RowMapping]) -> list[Held]:
    seqs = [one[name] for one in holds for name in ("seq", "reviewed_seq") if one[name] is not None]
    by_seq = {one.event.seq: one for one in journal.stored_at(connection, school, seqs)}
    shared = _shared(connection, school, [one["message"] for one in holds if one["answer"] == "approve"])
    found = []
    for one in holds:
        stored, ended = by_seq[one["seq"]], by_seq.get(one["reviewed_seq"] or 0)
        item = shared.get(one["message"], stored.event.item)
        if item is not None:
            found.append(Held(one, stored, ended.event.review if ended else None, item))
    return found


def _shared(connection: Connection, school: str, messages: list[str]) -> dict[str, Item | None]:
    """What families read of these now."""
    its = schema.event.c
    rows = connection.execute(
        select(its.seq).where(its.school == school, its.id.in_(messages), its.kind == "message")
    )
    events = journal.stored_at(connection, school, list(rows.scalars()))
    return {one.event.id or "": one.event.item for one in events}
