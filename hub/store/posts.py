"""This file appends what people post: a statement for each on PostgreSQL, a few for all of a commit on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from hub.errors import Conflict
from hub.store import markers
from hub.store.journal import (
    COLUMNS,
    Draft,
    StaleRules,
    Stored,
    append,
    check_rules,
    encode_body,
    repeated,
    same,
    stored,
    there,
)

if TYPE_CHECKING:
    from hub.store.transaction import Row, Transaction
    from hub.store.writing import Together

Posted = tuple[Stored, bool]
"""An event, and whether it was there before."""


@dataclass(frozen=True, slots=True)
class NewPost:
    """
    The work of a post, decided on the rules of rules_seq (Store.write_swiftly): append it, or find what was stored
    under its cid before.

    Its school's row is locked meanwhile, and others wait for it: so on PostgreSQL it is one statement, which
    leaves together with others of the same commit. The answer, once there is one, may raise:

    Raises:
        Conflict: the cid was used for another content.
        StaleRules: the rules changed; roll back, catch up and decide again.
    """

    together: ClassVar[Together]
    school: str
    rules_seq: int
    draft: Draft

    def __call__(self, transaction: Transaction) -> Callable[[], Posted]:
        """Do it by itself; what it returns reads the answer."""
        if transaction.postgres:
            return _post_whole(transaction, self.school, self.rules_seq, self.draft)
        known = repeated(transaction, self.school, self.draft)
        if known is not None:
            return lambda: (known, True)
        check_rules(transaction, self.school, self.rules_seq)
        done = append(transaction, self.school, self.draft)
        return lambda: (done, False)

    @property
    def cid(self) -> tuple[str, str | None, str | None]:
        """By what a repeat is known as one."""
        return self.school, self.draft.author, self.draft.cid


def _post_whole(transaction: Transaction, school: str, rules_seq: int, draft: Draft) -> Callable[[], Posted]:
    body = encode_body(draft.body).decode()
    of_event = (draft.kind, draft.audience, draft.conversation)
    names = (draft.id, draft.author, draft.cid, draft.at, body, school, draft.hash)
    place = school, draft.author, draft.conversation
    answered = transaction.send(
        _POST,
        (
            *(school, draft.author, draft.cid),
            *(school, rules_seq),
            *(draft.conversation, draft.counted),
            *(of_event + names),
            *(*place, draft.at),
            *(school, draft.conversation, *place),
        ),
    )

    def answer() -> Posted:
        seq, n, *known = there(answered())
        if known[0] is not None:
            return same(school, tuple(known), draft), True
        if seq is None:
            raise StaleRules
        done = stored(school, (seq, *of_event, n, *names[:4], body), draft.body, rule=False)
        transaction.appended.append(done)
        return done, False

    return answer


@dataclass(slots=True)
class _Batch:
    """What many posts write. seqs, ns: where each school and conversation stands by now; rows: new events."""

    seqs: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    ns: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    own: list[Row] = field(default_factory=list)


def post_all(transaction: Transaction, posts: Sequence[NewPost]) -> list[Posted | Conflict | StaleRules]:
    """
    On SQLite: what each of the posts became, as if one had been done after the other, in statements for all.

    What is refused among them has written nothing, and the others stand.
    """
    known, batch = _known(transaction, posts), _Batch()
    became: list[Posted | Conflict | StaleRules] = []
    for post in posts:
        try:
            became.append(_put(transaction, post, known, batch))
        except (Conflict, StaleRules) as refused:
            became.append(refused)
    transaction.run_many("update school set seq = ? where id = ?", [(seq, one) for one, seq in batch.seqs.items()])
    transaction.run_many("update conversation set n = ? where id = ?", [(n, one) for one, n in batch.ns.items()])
    transaction.run_many(_INSERT, batch.rows)
    transaction.run_many(markers.OWN, batch.own)
    return became


NewPost.together = staticmethod(post_all)


def _put(transaction: Transaction, post: NewPost, known: dict[Any, Row], batch: _Batch) -> Posted:
    school, draft = post.school, post.draft
    if (before := known.get(post.cid)) is not None:
        return same(school, before, draft), True
    if school not in batch.rules:
        its = there(transaction.run("select rules_seq, seq from school where id = ?", (school,)))
        batch.rules[school], batch.seqs[school] = its
    if batch.rules[school] != post.rules_seq:
        raise StaleRules
    seq = batch.seqs[school] = batch.seqs[school] + 1
    n = _next_n(transaction, draft, batch) if draft.counted else None
    row = (
        *(seq, draft.kind, draft.audience, draft.conversation, n, draft.id, draft.author, draft.cid, draft.at),
        encode_body(draft.body).decode(),
    )
    batch.rows.append((*row, school, draft.hash))
    known[post.cid] = (*row, draft.hash)
    if n is not None and draft.author is not None:
        its = markers.MarkerKey(school, draft.author, draft.conversation or "")
        batch.own.append(markers.own_values(its, n, seq, draft.at))
    done = stored(school, row, draft.body, rule=False)
    transaction.appended.append(done)
    return done, False


def _next_n(transaction: Transaction, draft: Draft, batch: _Batch) -> int:
    conversation = draft.conversation or ""
    if conversation not in batch.ns:
        (batch.ns[conversation],) = there(
            transaction.run("select n from conversation where id = ?", (conversation,))
        )
    batch.ns[conversation] += 1
    return batch.ns[conversation]


def _known(transaction: Transaction, posts: Sequence[NewPost]) -> dict[Any, Row]:
    """What was stored before under the cids of these posts: rows of COLUMNS and hash."""
    asked = [one.cid for one in posts]
    asked += [asked[-1]] * ((1 << (len(asked) - 1).bit_length()) - len(asked))  # few sizes, so few statements
    rows = transaction.run_all(_known_sql(len(asked)), tuple(value for one in asked for value in one))
    return {(school, author, cid): tuple(rest) for school, author, cid, *rest in rows}


@cache
def _known_sql(many: int) -> str:
    columns = ", ".join(f"event.{one.strip()}" for one in COLUMNS.split(","))
    values = ", ".join(["(?, ?, ?)"] * many)
    return (
        f"with asked (school, author, cid) as (values {values})"  # noqa: S608 (columns of ours)
        f" select event.school, event.author, event.cid, {columns}, event.hash from asked cross join event"
        " on event.school = asked.school and event.author = asked.author and event.cid = asked.cid"
    )


_INSERT = f"insert into event ({COLUMNS}, school, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608

_POST = f"""
with known as (
  select {COLUMNS}, hash from event where school = ? and author = ? and cid = ?
), moved as (
  update school set seq = seq + 1
  where id = ? and rules_seq = ? and not exists (select from known) returning seq
), counted as (
  update conversation set n = n + 1 where id = ? and ?::bool and exists (select from moved) returning n
), put as (
  insert into event (seq, n, kind, audience, conversation, id, author, cid, at, body, school, hash)
  select moved.seq, (select n from counted), ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from moved
), own as (
  insert into marker (school, person, conversation, read_at, read_n, read_seq, rev)
  select ?, ?, ?, ?, counted.n, moved.seq, 0 from counted, moved
  where not exists (select {markers.BEFORE} and said.n < counted.n)
  {markers.READ}
)
select (select seq from moved), (select n from counted), known.* from (select) as one left join known on true
"""  # noqa: S608 (columns of ours)
"""A post on PostgreSQL: is it there already, do the rules still hold, and if so everything it writes."""
