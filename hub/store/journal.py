"""This file appends to the journal and reads it back: the truth, and the outbox of all that is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, insert, select, text

from channels.items import Item
from hub.errors import Conflict
from hub.store import markers, schema
from hub.store.schema import event as events
from hub.wire import Event, Review, ShownStay, Urgency, encode
from policies.sentence import english, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.store.transaction import Transaction

PAGE = 500
"""Rows of the journal read at once."""


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of an event is kept as JSON: whatever its kind carries."""

    item: Item | None = None
    sharing: str | None = None
    review: Review | None = None
    gained: tuple[str, ...] | None = None
    lost: tuple[str, ...] | None = None
    edited_at: str | None = None
    edited_by: str | None = None
    withdrawn_at: str | None = None
    removed_after: int | None = None
    erased: bool = False
    of: int | None = None
    of_n: int | None = None
    waiting: tuple[str, ...] | None = None
    step: int | None = None
    urgency: Urgency | None = None
    stays: tuple[ShownStay, ...] | None = None
    rooms: tuple[str, ...] | None = None


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


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A committed read marker: person has read conversation up to n; rev: of the school's markers.

    seq: where the journal stood, at the least, when it was moved.
    """

    school: str
    person: str
    conversation: str
    n: int
    rev: int
    seq: int


class StaleRules(Exception):  # noqa: N818 (not a fault: decide again)
    """The rules changed after the snapshot that an action was decided on."""


def lock(transaction: Transaction, school: str) -> None:
    """
    Hold the school's counter row until the commit, so that what is read from here on stays true.

    On SQLite the writer's transaction holds every row; on PostgreSQL the writer has locked this one, unless the
    action is about several schools.
    """
    if transaction.postgres and transaction.school != school:
        transaction.run("select 1 from school where id = ? for update", (school,))


def check_rules(transaction: Transaction, school: str, rules_seq: int) -> None:
    """
    Go on only if the rules are still those of rules_seq.

    Raises:
        StaleRules: they changed; roll back, catch up and decide again.
    """
    if transaction.run("select 1 from school where id = ? and rules_seq = ?", (school, rules_seq)) is None:
        raise StaleRules


def repeated(transaction: Transaction, school: str, draft: Draft) -> Stored | None:
    """
    What was stored under draft's cid before, None where it is new.

    Raises:
        Conflict: it was used for another content.
    """
    row = transaction.run(
        f"select {COLUMNS}, hash from event where school = ? and author = ? and cid = ?",  # noqa: S608
        (school, draft.author, draft.cid),
    )
    return None if row is None else same(school, row, draft)


def same(school: str, row: tuple, draft: Draft) -> Stored:  # type: ignore[type-arg]
    """
    What was stored under draft's cid, of a row of COLUMNS and hash.

    Raises:
        Conflict: it was used for another content.
    """
    if row[-1] != draft.hash:
        raise Conflict(say("This message was already sent with another content; send it as a new one."))
    return stored(school, row[:-1])


def append(transaction: Transaction, school: str, draft: Draft) -> Stored:
    """Give draft the next position of its school's journal, and the next n of its conversation if counted."""
    moved = "seq = seq + 1, rules_seq = seq + 1" if draft.rule else "seq = seq + 1"
    (seq,) = there(
        transaction.run(
            f"update school set {moved} where id = ? returning seq",  # noqa: S608 (one of two constants)
            (school,),
        )
    )
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
    body = encode_body(draft.body).decode()
    transaction.run(
        f"insert into event ({COLUMNS}, school, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (*row, body, school, draft.hash),
    )
    done = stored(school, (*row, body), draft.body, rule=draft.rule)
    if n is not None and draft.author is not None:
        its = markers.MarkerKey(school, draft.author, draft.conversation or "")
        markers.own(transaction, its, n, seq, draft.at)
    transaction.appended.append(done)
    return done


def append_all(transaction: Transaction, school: str, drafts: Sequence[Draft]) -> list[Stored]:
    """Likewise for many, none of them counted or a rule, in two statements for all of them."""
    if not drafts:
        return []
    (last,) = there(
        transaction.run("update school set seq = seq + ? where id = ? returning seq", (len(drafts), school))
    )
    done: list[Stored] = []
    rows: list[dict[str, object]] = []
    for seq, one in enumerate(drafts, last - len(drafts) + 1):
        body = encode_body(one.body).decode()
        row = (seq, one.kind, one.audience, one.conversation, None, one.id, one.author, one.cid, one.at, body)
        done.append(stored(school, row, one.body, rule=False))
        rows.append({**dict(zip(NAMES, row, strict=True)), "school": school, "hash": one.hash})
    transaction.connection.execute(insert(events), rows)
    transaction.appended += done
    return done


def mark(transaction: Transaction, key: markers.MarkerKey, n: int, seq: int, at: str) -> None:
    """
    Move a read marker on to n, never back. seq: where the journal stands at the least.

    It goes on over what follows and need not be read (hub.store.markers), and gets the next revision of the
    school's markers, by which other nodes learn of it.
    """
    rev = _next_rev(transaction, key.school)
    transaction.run(
        "insert into marker (school, person, conversation, read_n, read_seq, read_at, rev)"
        " values (?, ?, ?, ?, ?, ?, ?)"
        " on conflict (school, person, conversation) do update"
        " set read_n = excluded.read_n, read_seq = excluded.read_seq, read_at = excluded.read_at,"
        " rev = excluded.rev"
        " where excluded.read_n > marker.read_n",
        (*key, n, seq, at, rev),
    )
    stands = markers.over_own(transaction, key, n)
    transaction.appended.append(Mark(*key, int(stands), rev, seq))


