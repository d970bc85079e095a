"""This file decides a deed on fresh rules: again, when they change between deciding and writing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from hub.errors import Unavailable
from hub.store.journal import StaleRules

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot

T = TypeVar("T")

TRIES = 5
"""A roster changes a few times a day; five changes within one deed are a fault to be seen."""


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
    raise Unavailable("The school’s roster is changing right now. Try again in a moment.")
