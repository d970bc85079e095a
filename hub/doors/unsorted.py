"""This file has the doors to what came in by email or text and became no message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from channels.kinds.kind import Subject
from hub.deeds import unsorted as deeds
from hub.deeds.fresh import read_on_fresh_rules
from hub.doors import unsorted_bodies as bodies
from hub.doors.bodies import Named
from hub.doors.door import Asked, Door, answer
from policies.unsorted import SENTENCES, Reason

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from hub.store.snapshot import Snapshot
    from policies.facts import Person


async def listed(asked: Asked) -> Response:
    """For admins; what is about their own family is another one's."""
    return answer(await _listed(asked))


async def settle(asked: Asked) -> Response:
    """The answer is the list as it stands then."""
    its = asked.request.path_params["id"]
    await deeds.settle(asked.school, asked.signed.person, its, asked.body.note, asked.hub.clock())
    return answer(await _listed(asked))


async def original(asked: Asked) -> Response:
    """An email as it came, to be saved: nothing of it is shown on a page of ours."""
    its, admin = asked.request.path_params["id"], asked.signed.person
    raw = await read_on_fresh_rules(asked.school, lambda one, rules: deeds.original(one, rules, admin, its))
    head = {"content-disposition": 'attachment; filename="email.eml"', "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'; sandbox", "cache-control": "no-store"}  # fmt: skip
    return Response(raw, media_type="message/rfc822", headers=head)


async def _listed(asked: Asked) -> bodies.UnsortedList:
    admin = asked.signed.person
    return await read_on_fresh_rules(
        asked.school,
        lambda connection, rules: bodies.UnsortedList(
            items=tuple(_shown(rules, row, admin) for row in deeds.listed(connection, rules, admin))
        ),
    )


def _shown(rules: Snapshot, row: RowMapping, admin: str) -> bodies.Unsorted:
    people = rules.roster.people
    writer, settler = people.get(row["person"] or ""), people.get(row["settled_by"] or "")
    return bodies.Unsorted(
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
    found = ((rules.by_subject.get(("family", str(Subject("student", one)))), one) for one in children)
    named = (
        Named(id=where.id, name=rules.roster.students[one].name)
        for where, one in found
        if where and rules.membership(admin, where.id)
    )
    return tuple(sorted(named, key=lambda one: (one.name, one.id)))


DOORS = (
    Door(method="GET", path="/v1/unsorted", handle=listed, gives=bodies.UnsortedList,
         says="For admins: what came in by email or text and became no message, and why."),
    Door(method="POST", path="/v1/unsorted/{id}", handle=settle, takes=bodies.SortIn, gives=bodies.UnsortedList,
         says="Settle it: somebody of the office has looked at it."),
    Door(method="GET", path="/v1/unsorted/{id}/original", handle=original, gives_raw=True,
         says="An email as it came, message/rfc822."),
)  # fmt: skip
