"""This file is what happens when somebody brings a photo or a file, before it is sent with a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from channels.items import Attached
from hub.errors import NotFound
from hub.queries.records.file_limits import check
from hub.store import files
from hub.store.clock import stamp
from hub.store.lanes import FILES
from hub.store.names import new
from policies.sentence import say

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.media.preparing import Prepared
    from hub.store.transaction import Transaction

NO_FILE = say("There is no such file, or it is not yours.")


async def may_keep(school: School, author: str, now: datetime) -> None:
    """
    Go on only if author may bring one more.

    Raises:
        RateLimited: enough for now; the sentence says what to do.
    """
    await school.store.read(lambda connection: check(connection, school.id, author, now))


async def keep(school: School, author: str, its: Prepared, now: datetime) -> Attached:
    """
    Store a file, in commits of a part each; it is nobody's to see but its author's until it is sent.

    Raises:
        RateLimited: author has brought enough for now.
        Unavailable: it was not stored; what is there of it is removed after a day.
    """
    name, at = new("f"), stamp(now)
    row = {
        "school": school.id, "id": name, "author": author, "name": its.name, "media_type": its.media_type,
        "bytes": len(its.whole), "width": its.width, "height": its.height, "sha256": its.sha256, "made_at": at,
    }  # fmt: skip

    def begin(transaction: Transaction) -> None:
        transaction.alone(f"files {author}")
        check(transaction.connection, school.id, author, now)
        files.begin(transaction.connection, row)

    await school.store.write(begin, FILES)
    for piece in (*files.pieces(files.SMALL, its.small or b""), *files.pieces(files.WHOLE, its.whole)):
        await school.store.write(_putting(school.id, name, piece), FILES)
    await school.store.write(lambda transaction: files.finish(transaction.connection, name, at), FILES)
    return Attached(
        id=name, name=its.name, media_type=its.media_type, bytes=len(its.whole), width=its.width, height=its.height
    )


def _putting(school: str, name: str, piece: files.FilePart) -> Callable[[Transaction], None]:
    return lambda transaction: files.put(transaction.connection, school, name, piece)


async def drop(school: School, author: str, name: str) -> None:
    """
    Remove a file that its author did not send after all.

    Raises:
        NotFound: there is none, it is another's, or it was sent; all alike.
    """
    gone = await school.store.write(
        lambda transaction: files.drop(transaction.connection, school.id, author, name), FILES
    )
    if not gone:
        raise NotFound(NO_FILE)
