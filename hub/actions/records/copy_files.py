"""This file is what happens to files that are sent: those of a returned message are copied for the next one."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from channels.items import Files
from hub.errors import Met
from hub.queries.records.file_limits import check
from hub.queries.records.own_files import own_files
from hub.store import files
from hub.store.clock import stamp
from hub.store.lanes import FILES
from hub.store.names import new

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.transaction import Transaction


@dataclass(slots=True)
class Ready:
    """
    An item with its files as they are to be sent. sent: it is part of a message now.

    copies: the names of files that were made for it, by those of the files they are like.
    """

    item: Files
    copies: dict[str, str] = field(default_factory=dict)
    sent: bool = False


@contextlib.asynccontextmanager
async def to_send(school: School, author: str, item: Files, now: datetime) -> AsyncIterator[Ready]:
    """
    The item as own_files has it, for what is sent now.

    Files of a message that was returned to its author are sent anew as others like them, so that what was
    returned keeps its own. Where no message comes of it, no such copy stays.

    Raises:
        Invalid: as own_files.
        RateLimited: author has brought enough for now.
        Unavailable: they were not stored.
    """
    ready = Ready(await own_files(school, author, item))
    ids = [one.id for one in ready.item.files]
    before = await school.store.read(lambda connection: files.returned(connection, school.id, ids))
    try:
        for one in before:
            ready.copies[one] = new("f")
            await _again(school, author, one, ready.copies[one], now)
        its = (msgspec.structs.replace(one, id=ready.copies.get(one.id, one.id)) for one in ready.item.files)
        ready.item = msgspec.structs.replace(ready.item, files=tuple(its))
        yield ready
    finally:
        if not ready.sent:
            for copy in ready.copies.values():
                await _drop(school, author, copy)


async def _drop(school: School, author: str, name: str) -> None:
    """What is part of a message after all stays."""
    with contextlib.suppress(Met):  # what cannot be removed now is after a day
        await school.store.write(
            lambda transaction: files.drop(transaction.connection, school.id, author, name), FILES
        )


async def _again(school: School, author: str, original: str, name: str, now: datetime) -> None:
    """A file like original, under another name, stored in commits of a part each."""
    at, store = stamp(now), school.store

    def begin(transaction: Transaction) -> None:
        transaction.alone(f"files {author}")
        check(transaction.connection, school.id, author, now)
        files.begin_again(transaction.connection, original, name, at)

    await store.write(begin, FILES)
    for size in (files.SMALL, files.WHOLE):
        n = 0
        while await store.write(_putting(original, name, size, n), FILES):
            n += 1
    await store.write(lambda one: files.finish(one.connection, name, at), FILES)


def _putting(original: str, name: str, size: str, n: int) -> Callable[[Transaction], bool]:
    return lambda transaction: files.put_again(transaction.connection, original, name, size, n)
