"""This file finds messages in the journal by what they are: by their author's name for them, released, urgent."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from hub.store.changes import CHANGES
from hub.store.journal import SELECT, stored, stored_at
from hub.store.schema import event

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.journal import Stored


def find_posted(connection: Connection, school: str, author: str, cid: str, digest: str) -> Stored | None:
    """What an author posted under a cid, if it was of the same content; None otherwise."""
    its = event.c
    same = its.school == school, its.author == author, its.cid == cid, its.hash == digest
    row = connection.execute(SELECT.where(*same)).first()
    return None if row is None else stored(school, tuple(row))


def list_posted(
    connection: Connection, school: str, authors: Collection[str], cids: Collection[str]
) -> set[tuple[str, str]]:
    """Authors and cids of what these posted under any of these cids."""
    its = event.c
    rows = connection.execute(
        select(its.author, its.cid).where(its.school == school, its.author.in_(authors), its.cid.in_(cids))
    )
    return {(author, cid) for author, cid in rows}


def list_released(connection: Connection, school: str, messages: Collection[str]) -> list[Stored]:
    """What families read of these messages now, of those that were shared."""
    its = event.c
    rows = connection.execute(
        select(its.seq).where(its.school == school, its.id.in_(messages), its.kind == "message")
    )
    return stored_at(connection, school, list(rows.scalars()))


def list_urgent_after(connection: Connection, school: str, seq: int, urgencies: Collection[str]) -> list[Stored]:
    """The messages after a position that are of these urgencies."""
    its = event.c
    marked = or_(*(its.body.contains(f'"urgency":"{one}"', autoescape=True) for one in urgencies))
    rows = connection.execute(
        select(its.seq).where(its.school == school, its.seq > seq, its.kind == "message", marked)
    )
    return stored_at(connection, school, list(rows.scalars()))


def list_lasts(connection: Connection, school: str) -> list[Stored]:
    """The last event of every conversation and audience, and of everybody's own; changes of messages left out."""
    lasts = connection.execute(
        select(func.max(event.c.seq))
        .where(event.c.school == school, event.c.kind.not_in(CHANGES))
        .group_by(event.c.conversation, event.c.audience)
    )
    return stored_at(connection, school, [seq for (seq,) in lasts])


def list_changes(connection: Connection, school: str) -> list[Stored]:
    """Every edit and withdrawal, in order."""
    changes = connection.execute(
        select(event.c.seq).where(event.c.school == school, event.c.kind.in_(CHANGES)).order_by(event.c.seq)
    )
    return stored_at(connection, school, [seq for (seq,) in changes])
