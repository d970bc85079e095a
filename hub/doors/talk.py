"""This file has the doors to conversations: the list, their history, posting, reading, and who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.deeds import oversee
from hub.deeds import post as posting
from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.judge import may_post
from hub.deeds.place import place
from hub.deeds.read import read as mark_read
from hub.doors import bodies
from hub.doors.door import Asked, Door, answer
from hub.errors import Invalid
from hub.store import journal
from hub.store.changes import CHANGES
from policies.facts import Urgency
from policies.knowing import knows_by_name
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.snapshot import Conversation, Snapshot
    from policies.facts import Person

LIST = 200
"""Conversations on one page, and the most messages on one."""

NEWEST = 2**53


async def conversations(asked: Asked) -> Response:
    """Newest first; from memory alone."""
    school, person = asked.school, asked.signed.person
    views = [shown(school, person, one) for one in school.snapshot.of_person.get(person, ())]
    views.sort(key=_order)
    cursor = asked.request.query_params.get("cursor")
    start = 0 if cursor is None else _after(views, cursor)
    page = views[start : start + limit_of(asked)]
    more = start + len(page) < len(views)
    return answer(bodies.Conversations(items=tuple(page), next=page[-1].id if more and page else None))


def _order(view: bodies.Conversation) -> tuple[int, str, str]:
    return (-view.last.seq if view.last else 0, view.title, view.id)


def _after(views: list[bodies.Conversation], cursor: str) -> int:
    for index, view in enumerate(views):
        if view.id == cursor:
            return index + 1
    raise Invalid("cursor: start again from the first page.")


def shown(school: School, person: str, conversation: str) -> bodies.Conversation:
    """A conversation as person sees it; the right to see it was asked before."""
    snapshot = school.snapshot
    roster, where = snapshot.roster, snapshot.conversations[conversation]
    reader, membership = roster.people[person], snapshot.members(conversation)[person]
    begun = school.begun(conversation)
    verdicts = {one: may_post(snapshot, where, reader, one, begun=begun) for one in where.kind.items}
    allowed = tuple(one for one, verdict in verdicts.items() if not isinstance(verdict, Refused))
    refusals = [verdict.because for verdict in verdicts.values() if isinstance(verdict, Refused)]
    n, read_n = school.heads.n.get(conversation, 0), school.read_n.get((person, conversation), 0)
    last = school.heads.last_for(snapshot, person, conversation)
    student, room = where.student(roster), roster.rooms.get(where.subject.id)
    return bodies.Conversation(
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
        unread=max(0, n - read_n),
        may_post=bool(allowed),
        items=allowed,
        why_not=None if allowed else refusals[0],
        last=last.event if last else None,
        answers=_answers(snapshot, where, reader),
    )


def _answers(snapshot: Snapshot, where: Conversation, reader: Person) -> tuple[bodies.Named, ...]:
    """Where a reader's answer goes, of what they are in."""
    subjects = where.kind.answers(snapshot.roster, where.subject, reader)
    found = [snapshot.by_subject.get((kind, str(subject))) for kind, subject in subjects]
    return tuple(
        bodies.Named(id=one.id, name=one.kind.title(snapshot.roster, one.subject, reader))
        for one in found
        if one is not None and snapshot.membership(reader.id, one.id) is not None
    )


async def messages(asked: Asked) -> Response:
    """Newest first, before a position; only what this reader may read."""
    school, person = asked.school, asked.signed.person
    conversation = asked.request.path_params["id"]
    place(school.snapshot, person, conversation)
    limit, before = limit_of(asked, 50), number_of(asked, "before") or number_of(asked, "cursor") or NEWEST

    def history(connection: Connection, snapshot: Snapshot) -> list[journal.Stored]:
        found, until = list[journal.Stored](), before
        while len(found) <= limit:
            page = journal.before(connection, school.id, conversation, until, LIST)
            said = (one for one in page if one.event.kind not in CHANGES)  # what they changed reads the newest
            found += [one for one in said if snapshot.may_read(person, one.event, one.audience)]
            if len(page) < LIST:
                break
            until = page[-1].event.seq
        return found

    await oversee.read_conversation(school, person, conversation, asked.hub.clock())
    found = await read_on_fresh_rules(school, history)
    kept = found[:limit]
    follows = str(kept[-1].event.seq) if len(found) > limit else None
    return answer(bodies.Messages(items=tuple(one.event for one in kept), next=follows))


async def post(asked: Asked) -> Response:
    """The Idempotency-Key is the cid: the same one answers 200 and the same message."""
    hub, school, person = asked.hub, asked.school, asked.signed.person
    cid = asked.request.headers.get("idempotency-key", "")
    if not bodies.is_cid(cid):
        raise Invalid("Idempotency-Key: name this message, the same on every attempt: 1 to 80 of A-Z a-z 0-9 _.:-")
    hub.not_too_fast(person)
    deed = posting.Post(person, asked.request.path_params["id"], cid, asked.body.item, Urgency(asked.body.urgency))
    done = await posting.post(school, deed, hub.clock())
    return answer(bodies.Posted(id=done.id, seq=done.seq, sharing=done.sharing.value), 200 if done.again else 201)


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
    theirs = snapshot.of_person.get(person, ())
    families = [one for one in theirs if snapshot.conversations[one].subject.about in {"student", "person"}]
    shares = frozenset[str]().union(*(snapshot.members(one) for one in families))
    known = knows_by_name(roster, roster.people[person], shares)
    found = {one: roster.people[one] for one in sorted(known)}
    roles = {one: its.role.value for one, its in found.items()}
    return answer(bodies.Directory(people={one: its.name for one, its in found.items()}, roles=roles))  # type: ignore[arg-type]  # Role's values


def limit_of(asked: Asked, usual: int = LIST) -> int:
    return min(LIST, number_of(asked, "limit") or usual)


def number_of(asked: Asked, name: str) -> int | None:
    text = asked.request.query_params.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:17]) <= NEWEST:
        raise Invalid(f"{name}: a whole number of 1 and more.")
    return int(text)


DOORS = (
    Door(method="GET", path="/v1/conversations", handle=conversations, gives=bodies.Conversations,
         query=("cursor", "limit"), says="The conversations one is in, newest first."),
    Door(method="GET", path="/v1/conversations/{id}/messages", handle=messages, gives=bodies.Messages,
         query=("before", "cursor", "limit"), says="What was said, newest first."),
    Door(method="POST", path="/v1/conversations/{id}/messages", handle=post, takes=bodies.PostIn,
         gives=bodies.Posted, status=201, says="Put an item into a conversation; Idempotency-Key is its cid."),
    Door(method="POST", path="/v1/conversations/{id}/read", handle=read, takes=bodies.ReadIn, status=204,
         says="Mark as read up to a message's n."),
    Door(method="GET", path="/v1/people", handle=people, gives=bodies.Directory,
         says="Names of everybody this reader may know."),
)  # fmt: skip
