"""This file has the doors of changing and withdrawing, of what was said before, and of who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response

from channels.items import Item
from hub.deeds import change as changing
from hub.deeds import oversee
from hub.deeds import remainder as left_out
from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.place import NO_MESSAGE
from hub.deeds.recorded import on_record
from hub.deeds.timeline import message_of
from hub.doors import bodies
from hub.doors.door import Asked, Door, answer
from hub.doors.talk import limit_of
from hub.doors.unsorted_bodies import Remainder
from hub.errors import Forbidden, Invalid, NotFound
from hub.store.changes import revisions as kept
from policies.changing import may_see_revisions
from policies.overseeing import may_see_record
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.store.snapshot import Snapshot


async def edit(asked: Asked) -> Response:
    """The same again writes nothing and answers alike."""
    return await _changed(asked, asked.body.item)


async def withdraw(asked: Asked) -> Response:
    """A stub stays in its place."""
    return await _changed(asked, None)


async def _changed(asked: Asked, item: Item | None) -> Response:
    person, message = asked.signed.person, asked.request.path_params["id"]
    asked.hub.not_too_fast(person)
    seq = await changing.change(asked.school, changing.Deed(person, message, item), asked.hub.clock())
    return answer(bodies.Changed(id=message, seq=seq))


async def revisions(asked: Asked) -> Response:
    """What a message said before each change; that it was looked at goes on record first."""
    school, person, message = asked.school, asked.signed.person, asked.request.path_params["id"]
    _refuse(may_see_revisions(school.snapshot.roster.people[person]))

    def read(connection: Connection, rules: Snapshot) -> list[RowMapping]:
        where = message_of(connection, rules, person, message)[0].event.conversation
        return kept(connection, school.id, message) if on_record(rules, person, where) else []

    rows = await read_on_fresh_rules(school, read)
    if not rows:
        raise NotFound(NO_MESSAGE)
    await oversee.note(school, (person, oversee.REVISIONS, message), asked.hub.clock())
    names = school.snapshot.roster.people
    items = tuple(
        bodies.Revision(
            item=msgspec.json.decode(row["item"], type=Item),
            until=row["at"],
            changed_by=row["changed_by"],
            changed_by_name=names[row["changed_by"]].name,
        )
        for row in rows
    )
    return answer(bodies.Revisions(message=message, items=items))


async def remainder(asked: Asked) -> Response:
    """For who sent the email; that an admin looked goes on record first."""
    school, person, message = asked.school, asked.signed.person, asked.request.path_params["id"]
    its = await read_on_fresh_rules(school, lambda one, rules: left_out.remainder(one, rules, person, message))
    if not its.own:
        await oversee.note(school, (person, left_out.NOTED, message), asked.hub.clock())
    return answer(Remainder(theirs=its.theirs, ours=its.ours))


async def audit(asked: Asked) -> Response:
    """Newest first."""
    roster = asked.school.snapshot.roster
    _refuse(may_see_record(roster.people[asked.signed.person]))
    limit, before = limit_of(asked), _before(asked)
    rows = await asked.school.store.read(
        lambda connection: oversee.record(connection, asked.school.id, before, limit)
    )
    items = tuple(
        bodies.Looked(
            person=row["person"], name=roster.people[row["person"]].name, what=row["what"],
            about=row["about"], at=row["at"],
        )
        for row in rows[:limit]
    )  # fmt: skip
    last = rows[limit - 1] if len(rows) > limit else None
    return answer(bodies.Audit(items=items, next=f"{last['at']},{last['id']}" if last else None))


def _before(asked: Asked) -> tuple[str, str] | None:
    cursor = asked.request.query_params.get("cursor")
    if cursor is None:
        return None
    at, comma, its = cursor.partition(",")
    if not comma:
        raise Invalid("cursor: start again from the first page.")
    return at, its


def _refuse(verdict: Verdict) -> None:
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)


DOORS = (
    Door(method="PUT", path="/v1/messages/{id}", handle=edit, takes=bodies.EditIn, gives=bodies.Changed,
         says="Put another item of the same type in a message’s place."),
    Door(method="DELETE", path="/v1/messages/{id}", handle=withdraw, gives=bodies.Changed,
         says="Take a message back; a stub stays."),
    Door(method="GET", path="/v1/messages/{id}/revisions", handle=revisions, gives=bodies.Revisions,
         says="What a message said before each change, for admins; the reading is noted."),
    Door(method="GET", path="/v1/messages/{id}/remainder", handle=remainder, gives=Remainder,
         says="What stood in an email besides the words that became this message."),
    Door(method="GET", path="/v1/audit", handle=audit, gives=bodies.Audit, query=("cursor", "limit"),
         says="Which admin read what is not of their rooms, newest first, for admins."),
)  # fmt: skip
