"""This file appends to the journal and reads it back: the truth, and the outbox of all that is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, select, text

from channels.items import Item
from hub.errors import Conflict
from hub.store import schema
from hub.store.schema import event as events
from hub.wire import Event, Review, Urgency, encode

if TYPE_CHECKING:
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
    withdrawn_at: str | None = None
    of: int | None = None
    waiting: tuple[str, ...] | None = None
    step: int | None = None
    urgency: Urgency | None = None


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
    """The rules changed after the snapshot that a deed was decided on."""


def lock(transaction: Transaction, school: str) -> None:
    """
    Hold the school's counter row until the commit, so that what is read from here on stays true.

    On SQLite the writer's transaction holds every row; on PostgreSQL the writer has locked this one, unless the
    deed is about several schools.
    """
    if transaction.postgres and transaction.school != school:
        transaction.run("select 1 from school where id = ? for update", (school,))


def unhurried(transaction: Transaction) -> None:
    """Let a deed think for longer than a node may that holds a school's counter row (hub.store.database)."""
    if transaction.postgres:
        transaction.run("set local idle_in_transaction_session_timeout = '10min'")


def check_rules(transaction: Transaction, school: str, rules_seq: int) -> None:
    """
    Go on only if the rules are still those of rules_seq.

    Raises:
        StaleRules: they changed; roll back, catch up and decide again.
    """
    if transaction.run("select 1 from school where id = ? and rules_seq = ?", (school, rules_seq)) is None:
        raise StaleRules


Posted = tuple[Stored, bool]
"""An event, and whether it was there before."""


def post(transaction: Transaction, school: str, rules_seq: int, draft: Draft) -> Callable[[], Posted]:
    """
    Append what somebody posts, decided on the rules of rules_seq; or find what was stored under its cid before.

    Its school's row is locked meanwhile, and others wait for it: so on PostgreSQL it is one statement, which
    leaves together with others of the same commit. The answer, once there is one, may raise:

    Raises:
        Conflict: the cid was used for another content.
        StaleRules: the rules changed; roll back, catch up and decide again.
    """
    if transaction.postgres:
        return _post_whole(transaction, school, rules_seq, draft)
    known = repeated(transaction, school, draft)
    if known is not None:
        return lambda: (known, True)
    check_rules(transaction, school, rules_seq)
    done = append(transaction, school, draft)
    return lambda: (done, False)


def _post_whole(transaction: Transaction, school: str, rules_seq: int, draft: Draft) -> Callable[[], Posted]:
    body = _encode_body(draft.body).decode()
    of_event = (draft.kind, draft.audience, draft.conversation)
    names = (draft.id, draft.author, draft.cid, draft.at, body, school, draft.hash)
    answered = transaction.send(
        _POST,
        (
            *(school, draft.author, draft.cid),
            *(school, rules_seq),
            *(draft.conversation, draft.counted),
            *(of_event + names),
            *(draft.at, school, draft.author, draft.conversation),
            *(school, draft.author, draft.conversation, draft.at),
        ),
    )

    def answer() -> Posted:
        seq, n, *known = _there(answered())
        if known[0] is not None:
            return _same(school, tuple(known), draft), True
        if seq is None:
            raise StaleRules
        done = stored(school, (seq, *of_event, n, *names[:4], body), draft.body, rule=False)
        transaction.appended.append(done)
        return done, False

    return answer


def repeated(transaction: Transaction, school: str, draft: Draft) -> Stored | None:
    """
    What was stored under draft's cid before, None where it is new.

    Raises:
        Conflict: it was used for another content.
    """
    row = transaction.run(
        f"select {_COLUMNS}, hash from event where school = ? and author = ? and cid = ?",  # noqa: S608
        (school, draft.author, draft.cid),
    )
    return None if row is None else _same(school, row, draft)


def _same(school: str, row: tuple, draft: Draft) -> Stored:  # type: ignore[type-arg]
    if row[-1] != draft.hash:
        raise Conflict("This message was already sent with another content; send it as a new one.")
    return stored(school, row[:-1])


