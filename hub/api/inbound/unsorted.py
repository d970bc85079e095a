"""This file has the endpoints to what came in by email or text and became no message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from starlette.responses import Response

from hub.actions.inbound import unsorted as actions
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Named, Out, ReasonText
from hub.api.security_headers import API_POLICY
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from hub.queries.conversations.place import family_of
from policies.inbound.unsorted import SENTENCES, Reason

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from hub.store.snapshot import Snapshot
    from policies.people.facts import Person


class Unsorted(Out, frozen=True):
    """
    An email or a text that became no message.

    from_name: who wrote it, person: their id; both null where that is not sure. address: whom it names as sender.
    reason: why, by name; because: in words; detail: what a rule or a mail server said. count: how often the same
    came, the last time at at. has_original: it can be had as it came. families: where a parent is answered, as
    far as the reader is there: the conversations of their children's families, each by its id and the child's name.
    """

    id: str
    medium: Literal["email", "sms"]
    address: str
    person: str | None
    from_name: str | None
    reason: str
    because: str
    detail: str
    text: str
    count: int
    first_at: str
    at: str
    has_original: bool
    settled_at: str | None
    settled_by_name: str | None
    note: str
    families: tuple[Named, ...]


class UnsortedList(Out, frozen=True):
    """What is open first, then the newest of what was settled."""

    items: tuple[Unsorted, ...]


class SortIn(In, frozen=True):
    """note: what the other admins read of it."""

    note: ReasonText = ""


async def list_unsorted(asked: Asked) -> Response:
    """For admins; what is about their own family is another one's."""
    return answer(await _listed(asked))


async def settle_unsorted(asked: Asked) -> Response:
    """The answer is the list as it stands then."""
    its = asked.request.path_params["id"]
    await actions.settle(asked.school, asked.signed.person, its, asked.body.note, asked.hub.clock())
    return answer(await _listed(asked))


async def original(asked: Asked) -> Response:
    """An email as it came, to be saved: nothing of it is shown on a page of ours."""
    its, admin = asked.request.path_params["id"], asked.signed.person
    raw = await read_on_fresh_rules(asked.school, lambda one, rules: actions.original(one, rules, admin, its))
    head = {
        "content-disposition": 'attachment; filename="email.eml"',
        "content-security-policy": f"sandbox; {API_POLICY}",
    }
    return Response(raw, media_type="message/rfc822", headers=head)


async def _listed(asked: Asked) -> UnsortedList:
    admin = asked.signed.person
    return await read_on_fresh_rules(
        asked.school,
        lambda connection, rules: UnsortedList(
            items=tuple(_shown(rules, row, admin) for row in actions.listed(connection, rules, admin))
        ),
    )


def _shown(rules: Snapshot, row: RowMapping, admin: str) -> Unsorted:
    people = rules.roster.people
    writer, settler = people.get(row["person"] or ""), people.get(row["settled_by"] or "")
    return Unsorted(
        id=row["id"], medium=row["medium"], address=row["address"], person=writer.id if writer else None,
        from_name=writer.name if writer else None, reason=row["reason"], because=SENTENCES[Reason(row["reason"])],
        detail=row["detail"], text=row["text"], count=row["count"], first_at=row["first_at"], at=row["at"],
        has_original=bool(row["has_original"]), settled_at=row["settled_at"],
        settled_by_name=settler.name if settler else None, note=row["note"],
        families=_families(rules, writer, admin),
    )  # fmt: skip


def _families(rules: Snapshot, writer: Person | None, admin: str) -> tuple[Named, ...]:
    """Where admin can answer a parent."""
    children = rules.roster.children_of.get(writer.id, frozenset()) if writer else frozenset()
    found = ((family_of(rules, one), one) for one in children)
    named = (
        Named(id=where.id, name=rules.roster.students[one].name)
        for where, one in found
        if where and rules.membership(admin, where.id)
    )
    return tuple(sorted(named, key=lambda one: (one.name, one.id)))


ROUTES = (
    Route(method="GET", path="/v1/unsorted", cost=Cost.READ, handle=list_unsorted, gives=UnsortedList,
         says="For admins: what came in by email or text and became no message, and why."),
    Route(method="POST", path="/v1/unsorted/{id}", cost=Cost.WRITE,
         handle=settle_unsorted, takes=SortIn, gives=UnsortedList,
         says="Settle it: somebody of the office has looked at it."),
    Route(method="GET", path="/v1/unsorted/{id}/original", cost=Cost.READ, handle=original, gives_raw=True,
         says="An email as it came, message/rfc822."),
)  # fmt: skip
