"""This file appends to the journal and reads it back: the truth, and the outbox of all that is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, select, text

from channels.items import Item
from hub.errors import Conflict
from hub.store.schema import event as events
from hub.wire import Event, Review, encode

if TYPE_CHECKING:
    from hub.store.store import Transaction

PAGE = 500
"""Rows of the journal read at once."""


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of an event is kept as JSON: whatever its kind carries."""

    item: Item | None = None
    sharing: str | None = None
    review: Review | None = None
    gained: tuple[str, ...] | None = None
    lost: tuple[str, ...] | None = None


EMPTY = Body()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    An event before it has a position.

    counted: it is shared in its conversation, and so gets the next n there. rule: it changes who may do what.
    cid, hash: of a post; the same cid gives the same message for ever.
    """

    kind: str
    audience: str
    at: str
    conversation: str | None = None
    id: str | None = None
    author: str | None = None
    cid: str | None = None
    hash: str | None = None
    body: Body = EMPTY
    counted: bool = False
    rule: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A committed row of the journal: who may read it, and what they read, encoded once for all of them."""

    school: str
    audience: str
    rule: bool
    event: Event
    encoded: bytes


class StaleRules(Exception):  # noqa: N818 (not a fault: decide again)
    """The rules changed after the snapshot that a deed was decided on."""


def lock(transaction: Transaction, school: str) -> None:
    """
    Hold the school's counter row until the commit, so that what is read from here on stays true.

    On SQLite the writer's transaction already holds every row; another database takes its lock here.
    """


def check_rules(transaction: Transaction, school: str, rules_seq: int) -> None:
    """
    Go on only if the rules are still those of rules_seq.

    Raises:
        StaleRules: they changed; roll back, catch up and decide again.
    """
    (now,) = transaction.run("select rules_seq from school where id = ?", (school,)).fetchone()
    if now != rules_seq:
        raise StaleRules


def repeated(transaction: Transaction, school: str, author: str, cid: str, digest: str) -> Stored | None:
    """
    What was stored under cid before, None where it is new.

    Raises:
        Conflict: it was used for another content.
    """
    row = transaction.run(
        f"select {_COLUMNS}, hash from event where school = ? and author = ? and cid = ?",  # noqa: S608
        (school, author, cid),
    ).fetchone()
    if row is None:
        return None
    if row[-1] != digest:
        raise Conflict("This message was already sent with another content; send it as a new one.")
    return stored(school, row[:-1])


def append(transaction: Transaction, school: str, draft: Draft) -> Stored:
    """Give draft the next position of its school's journal, and the next n of its conversation if counted."""
    moved = "seq = seq + 1, rules_seq = seq + 1" if draft.rule else "seq = seq + 1"
    (seq,) = transaction.run(
        f"update school set {moved} where id = ? returning seq",  # noqa: S608 (one of two constants)
        (school,),
    ).fetchone()
    n = _next_n(transaction, draft) if draft.counted else None
    row = (
        seq,
        draft.kind,
        draft.audience,
        draft.conversation,
        n,
        draft.id,
        draft.author,
        draft.cid,
        draft.at,
    )
    body = _encode_body(draft.body).decode()
    transaction.run(
        f"insert into event ({_COLUMNS}, school, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (*row, body, school, draft.hash),
    )
    done = stored(school, (*row, body), draft.body, rule=draft.rule)
    if n is not None and draft.author is not None:
        _mark_own(transaction, school, draft, n, seq)
    transaction.appended.append(done)
    return done


def mark(transaction: Transaction, school: str, marker: tuple[str, str, int, int, str]) -> None:
    """Move a read marker on, never back: person, conversation, n, the journal's head, and when."""
    person, conversation, n, seq, at = marker
    transaction.run(
        "insert into marker (school, person, conversation, read_n, read_seq, read_at)"
        " values (?, ?, ?, ?, ?, ?)"
        " on conflict (school, person, conversation) do update"
        " set read_n = excluded.read_n, read_seq = excluded.read_seq, read_at = excluded.read_at"
        " where excluded.read_n > marker.read_n",
        (school, person, conversation, n, seq, at),
    )


def _mark_own(transaction: Transaction, school: str, draft: Draft, n: int, seq: int) -> None:
    """Who has read everything before their own message has read that one too; others keep their place."""
    if n == 1:
        mark(transaction, school, (draft.author or "", draft.conversation or "", n, seq, draft.at))
        return
    transaction.run(
        "update marker set read_n = ?, read_seq = ?, read_at = ?"
        " where school = ? and person = ? and conversation = ? and read_n = ?",
        (n, seq, draft.at, school, draft.author, draft.conversation, n - 1),
    )


def _next_n(transaction: Transaction, draft: Draft) -> int:
    (n,) = transaction.run(
        "update conversation set n = n + 1 where id = ? returning n", (draft.conversation,)
    ).fetchone()
    return int(n)


def after(connection: Connection, school: str, seq: int, limit: int = PAGE) -> list[Stored]:
    """The school's events after seq, in order; whoever shows them asks the policy first."""
    rows = connection.execute(
        text(f"select {_COLUMNS} from event where school = :school and seq > :seq order by seq limit :limit"),  # noqa: S608
        {"school": school, "seq": seq, "limit": limit},
    )
    return [stored(school, tuple(row)) for row in rows]


def before(connection: Connection, school: str, conversation: str, seq: int, limit: int) -> list[Stored]:
    """A conversation's events before seq, newest first."""
    rows = connection.execute(
        text(
            f"select {_COLUMNS} from event where school = :school and conversation = :conversation"  # noqa: S608
            " and seq < :seq order by seq desc limit :limit"
        ),
        {"school": school, "conversation": conversation, "seq": seq, "limit": limit},
    )
    return [stored(school, tuple(row)) for row in rows]


def stored_at(connection: Connection, school: str, seqs: list[int]) -> list[Stored]:
    """The events at these positions."""
    found: list[Stored] = []
    for start in range(0, len(seqs), PAGE):
        page = seqs[start : start + PAGE]
        rows = connection.execute(_SELECT.where(events.c.school == school, events.c.seq.in_(page)))
        found += [stored(school, tuple(row)) for row in rows]
    return found


def of_message(connection: Connection, school: str, message: str) -> list[Stored]:
    """Every event of a message, in order: held and released are two."""
    rows = connection.execute(
        _SELECT.where(events.c.school == school, events.c.id == message).order_by(events.c.seq)
    )
    return [stored(school, tuple(row)) for row in rows]


_COLUMNS = "seq, kind, audience, conversation, n, id, author, cid, at, body"
_SELECT = select(*(events.c[name.strip()] for name in _COLUMNS.split(",")))
_RULES = frozenset({"roster", "setting"})

_encode_body = msgspec.json.Encoder().encode
_decode_body = msgspec.json.Decoder(Body).decode


def stored(school: str, row: tuple, body: Body | None = None, *, rule: bool | None = None) -> Stored:  # type: ignore[type-arg]
    """A row of _COLUMNS as what followers and readers work with."""
    seq, kind, audience, conversation, n, message, author, cid, at, raw = row
    its = _decode_body(raw) if body is None else body
    one = Event(
        seq=seq,
        at=at,
        kind=kind,
        conversation=conversation,
        n=n,
        id=message,
        cid=cid,
        author=author,
        item=its.item,
        sharing=its.sharing,  # type: ignore[arg-type]  # written from the wire's own words
        review=its.review,
        gained=its.gained,
        lost=its.lost,
    )
    return Stored(school, audience, kind in _RULES if rule is None else rule, one, encode(one))
