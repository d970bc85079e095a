"""This file decides a deed on fresh rules: again, when they change between deciding and writing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, select

from hub.errors import Unavailable
from hub.store import schema
from hub.store.journal import StaleRules

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot

T = TypeVar("T")

TRIES = 5
"""A roster changes a few times a day; five changes within one deed are a fault to be seen."""

CHANGING = "The school’s roster is changing right now. Try again in a moment."


async def on_fresh_rules(school: School, deed: Callable[[Snapshot], Awaitable[T]]) -> T:
    """
    What deed returns, decided on rules that still held when it was committed.

    deed raises StaleRules from within its transaction (journal.check_rules), which leaves nothing behind.

    Raises:
        Unavailable: the rules kept changing.
    """
    for _ in range(TRIES):
        try:
            return await deed(school.snapshot)
        except StaleRules:
            await school.catch_up()
    raise Unavailable(CHANGING)


async def read_on_fresh_rules(school: School, work: Callable[[Connection, Snapshot], T]) -> T:
    """
    What work reads, decided on the rules of the very moment it is read from.

    The journal may be ahead of this node: whoever lost a right on another one reads nothing by it here.

    Raises:
        Unavailable: the rules kept changing, or the database did not answer.
    """
    for _ in range(TRIES):
        snapshot = school.snapshot
        try:
            return await school.store.read(lambda connection: _read(connection, snapshot, work))  # noqa: B023 (awaited here)
        except StaleRules:
            await school.catch_up()
    raise Unavailable(CHANGING)


def _read(connection: Connection, snapshot: Snapshot, work: Callable[[Connection, Snapshot], T]) -> T:
    its = schema.school.c
    if connection.execute(select(its.rules_seq).where(its.id == snapshot.school)).scalar() != snapshot.rules_seq:
        raise StaleRules
    return work(connection, snapshot)