def mark_withdrawn(transaction: Transaction, school: str, done: Stored) -> None:
    """Move the markers that wait for nothing but their person's own words, now that a message was taken back."""
    event = done.event
    if event.of_n is None or event.conversation is None:
        return
    moved = markers.over_withdrawn(transaction, school, event.conversation, event.of_n, event.at)
    for person, n in moved.items():
        rev = _next_rev(transaction, school)
        transaction.run(
            "update marker set rev = ? where school = ? and person = ? and conversation = ?",
            (rev, school, person, event.conversation),
        )
        transaction.appended.append(Mark(school, person, event.conversation, n, rev, event.seq))


def _next_rev(transaction: Transaction, school: str) -> int:
    (rev,) = there(transaction.run("update school set marks = marks + 1 where id = ? returning marks", (school,)))
    return int(rev)


def _next_n(transaction: Transaction, draft: Draft) -> int:
    (n,) = there(
        transaction.run("update conversation set n = n + 1 where id = ? returning n", (draft.conversation,))
    )
    return int(n)


def there(row: tuple | None) -> tuple:  # type: ignore[type-arg]
    """A row that cannot but be there."""
    assert row is not None  # noqa: S101 (a foreign key says that it is)
    return row


def after(connection: Connection, school: str, seq: int, limit: int = PAGE) -> list[Stored]:
    """The school's events after seq, in order; whoever shows them asks the policy first."""
    rows = connection.execute(
        text(f"select {COLUMNS} from event where school = :school and seq > :seq order by seq limit :limit"),  # noqa: S608
        {"school": school, "seq": seq, "limit": limit},
    )
    return [stored(school, tuple(row)) for row in rows]


def marks_after(connection: Connection, school: str, rev: int) -> list[tuple[str, str, int, int]]:
    """Person, conversation, n and revision of every read marker that moved after rev, in order."""
    its = schema.marker.c
    rows = connection.execute(
        select(its.person, its.conversation, its.read_n, its.rev)
        .where(its.school == school, its.rev > rev)
        .order_by(its.rev)
    )
    return [(person, conversation, n, at) for person, conversation, n, at in rows]


def before(connection: Connection, school: str, conversation: str, seq: int, limit: int) -> list[Stored]:
    """A conversation's events before seq, newest first."""
    rows = connection.execute(
        text(
            f"select {COLUMNS} from event where school = :school and conversation = :conversation"  # noqa: S608
            " and seq < :seq order by seq desc limit :limit"
        ),
        {"school": school, "conversation": conversation, "seq": seq, "limit": limit},
    )
    return [stored(school, tuple(row)) for row in rows]


def following(connection: Connection, school: str, conversation: str, seq: int, limit: int) -> list[Stored]:
    """A conversation's events after seq, in order; whoever shows them asks the policy first."""
    its = events.c
    mine = its.school == school, its.conversation == conversation, its.seq > seq
    rows = connection.execute(SELECT.where(*mine).order_by(its.seq).limit(limit))
    return [stored(school, tuple(row)) for row in rows]


def stored_at(connection: Connection, school: str, seqs: list[int]) -> list[Stored]:
    """The events at these positions."""
    found: list[Stored] = []
    for start in range(0, len(seqs), PAGE):
        page = seqs[start : start + PAGE]
        rows = connection.execute(SELECT.where(events.c.school == school, events.c.seq.in_(page)))
        found += [stored(school, tuple(row)) for row in rows]
    return found


def of_message(connection: Connection, school: str, message: str) -> list[Stored]:
    """Every event of a message, in order: held and released are two."""
    rows = connection.execute(
        SELECT.where(events.c.school == school, events.c.id == message).order_by(events.c.seq)
    )
    return [stored(school, tuple(row)) for row in rows]


COLUMNS = "seq, kind, audience, conversation, n, id, author, cid, at, body"
"""What is read of a row, as stored takes it."""

NAMES = tuple(COLUMNS.split(", "))

SELECT = select(*(events.c[name] for name in NAMES))
"""A row of the journal as stored takes it."""

_RULES = frozenset({"roster", "setting"})

encode_body = msgspec.json.Encoder(enc_hook=english).encode
_decode_body = msgspec.json.Decoder(Body).decode


def stored(school: str, row: tuple, body: Body | None = None, *, rule: bool | None = None) -> Stored:  # type: ignore[type-arg]
    """A row of COLUMNS as what followers and readers work with."""
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
        edited_at=its.edited_at,
        edited_by=its.edited_by,
        withdrawn_at=its.withdrawn_at,
        removed_after=its.removed_after,
        erased=its.erased,
        of=its.of,
        of_n=its.of_n,
        waiting=its.waiting,
        step=its.step,
        urgency=its.urgency,
        stays=its.stays,
        rooms=its.rooms,
    )
    return Stored(school, audience, kind in _RULES if rule is None else rule, one, encode(one))
