"""This file is what happens when somebody has read a conversation."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.errors import Invalid
from hub.queries.conversations.place import place
from hub.store import journal
from hub.store.clock import stamp
from hub.store.markers import MarkerKey
from policies.sentence import on_field, say

if TYPE_CHECKING:
    from hub.bus.school import School


async def read(school: School, person: str, conversation: str, n: int, now: datetime) -> None:
    """
    Note that person has read conversation up to n, for all their devices. The marker only grows.

    Raises:
        NotFound: no such conversation, or not theirs.
        Invalid: n is beyond what the conversation has.
    """
    place(school.snapshot, person, conversation)
    last = school.heads.n.get(conversation, 0)
    if n > last:
        raise Invalid(on_field("n", say("the conversation’s last message is {last}, not {n}.", last=last, n=n)))
    if n <= school.read_n.get((person, conversation), 0):
        return
    key, seq, at = MarkerKey(school.id, person, conversation), school.seq, stamp(now)
    await school.store.write(lambda transaction: journal.mark(transaction, key, n, seq, at), school.id)
