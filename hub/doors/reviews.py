"""This file has the doors of approval: the queue, the decision, many at once, and what is to wait at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.deeds import review as reviewing
from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.reviews import Asking, Held, State, queue
from hub.deeds.staff_only import governed, set_staff_only
from hub.deeds.talking import set_talking
from hub.doors import bodies, review_bodies
from hub.doors.door import Asked, Door, answer
from hub.doors.talk import LIST, limit_of, number_of
from hub.errors import Forbidden, Invalid, Met
from policies.knowing import may_see_queue
from policies.reviewing import may_review
from policies.sharing import NEVER_SHARED
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot

LABELS = {
    "message": "Messages and photos",
    "nap": "Naps",
    "meal": "Meals",
    "bottle": "Bottles",
    "diaper": "Diapers",
    "note": "Notes",
    "incident": "Incidents",
    "observation": "Observations",
    "name_to_face": "Name to Face",
}
"""Words for the screen; the wire's own names stay as they are."""


async def reviews(asked: Asked) -> Response:
    """What waits or ended, oldest first: to its author and its colleagues, and to who may decide."""
    person = asked.signed.person
    _works_here(asked.school.snapshot, person)
    author = person if asked.request.query_params.get("mine") == "yes" else None
    asking = Asking(person, _state(asked), author, number_of(asked, "cursor") or 0, limit := limit_of(asked))
    found, snapshot = await read_on_fresh_rules(
        asked.school, lambda connection, rules: (queue(connection, rules, asking), rules)
    )
    follows = str(found[limit - 1].hold["seq"]) if len(found) > limit else None
    shown = tuple(_shown(snapshot, person, one) for one in found[:limit])
    return answer(bodies.Reviews(items=shown, next=follows))


def _state(asked: Asked) -> State:
    match asked.request.query_params.get("state", "held"):
        case "held" | "ended" | "returned" as state:
            return state
        case _:
            raise Invalid("state: held, ended or returned.")


def _works_here(snapshot: Snapshot, person: str) -> None:
    if isinstance(verdict := may_see_queue(snapshot.roster.people[person]), Refused):
        raise Forbidden(verdict.because)


def _shown(snapshot: Snapshot, reader: str, held: Held) -> bodies.Held:
    hold, review, roster = held.hold, held.review, snapshot.roster
    where = snapshot.conversations[hold["conversation"]]
    author, reviewer, waits = roster.people[hold["author"]], hold["reviewed_by"], hold["answer"] is None
    verdict = may_review(roster, roster.people[reader], where.student(roster), author)
    return bodies.Held(
        id=hold["message"],
        conversation=where.id,
        title=where.kind.title(roster, where.subject, roster.people[reader]),
        author=author.id,
        author_name=author.name,
        item=held.item,
        held_at=hold["held_at"],
        why=hold["why"],
        may_review=isinstance(verdict, Allowed) and waits,
        why_not=verdict.because if isinstance(verdict, Refused) and waits else None,
        state=hold["answer"] or "held",
        edited_at=held.stored.event.edited_at,
        reviewed_by=reviewer,
        reviewed_by_name=roster.people[reviewer].name if reviewer else None,
        reviewed_at=hold["reviewed_at"],
        reason=hold["reason"] or "",
        changed=review is not None and review.changed,
        before=review.before if review is not None else None,
    )


async def review(asked: Asked) -> Response:
    """The first decision wins; the second reviewer is told who decided."""
    body, message = asked.body, asked.request.path_params["id"]
    deed = reviewing.Deed(asked.signed.person, message, body.answer, body.reason, body.edited_at, body.item)
    seq = await reviewing.review(asked.school, deed, asked.hub.clock())
    return answer(bodies.Reviewed(id=message, answer=body.answer, seq=seq))


async def review_many(asked: Asked) -> Response:
    """Each is the deed that a single one is; one that is refused stops no other."""
    _works_here(asked.school.snapshot, asked.signed.person)
    versions = {one.id: one.edited_at for one in asked.body.messages}
    items = [await _one_of_many(asked, message, edited_at) for message, edited_at in versions.items()]
    return answer(review_bodies.ReviewedMany(items=tuple(items)))


