"""This file has the endpoints of approval: the queue, the decision, and many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta
from starlette.responses import Response

from channels.items import Item
from hub.actions.review import review as reviewing
from hub.api.query import LIST, NumberedQuery, page_length
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out, ReasonText
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Code, Forbidden, Met
from hub.limits.costs import Cost
from hub.queries.review.reviews import HeldItem, QueueQuestion, queue
from hub.store.holds import State
from hub.wire import Id
from policies.people.knowing import may_see_queue
from policies.review.reviewing import may_review
from policies.sentence import recalled
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot


MANY = 100
"""Most items decided by one request; who has more asks again, and can show how far it is."""


class Version(In, frozen=True):
    """A held item as the reviewer read it; edited_at: as the queue had it."""

    id: Id
    edited_at: Annotated[str, Meta(max_length=40)] | None = None


class ReviewManyIn(In, frozen=True):
    """Returning and declining ask for a reason of each, and are done one by one."""

    answer: Literal["approve"]
    messages: Annotated[tuple[Version, ...], Meta(min_length=1, max_length=MANY)]


class ReviewedOne(Out, frozen=True):
    """What became of one: seq where it is done, else code and the sentence that says why not."""

    id: str
    done: bool
    seq: int | None
    code: Code | None
    detail: str | None


class ReviewedMany(Out, frozen=True):
    items: tuple[ReviewedOne, ...]


class Held(Out, frozen=True):
    """
    An item in the review queue. why: the sentence that holds it. edited_at, edited_by: when it
    was last changed, and by whom where that was not its author.

    why_not: the sentence to show where a decision would stand, null where may_review or where it has ended.
    changed: it was approved with changes; before: what its author had written, as long as it is known.
    """

    id: str
    conversation: str
    title: str
    author: str
    author_name: str
    item: Item
    held_at: str
    why: str
    may_review: bool
    why_not: str | None
    state: Literal["held", "approve", "return", "decline"]
    edited_at: str | None
    edited_by: str | None
    reviewed_by: str | None
    reviewed_by_name: str | None
    reviewed_at: str | None
    reason: str
    changed: bool
    before: Item | None


class Reviews(Out, frozen=True):
    items: tuple[Held, ...]
    next: str | None


class ReviewIn(In, frozen=True):
    """
    reason: to be given where it is returned or declined. item: what is to be released instead, of the same type.
    edited_at: as the queue had it.
    """

    answer: Literal["approve", "return", "decline"]
    reason: ReasonText = ""
    item: Item | None = None
    edited_at: Annotated[str, Meta(max_length=40)] | None = None


class Reviewed(Out, frozen=True):
    """seq: of the event that ended the hold."""

    id: str
    answer: Literal["approve", "return", "decline"]
    seq: int


class ReviewsQuery(NumberedQuery, frozen=True):
    """mine: what the asker wrote alone."""

    state: State = "held"
    mine: Literal["yes", "no"] = "no"


async def reviews(asked: Asked) -> Response:
    """What waits or ended, oldest first: to its author and its colleagues, and to who may decide."""
    person = asked.signed.person
    _works_here(asked.school.snapshot, person)
    author = person if asked.query.mine == "yes" else None
    asking = QueueQuestion(
        person, asked.query.state, author, asked.query.entry or 0, limit := page_length(asked.query)
    )
    found, snapshot = await read_on_fresh_rules(
        asked.school, lambda connection, rules: (queue(connection, rules, asking), rules)
    )
    follows = str(found[limit - 1].hold.seq) if len(found) > limit else None
    shown = tuple(_shown(snapshot, person, one) for one in found[:limit])
    return answer(Reviews(items=shown, next=follows))


def _works_here(snapshot: Snapshot, person: str) -> None:
    if isinstance(verdict := may_see_queue(snapshot.roster.people[person]), Refused):
        raise Forbidden(verdict.because)


def _shown(snapshot: Snapshot, reader: str, held: HeldItem) -> Held:
    hold, review, roster = held.hold, held.review, snapshot.roster
    where = snapshot.conversations[hold.conversation]
    author, reviewer, waits = roster.people[hold.author], hold.reviewed_by, hold.answer is None
    verdict = may_review(roster, roster.people[reader], where.student(roster), author)
    return Held(
        id=hold.message,
        conversation=where.id,
        title=where.kind.title(roster, where.subject, roster.people[reader]),
        author=author.id,
        author_name=author.name,
        item=held.item,
        held_at=hold.held_at,
        why=recalled(hold.why),
        may_review=isinstance(verdict, Allowed) and waits,
        why_not=verdict.because if isinstance(verdict, Refused) and waits else None,
        state=hold.answer or "held",
        edited_at=held.stored.event.edited_at,
        edited_by=held.stored.event.edited_by,
        reviewed_by=reviewer,
        reviewed_by_name=roster.people[reviewer].name if reviewer else None,
        reviewed_at=hold.reviewed_at,
        reason=hold.reason or "",
        changed=review is not None and review.changed,
        before=review.before if review is not None else None,
    )


async def review(asked: Asked) -> Response:
    """The first decision wins; the second reviewer is told who decided."""
    body, message = asked.body, asked.request.path_params["id"]
    action = reviewing.ReviewAnswer(
        asked.signed.person, message, body.answer, body.reason, body.edited_at, body.item
    )
    seq = await reviewing.review(asked.school, action, asked.hub.clock())
    return answer(Reviewed(id=message, answer=body.answer, seq=seq))


async def review_many(asked: Asked) -> Response:
    """Each is the action that a single one is; one that is refused stops no other."""
    _works_here(asked.school.snapshot, asked.signed.person)
    versions = {one.id: one.edited_at for one in asked.body.messages}
    items = [await _one_of_many(asked, message, edited_at) for message, edited_at in versions.items()]
    return answer(ReviewedMany(items=tuple(items)))


async def _one_of_many(asked: Asked, message: str, edited_at: str | None) -> ReviewedOne:
    action = reviewing.ReviewAnswer(asked.signed.person, message, asked.body.answer, edited_at=edited_at)
    try:
        seq = await reviewing.review(asked.school, action, asked.hub.clock())
    except Met as met:
        return ReviewedOne(id=message, done=False, seq=None, code=met.code, detail=met.sentence)
    return ReviewedOne(id=message, done=True, seq=seq, code=None, detail=None)


ROUTES = (
    Route(method="GET", path="/v1/reviews", cost=Cost.READ, handle=reviews, gives=Reviews,
         query=ReviewsQuery,
         says=f"What waits (state=held), ended or lies returned with its author, oldest first, {LIST} a page."),
    Route(method="POST", path="/v1/reviews/{id}", cost=Cost.WRITE,
         handle=review, takes=ReviewIn, gives=Reviewed,
         says="Approve what waits, as it is or changed; return it to its author, or decline it."),
    Route(method="POST", path="/v1/reviews", cost=Cost.WRITE, handle=review_many, takes=ReviewManyIn,
         gives=ReviewedMany, says="Approve several that wait; each is answered by itself."),
)  # fmt: skip
