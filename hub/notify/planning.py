"""This file reads each school's journal after its own cursor and plans the deliveries of its events."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.replay import page
from hub.bus.schools import WORK_S
from hub.notify.audience import ContactWays, alert_of, contacts_of, delivery_plans, marked_of, moment_of, topic_of
from hub.notify.notices import notice_of
from hub.notify.scheduling import Schedule, about_of, new_delivery_id, scheduled
from hub.notify.throttle import Throttle
from hub.notify.unopened import Unopened
from hub.store.clock import moment
from hub.store.lanes import NOTIFICATIONS
from notifiers import planner
from policies.notify.confirming import ASKS
from policies.notify.recipients import Plan
from policies.notify.schedule import TOO_LATE, WORTH_TELLING

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.bus.schools import Schools
    from hub.notify.audience import Alert
    from hub.store.journal import Stored
    from hub.store.snapshot import Snapshot

ELSEWHERE_S = 1.0
"""For so long a school is left to the other worker that plans it."""

EVENTS = 100
"""So many events are planned in one transaction: others wait for its commit."""

PEOPLE = 50
"""So many people's plans are made in one go: a few milliseconds, in which the loop does nothing else."""


@dataclass(slots=True)
class Cursors:
    """How far this worker knows each school's journal to be planned; a school is missing until it has begun."""

    schools: Schools
    planned: dict[str, int] = field(default_factory=dict)

    def is_urgent(self, school: School) -> bool:
        """Whether something urgent of a school is still to be planned here."""
        return school.urgent > self.planned.get(school.id, 0)

    def any_urgent(self) -> bool:
        """Whether something urgent of any school is."""
        return any(self.is_urgent(school) for school in self.schools.all())


@dataclass(slots=True)
class Planner:
    """The planner of this worker. Of several workers one plans a school, and the others leave it to that one."""

    schools: Schools
    cursors: Cursors
    throttle: Throttle
    unopened: Unopened
    _elsewhere: dict[str, float] = field(default_factory=dict)

    async def plan(self) -> bool:
        """
        A page of each school that this worker plans, what is urgent first; whether there is more.

        Raises:
            Unavailable: the database did not answer.
        """
        await self.unopened.look()
        more = False
        for school in sorted(self.schools.all(), key=self.cursors.is_urgent, reverse=True):
            if self._elsewhere.get(school.id, 0.0) > time.monotonic():
                continue
            since = self.cursors.planned.get(school.id)
            if since is not None and since < school.loaded:
                since = None  # it was closed since, and others may have planned it
            with self.schools.using(school.id):
                position = await plan_page(school, since, self.schools.clock, self.throttle)
            if position.elsewhere:
                pause_s = ELSEWHERE_S * random.uniform(0.8, 1.2)  # noqa: S311 (workers spread out)
                self._elsewhere[school.id] = time.monotonic() + pause_s
            self.cursors.planned[school.id] = position.at
            if position.at < school.seq and not position.elsewhere:
                more = True
                self.schools.keep(school.id, WORK_S)
        return more


@dataclass(frozen=True, slots=True)
class CursorPosition:
    """How far a school's journal is planned. elsewhere: another planner has moved that, and goes on from there."""

    at: int
    elsewhere: bool = False


async def plan_page(
    school: School, since: int | None, clock: Callable[[], datetime], throttle: Throttle
) -> CursorPosition:
    """
    Plan the next events after since; each transaction writes some deliveries, and how far all of them are there.

    since: where this planner left off, None where it has just begun. Of several planners one wins, and the others
    leave the rest to that one for now.
    """
    if since is None:
        since = await school.store.read(lambda connection: planner.cursor(connection, school.id))
    events = await page(school, since, min(school.seq, since + EVENTS)) if since < school.seq else []
    if not events:
        return CursorPosition(since)
    oldest, span = moment(events[0].event.at), planner.Span(since, events[-1].event.seq)
    pace = _Pace(throttle, lambda: (clock() - oldest).total_seconds())
    alerts = await _planned(school, events, clock(), pace)
    for piece in planner.pieces(school.id, alerts, span, new_delivery_id):
        if (at := await _written(school, piece, throttle)) != piece.span.until:
            return CursorPosition(at, elsewhere=True)
        await pace.yield_to_others()
    return CursorPosition(span.until)


