"""This file has the endpoints of changing and withdrawing, of what was said before, and of who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, UnsetType
from starlette.responses import Response

from channels.items import Item
from hub.actions.conversations import change as changing
from hub.actions.records import oversee
from hub.actions.records import remainder as left_out
from hub.api.query import ListQuery, page_cursor, page_length
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden, NotFound
from hub.limits.costs import Cost
from hub.queries.conversations.place import NO_MESSAGE
from hub.queries.conversations.recorded import on_record
from hub.queries.records.timeline import message_of
from hub.store.changes import revisions as kept
from hub.store.page_cursor import PageCursor
from hub.wire import Seen
from policies.conversations.changing import may_see_revisions
from policies.records.overseeing import may_see_record
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.store.snapshot import Snapshot
    from hub.wire import Seen


class Revision(Out, frozen=True):
    """What a message said until it was changed or withdrawn."""

    item: Item
    until: str
    changed_by: str
    changed_by_name: str


class Revisions(Out, frozen=True):
    message: str
    items: tuple[Revision, ...]


class Looked(Out, frozen=True):
    """
    An admin read, on that day, what is not of their rooms; about: a conversation or a message.

    what is "gave_code" where they gave somebody a code for a new password, "ended_sign_ins" where they ended all of
    theirs, "took_factor", "took_passkeys" or "took_identities" where they took that off them; about: who, a space,
    and when.
    """

    person: str
    name: str
    what: str
    about: str
    at: str


class Audit(Out, frozen=True):
    items: tuple[Looked, ...]
    next: str | None


class Remainder(Out, frozen=True):
    """
    What stood in an email besides the words that were posted.

    theirs: what a mail program added or quoted; ours: what it quotes of our email, empty where the reader may not
    read what that told of. Our links are left out of both.
    """

    theirs: str
    ours: str


class EditIn(In, frozen=True):
    """
    Another item in a message's place. edited_at: of the message as it was read (null: never edited); what was
    changed since is then not written over.
    """

    item: Item
    edited_at: Seen | UnsetType = UNSET


class Changed(Out, frozen=True):
    """seq: of the event that says so."""

    id: str
    seq: int


async def edit(asked: Asked) -> Response:
    """The same again writes nothing and answers alike."""
    return await _changed(asked, asked.body.item, asked.body.edited_at)


async def withdraw(asked: Asked) -> Response:
    """Take a message back; a stub stays in its place."""
    return await _changed(asked, None)


async def _changed(asked: Asked, item: Item | None, seen: Seen | UnsetType = UNSET) -> Response:
    person, message = asked.signed.person, asked.request.path_params["id"]
    asked.hub.not_too_fast(person)
    seq = await changing.change(
        asked.school, changing.ChangeOfMessage(person, message, item, seen), asked.hub.clock()
    )
    return answer(Changed(id=message, seq=seq))


async def revisions(asked: Asked) -> Response:
    """What a message said before each change; that it was looked at goes on record first."""
    school, person, message = asked.school, asked.signed.person, asked.request.path_params["id"]

    def read(connection: Connection, rules: Snapshot) -> list[RowMapping]:
        said = message_of(connection, rules, person, message)[0].event
        if on_record(rules, person, said.conversation, said):
            return kept(connection, school.id, message)
        _refuse(may_see_revisions(rules.roster.people[person]))
        return []

    rows = await read_on_fresh_rules(school, read)
    if not rows:
        raise NotFound(NO_MESSAGE)
    await oversee.note(school, person, oversee.REVISIONS, message, asked.hub.clock())
    names = school.snapshot.roster.people
    items = tuple(
        Revision(
            item=msgspec.json.decode(row["item"], type=Item),
            until=row["at"],
            changed_by=row["changed_by"],
            changed_by_name=names[row["changed_by"]].name,
        )
        for row in rows
    )
    return answer(Revisions(message=message, items=items))


async def remainder(asked: Asked) -> Response:
    """For who sent the email; that an admin looked goes on record first."""
    school, person, message = asked.school, asked.signed.person, asked.request.path_params["id"]
    its = await read_on_fresh_rules(school, lambda one, rules: left_out.remainder(one, rules, person, message))
    if not its.own:
        await oversee.note(school, person, left_out.NOTED, message, asked.hub.clock())
    return answer(Remainder(theirs=its.theirs, ours=its.ours))


async def audit(asked: Asked) -> Response:
    """Who looked at what from outside their rooms, newest first, a page at a time."""
    roster = asked.school.snapshot.roster
    _refuse(may_see_record(roster.people[asked.signed.person]))
    limit, before = page_length(asked.query), page_cursor(asked.query)
    rows = await asked.school.store.read(
        lambda connection: oversee.record(connection, asked.school.id, before, limit)
    )
    items = tuple(
        Looked(
            person=row["person"], name=roster.people[row["person"]].name, what=row["what"],
            about=row["about"], at=row["at"],
        )
        for row in rows[:limit]
    )  # fmt: skip
    last = rows[limit - 1] if len(rows) > limit else None
    return answer(Audit(items=items, next=str(PageCursor(last["at"], last["id"])) if last else None))


def _refuse(verdict: Verdict) -> None:
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)


ROUTES = (
    Route(method="PUT", path="/v1/messages/{id}", cost=Cost.OWN,
         handle=edit, takes=EditIn, gives=Changed,
         says="Put another item of the same type in a message’s place."),
    Route(method="DELETE", path="/v1/messages/{id}", cost=Cost.OWN, handle=withdraw, gives=Changed,
         says="Take a message back; a stub stays."),
    Route(method="GET", path="/v1/messages/{id}/revisions", cost=Cost.READ,
         handle=revisions, gives=Revisions,
         says="What a message said before each change, for admins, and for who keeps a child’s day; it is noted."),
    Route(method="GET", path="/v1/messages/{id}/remainder", cost=Cost.READ, handle=remainder, gives=Remainder,
         says="What stood in an email besides the words that became this message."),
    Route(method="GET", path="/v1/audit", cost=Cost.READ,
         handle=audit, gives=Audit, query=ListQuery,
         says="Which admin read what is not of their rooms, newest first, for admins."),
)  # fmt: skip
