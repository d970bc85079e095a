"""This file keeps people's place in what they read: newcomers have nothing unread, who is back goes on there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from hub.store import journal, schema
from hub.store.markers import MarkerKey
from hub.store.schema import missed
from policies.conversations.returning import is_back, out_of_sight

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.transaction import Transaction
    from hub.wire import Event
    from policies.conversations.seeing import Spans


def gained(
    transaction: Transaction,
    school: str,
    person: str,
    told: Event,
    places: Mapping[str, Spans],
    n: Mapping[str, int],
) -> None:
    """
    Let person's place in the conversations they come into, as they were told, be what it has to be.

    Who is back keeps the place they had; what was said while they were out counts as far as they may read it.
    places: of every conversation that was there before, what they may read. n: of every conversation, the messages
    shared so far.
    """
    for conversation in [one for one in told.gained or () if n[one]]:
        key, spans = MarkerKey(school, person, conversation), places[conversation]
        read_to = n[conversation]
        if is_back(spans, told.seq):
            out = out_of_sight(spans)
            read_to = 0 if out is None else _past(transaction.connection, key, *out)
        if read_to:
            journal.mark(transaction, key, read_to, told.seq, told.at)


def _past(connection: Connection, key: MarkerKey, since: int, until: int) -> int:
    """
    Up to which number the marker of who was out moves, 0 where it stays. since, until: seqs of the journal.

    Who had read everything goes on after what they may not read; for others it is kept that they may not.
    """
    school, person, conversation = key
    after, to = (_n_before(connection, school, conversation, seq) for seq in (since, until))
    its = missed.c
    theirs = (its.school == school, its.person == person, its.conversation == conversation)
    marker = schema.marker.c
    where = (marker.school == school, marker.person == person, marker.conversation == conversation)
    read_n = connection.execute(select(marker.read_n).where(*where)).scalar() or 0
    connection.execute(delete(missed).where(*theirs, its.to_n <= read_n))
    if read_n >= after:
        return to
    if after < to:
        row = {"school": school, "person": person, "conversation": conversation, "after_n": after, "to_n": to}
        connection.execute(insert(missed).values(**row))
    return 0


def _n_before(connection: Connection, school: str, conversation: str, seq: int) -> int:
    """How many messages of a conversation had been shared before the journal came to seq."""
    its = schema.event.c
    where = (its.school == school, its.conversation == conversation, its.seq < seq)
    return int(connection.execute(select(func.max(its.n)).where(*where)).scalar() or 0)
