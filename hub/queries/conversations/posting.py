"""This file gathers what decides about an item that somebody wants to post, and asks the one rule about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from channels.items import Nap, shown_by, tagged_in, type_of, words_of
from hub.errors import Forbidden, Invalid, NotFound
from policies.conversations import posting
from policies.conversations.posting import Admitted, Attempt, Decision, Fault, Rejected, Sleep, Submission, Target
from policies.conversations.seeing import Side
from policies.conversations.visible import shows
from policies.people.facts import Urgency
from policies.people.photo_consent import PhotoAudience
from policies.review.sharing import looks_at_content
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from channels.items import Item
    from hub.store.snapshot import Conversation, Snapshot
    from policies.people.facts import Person
    from policies.review.sharing import Shared

TEXT = Submission("text")
"""Words that nobody has written yet."""

FAULTS = {Fault.UNKNOWN: NotFound, Fault.FORBIDDEN: Forbidden, Fault.INVALID: Invalid}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What author wants to post, and where. begun: something was said there before. now: as Attempt has it."""

    author: str
    conversation: str
    submission: Submission
    begun: bool
    urgency: Urgency = Urgency.NORMAL
    now: datetime | None = None


def submission_of(item: Item) -> Submission:
    """An item, as the hub has it, as far as it is judged."""
    must = shown_by(item)
    return Submission(
        item_type=type_of(item),
        words=words_of(item),
        tagged=tagged_in(item),
        blank=must[0] if must is not None and not shows(must[1]) else "",
        happened_at=getattr(item, "happened_at", None),
        slept=Sleep(item.started_at, item.ended_at) if isinstance(item, Nap) else None,
    )


def decided(snapshot: Snapshot, question: Question) -> Shared:
    """
    When families see what is asked about, if it goes in.

    Raises:
        NotFound: no such conversation, or its author may not know of it.
        Forbidden: they may not post there, or not so urgently; the sentence says why.
        Invalid: the conversation does not take such items, it shows nothing, it has not happened yet, or somebody
            cannot be on its photos.
    """
    conversation = question.conversation
    there = snapshot.membership(question.author, conversation) is not None
    where = snapshot.conversations[conversation] if there else None
    match decide(snapshot, question, where):
        case Admitted(shared=shared):
            return shared
        case rejected:
            raise FAULTS[rejected.fault](rejected.because)


def decide(snapshot: Snapshot, question: Question, where: Conversation | None) -> Decision:
    """What the rules say of it; where: None where there is none, or the author may not know of it."""
    author = snapshot.roster.people.get(question.author)
    if author is None:  # of a school that another node knows further on than this one
        return Rejected(Fault.UNKNOWN, posting.NO_CONVERSATION)
    if where is None:
        return posting.decide(_attempt(snapshot, author, None, question))
    target = _target(snapshot, where, author, question)
    attempt = _attempt(snapshot, author, target, question)
    if not _is_usual(attempt, target):
        return posting.decide(attempt)
    key = ("decision", author.id, where.id, question.submission.item_type, question.begun, question.urgency)
    if (known := snapshot.decided.get(key)) is None:
        known = snapshot.decided[key] = posting.decide(attempt)
    return cast("Decision", known)


def _is_usual(attempt: Attempt, target: Target) -> bool:
    """Whether nothing counts of the item but its type: the same is decided of every such one under these rules."""
    its, settings = attempt.submission, attempt.roster.settings
    return (
        not its.tagged
        and not its.blank
        and its.happened_at is None
        and its.slept is None
        and not (its.words and looks_at_content(attempt.author, settings, to_families=target.to_families))
    )


def _attempt(snapshot: Snapshot, author: Person, target: Target | None, question: Question) -> Attempt:
    return Attempt(
        roster=snapshot.roster,
        author=author,
        target=target,
        submission=question.submission,
        names=lambda: snapshot.names,
        urgency=question.urgency,
        now=question.now,
    )


def _target(snapshot: Snapshot, where: Conversation, author: Person, question: Question) -> Target:
    """Under the same rules it is the same for each item of a type."""
    key = ("target", author.id, where.id, question.submission.item_type, question.begun)
    if (known := snapshot.decided.get(key)) is None:
        known = snapshot.decided[key] = _made_target(snapshot, where, author, question)
    return cast("Target", known)


def _made_target(snapshot: Snapshot, where: Conversation, author: Person, question: Question) -> Target:
    roster, kind, subject, audience = snapshot.roster, where.kind, where.subject, photo_audience(snapshot, where)
    return Target(
        by_kind=kind.may_post(roster, subject, author, question.submission.item_type),
        label=kind.label,
        takes=kind.items,
        to_families=audience.families,
        addressed=audience.addressed,
        rooms=audience.rooms,
        begun=question.begun,
    )


def may_write(snapshot: Snapshot, where: Conversation, person: Person, item_type: str, *, begun: bool) -> Verdict:
    """Whether person may put such an item there at all; decide asks it too, lists ask it alone."""
    by_kind = where.kind.may_post(snapshot.roster, where.subject, person, item_type)
    return posting.may_write(snapshot.roster, person, by_kind, begun=begun)


def photo_audience(snapshot: Snapshot, where: Conversation) -> PhotoAudience:
    """To whom a photo goes that is sent into a conversation."""
    roster, kind, subject = snapshot.roster, where.kind, where.subject
    one_family = subject.about in {"student", "person"}
    return PhotoAudience(
        families=any(member.side is Side.GUARDIAN for member in kind.members(roster, subject)),
        addressed=tuple(subject.children(roster)) if one_family else (),
        rooms=frozenset() if one_family else subject.rooms(roster),
    )


def check_photos(snapshot: Snapshot, where: Conversation, tagged: frozenset[str]) -> None:
    """
    Go on only if parents allow that photos with these children go there. tagged: the ids of students.

    Raises:
        Invalid: one of them allows less; the sentence names the child.
    """
    if isinstance(verdict := posting.may_show(snapshot.roster, photo_audience(snapshot, where), tagged), Refused):
        raise Invalid(verdict.because)


def check_moments(item: Item, now: datetime) -> None:
    """
    Go on only if what item tells of can have happened when it says.

    Raises:
        Invalid: it is still to come, or ended before it began; the sentence names the field.
    """
    if isinstance(verdict := posting.may_be_told(submission_of(item), now), Refused):
        raise Invalid(verdict.because)
