"""This file proves photos and files whole, and that what messages tell of them is what is kept."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, RowMapping, select, text

from channels.items import Files
from hub.store.files import SMALL, WHOLE, attached
from hub.store.journal import Body
from hub.store.schema import file, file_part

EXAMPLES = 5
"""Examples told of one kind of fault."""


def damaged(connection: Connection) -> list[str]:
    """Files that are not whole, and messages that tell otherwise of a file than it is, by school and name."""
    rows = {row["id"]: row for row in connection.execute(select(file)).mappings()}
    return list(itertools.islice(itertools.chain(_broken(connection, rows), _mistold(connection, rows)), EXAMPLES))


def _broken(connection: Connection, rows: dict[str, RowMapping]) -> Iterator[str]:
    """Read one after the other: a part is what is in memory, whatever there is in all."""
    for row in rows.values():
        if row["ready_at"] is None:
            continue
        its, digest, octets = file_part.c, hashlib.sha256(), 0
        for n in itertools.count():
            body = connection.execute(
                select(its.body).where(
                    its.file == row["id"], its.size == WHOLE, its.n == n, its.school == row["school"]
                )
            ).scalar()
            if body is None:
                break
            digest.update(body)
            octets += len(body)
        if (octets, digest.hexdigest()) != (row["bytes"], row["sha256"]):
            yield f"{row['school']}, {row['id']}: it is not what was kept"
        small = select(its.n).where(its.file == row["id"], its.size == SMALL, its.n == 0)
        if (row["width"] is not None) != (connection.execute(small).scalar() is not None):
            yield f"{row['school']}, {row['id']}: its small picture"


def _mistold(connection: Connection, rows: dict[str, RowMapping]) -> Iterator[str]:
    decode = msgspec.json.Decoder(Body).decode
    told = text("select school, seq, id, body from event where body like '%\"files\"%'")
    for school, seq, message, body in connection.execution_options(yield_per=1_000).execute(told):
        try:
            item = decode(body).item
        except msgspec.MsgspecError:
            continue  # told of elsewhere
        for one in item.files if isinstance(item, Files) else ():
            row = rows.get(one.id)
            if row is None or (row["school"], row["message"]) != (school, message) or attached(row) != one:
                yield f"{school}, {seq}: {one.id}"
