"""This file moves read markers on, over one's own words and what was taken back too, and reads where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, text

from hub.store.schema import marker

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.transaction import Transaction


class MarkerKey(NamedTuple):
    """Whose read marker in which conversation."""

    school: str
    person: str
    conversation: str


STANDS = (
    "not exists (select 1 from event as gone where gone.school = said.school and gone.id = said.id"
    " and gone.kind = 'withdrawn')"
)
"""Of what was said: it was not taken back."""

_NEXT = (
    "from event as said where said.school = marker.school and said.conversation = marker.conversation"
    f" and said.n > marker.read_n and {STANDS} order by said.n limit 1"
)
"""The first message after a marker that was not taken back."""

_OVER_OWN = f"update marker set read_n = (select said.n {_NEXT}) where person = (select said.author {_NEXT})"  # noqa: S608 (words of ours)

_OF_ONE = f"{_OVER_OWN} and school = ? and person = ? and conversation = ? returning read_n"

_OF_ALL = text(
    f"{_OVER_OWN} and school = :school and conversation = :conversation and read_n < :n returning person, read_n"
)

_ITS_N = "select m.read_n from marker as m where m.school = ? and m.person = ? and m.conversation = ?"

BEFORE = (
    "from event as said where said.school = ? and said.conversation = ?"
    # a select around it: for row security a coalesce may leak, and so is no condition of an index
    f" and said.n > (select coalesce(({_ITS_N}), 0)) and {STANDS}"
)
"""What somebody has still to read: of a conversation, and then of their place."""

READ = (
    " on conflict (school, person, conversation) do update"
    " set read_n = excluded.read_n, read_seq = excluded.read_seq, read_at = excluded.read_at"
    " where excluded.read_n > marker.read_n"
)

_OWN = (
    "insert into marker (school, person, conversation, read_n, read_seq, read_at, rev)"
    f" select ?, ?, ?, ?, ?, ?, 0 where not exists (select 1 {BEFORE} and said.n < ?){READ}"
)
"""As somebody writes message n: who has something to read yet keeps their place."""

_OWN_MANY = (
    "with wrote (school, person, conversation, first_n, n, seq, at) as ({rows})"  # noqa: S608 (words of ours)
    " insert into marker (school, person, conversation, read_n, read_seq, read_at, rev)"
    " select school, person, conversation, n, seq, at, 0 from wrote where not exists"
    " (select 1 from event as said where said.school = wrote.school and said.conversation = wrote.conversation"
    " and said.n < wrote.first_n and said.n > coalesce((select m.read_n from marker as m"
    " where m.school = wrote.school and m.person = wrote.person and m.conversation = wrote.conversation), 0)"
    f" and {STANDS}){READ}"
)
"""Likewise for many, each of other places; from first_n to n they wrote all of it."""

_WROTE = text(
    "insert into marker (school, person, conversation, read_n, read_seq, read_at, rev)"
    " select distinct school, author, conversation, 0, 0, cast(:at as varchar), 0 from event"
    " where school = :school and conversation = :conversation and n > :n and author is not null"
    " on conflict (school, person, conversation) do nothing"
)
"""Who has written after something and has never read anything."""


def over_own(transaction: Transaction, key: MarkerKey, n: int) -> int:
    """
    Where a marker at n stands at last.

    Who has read everything before a message of their own, but for what was taken back, has read that one too,
    whichever of the three was committed first: so the marker moves on over one's own messages that follow.
    """
    while (row := transaction.run(_OF_ONE, key)) is not None:
        (n,) = row
    return n


def own(transaction: Transaction, key: MarkerKey, n: int, seq: int, at: str) -> None:
    """Likewise, as somebody writes message n; who has something to read yet keeps their place."""
    transaction.run(_OWN, (*key, n, seq, at, key.school, key.conversation, *key, n))


@dataclass(slots=True)
class Wrote:
    """Messages in a row that somebody wrote in one conversation, from first_n to n; seq and at of the last one."""

    first_n: int
    n: int
    seq: int
    at: str

    def went_on(self, n: int, seq: int, at: str) -> None:
        """Message n is theirs as well; it counts only where nobody else wrote in between."""
        if n == self.n + 1:
            self.n, self.seq, self.at = n, seq, at


def own_many(transaction: Transaction, wrote: Mapping[MarkerKey, Wrote]) -> None:
    """Likewise, for all that a commit brings, once it is there: what own would have done after each, on SQLite."""
    transaction.run_many(_OWN_MANY, [(*key, its.first_n, its.n, its.seq, its.at) for key, its in wrote.items()])


def over_withdrawn(transaction: Transaction, school: str, conversation: str, n: int, at: str) -> dict[str, int]:
    """Whose marker moves, and to where, as message n is taken back: their own words come next now."""
    its = {"school": school, "conversation": conversation, "n": n}
    transaction.connection.execute(_WROTE, {**its, "at": at})
    moved = transaction.connection.execute(_OF_ALL, its).all()
    return {
        person: over_own(transaction, MarkerKey(school, person, conversation), read_n) for person, read_n in moved
    }


def list_read(connection: Connection, school: str) -> dict[tuple[str, str], int]:
    """Up to which number everybody has read what, by person and conversation."""
    its = marker.c
    rows = connection.execute(select(its.person, its.conversation, its.read_n).where(its.school == school))
    return {(person, conversation): n for person, conversation, n in rows}


def list_readers(connection: Connection, school: str, conversation: str, n: int) -> dict[str, str]:
    """Who has read message n of a conversation, with when."""
    its = marker.c
    read = its.school == school, its.conversation == conversation, its.read_n >= n
    return {row.person: row.read_at for row in connection.execute(select(its.person, its.read_at).where(*read))}