async def _written(school: School, piece: planner.Piece, throttle: Throttle) -> int:
    return await school.store.write(
        throttle.timed(lambda transaction: planner.write(transaction.connection, school.id, piece)), NOTIFICATIONS
    )


@dataclass(frozen=True, slots=True)
class _Pace:
    """How fast a page may go: late_s grows meanwhile."""

    throttle: Throttle
    late_s: Callable[[], float]

    async def yield_to_others(self) -> None:
        await self.throttle.yield_to_others(self.late_s())


async def _planned(school: School, events: list[Stored], now: datetime, pace: _Pace) -> list[planner.PlannedAlert]:
    snapshot, throttle = school.snapshot, pace.throttle
    with throttle.working():
        planned = [one for one in events if _is_fresh(one, now) or marked_of(one) in ASKS]
        alerts = [found for one in planned if (found := alert_of(snapshot, one)) is not None]
        people = frozenset[str]().union(*(one.recipients for one in alerts))
    if not people:
        return []
    contacts = await school.store.read(throttle.timed(lambda connection: contacts_of(connection, people, now)))
    return [
        await _planned_alert(snapshot, alert, contacts, pace)
        if _is_fresh(alert.stored, now)
        else _late(snapshot, alert)
        for alert in alerts
    ]


def _is_fresh(stored: Stored, now: datetime) -> bool:
    return moment(stored.event.at) + WORTH_TELLING > now


def _late(snapshot: Snapshot, alert: Alert) -> planner.PlannedAlert:
    """Nobody is alerted of it any more; it still asks to be confirmed, and staff see who was not reached."""
    return _as_planned(snapshot, alert, {}, dict.fromkeys(alert.recipients, TOO_LATE))


async def _planned_alert(
    snapshot: Snapshot, alert: Alert, contacts: ContactWays, pace: _Pace
) -> planner.PlannedAlert:
    at, topic = moment(alert.stored.event.at), topic_of(alert)
    schedule = Schedule(when=moment_of(snapshot, topic, at), expires=at + WORTH_TELLING)
    plans: dict[str, Plan] = {}
    deliveries: dict[str, tuple[planner.ScheduledDelivery, ...]] = {}
    everybody = sorted(alert.recipients)
    for start in range(0, len(everybody), PEOPLE):
        with pace.throttle.working():
            some = delivery_plans(snapshot, topic, everybody[start : start + PEOPLE], contacts)
            deliveries |= scheduled(snapshot, topic, some, schedule, contacts)
            plans |= some
        await pace.yield_to_others()
    skipped = {person: plan.skipped for person, plan in plans.items() if plan.skipped}
    return _as_planned(snapshot, alert, deliveries, skipped)


def _as_planned(
    snapshot: Snapshot,
    alert: Alert,
    deliveries: Mapping[str, tuple[planner.ScheduledDelivery, ...]],
    skipped: Mapping[str, str],
) -> planner.PlannedAlert:
    event, topic = alert.stored.event, topic_of(alert)
    return planner.PlannedAlert(
        event=event.seq,
        message=event.id or (event.review.message if event.review else ""),
        conversation=alert.where.id if alert.where is not None else "",
        n=event.n,
        title=snapshot.roster.school_name,
        body=alert.headline.body,
        path=alert.headline.path,
        at=event.at,
        deliveries=deliveries,
        skipped=skipped,
        urgency=topic.urgency,
        about=about_of(snapshot, topic, alert),
        notice=notice_of(snapshot, alert),
    )
