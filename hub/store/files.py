"""This file keeps photos and files in pieces, and says which of them are whose and of which message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, delete, exists, func, insert, literal, select, update

from channels.items import Attached
from hub.store import schema
from hub.store.schema import file, file_part

PIECE = 256 * 1024
"""Octets of a part: so little that no commit, which others wait for, gets long by it."""

WHOLE, SMALL = "whole", "small"
"""What there is of a file: itself, and of an image one to show among others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """The nth part of a file in a size."""

    size: str
    n: int
    body: bytes


def pieces(size: str, body: bytes) -> Iterator[FilePart]:
    """A body in parts; an empty one has none."""
    for n, start in enumerate(range(0, len(body), PIECE)):
        yield FilePart(size=size, n=n, body=body[start : start + PIECE])


def begin(connection: Connection, row: dict[str, object]) -> None:
    """A file of which nothing is there yet."""
    connection.execute(insert(file).values(**row))


def put(connection: Connection, school: str, its: str, piece: FilePart) -> None:
    """Store one more part of a file that is not whole yet."""
    connection.execute(
        insert(file_part).values(school=school, file=its, size=piece.size, n=piece.n, body=piece.body)
    )


def finish(connection: Connection, its: str, at: str) -> None:
    """All of it is there; from now on it can be sent."""
    connection.execute(update(file).where(file.c.id == its).values(ready_at=at))


def unsent(connection: Connection, school: str, author: str) -> int:
    """How many whole files somebody brought and did not send; what came in part nobody sees or can take out."""
    mine = file.c.school == school, file.c.author == author, file.c.message.is_(None), file.c.ready_at.is_not(None)
    return connection.execute(select(func.count()).select_from(file).where(*mine)).scalar_one()


def brought(connection: Connection, school: str, author: str, since: str) -> int:
    """How many octets somebody brought since then, of what is still there."""
    mine = file.c.school == school, file.c.author == author, file.c.made_at > since
    return int(connection.execute(select(func.coalesce(func.sum(file.c.bytes), 0)).where(*mine)).scalar_one())


def of_author(connection: Connection, school: str, author: str, ids: Sequence[str]) -> dict[str, Attached]:
    """Those of these files that are author's own and whole, by id, as they are told of."""
    mine = file.c.school == school, file.c.author == author, file.c.ready_at.is_not(None), file.c.id.in_(ids)
    rows = connection.execute(select(file).where(*mine)).mappings()
    return {row["id"]: attached(row) for row in rows}


def attached(row: RowMapping) -> Attached:
    """A file's row as it is told of."""
    return Attached(
        id=row["id"],
        name=row["name"],
        media_type=row["media_type"],
        bytes=row["bytes"],
        width=row["width"],
        height=row["height"],
    )


def returned(connection: Connection, school: str, ids: Sequence[str]) -> list[str]:
    """Those of these files that are of a message which was returned to its author, and not withdrawn since."""
    its, event = schema.hold.c, schema.event.c
    gone = exists().where(event.school == file.c.school, event.id == file.c.message, event.kind == "withdrawn")
    asked = (
        select(file.c.id)
        .join(schema.hold, (its.school == file.c.school) & (its.message == file.c.message))
        .where(file.c.school == school, file.c.id.in_(ids), its.answer == "return", ~gone)
    )
    return list(connection.execute(asked).scalars())


def begin_again(connection: Connection, original: str, name: str, at: str) -> None:
    """Another file like original, of which nothing is there yet."""
    row = connection.execute(select(file).where(file.c.id == original)).mappings().one()
    begin(connection, {**row, "id": name, "made_at": at, "ready_at": None, "message": None})


def put_again(connection: Connection, original: str, name: str, size: str, n: int) -> bool:
    """The nth part in a size of the file that is like original, put to it under name; whether there was one."""
    mine = file_part.c.file == original, file_part.c.size == size, file_part.c.n == n
    same = select(file_part.c.school, literal(name), file_part.c.size, file_part.c.n, file_part.c.body).where(*mine)
    columns = ["school", "file", "size", "n", "body"]
    put = insert(file_part).from_select(columns, same).returning(file_part.c.n)
    return connection.execute(put).first() is not None


def attach(connection: Connection, school: str, author: str, ids: Sequence[str], message: str) -> int:
    """
    Make these files part of a message; how many could be. author: of the message, who has brought the files.

    What is of another message already never becomes part of a second one.
    """
    mine = file.c.school == school, file.c.author == author, file.c.id.in_(ids)
    free = file.c.ready_at.is_not(None), file.c.message.is_(None)
    return connection.execute(update(file).where(*mine, *free).values(message=message)).rowcount


def found(connection: Connection, school: str, its: str) -> RowMapping | None:
    """A file that is whole; None where there is none of that name in this school."""
    asked = select(file).where(file.c.school == school, file.c.id == its, file.c.ready_at.is_not(None))
    return connection.execute(asked).mappings().first()


def length(connection: Connection, its: str, size: str) -> int:
    """Octets of a file in a size; 0 where it is not there in that size."""
    asked = select(func.coalesce(func.sum(func.length(file_part.c.body)), 0)).where(
        file_part.c.file == its, file_part.c.size == size
    )
    return int(connection.execute(asked).scalar_one())


def body(connection: Connection, its: str, size: str, n: int) -> bytes | None:
    """The nth part of a file in a size; None behind the last."""
    asked = select(file_part.c.body).where(file_part.c.file == its, file_part.c.size == size, file_part.c.n == n)
    found: bytes | None = connection.execute(asked).scalar()
    return found


def drop(connection: Connection, school: str, author: str, its: str) -> bool:
    """Remove a file of author's own that was not sent; whether there was one."""
    mine = file.c.school == school, file.c.author == author, file.c.id == its, file.c.message.is_(None)
    there = connection.execute(select(file.c.id).where(*mine).with_for_update()).scalar()
    if there is None:
        return False
    _remove(connection, [there])
    return True


def left(connection: Connection, before: str, most: int) -> list[str]:
    """Files that were brought before then and never sent, the oldest first."""
    old = file.c.message.is_(None), file.c.made_at < before
    rows = connection.execute(select(file.c.id).where(*old).order_by(file.c.made_at).limit(most))
    return list(rows.scalars())


def sweep(connection: Connection, ids: Sequence[str]) -> int:
    """Remove those of these files that are not sent even now; how many were."""
    free = file.c.id.in_(ids), file.c.message.is_(None)
    still = connection.execute(select(file.c.id).where(*free).with_for_update()).scalars()
    return _remove(connection, list(still))


def _remove(connection: Connection, ids: Sequence[str]) -> int:
    connection.execute(delete(file_part).where(file_part.c.file.in_(ids)))
    return connection.execute(delete(file).where(file.c.id.in_(ids))).rowcount


def remove_sent(connection: Connection, school: str, message: str) -> int:
    """Remove the files of a message whose words are gone; how many those were."""
    mine = select(file.c.id).where(file.c.school == school, file.c.message == message)
    return _remove(connection, list(connection.execute(mine.with_for_update()).scalars()))
