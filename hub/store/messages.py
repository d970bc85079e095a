"""This file finds messages in the journal by what they are: by their author's name for them, released, urgent."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import or_, select, text

from hub.store.journal import SELECT, stored, stored_at
from hub.store.schema import event
from policies.conversations.seeing import ALL, STAFF_SIDE

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
    """
    The last event of every conversation and audience, and of everybody's own; changes of messages left out.

    Each is found by its place, so how long the journal is costs nothing.
    """
    lasts = connection.execute(_LASTS, {"school": school}).scalars()
    return stored_at(connection, school, [seq for seq in lasts if seq is not None])


def list_later_changes(connection: Connection, school: str) -> list[Stored]:
    """The edits and withdrawals that came after the last event of their conversation and audience, in order."""
    changes = connection.execute(_LATER_CHANGES, {"school": school}).scalars()
    return sorted(stored_at(connection, school, list(changes)), key=lambda one: one.event.seq)


def list_withdrawn(connection: Connection, school: str) -> list[Withdrawn]:
    """Of every message that families saw and that was taken back, its conversation and number there."""
    rows = connection.execute(_WITHDRAWN, {"school": school})
    return [Withdrawn(conversation, n) for conversation, n in rows]


class Withdrawn(NamedTuple):
    """A message that was taken back, by its conversation and its number there."""

    conversation: str
    n: int


_STAFF = f"'{STAFF_SIDE}'"

_SHARED = "select l.seq from event as l where l.school = c.school and l.conversation = c.id and l.n = c.n"
"""The last message that everybody in a conversation reads: it was counted last."""


def _aside(school: str, audience: str, where: str) -> str:
    """The last event, changes left out, for others than everybody in a conversation: one step into event_aside."""
    return (
        f"select l.seq from event as l where l.school = {school} and l.audience = {audience}"  # noqa: S608 (words of ours)
        f" and l.conversation {where} and l.audience <> 'all' and l.kind not in ('edited', 'withdrawn')"
        " order by l.seq desc limit 1"
    )


_OF_STAFF = _aside("c.school", _STAFF, "= c.id")

_LASTS = text(
    f"select ({_SHARED}) from conversation as c where c.school = :school"  # noqa: S608 (words of ours)
    f" union all select ({_OF_STAFF}) from conversation as c where c.school = :school"
    f" union all select ({_aside('p.school', 'p.id', 'is null')}) from person as p where p.school = :school"
    f" union all select ({_aside('s.id', _STAFF, 'is null')}) from school as s where s.id = :school"
)


def _changes_after(last: str, audience: str) -> str:
    return (
        "select e.seq from conversation as c join event as e on e.school = c.school and e.conversation = c.id"  # noqa: S608 (words of ours)
        f" and e.audience = '{audience}' and e.kind in ('edited', 'withdrawn') and e.seq > coalesce(({last}), 0)"
        " where c.school = :school"
    )


_LATER_CHANGES = text(f"{_changes_after(_SHARED, ALL)} union all {_changes_after(_OF_STAFF, STAFF_SIDE)}")

_WITHDRAWN = text(
    "select w.conversation, m.n from event as w join event as m on m.school = w.school and m.id = w.id"
    " and m.n is not null where w.school = :school and w.kind in ('edited', 'withdrawn') and w.kind = 'withdrawn'"
)
