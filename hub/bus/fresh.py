"""This file decides an action on fresh rules: again, when they change between deciding and writing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from hub.errors import Unavailable
from hub.store.journal import StaleRules
from hub.store.schools import find_rules_seq
from policies.sentence import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.row_security import Across
    from hub.store.snapshot import Snapshot

T = TypeVar("T")

TRIES = 5
"""A roster changes a few times a day; five changes within one action are a fault to be seen."""

CHANGING = say("The school’s roster is changing right now. Try again in a moment.")


async def on_fresh_rules(
    school: School, action: Callable[[Snapshot], Awaitable[T]], first: Callable[[], Awaitable[None]] | None = None
) -> T:
    """
    What action returns, decided on rules that still held when it was committed.

    action raises StaleRules from within its transaction (journal.check_rules), which leaves nothing behind. first:
    what is to be over before it is decided again.

    Raises:
        Unavailable: the rules kept changing.
    """
    for _ in range(TRIES):
        try:
            return await action(school.snapshot)
        except StaleRules:
            await school.catch_up()
            if first is not None:
                await first()
    raise Unavailable(CHANGING)


async def read_on_fresh_rules(
    school: School, work: Callable[[Connection, Snapshot], T], across: Across | None = None
) -> T:
    """
    What work reads, decided on the rules of the very moment it is read from.

    across: what it sees beyond the school. The journal may be ahead of this node: whoever lost a right on another
    one reads nothing by it here.

    Raises:
        Unavailable: the rules kept changing, or the database did not answer.
    """
    for _ in range(TRIES):
        snapshot = school.snapshot
        try:
            return await school.store.read(lambda connection: _read(connection, snapshot, work), across)  # noqa: B023 (awaited here)
        except StaleRules:
            await school.catch_up()
    raise Unavailable(CHANGING)


def _read(connection: Connection, snapshot: Snapshot, work: Callable[[Connection, Snapshot], T]) -> T:
    if find_rules_seq(connection, snapshot.school) != snapshot.rules_seq:
        raise StaleRules
    return work(connection, snapshot)
