"""This file is what happens when somebody puts an item into a conversation."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from channels.items import Files, Item, bare
from hub import metrics, request_ids
from hub.actions.records.copy_files import to_send
from hub.bus.fresh import on_fresh_rules
from hub.errors import Forbidden, Invalid, NotFound
from hub.queries.conversations.posting import Question, decided, submission_of
from hub.queries.records.own_files import NO_FILE
from hub.store import files, holds, journal, messages, posts
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.posts import NewPost
from policies.conversations.seeing import ALL, STAFF_SIDE
from policies.people.facts import Urgency
from policies.review.sharing import Shared, Sharing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub import wire
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Posted:
    """What a post became. again: it was posted before, and nothing was written now."""

    id: str
    seq: int
    sharing: Sharing
    again: bool


@dataclass(frozen=True, slots=True)
class Post:
    """
    What somebody posts; cid is the author's own name for it, the same on every attempt.

    kept: the item with what the hub knows of its files, where it has some.
    """

    author: str
    conversation: str
    cid: str
    item: Item
    urgency: Urgency = Urgency.NORMAL
    kept: Files | None = None

    @property
    def told(self) -> Item:
        """The item as recipients are told of it: with what the hub knows of its files."""
        return self.kept or self.item

    @property
    def digest(self) -> str:
        """What tells a repeat from another content under the same cid."""
        loud = b"" if self.urgency is Urgency.NORMAL else b"\0" + self.urgency.value.encode()
        item = bare(self.item) if isinstance(self.item, Files) else self.item
        said = self.conversation.encode() + b"\0" + msgspec.json.encode(item) + loud
        return hashlib.sha256(said).hexdigest()


async def post(
    school: School, action: Post, now: datetime, first: Callable[[], Awaitable[None]] | None = None
) -> Posted:
    """
    Put an item into a conversation.

    Event, hold and counters are one transaction; everybody is told of it only after the commit. The same cid
    answers the same and writes nothing, even to who has lost the right since. If the rules changed after they
    were read, it is decided again. Two that begin one after the other are committed in that order; first: what is
    to be over before one is decided again, so that they still are.

    Raises:
        NotFound: no such conversation, or the author may not know of it.
        Forbidden: the author may not post there, or not so urgently; the sentence says why.
        Invalid: the conversation does not take this item, it has not happened yet, or its files are not the
            author's to send.
        Conflict: the cid was used for another content.
        Unavailable: nothing was saved.
    """
    began = time.perf_counter()
    posted = await _decided(school, action, now, first)
    metrics.POST.observe(time.perf_counter() - began)
    request_ids.posted(posted.id, request_ids.current())
    return posted


Ended = Callable[[Posted | BaseException], None]
"""What a post became, or what was raised instead of it."""


def begin(school: School, action: Post, now: datetime, ended: Ended) -> bool:
    """
    Put an item into a conversation as post does, without a task; whether that was begun.

    It is not where something has to be looked up, prepared or written beside it, or refused: that is for post.
    ended: is called once it is over; with StaleRules where the rules changed, for post to decide it again.
    """
    snapshot = school.snapshot
    if isinstance(action.item, Files):
        return False
    try:
        shared = decided(snapshot, _question(school, action, now))
        draft = _draft(action, shared.sharing, stamp(now))
    except Exception:  # noqa: BLE001 (post meets it as well, and tells)
        return False
    if shared.sharing is Sharing.HELD:
        return False
    began, request = time.perf_counter(), request_ids.current()

    def then(made: posts.Posted | None, error: BaseException | None) -> None:
        if error is not None or made is None:
            ended(error or AssertionError("a post became nothing"))
            return
        stored, again = made
        metrics.POST.observe(time.perf_counter() - began)
        posted = _posted(stored, again=again)
        request_ids.posted(posted.id, request)
        ended(posted)

    school.store.write_then(NewPost(school.id, snapshot.rules_seq, draft), school.id, then)
    return True


async def _decided(
    school: School, action: Post, now: datetime, first: Callable[[], Awaitable[None]] | None
) -> Posted:
    if isinstance(action.item, Files):
        return await _post_files(school, action, action.item, now)
    return await on_fresh_rules(school, lambda snapshot: _post(school, snapshot, action, now), first)


async def _post_files(school: School, action: Post, item: Files, now: datetime) -> Posted:
    """What was posted before is found before anything is made for it, which would count as brought."""
    before = await school.store.read(lambda connection: _before(connection, school.id, action))
    if before is not None:
        return before
    async with to_send(school, action.author, item, now) as ready:
        kept = replace(action, kept=ready.item)
        posted = await on_fresh_rules(school, lambda snapshot: _post(school, snapshot, kept, now))
        ready.sent = not posted.again
        return posted


async def _post(school: School, snapshot: Snapshot, action: Post, now: datetime) -> Posted:
    try:
        shared = decided(snapshot, _question(school, action, now))
    except (Forbidden, NotFound):
        before = await school.store.read(lambda connection: _before(connection, school.id, action))
        if before is None:
            raise
        return before
    at = stamp(now)
    if shared.sharing is Sharing.HELD or action.kept is not None:
        return await school.store.write(
            lambda transaction: _put(transaction, snapshot, action, shared, at), school.id
        )
    draft = _draft(action, shared.sharing, at)
    stored, again = await school.store.write_swiftly(NewPost(school.id, snapshot.rules_seq, draft), school.id)
    return _posted(stored, again=again)


def _question(school: School, action: Post, now: datetime) -> Question:
    return Question(
        author=action.author,
        conversation=action.conversation,
        submission=submission_of(action.told),
        begun=school.begun(action.conversation),
        urgency=action.urgency,
        now=now,
    )


def _put(transaction: Transaction, snapshot: Snapshot, action: Post, shared: Shared, at: str) -> Posted:
    """What is held, or has files, takes more than one row; all of it is one transaction."""
    school, draft = snapshot.school, _draft(action, shared.sharing, at)
    journal.lock(transaction, school)
    known = journal.repeated(transaction, school, draft)
    if known is not None:
        return _posted(known, again=True)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    if action.kept is not None:
        _attach(transaction, school, action.author, action.kept, draft.id or "")
    stored = journal.append(transaction, school, draft)
    if shared.sharing is Sharing.HELD:
        holds.insert_hold(transaction.connection, stored, shared.because)
    return _posted(stored, again=False)


def _attach(transaction: Transaction, school: str, author: str, item: Files, message: str) -> None:
    ids = [one.id for one in item.files]
    if files.attach(transaction.connection, school, author, ids, message) < len(ids):
        raise Invalid(NO_FILE)


def _draft(action: Post, sharing: Sharing, at: str) -> journal.Draft:
    now = sharing is Sharing.NOW
    return journal.Draft(
        kind="held" if sharing is Sharing.HELD else "message",
        audience=ALL if now else STAFF_SIDE,
        at=at,
        conversation=action.conversation,
        id=new("m"),
        author=action.author,
        cid=action.cid,
        hash=action.digest,
        body=journal.Body(item=action.told, sharing=None if now else sharing.value, urgency=_loud(action)),
        counted=now,
    )


def _loud(action: Post) -> wire.Urgency | None:
    match action.urgency:
        case Urgency.NORMAL:
            return None
        case Urgency.URGENT:
            return "urgent"
        case Urgency.EMERGENCY:
            return "emergency"
        case Urgency.DRILL:
            return "drill"


def _posted(stored: journal.Stored, *, again: bool) -> Posted:
    event = stored.event
    return Posted(event.id or "", event.seq, Sharing(event.sharing or Sharing.NOW), again)


def _before(connection: Connection, school: str, action: Post) -> Posted | None:
    stored = messages.find_posted(connection, school, action.author, action.cid, action.digest)
    return None if stored is None else _posted(stored, again=True)
