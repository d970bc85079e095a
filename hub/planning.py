"""This file reads each school's journal after its own cursor and writes down whom to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.bus.replay import page
from hub.pacing import Pace
from hub.plans import Known, What, hearers, known_of, moment_of, plans, turns, what_of
from hub.store import journal
from hub.store.clock import moment, stamp
from hub.store.lanes import LANE
from hub.store.names import new
from notifiers import outbox, planner
from policies.bundling import About
from policies.facts import Urgency
from policies.telling import Closed, How, Medium, Plan
from policies.timing import Moment, Timed, most_a_day, overflow_at
from policies.wishes import Category

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.plans import Heard
    from hub.store.journal import Stored
    from hub.store.snapshot import Snapshot
    from notifiers.outbox import Claimed

LASTS = timedelta(hours=24)
"""After a day nobody wants their phone to ring for it any more; it is still there to read."""


EVENTS = 100
"""So many events are planned in one transaction: others wait for its commit."""

PEOPLE = 50
"""So many people's plans are made in one go: a few milliseconds, in which the loop does nothing else."""


@dataclass(frozen=True, slots=True)
class Stands:
    """How far a school's journal is planned. elsewhere: another planner has moved that, and goes on from there."""

    at: int
    elsewhere: bool = False


async def plan_page(school: School, since: int | None, clock: Callable[[], datetime], pace: Pace) -> Stands:
    """
    Plan the next events after since; their deliveries and the cursor are one transaction.

    since: where this planner left off, None where it has just begun. Of several planners one wins, and the others
    leave the rest to that one for now.
    """
    if since is None:
        since = await school.store.read(lambda connection: planner.cursor(connection, school.id))
    events = await page(school, since, min(school.seq, since + EVENTS)) if since < school.seq else []
    if not events:
        return Stands(since)
    oldest, span = moment(events[0].event.at), (since, events[-1].event.seq)
    going = _Going(pace, lambda: (clock() - oldest).total_seconds())
    told = await _to_tell(school, events, clock(), going)
    stands = await school.store.write(
        pace.timed(lambda one: planner.write(one.connection, school.id, told, span, _name)), LANE
    )
    await going.breathe()
    return Stands(stands, elsewhere=stands != span[1])


@dataclass(frozen=True, slots=True)
class _Going:
    """How fast a page may go: late_s grows meanwhile."""

    pace: Pace
    late_s: Callable[[], float]

    async def breathe(self) -> None:
        await self.pace.breathe(self.late_s())


async def _to_tell(school: School, events: list[Stored], now: datetime, going: _Going) -> list[planner.ToTell]:
    snapshot = school.snapshot
    with going.pace.working():
        fresh = [one for one in events if moment(one.event.at) + LASTS > now]
        heard = [found for one in fresh if (found := hearers(snapshot, one)) is not None]
        people = frozenset[str]().union(*(one.people for one in heard))
    if not people:
        return []
    known = await school.store.read(going.pace.timed(lambda connection: known_of(connection, people, now)))
    return [await _told(snapshot, one, known, going) for one in heard]


async def _told(snapshot: Snapshot, heard: Heard, known: Known, going: _Going) -> planner.ToTell:
    event, what = heard.stored.event, what_of(heard)
    when = moment_of(snapshot, what, moment(event.at))
    whole: dict[str, Plan] = {}
    rings: dict[str, tuple[planner.Ring, ...]] = {}
    everybody = sorted(heard.people)
    for start in range(0, len(everybody), PEOPLE):
        with going.pace.working():
            found = plans(snapshot, what, everybody[start : start + PEOPLE], known)
            rings |= _rings(snapshot, what, (found, when, moment(event.at) + LASTS), known)
            whole |= found
        await going.breathe()
    return planner.ToTell(
        event=event.seq,
        message=event.id or (event.review.message if event.review else ""),
        conversation=heard.where.id if heard.where is not None else "",
        n=event.n,
        title=snapshot.roster.school_name,
        body=heard.headline.body,
        path=heard.headline.path,
        at=event.at,
        rings=rings,
        skipped={person: plan.skipped for person, plan in whole.items() if plan.skipped},
        urgency=what.urgency,
        about=_about(snapshot, what, event.author),
    )


def _about(snapshot: Snapshot, what: What, author: str | None) -> About | None:
    """What it may be told of as, together with others; what is urgent is told of by itself."""
    if what.urgency is not Urgency.NORMAL or author is None:
        return None
    return what.category, snapshot.roster.people[author].name


Planned = tuple[Mapping[str, Plan], Moment, datetime]
"""Each person's plan, when it may ring, and until when it is worth telling."""


