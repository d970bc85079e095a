"""This file has the doors that say why: a preview before, the timeline after, and explanations at any time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import Response

from channels.items import Files, told_as, type_of
from hub.deeds.explain import explain as explained
from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.hours import expected
from hub.deeds.judge import Said, check_urgency, judged
from hub.deeds.own_files import own_files
from hub.deeds.timeline import Told, message_of, timeline
from hub.doors import why_bodies
from hub.doors.door import Asked, Door, answer
from hub.doors.text_cost import texts_of
from hub.errors import Forbidden, Invalid
from hub.notices import notice_of_item
from hub.plans import What, hears_of_shared, known_of, moment_of, plans, shared_headline, turns
from policies.bundling import worded
from policies.facts import Urgency
from policies.knowing import may_see_timeline
from policies.sharing import Sharing
from policies.verdict import Refused

if TYPE_CHECKING:
    from policies.telling import Plan


async def preview(asked: Asked) -> Response:
    """Decided by the very rules that a post is decided by; nothing is written."""
    snapshot, author, body = asked.school.snapshot, asked.signed.person, asked.body
    begun = asked.school.begun(body.conversation)
    item = body.item
    if isinstance(item, Files):
        item = await own_files(asked.school, author, item)
    shared = judged(snapshot, author, body.conversation, Said.of(item), begun=begun)
    check_urgency(snapshot, author, Urgency(body.urgency))
    where = snapshot.conversations[body.conversation]
    never = shared.sharing is Sharing.NEVER
    people = frozenset() if never else hears_of_shared(snapshot, where, snapshot.roster.people[author])
    now = asked.hub.clock()
    known = await asked.hub.store.read(lambda connection: known_of(connection, people, now))
    what = What(where, type_of(item), Urgency(body.urgency))
    found = plans(snapshot, what, people, known)
    when = moment_of(snapshot, what, now)
    headline = shared_headline(where, snapshot.roster.people[author], told_as(item))
    headline = replace(headline, body=worded(headline.body, what.marked))
    notice = notice_of_item(where.kind, told_as(item), snapshot.roster.people[author].name, what.marked)
    names = {one: snapshot.roster.people[one].name for one in found}
    return answer(
        why_bodies.Preview(
            sharing=shared.sharing.value,
            why=shared.because,
            expect=expected(snapshot, author, asked.hub.clock()),
            recipients=tuple(
                why_bodies.Recipient(
                    person=one,
                    name=names[one],
                    media=_media(plan),
                    says=tuple(
                        turn.why for turn in turns(snapshot, what, one, known.reach, (plan, when)) if turn.why
                    ),
                )
                for one, plan in found.items()
                if plan.addresses
            ),
            skipped=tuple(
                why_bodies.Skipped(person=one, name=names[one], why=plan.skipped)
                for one, plan in found.items()
                if plan.skipped
            ),
            texts=texts_of(snapshot, found, (notice, headline), asked.hub.settings.base_url),
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
    return answer(why_bodies.Timeline(message=message, sharing=events[-1].event.sharing or "now", items=told))


def _told(person: str, name: str, told: Told) -> why_bodies.Told:
    return why_bodies.Told(
        person=person,
        name=name,
        read=told.read_at is not None,
        read_at_or_before=told.read_at,
        skipped=told.skipped,
        steps=tuple(
            why_bodies.Step(at=one.at, what=one.what, medium=one.medium, address=one.address, detail=one.detail)  # type: ignore[arg-type]  # written by the outbox in these words
            for one in told.steps
        ),
    )


async def explain(asked: Asked) -> Response:
    """Why or why not, in sentences."""
    params = asked.request.query_params
    missing = [name for name in ("who", "may", "about") if not params.get(name)]
    if missing:
        raise Invalid(f"{missing[0]}: is missing; ask with who, may and about.")
    what = params["who"], params["may"], params["about"]
    done = await explained(asked.school, asked.signed.person, what, asked.hub.clock())
    change = None if done.change is None else done.change.value
    return answer(why_bodies.Explanation(answer=done.answer, because=done.because, change=change))  # type: ignore[arg-type]  # the roster is no screen


DOORS = (
    Door(method="POST", path="/v1/preview", handle=preview, takes=why_bodies.PreviewIn, gives=why_bodies.Preview,
         says="Who would hear of an item, by which medium, and who not and why."),
    Door(method="GET", path="/v1/messages/{id}/timeline", handle=message_timeline, gives=why_bodies.Timeline,
         says="What became of a message, per recipient."),
    Door(method="GET", path="/v1/explain", handle=explain, gives=why_bodies.Explanation,
         query=("who", "may", "about"), says="Why somebody can or cannot see, message or hear of something."),
)  # fmt: skip
