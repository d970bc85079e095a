"""This file has the endpoints to new conversations: whom one may write to, and the conversation with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.actions.conversations.converse import WantedConversation, contacts, converse
from hub.api.conversations.messages import shown
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Conversation, In, Out
from hub.limits.costs import Cost
from hub.queries.conversations.hours import expected
from hub.wire import Id
from policies.conversations.starting import may_start
from policies.verdict import Refused

if TYPE_CHECKING:
    from channels.kinds.kind import Kind, Subject
    from hub.bus.school import School


class OpenConversation(In, frozen=True):
    """One of student, room and person, as the kind asks; none for the whole school."""

    kind: Id
    student: Id | None = None
    room: Id | None = None
    person: Id | None = None


class Contact(Out, frozen=True):
    """
    Whom one may write to: what POST /v1/conversations asks for. id: of the conversation, null until it is made.

    about: the child or rooms that tell two of the same name apart, for the screen.
    """

    kind: str
    kind_label: str
    title: str
    about: str
    id: str | None
    student: str | None
    person: str | None


class Contacts(Out, frozen=True):
    """why_not: the sentence to show where one may start nothing; expect: when a parent may expect an answer."""

    items: tuple[Contact, ...]
    why_not: str | None
    expect: str | None


async def open_conversation(asked: Asked) -> Response:
    """200 where it was there, 201 where it is made now."""
    school, body, person = asked.school, asked.body, asked.signed.person
    asked.hub.not_too_fast(person)
    wanted = WantedConversation(body.kind, body.student, body.room, body.person)
    its, made = await converse(school, person, wanted, asked.hub.clock())
    return answer(shown(school, person, its), 201 if made else 200)


async def possible(asked: Asked) -> Response:
    """By the very rules that a post is decided by; from memory alone."""
    school, person = asked.school, asked.signed.person
    roster = school.snapshot.roster
    verdict = may_start(roster, roster.people[person])
    refused = isinstance(verdict, Refused)
    found = [_contact(school, person, kind, subject) for kind, subject in contacts(school.snapshot, person)]
    if refused:
        found = [one for one in found if one.id is not None and school.begun(one.id)]
    return answer(
        Contacts(
            items=tuple(found),
            why_not=verdict.because if refused else None,
            expect=expected(school.snapshot, person, asked.hub.clock()),
        )
    )


def _contact(school: School, reader: str, kind: Kind, subject: Subject) -> Contact:
    snapshot = school.snapshot
    roster = snapshot.roster
    there = snapshot.by_subject.get((kind.name, str(subject)))
    other = next(iter(subject.people - {reader}), None)
    return Contact(
        kind=kind.name,
        kind_label=kind.label,
        title=kind.title(roster, subject, roster.people[reader]),
        about=_about(school, subject, other),
        id=there.id if there is not None else None,
        student=subject.id if subject.about == "student" else None,
        person=other,
    )


def _about(school: School, subject: Subject, other: str | None) -> str:
    roster = school.snapshot.roster
    if (student := subject.student(roster)) is not None:
        return student.name
    if other is None:
        return roster.school_name
    if other in roster.children_of:
        return ", ".join(sorted(roster.students[child].name for child in roster.children_of[other]))
    return roster.room_names(roster.people[other].rooms) if roster.people[other].rooms else ""


ROUTES = (
    Route(method="GET", path="/v1/conversations/possible", cost=Cost.READ, handle=possible, gives=Contacts,
         says="Whom one may write to."),
    Route(method="POST", path="/v1/conversations", cost=Cost.RULE,
         handle=open_conversation, takes=OpenConversation,
         gives=Conversation, says="Find a conversation by its kind and what it is about, or make it (201)."),
)  # fmt: skip
