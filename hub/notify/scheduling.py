"""This file schedules the deliveries of a plan: for each address when, why not before, and with what as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.notify.audience import step_times
from hub.store.clock import stamp
from hub.store.names import new
from notifiers.planner import ScheduledDelivery
from policies.notify.bundling import About
from policies.notify.preferences import Category
from policies.notify.recipients import How, Plan
from policies.notify.schedule import Moment, Timed, most_a_day, overflow_at
from policies.people.display_names import briefly
from policies.people.facts import Urgency

if TYPE_CHECKING:
    from hub.notify.audience import Alert, ContactWays, Topic
    from hub.store.snapshot import Snapshot

OPENS = timedelta(hours=6)
"""What waited for its hour is still worth telling for so long."""

DIGEST = "digest"
"""What waits for a digest is handed over as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """
    When an alert may ring, and until when it is worth telling. steps_before: of the ladder, that are over already.
    """

    when: Moment
    expires: datetime
    steps_before: int = 0


@dataclass(frozen=True, slots=True)
class _EscalationStep:
    """
    A medium's turn. number: on the ladder, from 1. behind: when its turn is where the first one has to wait for the
    digest; None for those that follow none. spent_at: the digest into which goes what is too much for the day.
    """

    number: int
    timed: Timed
    behind: datetime | None
    spent_at: datetime


def scheduled(
    snapshot: Snapshot, topic: Topic, plans: Mapping[str, Plan], schedule: Schedule, contacts: ContactWays
) -> Mapping[str, tuple[ScheduledDelivery, ...]]:
    """The deliveries of each person who has a plan, one for each address of each step."""
    return {
        person: tuple(
            delivery
            for step in _steps(snapshot, topic, person, plan, schedule, contacts)
            for delivery in _deliveries(snapshot, topic, step, schedule.expires)
        )
        for person, plan in plans.items()
        if plan.steps
    }


def _steps(
    snapshot: Snapshot, topic: Topic, person: str, plan: Plan, schedule: Schedule, contacts: ContactWays
) -> Iterator[_EscalationStep]:
    when, reach = schedule.when, contacts.reach
    spent_at = overflow_at(reach.wishes_of(person), when)
    times = step_times(snapshot, topic, person, reach, plan, when)
    behind: tuple[datetime | None, ...] = (None,) * len(times)
    if topic.urgency is Urgency.NORMAL and len(plan.steps) > 1:
        late = step_times(snapshot, topic, person, reach, plan, replace(when, first=spent_at))
        behind = (None, *(None if one.step.how is How.DIGEST else one.due for one in late[1:]))
    for number, (timed, after) in enumerate(zip(times, behind, strict=True), schedule.steps_before + 1):
        yield _EscalationStep(number, timed, after, spent_at)


def _deliveries(
    snapshot: Snapshot, topic: Topic, step: _EscalationStep, expires: datetime
) -> list[ScheduledDelivery]:
    timed, behind = step.timed, step.behind
    digest, normal = timed.step.how is How.DIGEST, topic.urgency is Urgency.NORMAL
    counted = normal and not digest and topic.category is not Category.APPROVALS
    chat = topic.where.id if counted and topic.where is not None else ""
    last = (behind or step.spent_at) + OPENS if counted else expires
    return [
        ScheduledDelivery(
            address=address,
            step=step.number,
            due_at=stamp(timed.due),
            expires_at=stamp(max(expires, timed.due + OPENS, last)),
            why=timed.why,
            bundle=DIGEST if digest else chat,
            digest_at=stamp(step.spent_at) if counted else None,
            most=most_a_day(snapshot.roster.settings, timed.step.medium) if counted else None,
            behind_at=stamp(behind) if counted and behind is not None else None,
        )
        for address in timed.step.addresses
    ]


def about_of(snapshot: Snapshot, topic: Topic, alert: Alert) -> About | None:
    """What it may be told of as, together with others; what is urgent is told of by itself."""
    author = alert.stored.event.author
    if topic.urgency is not Urgency.NORMAL or author is None:
        return None
    return topic.category, briefly(snapshot.roster.people[author].name, alert.parent_of)


def new_delivery_id() -> str:
    """An id for a delivery; a random name."""
    return new("n")
