"""This file shows what was left out of a message that came as an email: to its author, and on record to admins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.errors import NotFound
from hub.queries.conversations.place import NO_MESSAGE
from hub.queries.conversations.recorded import on_record
from hub.store import journal, remainders

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot

NOTED = "read_remainder"
"""What stands on record where an admin read it."""


@dataclass(frozen=True, slots=True)
class ShownRemainder:
    """What reader reads of it; own: it is their own message, so that nothing goes on record."""

    theirs: str
    ours: str
    own: bool


def remainder(connection: Connection, snapshot: Snapshot, reader: str, message: str) -> ShownRemainder:
    """
    What stood in an email besides the words that were posted.

    What is quoted of ours shows to whom may read now what our email told of.

    Raises:
        NotFound: nothing was left out, there is no such message, or it is not theirs to see; all alike.
    """
    events = journal.of_message(connection, snapshot.school, message)
    row = remainders.of(connection, snapshot.school, message)
    if row is None or not any(snapshot.may_read(reader, one.event, one.audience) for one in events):
        raise NotFound(NO_MESSAGE)
    own = row["author"] == reader
    if not own and not on_record(snapshot, reader, events[0].event.conversation):
        raise NotFound(NO_MESSAGE)
    about = journal.of_message(connection, snapshot.school, row["about"])
    there = any(
        snapshot.may_read(reader, one.event, one.audience) and one.event.withdrawn_at is None for one in about
    )
    return ShownRemainder(row["theirs"], row["ours"] if there else "", own)
