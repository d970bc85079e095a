"""This file is what happens when an admin approves, returns or declines what waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from channels.items import Files, tagged_in, taken_from, type_of
from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.queries.conversations.place import NO_MESSAGE, place
from hub.queries.conversations.posting import check_moments, check_photos
from hub.store import changes, holds, journal
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.wire import Event, Review
from policies.conversations.seeing import ALL, STAFF_SIDE, may_read
from policies.conversations.tagging import may_tag
from policies.records.activity_log import Deed
from policies.review.reviewing import may_approve_as, may_review, needs_reason, outcome
from policies.sentence import Sentence, key, on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from channels.items import Item
    from hub.bus.school import School
    from hub.store.holds import Answer, Hold
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

CHANGED = key("{person} changed this since you looked. Read it again, then decide.")


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """
    What a reviewer says of a held message; reason is for its author. edited_at: of what the reviewer read.

    item: what is to be released in its place, where it is approved with changes.
    """

    reviewer: str
    message: str
    answer: Answer
    reason: str = ""
    edited_at: str | None = None
    item: Item | None = None


async def review(school: School, action: ReviewAnswer, now: datetime) -> int:
    """
    End a hold, and return the seq of the event that did. Approval releases the item to those who belong now.

    Raises:
        NotFound: no such message, or it is not the reviewer's to know of.
        Forbidden: the reviewer may not review it.
        Conflict: it does not wait any more, or reads otherwise by now; the sentence says who did that.
        Invalid: returned or declined without a reason, changed into what it may not be, or parents of somebody on
            its photos do not allow it.
    """
    if needs_reason(action.answer) and not action.reason.strip():
        raise Invalid(on_field("reason", say("tell the author why, so that they know what to do.")))
    if action.item is not None and action.answer != "approve":
        raise Invalid(
            on_field(
                "item",
                say("what is not approved is not changed either; write what should be different as the reason."),
            )
        )
    if action.item is not None:
        check_moments(action.item, now)
    return await on_fresh_rules(school, lambda snapshot: _review(school, snapshot, action, stamp(now)))


async def _review(school: School, snapshot: Snapshot, action: ReviewAnswer, at: str) -> int:
    hold = await school.store.read(lambda connection: holds.find_hold(connection, school.id, action.message))
    _check(snapshot, action.reviewer, hold)
    return await school.store.write(lambda transaction: _end(transaction, snapshot, action, at), school.id)


def _check(snapshot: Snapshot, reviewer: str, hold: Hold | None) -> None:
    if hold is None:
        raise NotFound(NO_MESSAGE)
    where, membership = place(snapshot, reviewer, hold.conversation)
    if not may_read(membership.side, STAFF_SIDE, hold.seq, membership.spans, own_child=membership.own_child):
        raise NotFound(NO_MESSAGE)
    roster = snapshot.roster
    verdict = may_review(roster, roster.people[reviewer], where.student(roster), roster.people[hold.author])
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)


def _end(transaction: Transaction, snapshot: Snapshot, action: ReviewAnswer, at: str) -> int:
    school = snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    hold = holds.find_hold(transaction.connection, school, action.message)
    if hold is None:
        raise NotFound(NO_MESSAGE)
    (waiting,) = journal.stored_at(transaction.connection, school, [hold.seq])
    if hold.answer is not None:
        raise Conflict(_decided(transaction.connection, snapshot, hold, waiting))
    if action.answer == "approve" and waiting.event.edited_at != action.edited_at:
        raise Conflict(say(CHANGED, person=snapshot.roster.people[hold.author].name))
    action = _with_files(snapshot, action, waiting.event.item)
    changed = _changed(snapshot, hold, waiting, action)
    ended = journal.append(transaction, school, _reviewed(hold, waiting, action, at, changed=changed))
    if changed:
        changes.record(transaction, school, ended, waiting.event, action.reviewer)
    if action.answer == "approve":
        _check_photos(snapshot, hold, waiting.event.item, action.item)
        journal.append(transaction, school, _released(hold, waiting.event, action.item, at))
    holds.close_hold(transaction.connection, ended)
    put_on_record(transaction, _noted(snapshot, hold, action, at, changed=changed))
    return ended.event.seq


def _check_photos(snapshot: Snapshot, hold: Hold, before: Item | None, item: Item | None) -> None:
    """
    What parents have said since it was written counts for who approves it, too.

    Who its author said is on it still is, whatever a reviewer takes out of the list, while an image is left.
    """
    if (shown := item or before) is None:
        return
    where, tagged = snapshot.conversations[hold.conversation], tagged_in(shown)
    if before is not None and isinstance(shown, Files) and any(one.is_image for one in shown.files):
        tagged |= tagged_in(before)
    check_photos(snapshot, where, tagged)


ON_RECORD = {"return": Deed.RETURNED, "decline": Deed.DECLINED}


def _noted(snapshot: Snapshot, hold: Hold, action: ReviewAnswer, at: str, *, changed: bool) -> LogDraft:
    """On record: who decided, and whose it was; not a word of it, and none of the reason."""
    by, author = snapshot.roster.people[action.reviewer], snapshot.roster.people[hold.author]
    approved = Deed.APPROVED_CHANGED if changed else Deed.APPROVED
    return LogDraft(
        school=snapshot.school, deed=ON_RECORD.get(action.answer, approved), at=at, by=by.id, by_name=by.name,
        about=author.id, about_name=author.name,
        facts={"message": action.message, "conversation": hold.conversation},
    )  # fmt: skip


def _decided(connection: Connection, snapshot: Snapshot, hold: Hold, waiting: journal.Stored) -> Sentence:
    people = snapshot.roster.people
    (ended,) = journal.stored_at(connection, snapshot.school, [hold.reviewed_seq or 0])
    return outcome(
        people[hold.reviewed_by or ""].name,
        people[hold.author].name,
        hold.answer or "",
        changed=ended.event.review is not None and ended.event.review.changed,
        withdrew=waiting.event.withdrawn_at == hold.reviewed_at,
    )


def _with_files(snapshot: Snapshot, action: ReviewAnswer, before: Item | None) -> ReviewAnswer:
    """The action with what the hub knows of its files: a reviewer takes some out, and puts none in."""
    if not isinstance(action.item, Files) or not isinstance(before, Files):
        return action
    kept, reviewer = taken_from(before, action.item), snapshot.roster.people[action.reviewer]
    if kept is None:
        raise Invalid(on_field("item.files", say("who approves takes files out, and puts none in.")))
    if isinstance(verdict := may_tag(snapshot.roster, reviewer, tagged_in(kept)), Refused):
        raise Invalid(on_field("item.tagged", verdict.because))
    return replace(action, item=kept)


def _changed(snapshot: Snapshot, hold: Hold, waiting: journal.Stored, action: ReviewAnswer) -> bool:
    """Whether the reviewer puts another item in its place; it is judged like a post."""
    before = waiting.event.item
    if action.item is None or before is None or action.item == before:
        return False
    taken = snapshot.conversations[hold.conversation].kind.items
    if isinstance(verdict := may_approve_as(type_of(before), type_of(action.item), taken), Refused):
        raise Invalid(on_field("item", verdict.because))
    return True


def _reviewed(
    hold: Hold, waiting: journal.Stored, action: ReviewAnswer, at: str, *, changed: bool
) -> journal.Draft:
    its = Review(
        message=action.message,
        author=hold.author,
        by=action.reviewer,
        answer=action.answer,
        reason=action.reason,
        changed=changed,
        before=waiting.event.item if changed else None,
    )
    return journal.Draft(
        kind="reviewed",
        audience=STAFF_SIDE,
        at=at,
        conversation=hold.conversation,
        author=action.reviewer,
        body=journal.Body(review=its),
    )


def _released(hold: Hold, waiting: Event, item: Item | None, at: str) -> journal.Draft:
    """
    The held item, or another in its place, as an ordinary message and as urgent as it was; without its cid, which
    may tell when it was written, and without a word of who changed it before.
    """
    return journal.Draft(
        kind="message",
        audience=ALL,
        at=at,
        conversation=hold.conversation,
        id=hold.message,
        author=hold.author,
        body=journal.Body(item=item or waiting.item, urgency=waiting.urgency),
        counted=True,
    )
