"""This file decides whether what somebody posts goes into a conversation, and when families see it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from policies.conversations.activity_times import may_have_happened, may_have_slept
from policies.conversations.starting import may_start
from policies.conversations.tagging import may_tag
from policies.people.facts import Person, Student, Urgency
from policies.people.permissions import may_mark
from policies.people.photo_consent import PhotoAudience, may_go_to
from policies.people.roster import EMPTY, Roster
from policies.review.content import Content, Names, held_by_content
from policies.review.sharing import Shared, looks_at_content, sharing_of
from policies.sentence import Listed, Perhaps, Sentence, on_field, say
from policies.verdict import Allowed, Refused, Verdict

NO_CONVERSATION = say("There is no such conversation, or it is not yours.")
"""One sentence for both (DESIGN.md section 4, zero trace)."""


@dataclass(frozen=True, slots=True)
class Sleep:
    """When somebody slept; ended is None while they do."""

    began: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Submission:
    """
    An item that somebody wants to post, as far as it is judged.

    words: what they wrote by hand in it. tagged: the ids of the students on its photos; shown: those who were said
    to be on them before this change. blank: the field that has to show something and does not. happened_at, slept:
    when what it tells of happened, as far as it says.
    """

    item_type: str
    words: str = ""
    tagged: frozenset[str] = EMPTY
    shown: frozenset[str] = EMPTY
    blank: str = ""
    happened_at: datetime | None = None
    slept: Sleep | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """
    The conversation it would go into.

    by_kind: whether its kind lets the author post such an item there. label: of its kind; takes: its item types.
    to_families: guardians belong into it, by its parties and not its people: what is said in a room whose families
    come tomorrow is held today as well. addressed: the children it is about, none where it goes to several
    families. rooms: those it is for; none is the whole school. begun: something was said there before.
    """

    by_kind: Verdict
    label: str
    takes: tuple[str, ...]
    to_families: bool
    addressed: tuple[Student, ...] = ()
    rooms: frozenset[str] = EMPTY
    begun: bool = True

    @property
    def photo_audience(self) -> PhotoAudience:
        """To whom a photo goes that is sent there."""
        return PhotoAudience(families=self.to_families, addressed=self.addressed, rooms=self.rooms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """
    Everything that decides whether an item goes into a conversation, and who sees it when.

    target: None where there is no such conversation, or the author may not know of it. names: what the children of
    the school are called; asked for only where words are looked at. now: None where it is not asked whether it has
    happened yet, as of a form that is still being filled in.
    """

    roster: Roster
    author: Person
    target: Target | None
    submission: Submission
    names: Callable[[], Names]
    urgency: Urgency = Urgency.NORMAL
    now: datetime | None = None


class Fault(StrEnum):
    """Why an item does not go in: by what its author knows, may do, or wrote."""

    UNKNOWN = "unknown"
    FORBIDDEN = "forbidden"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Admitted:
    """It goes in. because: why its author may post it; shared: when families see it, and why."""

    because: Sentence
    shared: Shared


@dataclass(frozen=True, slots=True)
class Rejected:
    """It does not; the sentence names the field first where something is wrong with the item itself."""

    fault: Fault
    because: Sentence


Decision = Admitted | Rejected


def decide(attempt: Attempt) -> Decision:
    """
    Whether an item goes into a conversation, and when families see it.

    The one answer that a post, an edit and a typing sign are held to, that a preview shows and an explanation
    tells: first whether it can be true, then whether its author may, then whether it fits, and at last how loudly.

    Source: DESIGN.md sections 4 and 5; research/domain.md, C7, D4 to D7, 2.2 and 2.4.
    """
    submission, target = attempt.submission, attempt.target
    if attempt.now is not None and isinstance(told := may_be_told(submission, attempt.now), Refused):
        return Rejected(Fault.INVALID, told.because)
    if target is None:
        return Rejected(Fault.UNKNOWN, NO_CONVERSATION)
    verdict = may_write(attempt.roster, attempt.author, target.by_kind, begun=target.begun)
    if isinstance(verdict, Refused):
        return Rejected(Fault.FORBIDDEN, verdict.because)
    if isinstance(fits := _fits(attempt, target), Refused):
        return Rejected(Fault.INVALID, fits.because)
    if isinstance(loud := may_mark(attempt.author, attempt.urgency), Refused):
        return Rejected(Fault.FORBIDDEN, loud.because)
    return Admitted(verdict.because, _shared(attempt, target))


def may_be_told(submission: Submission, now: datetime) -> Verdict:
    """Whether what an item tells of can have happened when it says; a refusal names the field."""
    slept = submission.slept
    if slept is not None and isinstance(verdict := may_have_slept(slept.began, slept.ended, now), Refused):
        return Refused(on_field(f"item.{'started_at' if slept.ended is None else 'ended_at'}", verdict.because))
    happened = may_have_happened(submission.happened_at, now)
    return Refused(on_field("item.happened_at", happened.because)) if isinstance(happened, Refused) else happened


def may_write(roster: Roster, person: Person, by_kind: Verdict, *, begun: bool) -> Verdict:
    """Whether person may write there: by what its kind says, and where nothing was said yet, by who may start."""
    if begun or isinstance(by_kind, Refused):
        return by_kind
    started = may_start(roster, person)
    return started if isinstance(started, Refused) else by_kind


def _fits(attempt: Attempt, target: Target) -> Verdict:
    """Whether this conversation takes the item, it shows something, and its author may say who is on it."""
    submission = attempt.submission
    if submission.item_type not in target.takes:
        return Refused(
            on_field(
                "item.type",
                say(
                    "{label} takes {types}, not {item_type}.",
                    label=target.label,
                    types=Listed(target.takes),
                    item_type=submission.item_type,
                ),
            )
        )
    if submission.blank:
        return Refused(
            on_field(f"item.{submission.blank}", say("there is nothing to see in it. Please write something."))
        )
    if not submission.tagged:
        return Allowed(say("It says of nobody that they are on it."))
    tags = may_tag(attempt.roster, attempt.author, submission.tagged)
    if isinstance(tags, Refused):
        return Refused(on_field("item.tagged", tags.because))
    return may_show(attempt.roster, target.photo_audience, submission.tagged - submission.shown)


def may_show(roster: Roster, audience: PhotoAudience, tagged: frozenset[str]) -> Verdict:
    """
    Whether photos with these students may go there, as far as parents have answered; a refusal names the field.

    Asked of who posts, changes or approves, whoever they are. A change is asked of those whom it says anew to be on
    them: what was shown before may be mended and taken out. Source: policies/people/photo_consent.
    """
    for one in sorted(tagged & roster.students.keys()):
        if isinstance(verdict := may_go_to(roster.students[one], audience), Refused):
            return Refused(on_field("item.tagged", verdict.because))
    return Allowed(say("What the parents of everybody on it have said allows it."))


def _shared(attempt: Attempt, target: Target) -> Shared:
    author, settings, families = attempt.author, attempt.roster.settings, target.to_families
    submission = attempt.submission
    if not looks_at_content(author, settings, to_families=families):
        submission = replace(submission, words="")
    content = _why_by_content(attempt, target, submission)
    return sharing_of(author, submission.item_type, settings, to_families=families, content=content)


def _why_by_content(attempt: Attempt, target: Target, submission: Submission) -> Perhaps:
    """Who is on a photo counts whatever the school chose about names (policies.review.content)."""
    if not submission.words and not submission.tagged:
        return ""
    content = Content(
        text=submission.words, author=attempt.author, addressed=target.addressed, tagged=submission.tagged
    )
    return held_by_content(attempt.roster, attempt.names(), content)
