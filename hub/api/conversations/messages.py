"""This file has the endpoints to conversations: the list, their history, posting, reading, and who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from starlette.responses import Response

from channels.items import Item
from hub import wire
from hub.actions.conversations import post as posting
from hub.actions.conversations.read import read as mark_read
from hub.actions.records import oversee
from hub.api import schemas
from hub.api.query import NEWEST, NO_CURSOR, ListQuery, Number, NumberedQuery, page_length
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Missed, Named, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Invalid
from hub.limits.costs import Cost
from hub.notify.audience import recipients_of_shared
from hub.queries.conversations.history import HistoryPlace, said_before
from hub.queries.conversations.place import place
from hub.queries.conversations.posting import may_write
from hub.queries.people.room_devices import known_on_device, shows
from hub.store import journal
from hub.wire import Cid, Event, Position
from policies.conversations.asking_first import asks_first
from policies.conversations.returning import unread
from policies.conversations.seeing import Side
from policies.people.display_names import beside
from policies.people.facts import Role, Urgency
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.snapshot import Conversation, Snapshot
    from policies.people.facts import Person, Student


class Conversations(Out, frozen=True):
    items: tuple[schemas.Conversation, ...]
    next: str | None


class Messages(Out, frozen=True):
    """Newest first."""

    items: tuple[Event, ...]
    next: str | None


def is_cid(text: str) -> bool:
    """Whether text may name a message, as hub.wire.Cid says."""
    try:
        return bool(msgspec.convert(text, type=Cid))
    except msgspec.ValidationError:
        return False


class PostIn(In, frozen=True):
    """urgency: beyond normal it needs a permission."""

    item: Item
    urgency: wire.Urgency = "normal"


class Posted(Out, frozen=True):
    id: str
    seq: int
    sharing: wire.Sharing


class ReadIn(In, frozen=True):
    n: Position


class Directory(Out, frozen=True):
    """
    Everybody a reader may know by name: ids to names, for authors and recipients; and to what they are here.

    beside: what stands beside the names of parents, "parent of Mia"; "a parent" where the reader may not know more.
    """

    people: dict[str, str]
    roles: dict[str, Literal["admin", "staff", "guardian"]]
    beside: dict[str, str]


class MessagesQuery(NumberedQuery, frozen=True):
    """before: the n of a message; those before it, as with cursor."""

    before: Number | None = None
    limit: Number = 50


async def conversations(asked: Asked) -> Response:
    """Newest first; from memory alone."""
    school, person = asked.school, asked.signed.person
    snapshot, room = school.snapshot, asked.signed.room
    theirs = (one for one in snapshot.of_person.get(person, ()) if shows(snapshot, room, one))
    views = [_narrowed(snapshot, room, shown(school, person, one)) for one in theirs]
    views.sort(key=_order)
    cursor = asked.query.cursor
    start = 0 if cursor is None else _after(views, cursor)
    page = views[start : start + page_length(asked.query)]
    more = start + len(page) < len(views)
    return answer(Conversations(items=tuple(page), next=page[-1].id if more and page else None))


def _narrowed(snapshot: Snapshot, room: str, view: schemas.Conversation) -> schemas.Conversation:
    """On a room device no answer leads to what is not shown there; anywhere else room is empty."""
    if not room:
        return view
    return msgspec.structs.replace(
        view, answers=tuple(one for one in view.answers if shows(snapshot, room, one.id))
    )


def _order(view: schemas.Conversation) -> tuple[int, str, str]:
    return (-view.last.seq if view.last else 0, view.title, view.id)


def _after(views: list[schemas.Conversation], cursor: str) -> int:
    for index, view in enumerate(views):
        if view.id == cursor:
            return index + 1
    raise Invalid(NO_CURSOR)


def shown(school: School, person: str, conversation: str) -> schemas.Conversation:
    """A conversation as person sees it; the right to see it was asked before."""
    snapshot = school.snapshot
    roster, where = snapshot.roster, snapshot.conversations[conversation]
    reader, membership = roster.people[person], snapshot.members(conversation)[person]
    begun = school.begun(conversation)
    verdicts = {one: may_write(snapshot, where, reader, one, begun=begun) for one in where.kind.items}
    allowed = tuple(one for one, verdict in verdicts.items() if not isinstance(verdict, Refused))
    refusals = [verdict.because for verdict in verdicts.values() if isinstance(verdict, Refused)]
    n, read_n = school.heads.n.get(conversation, 0), school.read_n.get((person, conversation), 0)
    missed = snapshot.missed.get((person, conversation), ())
    withdrawn = tuple(school.withdrawn_for(person, conversation))
    last = school.heads.last_for(snapshot, person, conversation)
    student, room = where.student(roster), roster.rooms.get(where.subject.id)
    return schemas.Conversation(
        id=conversation,
        kind=where.kind.name,
        kind_label=where.kind.label,
        title=where.kind.title(roster, where.subject, reader),
        student=student.id if student else None,
        student_name=student.name if student else None,
        room=room.id if room else None,
        room_name=room.name if room else None,
        side=membership.side,
        n=n,
        read_n=read_n,
        withdrawn=withdrawn,
        unread=unread(n, read_n, missed, withdrawn),
        missed=tuple(Missed(after, to) for after, to in missed),
        may_post=bool(allowed),
        items=allowed,
        why_not=None if allowed else refusals[0],
        last=last.event if last else None,
        answers=_answers(snapshot, where, reader),
        found_by=_found_by(snapshot, where, student),
        asks_first=bool(allowed) and asks_first(where.kind.area, _parents(snapshot, where, reader)),
    )


def _found_by(snapshot: Snapshot, where: Conversation, student: Student | None) -> tuple[str, ...]:
    """Its members know these names; of what is no child's, such as a room's, no parent is named."""
    if student is None:
        return ()
    roster, members = snapshot.roster, snapshot.members(where.id)
    parents = (one for one, its in members.items() if its.side is Side.GUARDIAN and its.open)
    rooms = (roster.rooms[one].name for one in student.rooms if one in roster.rooms)
    return tuple(sorted({*(roster.people[one].name for one in parents), *rooms}))


def _parents(snapshot: Snapshot, where: Conversation, author: Person) -> int:
    """How many parents would be told of what author writes there."""
    people = snapshot.roster.people
    return sum(people[one].role is Role.GUARDIAN for one in recipients_of_shared(snapshot, where, author))


def _answers(snapshot: Snapshot, where: Conversation, reader: Person) -> tuple[Named, ...]:
    """Where a reader's answer goes, of what they are in."""
    subjects = where.kind.answers(snapshot.roster, where.subject, reader)
    found = [snapshot.by_subject.get((kind, str(subject))) for kind, subject in subjects]
    return tuple(
        Named(id=one.id, name=one.kind.title(snapshot.roster, one.subject, reader))
        for one in found
        if one is not None and snapshot.membership(reader.id, one.id) is not None
    )