def _rings(
    snapshot: Snapshot, what: What, planned: Planned, known: Known, before: int = 0
) -> Mapping[str, tuple[planner.Ring, ...]]:
    """Every address's turn; before: how many steps of the ladder there were already."""
    found, when, expires = planned
    rings = {}
    for person, plan in found.items():
        if plan.steps:
            spent_at = overflow_at(known.reach.wishes_of(person), when)
            its = turns(snapshot, what, person, known.reach, (plan, when))
            behind = _behind(snapshot, what, person, known, (plan, replace(when, first=spent_at)))
            rings[person] = tuple(
                ring
                for number, turn in enumerate(zip(its, behind, strict=True), before + 1)
                for ring in _ring(snapshot, what, (number, *turn), (spent_at, expires))
            )
    return rings


def _behind(
    snapshot: Snapshot, what: What, person: str, known: Known, its: tuple[Plan, Moment]
) -> tuple[datetime | None, ...]:
    """When each turn is where the first one has to wait for the digest; None for those that follow none."""
    plan, _ = its
    if what.urgency is not Urgency.NORMAL or len(plan.steps) == 1:
        return (None,) * len(plan.steps)
    late = turns(snapshot, what, person, known.reach, its)
    return (None, *(None if one.step.how is How.DIGEST else one.due for one in late[1:]))


OPENS = timedelta(hours=6)
"""What waited for its hour is still worth telling for so long."""

DIGEST = "digest"
"""What waits for a digest is handed over as one."""


def _ring(
    snapshot: Snapshot, what: What, turn: tuple[int, Timed, datetime | None], ends: tuple[datetime, datetime]
) -> list[planner.Ring]:
    (number, its, behind), (spent_at, expires) = turn, ends
    digest, normal = its.step.how is How.DIGEST, what.urgency is Urgency.NORMAL
    counted = normal and not digest and what.category is not Category.APPROVALS
    chat = what.where.id if counted and what.where is not None else ""
    return [
        planner.Ring(
            address=address,
            step=number,
            due_at=stamp(its.due),
            expires_at=stamp(max(expires, its.due + OPENS, (behind or spent_at) + OPENS if counted else expires)),
            why=its.why,
            bundle=DIGEST if digest else chat,
            digest_at=stamp(spent_at) if counted else None,
            most=most_a_day(snapshot.roster.settings, its.step.medium) if counted else None,
            behind_at=stamp(behind) if counted and behind is not None else None,
        )
        for address in its.step.addresses
    ]


def plan_again(connection: Connection, snapshot: Snapshot, one: Claimed, now: datetime) -> None:
    """
    Whoever could not be reached at an address is told on the next medium now, in the same transaction.

    What was planned for later there comes forward; who has another device is not bothered elsewhere yet.
    """
    (stored,) = journal.stored_at(connection, one.school, [one.event])
    heard = hearers(snapshot, stored)
    if heard is None:
        return
    what, known = what_of(heard), known_of(connection, one.recipients, now)
    lost = [one_ for one_ in one.recipients if one.medium != Medium.PUSH or one_ not in known.reach.devices]
    found = {
        person: plans(snapshot, what, [person], _without(snapshot, person, one.medium, known))[person]
        for person in lost
    }
    when = Moment(first=now, zone=snapshot.time_zone, urgency=what.urgency)
    planned = found, when, moment(one.expires_at)
    again = planner.ToTell(
        event=one.event,
        message=one.message,
        conversation=one.conversation,
        n=one.n,
        title=one.title,
        body=one.body,
        path=one.path,
        at=stamp(now),
        rings=_rings(snapshot, what, planned, known, one.step),
        skipped={
            person: plan.skipped
            for person, plan in found.items()
            if plan.skipped and not _is_told(connection, one, person)
        },
        urgency=what.urgency,
        about=_about(snapshot, what, stored.event.author),
    )
    planner.deliver(connection, one.school, [again], _name)


def _is_told(connection: Connection, one: Claimed, person: str) -> bool:
    """Whether another medium told them, or will."""
    return any(person in people for people in outbox.others_of(connection, one))


LADDER = (Medium.PUSH, Medium.SMS, Medium.EMAIL)


def _without(snapshot: Snapshot, person: str, medium: str, known: Known) -> Known:
    """As if nothing reached a person on the media up to this one."""
    who = snapshot.roster.people[person]
    tried = LADDER[: LADDER.index(Medium(medium)) + 1]
    lost: Closed = {
        **({(Medium.SMS, who.cell): "no text reaches the number"} if Medium.SMS in tried and who.cell else {}),
        **({(Medium.EMAIL, who.email): "no email arrives"} if Medium.EMAIL in tried and who.email else {}),
    }
    return Known(known.reach, {consent: {**closed, **lost} for consent, closed in known.closed.items()})


def _name() -> str:
    return new("n")
