"""This file finds the files that somebody is about to send, as the hub itself knows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from channels.items import Files, has_twice
from hub.deeds.file_limits import check
from hub.errors import Invalid
from hub.store import files
from hub.store.clock import stamp
from hub.store.names import new

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.transaction import Transaction

NO_FILE = "item.files: one of them is not there any more, or is not yours to send. Take it out, and add it anew."


async def to_send(school: School, author: str, item: Files, now: datetime) -> Files:
    """
    Likewise, for what is sent now: files of a message that was returned to its author are sent anew as others like
    them, so that what was returned keeps its own.

    Raises:
        Invalid: as own_files.
        RateLimited: author has brought enough for now.
        Unavailable: they were not stored.
    """
    known = await own_files(school, author, item)
    ids = [one.id for one in known.files]
    before = await school.store.read(lambda connection: files.returned(connection, school.id, ids))
    anew = {one: await _again(school, author, one, now) for one in before}
    its = (msgspec.structs.replace(one, id=anew.get(one.id, one.id)) for one in known.files)
    return msgspec.structs.replace(known, files=tuple(its))


async def _again(school: School, author: str, its: str, now: datetime) -> str:
    """The name of a file like its, stored in commits of a part each."""
    name, at, store = new("f"), stamp(now), school.store

    def begin(transaction: Transaction) -> None:
        check(transaction.connection, school.id, author, now)
        files.begin_again(transaction.connection, its, name, at)

    await store.write(begin, files.LANE)
    for size in (files.SMALL, files.WHOLE):
        n = 0
        while await store.write(_putting(its, name, (size, n)), files.LANE):
            n += 1
    await store.write(lambda one: files.finish(one.connection, name, at), files.LANE)
    return name


def _putting(its: str, name: str, piece: tuple[str, int]) -> Callable[[Transaction], bool]:
    return lambda transaction: files.put_again(transaction.connection, its, name, piece)


async def own_files(school: School, author: str, item: Files) -> Files:
    """
    The item with what the hub knows of its files, which is all that is ever told of them.

    Raises:
        Invalid: a file stands in it twice, does not exist, or is another's; the last two alike.
    """
    if has_twice(item):
        raise Invalid("item.files: each file once.")
    ids = [one.id for one in item.files]
    known = await school.store.read(lambda connection: files.of_author(connection, school.id, author, ids))
    if len(known) < len(ids):
        raise Invalid(NO_FILE)
    return msgspec.structs.replace(item, files=tuple(known[one] for one in ids))
