"""This file reads the review queue: what waits, for whom to see, and how what waited ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.store import holds, journal, messages
from policies.conversations.seeing import STAFF_SIDE, may_read

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from channels.items import Item
    from hub.store.holds import Hold, State
    from hub.store.snapshot import Snapshot
    from hub.wire import Review

AGAIN = "again:"
"""What begins the cid under which a returned message is sent again: once, by whichever device."""


@dataclass(frozen=True, slots=True)
class QueueQuestion:
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
class HeldItem:
    """A hold; stored: what was held, as it reads now. review: how it ended; item: what is or was to be shared."""

    hold: Hold
    stored: journal.Stored
    review: Review | None
    item: Item


def queue(connection: Connection, snapshot: Snapshot, asking: QueueQuestion) -> list[HeldItem]:
    """
    Holds that reader may read, oldest first; what was withdrawn is not there.

    One more than limit tells that there are more.
    """
    found, after = list[HeldItem](), asking.after
    while len(found) <= asking.limit:
        rows = holds.list_page(connection, snapshot.school, asking.state, asking.author, after)
        mine = [row for row in rows if _may_read(snapshot, asking.reader, row)]
        if asking.state == "returned":
            again = _sent_again(connection, snapshot.school, mine)
            mine = [row for row in mine if (row.author, AGAIN + row.message) not in again]
        found += _with_events(connection, snapshot.school, mine)
        if len(rows) < holds.PAGE:
            break
        after = rows[-1].seq
    return found[: asking.limit + 1]


def _may_read(snapshot: Snapshot, reader: str, hold: Hold) -> bool:
    place = snapshot.membership(reader, hold.conversation)
    return place is not None and may_read(place.side, STAFF_SIDE, hold.seq, place.spans, own_child=place.own_child)


def _sent_again(connection: Connection, school: str, rows: list[Hold]) -> set[tuple[str, str]]:
    """Authors and cids of those of these that were sent again."""
    authors, cids = {one.author for one in rows}, [AGAIN + one.message for one in rows]
    return messages.list_posted(connection, school, authors, cids)


def _with_events(connection: Connection, school: str, rows: list[Hold]) -> list[HeldItem]:
    seqs = [seq for one in rows for seq in (one.seq, one.reviewed_seq) if seq is not None]
    by_seq = {one.event.seq: one for one in journal.stored_at(connection, school, seqs)}
    released = messages.list_released(connection, school, [one.message for one in rows if one.answer == "approve"])
    shared = {one.event.id: one.event.item for one in released}  # what families read of these now
    found = []
    for one in rows:
        stored, ended = by_seq[one.seq], by_seq.get(one.reviewed_seq or 0)
        item = shared.get(one.message, stored.event.item)
        if item is not None:
            found.append(HeldItem(one, stored, ended.event.review if ended else None, item))
    return found
