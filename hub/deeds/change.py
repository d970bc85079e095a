"""This file is what happens when somebody changes what they said, or takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, select, update

from channels.items import Files, taken_from, type_of
from hub.deeds.fresh import on_fresh_rules
from hub.deeds.judge import Said as Judged
from hub.deeds.judge import judged
from hub.deeds.place import NO_MESSAGE
from hub.errors import Forbidden, Invalid, NotFound
from hub.store import changes, journal, remainders, schema
from hub.store.clock import moment, stamp
from hub.wire import Review
from notifiers import outbox
from policies.changing import Said, State, may_edit, may_withdraw
from policies.seeing import ALL, STAFF_SIDE
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from channels.items import Item
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from hub.wire import Event

WITHDRAWN = "The message was withdrawn."

ENDED = {None: State.WAITING, "return": State.RETURNED, "decline": State.DECLINED, "approve": State.SHARED}
"""Where a message stands by the answer to its hold."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who changes which message; item: the newest, None to take it back."""

    person: str
    message: str
    item: Item | None


@dataclass(frozen=True, slots=True)
class Found:
    """A message as the journal has it under the lock. hold: None where it never was held."""

    events: list[journal.Stored]
    hold: RowMapping | None

    @property
    def first(self) -> Event:
        """What was posted, rewritten by every change since."""
        return self.events[0].event

    @property
    def state(self) -> State:
        """Where it stands with families."""
        if any(one.event.n is not None for one in self.events):
            return State.SHARED
        if self.hold is None:
            return State.STAFF_ONLY
        return ENDED[self.hold["answer"]]

    @property
    def audience(self) -> str:
        """Who reads of a change: who reads the message."""
        return ALL if self.state is State.SHARED else STAFF_SIDE


async def change(school: School, deed: Deed, now: datetime) -> int:
    """
    Change a message or take it back; the seq of the event that says so. The same again writes nothing.

    Raises:
        NotFound: no such message, or it is not this person's to know of.
        Forbidden: it is not theirs to change; the sentence says what to do.
        Invalid: it would get files that it has not.
        Unavailable: nothing was saved.
    """

    async def decided(snapshot: Snapshot) -> int:
        return await school.store.write(lambda transaction: _change(transaction, snapshot, deed, now), school.id)

    return await on_fresh_rules(school, decided)


def _change(transaction: Transaction, snapshot: Snapshot, deed: Deed, now: datetime) -> int:
    journal.lock(transaction, snapshot.school)
    journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
    found = _found(transaction, snapshot, deed)
    rule: Callable[[Snapshot, Deed, Found, datetime], Verdict] = _edits if deed.item is not None else _withdraws
    said = found.events[-1].event
    gone = found.first.withdrawn_at is not None
    if gone and deed.item is None:
        return said.seq
    deed, whole = _with_files(deed, changes.newest(found.events))
    if isinstance(verdict := rule(snapshot, deed, found, now), Refused):
        raise Forbidden(verdict.because)
    if not whole:
        raise Invalid("item.files: files can be taken out of a message, not added. Send others as a new message.")
    if deed.item is not None and deed.item == changes.newest(found.events):
        return said.seq
    return _write(transaction, snapshot.school, deed, found, stamp(now))


def _found(transaction: Transaction, snapshot: Snapshot, deed: Deed) -> Found:
    """
    Raises:
        NotFound: there is none, or this person may not know of it; both alike.
    """
    events = journal.of_message(transaction.connection, snapshot.school, deed.message)
    if not any(snapshot.may_read(deed.person, one.event, one.audience) for one in events):
        raise NotFound(NO_MESSAGE)
    its = schema.hold
    where = its.c.school == snapshot.school, its.c.message == deed.message
    return Found(events, transaction.connection.execute(select(its).where(*where)).mappings().first())


def _with_files(deed: Deed, before: Item | None) -> tuple[Deed, bool]:
    """The deed with what the hub knows of its files, and whether the message has all of them."""
    if not isinstance(deed.item, Files) or not isinstance(before, Files):
        return deed, True
    kept = taken_from(before, deed.item)
    return (deed, False) if kept is None else (replace(deed, item=kept), True)


def _edits(snapshot: Snapshot, deed: Deed, found: Found, now: datetime) -> Verdict:
    first = found.first
    person = snapshot.roster.people[deed.person]
    assert deed.item is not None  # noqa: S101 (an edit has one)
    item_type = type_of(deed.item)
    said = Said(
        author=first.author or "",
        item_type=type_of(first.item) if first.item is not None else item_type,
        state=found.state,
        minutes=(now - moment(first.at)).total_seconds() / 60,
        withdrawn=first.withdrawn_at is not None,
    )
    if said.author != deed.person:
        return Refused("Only who wrote a message changes it.")
    shared = judged(snapshot, deed.person, first.conversation or "", Judged.of(deed.item), begun=True)
    return may_edit(person, said, item_type, shared, snapshot.roster.settings)


def _withdraws(snapshot: Snapshot, deed: Deed, found: Found, _now: datetime) -> Verdict:
    people = snapshot.roster.people
    return may_withdraw(people[deed.person], people[found.first.author or ""])


def _write(transaction: Transaction, school: str, deed: Deed, found: Found, at: str) -> int:
    if deed.item is None and found.state is State.WAITING:
        _end_hold(transaction, school, deed, found, at)
    its = changes.Change(school, deed.person, found.audience, found.events, deed.item, at)
    done = changes.append(transaction, its)
    if deed.item is None:
        outbox.cancel(transaction.connection, school, deed.message, at, WITHDRAWN)
        remainders.forget(transaction.connection, school, deed.message)
    return done.event.seq


def _end_hold(transaction: Transaction, school: str, deed: Deed, found: Found, at: str) -> None:
    """Nobody is to decide about it any more; its author is not told of what they did themselves."""
    first = found.first
    its = Review(
        message=deed.message, author=first.author or "", by=deed.person, answer="decline", reason=WITHDRAWN
    )
    draft = journal.Draft(
        kind="reviewed", audience=STAFF_SIDE, at=at, conversation=first.conversation, author=deed.person,
        body=journal.Body(review=its),
    )  # fmt: skip
    ended = journal.append(transaction, school, draft)
    hold = schema.hold
    transaction.connection.execute(
        update(hold)
        .where(hold.c.school == school, hold.c.message == deed.message)
        .values(
            reviewed_at=at, reviewed_by=deed.person, answer="decline", reason=WITHDRAWN,
            reviewed_seq=ended.event.seq,
        )
    )  # fmt: skip
