"""This file appends what people post: a statement for each on PostgreSQL, a few for all of a commit on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

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

Cid = tuple[str, str | None, str | None]
"""School, author and its own name for what was posted."""

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
    def cid(self) -> Cid:
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
    """
    What many posts write: rows, and where schools (seqs) and conversations (ns) that moved stand by now.

    before: what was stored under their cids. rules: rules_seq and seq of schools. stood: n of conversations.
    """

    before: dict[Cid, Row]
    rules: dict[str, tuple[int, int]]
    stood: dict[str, int]
    seqs: dict[str, int] = field(default_factory=dict)
    ns: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    own: dict[markers.MarkerKey, markers.Wrote] = field(default_factory=dict)


def post_all(transaction: Transaction, posts: Sequence[NewPost]) -> list[Posted | Conflict | StaleRules]:
    """
    On SQLite: what each of the posts became, as if one had been done after the other, in statements for all.

    What is refused among them has written nothing, and the others stand.
    """
    batch = _begun(transaction, posts)
    became: list[Posted | Conflict | StaleRules] = []
    for post in posts:
        try:
            became.append(_put(transaction, post, batch))
        except (Conflict, StaleRules) as refused:
            became.append(refused)
    transaction.run_many(_SEQS, list(batch.seqs.items()))
    transaction.run_many(_NS, list(batch.ns.items()))
    transaction.run_many(_INSERT, batch.rows)
    markers.own_many(transaction, batch.own)
    return became


NewPost.together = staticmethod(post_all)


def _begun(transaction: Transaction, posts: Sequence[NewPost]) -> _Batch:
    known = transaction.run_many(_KNOWN, [post.cid for post in posts])
    schools = transaction.run_many(_RULES, [(one,) for one in {post.school for post in posts}])
    where = {post.draft.conversation for post in posts if post.draft.counted}
    return _Batch(
        before={(school, author, cid): tuple(rest) for school, author, cid, *rest in known},
        rules={school: (rules_seq, seq) for school, rules_seq, seq in schools},
        stood=dict(transaction.run_many(_STOOD, [(one,) for one in where])),
    )


def _put(transaction: Transaction, post: NewPost, batch: _Batch) -> Posted:
    school, draft = post.school, post.draft
    if (before := batch.before.get(post.cid)) is not None:
        return same(school, before, draft), True
    rules_seq, stood = batch.rules[school]
    if rules_seq != post.rules_seq:
        raise StaleRules
    seq = batch.seqs[school] = batch.seqs.get(school, stood) + 1
    n = _next_n(draft, batch) if draft.counted else None
    row = (
        *(seq, draft.kind, draft.audience, draft.conversation, n, draft.id, draft.author, draft.cid, draft.at),
        encode_body(draft.body).decode(),
    )
    batch.rows.append((*row, school, draft.hash))
    batch.before[post.cid] = (*row, draft.hash)
    if n is not None and draft.author is not None:
        _note_own(batch, markers.MarkerKey(school, draft.author, draft.conversation or ""), n, seq, draft.at)
    done = stored(school, row, draft.body, rule=False)
    transaction.appended.append(done)
    return done, False


def _next_n(draft: Draft, batch: _Batch) -> int:
    where = draft.conversation or ""
    n = batch.ns[where] = batch.ns.get(where, batch.stood[where]) + 1
    return n


def _note_own(batch: _Batch, key: markers.MarkerKey, n: int, seq: int, at: str) -> None:
    if (wrote := batch.own.get(key)) is None:
        batch.own[key] = markers.Wrote(n, n, seq, at)
    else:
        wrote.went_on(n, seq, at)


_OF_EVENT = ", ".join(f"event.{name.strip()}" for name in COLUMNS.split(","))

_KNOWN = (
    "with asked (school, author, cid) as ({rows})"  # noqa: S608 (columns of ours)
    f" select event.school, event.author, event.cid, {_OF_EVENT}, event.hash from asked cross join event"
    " on event.school = asked.school and event.author = asked.author and event.cid = asked.cid"
)

_RULES = "with asked (id) as ({rows}) select id, rules_seq, seq from asked cross join school using (id)"

_STOOD = "with asked (id) as ({rows}) select id, n from asked cross join conversation using (id)"

_NS = "with now (id, n) as ({rows}) update conversation set n = now.n from now where conversation.id = now.id"

_SEQS = "with now (id, seq) as ({rows}) update school set seq = now.seq from now where school.id = now.id"

_INSERT = f"insert into event ({COLUMNS}, school, hash) {{rows}}"

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
