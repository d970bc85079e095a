"""This file has the doors of approval: the queue, the decision, and what is to wait at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.deeds import review as reviewing
from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.reviews import Held, queue
from hub.deeds.staff_only import governed, set_staff_only
from hub.doors import bodies
from hub.doors.door import Asked, Door, answer
from hub.doors.talk import LIST, limit_of, number_of
from hub.errors import Forbidden, Invalid
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
    """What waits, oldest first: to its author and its colleagues, and to who may decide."""
    person = asked.signed.person
    _works_here(asked.school.snapshot, person)
    state = asked.request.query_params.get("state", "held")
    if state not in {"held", "ended"}:
        raise Invalid("state: held or ended.")
    limit, after = limit_of(asked), number_of(asked, "cursor") or 0
    found, snapshot = await read_on_fresh_rules(
        asked.school,
        lambda connection, rules: (
            queue(connection, rules, person, waiting=state == "held", after=after, limit=limit),
            rules,
        ),
    )
    follows = str(found[limit - 1][0]["seq"]) if len(found) > limit else None
    shown = tuple(_shown(snapshot, person, one) for one in found[:limit])
    return answer(bodies.Reviews(items=shown, next=follows))


def _works_here(snapshot: Snapshot, person: str) -> None:
    if isinstance(verdict := may_see_queue(snapshot.roster.people[person]), Refused):
        raise Forbidden(verdict.because)


def _shown(snapshot: Snapshot, reader: str, held: Held) -> bodies.Held:
    hold, stored = held
    roster = snapshot.roster
    where = snapshot.conversations[hold["conversation"]]
    verdict = may_review(roster, roster.people[reader], where.student(roster))
    reviewer = hold["reviewed_by"]
    assert stored.event.item is not None  # noqa: S101 (a held event always has one)
    return bodies.Held(
        id=hold["message"],
        conversation=where.id,
        title=where.kind.title(roster, where.subject, roster.people[reader]),
        author=hold["author"],
        author_name=roster.people[hold["author"]].name,
        item=stored.event.item,
        held_at=hold["held_at"],
        why=hold["why"],
        may_review=isinstance(verdict, Allowed) and hold["answer"] is None,
        state=hold["answer"] or "held",
        edited_at=stored.event.edited_at,
        reviewed_by=reviewer,
        reviewed_by_name=roster.people[reviewer].name if reviewer else None,
        reviewed_at=hold["reviewed_at"],
        reason=hold["reason"] or "",
    )


async def review(asked: Asked) -> Response:
    """The first decision wins; the second reviewer is told who decided."""
    body, message = asked.body, asked.request.path_params["id"]
    if body.answer == "return":
        raise Invalid("answer: returning for rework is not possible yet; approve or decline.")
    if body.item is not None:
        raise Invalid("item: editing while approving is not possible yet; decline with a reason instead.")
    deed = reviewing.Deed(asked.signed.person, message, body.answer, body.reason, body.edited_at)
    seq = await reviewing.review(asked.school, deed, asked.hub.clock())
    return answer(bodies.Reviewed(id=message, answer=body.answer, seq=seq))


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
         query=("state", "cursor", "limit"), says=f"What waits for approval, oldest first, {LIST} a page."),
    Door(method="POST", path="/v1/reviews/{id}", handle=review, takes=bodies.ReviewIn, gives=bodies.Reviewed,
         says="Approve or decline what waits."),
    Door(method="GET", path="/v1/settings/staff-only", handle=staff_only, gives=bodies.StaffOnly,
         says="What waits for an admin, by item type."),
    Door(method="PUT", path="/v1/settings/staff-only", handle=put_staff_only, takes=dict[str, bool],
         gives=bodies.StaffOnly, says="Change what waits for an admin; what is not named stays."),
)  # fmt: skip
