"""This file finds the files that somebody is about to send, as the hub itself knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from channels.items import Files, has_twice
from hub.errors import Invalid
from hub.store import files
from policies.sentence import on_field, say

if TYPE_CHECKING:
    from hub.bus.school import School

NO_FILE = on_field(
    "item.files", say("one of them is not there any more, or is not yours to send. Take it out, and add it anew.")
)


async def own_files(school: School, author: str, item: Files) -> Files:
    """
    The item with what the hub knows of its files, which is all that is ever told of them.

    Raises:
        Invalid: a file stands in it twice, does not exist, or is another's; the last two alike.
    """
    if has_twice(item):
        raise Invalid(on_field("item.files", say("each file once.")))
    ids = [one.id for one in item.files]
    known = await school.store.read(lambda connection: files.of_author(connection, school.id, author, ids))
    if len(known) < len(ids):
        raise Invalid(NO_FILE)
    return msgspec.structs.replace(item, files=tuple(known[one] for one in ids))