async def _one_of_many(asked: Asked, message: str, edited_at: str | None) -> review_bodies.ReviewedOne:
    deed = reviewing.Deed(asked.signed.person, message, asked.body.answer, edited_at=edited_at)
    try:
        seq = await reviewing.review(asked.school, deed, asked.hub.clock())
    except Met as met:
        return review_bodies.ReviewedOne(id=message, done=False, seq=None, code=met.code, detail=met.sentence)
    return review_bodies.ReviewedOne(id=message, done=True, seq=seq, code=None, detail=None)


async def review_settings(asked: Asked) -> Response:
    """For the staff: whom they can ask."""
    _works_here(asked.school.snapshot, asked.signed.person)
    return answer(_review_settings(asked.school.snapshot))


async def put_review_settings(asked: Asked) -> Response:
    """Merged into what is set; it changes only what comes after."""
    body: review_bodies.ReviewSettingsIn = asked.body
    wanted = {name: value for name in body.__struct_fields__ if (value := getattr(body, name)) is not None}
    await set_talking(asked.school, asked.signed.person, wanted, asked.hub.clock())
    return answer(_review_settings(asked.school.snapshot))


def _review_settings(snapshot: Snapshot) -> review_bodies.ReviewSettings:
    roster = snapshot.roster
    chosen = roster.settings
    names = {one: roster.people[one].name for one in roster.approvers}
    return review_bodies.ReviewSettings(
        four_eyes=chosen.four_eyes,
        hold_names=chosen.hold_names,
        review_minutes=chosen.review_minutes,
        second_approver=chosen.second_approver,
        approvers=tuple(
            review_bodies.Approver(person=one, name=names[one])
            for one in sorted(names, key=lambda one: (names[one], one))
        ),
    )


async def staff_only(asked: Asked) -> Response:
    """What waits for an admin in this school."""
    roster = asked.school.snapshot.roster
    _works_here(asked.school.snapshot, asked.signed.person)
    return answer(_settings(roster.settings.staff_only))


async def put_staff_only(asked: Asked) -> Response:
    """Merged into what is set; it changes only what comes after."""
    kept = await set_staff_only(asked.school, asked.signed.person, asked.body, asked.hub.clock())
    return answer(_settings(kept))


def _settings(staff_only: frozenset[str]) -> bodies.StaffOnly:
    return bodies.StaffOnly(
        staff_only={name: name in staff_only for name in governed()},
        fixed=tuple(sorted(NEVER_SHARED)),
        labels={name: LABELS.get(name, name) for name in (*governed(), *sorted(NEVER_SHARED))},
    )


DOORS = (
    Door(method="GET", path="/v1/reviews", handle=reviews, gives=bodies.Reviews,
         query=("state", "mine", "cursor", "limit"),
         says=f"What waits (state=held), ended or lies returned with its author, oldest first, {LIST} a page."),
    Door(method="POST", path="/v1/reviews/{id}", handle=review, takes=bodies.ReviewIn, gives=bodies.Reviewed,
         says="Approve what waits, as it is or changed; return it to its author, or decline it."),
    Door(method="POST", path="/v1/reviews", handle=review_many, takes=review_bodies.ReviewManyIn,
         gives=review_bodies.ReviewedMany, says="Approve several that wait; each is answered by itself."),
    Door(method="GET", path="/v1/settings/review", handle=review_settings, gives=review_bodies.ReviewSettings,
         says="How the school reviews what waits."),
    Door(method="PUT", path="/v1/settings/review", handle=put_review_settings,
         takes=review_bodies.ReviewSettingsIn, gives=review_bodies.ReviewSettings,
         says="Change how the school reviews; what is missing stays."),
    Door(method="GET", path="/v1/settings/staff-only", handle=staff_only, gives=bodies.StaffOnly,
         says="What waits for an admin, by item type."),
    Door(method="PUT", path="/v1/settings/staff-only", handle=put_staff_only, takes=dict[str, bool],
         gives=bodies.StaffOnly, says="Change what waits for an admin; what is not named stays."),
)  # fmt: skip