async def messages(asked: Asked) -> Response:
    """Newest first, before a position; only what this reader may read."""
    school, person = asked.school, asked.signed.person
    conversation = asked.request.path_params["id"]
    place(school.snapshot, person, conversation)
    limit, before = page_length(asked.query), asked.query.before or asked.query.entry or NEWEST

    def history(connection: Connection, snapshot: Snapshot) -> list[journal.Stored]:
        return said_before(connection, snapshot, HistoryPlace(person, conversation), before, limit + 1)

    await oversee.read_conversation(school, person, conversation, asked.hub.clock())
    found = await read_on_fresh_rules(school, history)
    kept = found[:limit]
    follows = str(kept[-1].event.seq) if len(found) > limit else None
    return answer(Messages(items=tuple(one.event for one in kept), next=follows))


async def post(asked: Asked) -> Response:
    """The Idempotency-Key is the cid: the same one answers 200 and the same message."""
    hub, school, person = asked.hub, asked.school, asked.signed.person
    cid = asked.request.headers.get("idempotency-key", "")
    if not is_cid(cid):
        raise Invalid(
            on_field(
                "Idempotency-Key", say("name this message, the same on every attempt: 1 to 80 of A-Z a-z 0-9 _.:-")
            )
        )
    hub.not_too_fast(person)
    action = posting.Post(
        person, asked.request.path_params["id"], cid, asked.body.item, Urgency(asked.body.urgency)
    )
    done = await posting.post(school, action, hub.clock())
    return answer(Posted(id=done.id, seq=done.seq, sharing=done.sharing.value), 200 if done.again else 201)


async def read(asked: Asked) -> Response:
    """Up to which message this person has read."""
    conversation = asked.request.path_params["id"]
    school, person, n = asked.school, asked.signed.person, asked.body.n
    await mark_read(school, person, conversation, n, asked.hub.clock())
    return Response(status_code=204)


async def people(asked: Asked) -> Response:
    """Everybody this reader may know by name: who works here, and who shares a conversation with them."""
    snapshot, person = asked.school.snapshot, asked.signed.person
    roster = snapshot.roster
    found = {one: roster.people[one] for one in sorted(known_on_device(snapshot, person, asked.signed.room))}
    roles = {one: its.role.value for one, its in found.items()}
    labels = {one: label for one, its in found.items() if (label := beside(roster, its, person))}
    names = {one: its.name for one, its in found.items()}
    return answer(Directory(people=names, roles=roles, beside=labels))  # type: ignore[arg-type]  # Role's values


ROUTES = (
    Route(method="GET", path="/v1/conversations", cost=Cost.READ, handle=conversations, gives=Conversations,
         query=ListQuery, says="The conversations one is in, newest first."),
    Route(method="GET", path="/v1/conversations/{id}/messages", cost=Cost.READ,
         handle=messages, gives=Messages,
         query=MessagesQuery, says="What was said, newest first."),
    Route(method="POST", path="/v1/conversations/{id}/messages", cost=Cost.OWN, handle=post, takes=PostIn,
         gives=Posted, status=201, says="Put an item into a conversation; Idempotency-Key is its cid."),
    Route(method="POST", path="/v1/conversations/{id}/read", cost=Cost.WRITE,
         handle=read, takes=ReadIn, status=204,
         says="Mark as read up to a message's n."),
    Route(method="GET", path="/v1/people", cost=Cost.READ, handle=people, gives=Directory,
         says="Names of everybody this reader may know."),
)  # fmt: skip
