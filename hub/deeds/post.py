"""This file is what happens when somebody puts an item into a conversation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select

from channels.items import Files, Item, bare
from hub.deeds.fresh import on_fresh_rules
from hub.deeds.judge import Said, check_urgency, judged
from hub.deeds.own_files import NO_FILE, to_send
from hub.errors import Forbidden, Invalid, NotFound
from hub.store import files, journal, schema
from hub.store.clock import stamp
from hub.store.names import new
from policies.facts import Urgency
from policies.seeing import ALL, STAFF_SIDE
from policies.sharing import Shared, Sharing

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
        """What is told of it."""
        return self.kept or self.item

    @property
    def digest(self) -> str:
        """What tells a repeat from another content under the same cid."""
        loud = b"" if self.urgency is Urgency.NORMAL else b"\0" + self.urgency.value.encode()
        item = bare(self.item) if isinstance(self.item, Files) else self.item
        said = self.conversation.encode() + b"\0" + msgspec.json.encode(item) + loud
        return hashlib.sha256(said).hexdigest()


async def post(school: School, deed: Post, now: datetime) -> Posted:
    """
    Put an item into a conversation.

    Event, hold and counters are one transaction; everybody is told of it only after the commit. The same cid
    answers the same and writes nothing, even to who has lost the right since. If the rules changed after they
    were read, it is decided again.

    Raises:
        NotFound: no such conversation, or the author may not know of it.
        Forbidden: the author may not post there, or not so urgently; the sentence says why.
        Invalid: the conversation does not take this item, or its files are not the author's to send.
        Conflict: the cid was used for another content.
        Unavailable: nothing was saved.
    """
    if isinstance(deed.item, Files):
        return await _post_files(school, deed, deed.item, now)
    return await on_fresh_rules(school, lambda snapshot: _post(school, snapshot, deed, stamp(now)))


async def _post_files(school: School, deed: Post, item: Files, now: datetime) -> Posted:
    """What was posted before is found before anything is made for it, which would count as brought."""
    before = await school.store.read(lambda connection: _before(connection, school.id, deed))
    if before is not None:
        return before
    async with to_send(school, deed.author, item, now) as ready:
        kept = replace(deed, kept=ready.item)
        posted = await on_fresh_rules(school, lambda snapshot: _post(school, snapshot, kept, stamp(now)))
        ready.sent = not posted.again
        return posted


async def _post(school: School, snapshot: Snapshot, deed: Post, at: str) -> Posted:
    try:
        begun = school.begun(deed.conversation)
        shared = judged(snapshot, deed.author, deed.conversation, Said.of(deed.told), begun=begun)
        check_urgency(snapshot, deed.author, deed.urgency)
    except (Forbidden, NotFound):
        before = await school.store.read(lambda connection: _before(connection, school.id, deed))
        if before is None:
            raise
        return before
    if shared.sharing is Sharing.HELD or deed.kept is not None:
        return await school.store.write(
            lambda transaction: _put(transaction, snapshot, deed, shared, at), school.id
        )
    draft = _draft(deed, shared.sharing, at)
    stored, again = await school.store.write_swiftly(
        lambda transaction: journal.post(transaction, school.id, snapshot.rules_seq, draft), school.id
    )
    return _posted(stored, again=again)


def _put(transaction: Transaction, snapshot: Snapshot, deed: Post, shared: Shared, at: str) -> Posted:
    """What is held, or has files, takes more than one row; all of it is one transaction."""
    school, draft = snapshot.school, _draft(deed, shared.sharing, at)
    journal.lock(transaction, school)
    known = journal.repeated(transaction, school, draft)
    if known is not None:
        return _posted(known, again=True)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    if deed.kept is not None:
        _attach(transaction, (school, deed.author), deed.kept, draft.id or "")
    stored = journal.append(transaction, school, draft)
    if shared.sharing is Sharing.HELD:
        _hold(transaction, stored, shared.because)
    return _posted(stored, again=False)


def _attach(transaction: Transaction, whose: tuple[str, str], item: Files, message: str) -> None:
    ids = [one.id for one in item.files]
    if files.attach(transaction.connection, whose, ids, message) < len(ids):
        raise Invalid(NO_FILE)


def _draft(deed: Post, sharing: Sharing, at: str) -> journal.Draft:
    now = sharing is Sharing.NOW
    return journal.Draft(
        kind="held" if sharing is Sharing.HELD else "message",
        audience=ALL if now else STAFF_SIDE,
        at=at,
        conversation=deed.conversation,
        id=new("m"),
        author=deed.author,
        cid=deed.cid,
        hash=deed.digest,
        body=journal.Body(item=deed.told, sharing=None if now else sharing.value, urgency=_loud(deed)),
        counted=now,
    )


def _loud(deed: Post) -> wire.Urgency | None:
    match deed.urgency:
        case Urgency.NORMAL:
            return None
        case Urgency.URGENT:
            return "urgent"
        case Urgency.EMERGENCY:
            return "emergency"
        case Urgency.DRILL:
            return "drill"


def _hold(transaction: Transaction, stored: journal.Stored, why: str) -> None:
    event = stored.event
    transaction.connection.execute(
        insert(schema.hold).values(
            school=stored.school,
            message=event.id,
            seq=event.seq,
            conversation=event.conversation,
            author=event.author,
            why=why,
            held_at=event.at,
        )
    )


def _posted(stored: journal.Stored, *, again: bool) -> Posted:
    event = stored.event
    return Posted(event.id or "", event.seq, Sharing(event.sharing or Sharing.NOW), again)


def _before(connection: Connection, school: str, deed: Post) -> Posted | None:
    event = schema.event.c
    row = connection.execute(
        select(event.seq, event.hash).where(
            event.school == school, event.author == deed.author, event.cid == deed.cid
        )
    ).first()
    if row is None or row.hash != deed.digest:
        return None
    return _posted(journal.stored_at(connection, school, [row.seq])[0], again=True)
