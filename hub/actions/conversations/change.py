"""This file is what happens when somebody changes what they said, or takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from channels.items import Files, is_of_day, only_ends, tagged_in, taken_from, type_of
from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.queries.conversations.place import NO_MESSAGE
from hub.queries.conversations.posting import Question, check_moments, decided, submission_of
from hub.store import changes, holds, journal, remainders
from hub.store.clock import moment, stamp
from hub.wire import Review
from notifiers import outbox
from policies.conversations.changing import WITHDRAWN, MessageFacts, MessageState, may_edit, may_withdraw
from policies.conversations.seeing import ALL, STAFF_SIDE
from policies.sentence import Sentence, on_field, say
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from channels.items import Item
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from hub.wire import Event, Seen

ENDED = {
    None: MessageState.WAITING,
    "return": MessageState.RETURNED,
    "decline": MessageState.DECLINED,
    "approve": MessageState.SHARED,
}
"""Where a message stands by the answer to its hold."""


@dataclass(frozen=True, slots=True)
class ChangeOfMessage:
    """
    Who changes which message; item: the newest, None to take it back.

    seen: its edited_at as they had read it; unset where they do not say.
    """

    person: str
    message: str
    item: Item | None
    seen: Seen | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class Found:
    """A message as the journal has it under the lock. hold: None where it never was held."""

    events: list[journal.Stored]
    hold: holds.Hold | None

    @property
    def first(self) -> Event:
        """What was posted, rewritten by every change since."""
        return self.events[0].event

    def was_seen(self, seen: Seen | UnsetType) -> bool:
        """Whether who read that it was edited then has read the newest; what was approved was not edited yet."""
        versions = {one.event.edited_at for one in self.events if one.event.kind in {"held", "message"}}
        return seen is UNSET or seen in versions

    @property
    def state(self) -> MessageState:
        """Where it stands with families."""
        if any(one.event.n is not None for one in self.events):
            return MessageState.SHARED
        if self.hold is None:
            return MessageState.STAFF_ONLY
        return ENDED[self.hold.answer]

    @property
    def audience(self) -> str:
        """Who reads of a change: who reads the message."""
        return ALL if self.state is MessageState.SHARED else STAFF_SIDE


async def change(school: School, action: ChangeOfMessage, now: datetime) -> int:
    """
    Change a message or take it back; the seq of the event that says so. The same again writes nothing.

    Raises:
        NotFound: no such message, or it is not this person's to know of.
        Forbidden: it is not theirs to change; the sentence says what to do.
        Invalid: it would get files that it has not, or tell of what has not happened yet.
        Conflict: it was changed after they had read it.
        Unavailable: nothing was saved.
    """

    if action.item is not None:
        check_moments(action.item, now)

    async def decided(snapshot: Snapshot) -> int:
        return await school.store.write(lambda transaction: _change(transaction, snapshot, action, now), school.id)

    return await on_fresh_rules(school, decided)


def _change(transaction: Transaction, snapshot: Snapshot, action: ChangeOfMessage, now: datetime) -> int:
    journal.lock(transaction, snapshot.school)
    journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
    found = _found(transaction, snapshot, action)
    rule: Callable[[Snapshot, ChangeOfMessage, Found, datetime], Verdict] = (
        _edits if action.item is not None else _withdraws
    )
    said = found.events[-1].event
    gone = found.first.withdrawn_at is not None
    if gone and action.item is None:
        return said.seq
    action, whole = _with_files(action, changes.newest(found.events))
    if isinstance(verdict := rule(snapshot, action, found, now), Refused):
        raise Forbidden(verdict.because)
    if not whole:
        raise Invalid(
            on_field(
                "item.files", say("files can be taken out of a message, not added. Send others as a new message.")
            )
        )
    if action.item is not None and action.item == changes.newest(found.events):
        return said.seq
    if not found.was_seen(action.seen):
        raise Conflict(_meanwhile(snapshot, found))
    return _write(transaction, snapshot.school, action, found, stamp(now))


def _meanwhile(snapshot: Snapshot, found: Found) -> Sentence:
    by = snapshot.roster.people.get(found.first.edited_by or found.first.author or "")
    return say(
        "{person} changed this meanwhile. Look at it, and change it again.",
        person=by.name if by else say("Somebody"),
    )


def _found(transaction: Transaction, snapshot: Snapshot, action: ChangeOfMessage) -> Found:
    """
    Raises:
        NotFound: there is none, or this person may not know of it; both alike.
    """
    events = journal.of_message(transaction.connection, snapshot.school, action.message)
    if not any(snapshot.may_read(action.person, one.event, one.audience) for one in events):
        raise NotFound(NO_MESSAGE)
    return Found(events, holds.find_hold(transaction.connection, snapshot.school, action.message))


def _with_files(action: ChangeOfMessage, before: Item | None) -> tuple[ChangeOfMessage, bool]:
    """The action with what the hub knows of its files, and whether the message has all of them."""
    if not isinstance(action.item, Files) or not isinstance(before, Files):
        return action, True
    kept = taken_from(before, action.item)
    return (action, False) if kept is None else (replace(action, item=kept), True)


def _edits(snapshot: Snapshot, action: ChangeOfMessage, found: Found, now: datetime) -> Verdict:
    first = found.first
    person = snapshot.roster.people[action.person]
    assert action.item is not None  # noqa: S101 (an edit has one)
    item_type = type_of(action.item)
    said = MessageFacts(
        author=first.author or "",
        item_type=type_of(first.item) if first.item is not None else item_type,
        state=found.state,
        minutes=(now - moment(first.at)).total_seconds() / 60,
        withdrawn=first.withdrawn_at is not None,
        of_day=is_of_day(action.item),
        completes=only_ends(changes.newest(found.events), action.item),
    )
    if said.author != action.person and not said.of_day:
        return Refused(say("Only who wrote a message changes it."))
    where, before = first.conversation or "", changes.newest(found.events)
    submission = replace(submission_of(action.item), shown=frozenset() if before is None else tagged_in(before))
    question = Question(author=action.person, conversation=where, submission=submission, begun=True)
    return may_edit(person, said, item_type, decided(snapshot, question), snapshot.roster.settings)


def _withdraws(snapshot: Snapshot, action: ChangeOfMessage, found: Found, _now: datetime) -> Verdict:
    people = snapshot.roster.people
    return may_withdraw(people[action.person], people[found.first.author or ""])


def _write(transaction: Transaction, school: str, action: ChangeOfMessage, found: Found, at: str) -> int:
    if action.item is None and found.state is MessageState.WAITING:
        _end_hold(transaction, school, action, found, at)
    its = changes.Change(school, action.person, found.audience, found.events, action.item, at)
    done = changes.append(transaction, its)
    if action.item is None:
        outbox.cancel(transaction.connection, school, action.message, at, WITHDRAWN)
        remainders.forget(transaction.connection, school, action.message)
    return done.event.seq


def _end_hold(transaction: Transaction, school: str, action: ChangeOfMessage, found: Found, at: str) -> None:
    """Nobody is to decide about it any more; its author is not told of what they did themselves."""
    first = found.first
    its = Review(
        message=action.message, author=first.author or "", by=action.person, answer="decline", reason=WITHDRAWN
    )
    draft = journal.Draft(
        kind="reviewed", audience=STAFF_SIDE, at=at, conversation=first.conversation, author=action.person,
        body=journal.Body(review=its),
    )  # fmt: skip
    holds.close_hold(transaction.connection, journal.append(transaction, school, draft))
