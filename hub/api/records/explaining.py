"""This file has the endpoints that say why: a preview before, the timeline after, and explanations at any time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from starlette.responses import Response

from channels.items import Files, Item, told_as, type_of
from hub import wire
from hub.api.notify.text_cost import Texts, texts_of
from hub.api.query import Query
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden
from hub.limits.costs import Cost
from hub.notify.audience import (
    Topic,
    contacts_of,
    delivery_plans,
    moment_of,
    recipients_of_shared,
    shared_headline,
    step_times,
)
from hub.notify.notices import notice_of_item
from hub.queries.conversations.hours import expected
from hub.queries.conversations.posting import Question, decided, submission_of
from hub.queries.records.explain import Asks
from hub.queries.records.explain import explain as explained
from hub.queries.records.own_files import own_files
from hub.queries.records.timeline import PersonTimeline, message_of, timeline
from hub.wire import Id
from policies.notify.bundling import worded
from policies.people.display_names import beside_author
from policies.people.facts import Urgency
from policies.people.knowing import may_see_timeline
from policies.review.sharing import Sharing
from policies.sentence import recalled
from policies.verdict import Refused

if TYPE_CHECKING:
    from policies.notify.recipients import Plan


class PreviewIn(In, frozen=True):
    conversation: Id
    item: Item
    urgency: wire.Urgency = "normal"


class Recipient(Out, frozen=True):
    """media: what rings first; says: a sentence for each medium that waits, and until when."""

    person: str
    name: str
    media: tuple[str, ...]
    says: tuple[str, ...]


class Skipped(Out, frozen=True):
    person: str
    name: str
    why: str


class Preview(Out, frozen=True):
    """
    Who would hear of it if it were posted (and, where held, approved) now. expect: when a parent may expect an
    answer, null where that is now. texts: null where nobody is told by text.
    """

    sharing: wire.Sharing
    why: str
    expect: str | None
    recipients: tuple[Recipient, ...]
    skipped: tuple[Skipped, ...]
    texts: Texts | None


class Step(Out, frozen=True):
    """One thing that happened to a delivery; detail in words."""

    at: str
    what: Literal[
        "planned",
        "handed",
        "accepted",
        "failed",
        "retrying",
        "ambiguous",
        "cancelled",
        "joined",
        "postponed",
        "reported",
        "sent",
        "delivered",
        "undelivered",
        "read",
        "passed on",
        "waits",
        "resent",
        "cleared",
        "bounced",
        "delayed",
    ]
    medium: str
    address: str
    detail: str


class Told(Out, frozen=True):
    """What became of one message for one person. skipped: why no medium was used, null where one was."""

    person: str
    name: str
    read_at_or_before: str | None
    read: bool
    skipped: str | None
    steps: tuple[Step, ...]


class Timeline(Out, frozen=True):
    message: str
    sharing: wire.Sharing
    items: tuple[Told, ...]


class Explanation(Out, frozen=True):
    """Yes or no, and why. change: the screen on which an admin changes a no; null where there is none."""

    answer: bool
    because: tuple[str, ...]
    change: Literal["children", "staff", "settings"] | None


async def preview(asked: Asked) -> Response:
    """Decided by the very rules that a post is decided by; nothing is written."""
    snapshot, author, body = asked.school.snapshot, asked.signed.person, asked.body
    begun, urgency, item = asked.school.begun(body.conversation), Urgency(body.urgency), body.item
    if isinstance(item, Files):
        item = await own_files(asked.school, author, item)
    question = Question(
        author=author,
        conversation=body.conversation,
        submission=submission_of(item),
        begun=begun,
        urgency=urgency,
    )
    shared = decided(snapshot, question)
    where = snapshot.conversations[body.conversation]
    never = shared.sharing is Sharing.NEVER
    people = frozenset() if never else recipients_of_shared(snapshot, where, snapshot.roster.people[author])
    now = asked.hub.clock()
    contacts = await asked.hub.store.read(
        lambda connection: contacts_of(connection, people, now), asked.signed.school
    )
    topic = Topic(where, type_of(item), urgency)
    found = delivery_plans(snapshot, topic, people, contacts)
    when = moment_of(snapshot, topic, now)
    writer = snapshot.roster.people[author]
    parent_of = beside_author(snapshot.roster, writer, where.student(snapshot.roster), people)
    headline = shared_headline(where, writer, told_as(item), parent_of)
    headline = replace(headline, body=worded(headline.body, topic.marked))
    notice = notice_of_item(where.kind, told_as(item), writer.name, topic.marked, parent_of)
    names = {one: snapshot.roster.people[one].name for one in found}
    return answer(
        Preview(
            sharing=shared.sharing.value,
            why=shared.because,
            expect=expected(snapshot, author, asked.hub.clock()),
            recipients=tuple(
                Recipient(
                    person=one,
                    name=names[one],
                    media=_media(plan),
                    says=tuple(
                        turn.why
                        for turn in step_times(snapshot, topic, one, contacts.reach, plan, when)
                        if turn.why
                    ),
                )
                for one, plan in found.items()
                if plan.addresses
            ),
            skipped=tuple(
                Skipped(person=one, name=names[one], why=plan.skipped)
                for one, plan in found.items()
                if plan.skipped
            ),
            texts=texts_of(snapshot, found, notice, headline, asked.hub.settings.base_url),
        )
    )


def _media(plan: Plan) -> tuple[str, ...]:
    return tuple(sorted({address.medium.value for address in plan.addresses}))


async def message_timeline(asked: Asked) -> Response:
    """For staff, of messages they may read."""
    reader, roster = asked.signed.person, asked.school.snapshot.roster
    if isinstance(verdict := may_see_timeline(roster.people[reader]), Refused):
        raise Forbidden(verdict.because)
    message = asked.request.path_params["id"]
    events, found = await read_on_fresh_rules(
        asked.school,
        lambda connection, rules: (
            events := message_of(connection, rules, reader, message),
            timeline(connection, rules.school, events),
        ),
    )
    told = tuple(_told(one, roster.people[one].name, found[one]) for one in sorted(found))
    return answer(Timeline(message=message, sharing=events[-1].event.sharing or "now", items=told))


def _told(person: str, name: str, told: PersonTimeline) -> Told:
    return Told(
        person=person,
        name=name,
        read=told.read_at is not None,
        read_at_or_before=told.read_at,
        skipped=recalled(told.skipped) if told.skipped else told.skipped,
        steps=tuple(
            Step(at=one.at, what=one.what, medium=one.medium, address=one.address, detail=one.detail)  # type: ignore[arg-type]  # written by the outbox in these words
            for one in told.steps
        ),
    )


class ExplainQuery(Query, frozen=True):
    """may: what is asked of who, a person; about: a student, a conversation or a message."""

    who: str
    may: Asks
    about: str


async def explain(asked: Asked) -> Response:
    """Whether somebody may see, message, pick up or hear of something, and why, in sentences."""
    its = asked.query
    done = await explained(asked.school, asked.signed.person, its.who, its.may, its.about, asked.hub.clock())
    change = None if done.change is None else done.change.value
    return answer(Explanation(answer=done.answer, because=done.because, change=change))  # type: ignore[arg-type]  # the roster is no screen


ROUTES = (
    Route(method="POST", path="/v1/preview", cost=Cost.HEAVY,
         handle=preview, takes=PreviewIn, gives=Preview,
         says="Who would hear of an item, by which medium, and who not and why."),
    Route(method="GET", path="/v1/messages/{id}/timeline", cost=Cost.HEAVY,
         handle=message_timeline, gives=Timeline,
         says="What became of a message, per recipient."),
    Route(method="GET", path="/v1/explain", cost=Cost.HEAVY, handle=explain, gives=Explanation,
         query=ExplainQuery, says="Why somebody can or cannot see, message or hear of something."),
)  # fmt: skip