def append(transaction: Transaction, school: str, draft: Draft) -> Stored:
    """Give draft the next position of its school's journal, and the next n of its conversation if counted."""
    moved = "seq = seq + 1, rules_seq = seq + 1" if draft.rule else "seq = seq + 1"
    (seq,) = _there(
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
    """
    Move a read marker on, never back: person, conversation, n, the journal's head, and when.

    Who has read everything before a message of their own has read that one too, whichever of the two was
    committed first: so the marker moves on over one's own messages that follow. It gets the next revision of the
    school's markers, by which other nodes learn of it.
    """
    person, conversation, n, seq, at = marker
    (rev,) = _there(transaction.run("update school set marks = marks + 1 where id = ? returning marks", (school,)))
    transaction.run(
        "insert into marker (school, person, conversation, read_n, read_seq, read_at, rev)"
        " values (?, ?, ?, ?, ?, ?, ?)"
        " on conflict (school, person, conversation) do update"
        " set read_n = excluded.read_n, read_seq = excluded.read_seq, read_at = excluded.read_at,"
        " rev = excluded.rev"
        " where excluded.read_n > marker.read_n",
        (school, person, conversation, n, seq, at, rev),
    )
    place = (school, person, conversation)
    stands = n
    while (row := transaction.run(_OVER_OWN, place)) is not None:
        (stands,) = row
    transaction.appended.append(Mark(school, person, conversation, int(stands), int(rev), seq))


_OVER_OWN = (
    "update marker set read_n = read_n + 1 where school = ? and person = ? and conversation = ?"
    " and exists (select 1 from event where event.school = marker.school"
    " and event.conversation = marker.conversation and event.n = marker.read_n + 1"
    " and event.author = marker.person) returning read_n"
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
    (n,) = _there(
        transaction.run("update conversation set n = n + 1 where id = ? returning n", (draft.conversation,))
    )
    return int(n)


def _there(row: tuple | None) -> tuple:  # type: ignore[type-arg]
    assert row is not None  # noqa: S101 (a foreign key says that it is)
    return row


def after(connection: Connection, school: str, seq: int, limit: int = PAGE) -> list[Stored]:
    """The school's events after seq, in order; whoever shows them asks the policy first."""
    rows = connection.execute(
        text(f"select {_COLUMNS} from event where school = :school and seq > :seq order by seq limit :limit"),  # noqa: S608
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

_POST = f"""
with known as (
  select {_COLUMNS}, hash from event where school = ? and author = ? and cid = ?
), moved as (
  update school set seq = seq + 1
  where id = ? and rules_seq = ? and not exists (select from known) returning seq
), counted as (
  update conversation set n = n + 1 where id = ? and ?::bool and exists (select from moved) returning n
), put as (
  insert into event (seq, n, kind, audience, conversation, id, author, cid, at, body, school, hash)
  select moved.seq, (select n from counted), ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from moved
), own as (
  update marker set read_n = counted.n, read_seq = moved.seq, read_at = ? from counted, moved
  where school = ? and person = ? and conversation = ? and counted.n > 1 and read_n = counted.n - 1
), first as (
  insert into marker (school, person, conversation, read_at, read_n, read_seq, rev)
  select ?, ?, ?, ?, counted.n, moved.seq, 0 from counted, moved where counted.n = 1
  on conflict (school, person, conversation) do nothing
)
select (select seq from moved), (select n from counted), known.* from (select) as one left join known on true
"""  # noqa: S608 (columns of ours)
"""A post on PostgreSQL: is it there already, do the rules still hold, and if so everything it writes."""

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
        edited_at=its.edited_at,
        withdrawn_at=its.withdrawn_at,
        of=its.of,
        waiting=its.waiting,
        step=its.step,
        urgency=its.urgency,
    )
    return Stored(school, audience, kind in _RULES if rule is None else rule, one, encode(one))
