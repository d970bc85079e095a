"""This file is what happens when somebody opens a photo or a file: whoever may read what carries it now, may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from channels.items import Attached, Files, Item
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import NotFound
from hub.queries.conversations.recorded import on_record
from hub.store import changes, files, journal
from policies.sentence import say

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot

NO_FILE = say("There is no such file, or it is not yours.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """
    A file that its reader may see now. length: its octets in the size that was asked for, first: those of the
    first part. message, conversation: that it was sent with and in, None where it was not sent.
    revision: it was taken out or withdrawn, and only the record still has it.
    """

    file: Attached
    length: int
    first: bytes
    message: str | None = None
    conversation: str | None = None
    revision: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for which file, and for how much of it (hub.store.files: whole, small)."""

    person: str
    file: str
    size: str


async def opened(school: School, asking: Asking) -> Opened:
    """
    A file, by the rule that history is read by, on the rules of this very moment.

    Raises:
        NotFound: there is no such file, or not in this size, or it is not this person's to see; all alike.
        Unavailable: it cannot be read right now.
    """

    def read(connection: Connection, snapshot: Snapshot) -> Opened | None:
        seen = _seen(connection, snapshot, asking)
        if seen is None:
            return None
        length = files.length(connection, asking.file, asking.size)
        first = files.body(connection, asking.file, asking.size, 0)
        return None if first is None else replace(seen, length=length, first=first)

    found = await read_on_fresh_rules(school, read)
    if found is None:
        raise NotFound(NO_FILE)
    return found


async def rest(school: School, asking: Asking) -> AsyncIterator[bytes]:
    """The parts of a file after the first; it breaks off where its reader has lost the right meanwhile."""
    n = 1
    while True:
        piece = await read_on_fresh_rules(school, lambda connection, rules: _piece(connection, rules, asking, n))  # noqa: B023 (awaited here)
        if piece is None:
            return
        yield piece
        n += 1


def _piece(connection: Connection, snapshot: Snapshot, asking: Asking, n: int) -> bytes | None:
    return files.body(connection, asking.file, asking.size, n) if _seen(connection, snapshot, asking) else None


def _seen(connection: Connection, snapshot: Snapshot, asking: Asking) -> Opened | None:
    """What does not exist takes the same steps as what is not to be seen."""
    row = files.found(connection, snapshot.school, asking.file)
    events = journal.of_message(connection, snapshot.school, (row and row["message"]) or "")
    if row is None:
        return None
    told = Opened(file=files.attached(row), length=0, first=b"", message=row["message"])
    if row["message"] is None:
        return told if row["author"] == asking.person else None
    mine = [one for one in events if snapshot.may_read(asking.person, one.event, one.audience)]
    if not mine:
        return None
    where = mine[0].event.conversation
    if any(_carries(one.event.item, asking.file) for one in mine):
        return replace(told, conversation=where)
    kept = on_record(snapshot, asking.person, where) and _was_in(connection, snapshot.school, asking.file, row)
    return replace(told, conversation=where, revision=True) if kept else None


def _carries(item: Item | None, file: str) -> bool:
    return isinstance(item, Files) and any(one.id == file for one in item.files)


def _was_in(connection: Connection, school: str, file: str, row: RowMapping) -> bool:
    """Whether it is in what the message said before."""
    said = changes.revisions(connection, school, row["message"])
    return any(_carries(msgspec.json.decode(one["item"], type=Item), file) for one in said)
