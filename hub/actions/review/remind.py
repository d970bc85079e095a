"""This file reminds those who review of what waits too long, and asks somebody else when nobody came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.bus.schools import WORK_S
from hub.rounds import every, tried
from hub.store import holds, journal
from hub.store.clock import moment, stamp
from hub.store.row_security import Across
from hub.store.settings import settings_of
from policies.conversations.seeing import STAFF_SIDE, may_read
from policies.review.reminding import asked, due
from policies.review.reviewing import may_review
from policies.verdict import Allowed

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.bus.schools import Schools
    from hub.hub import Hub
    from hub.store.holds import Hold
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

REMIND_EVERY_S = 15.0
"""How often it is looked what waits: the bound on how late a reminder is."""

REMINDING = "reminding those who review"

Steps = Mapping[str, int]
"""What is to be done about each message."""


async def remind_all(hub: Hub) -> None:
    """Remind, in every school, for ever."""
    await every(REMIND_EVERY_S, lambda: remind_due(hub.schools, hub.clock()), REMINDING)


async def remind_due(schools: Schools, now: datetime) -> None:
    """Remind in each school where something has waited too long, which is opened for it; else nobody opens it."""
    waiting = await schools.store.read(holds.list_longest_waiting, Across.NIGHT)
    for school in sorted({one.school for one in waiting if _is_due(one, now)}):
        await tried(lambda: _remind_in(schools, school, now), REMINDING, school)  # noqa: B023 (awaited)


def _is_due(its: holds.LongestWaiting, now: datetime) -> bool:
    return bool(due(settings_of(its.settings), _minutes(its.held_at, now), its.reminded))


async def _remind_in(schools: Schools, school: str, now: datetime) -> None:
    with schools.using(school):
        await remind(await schools.opened(school, WORK_S), now)


async def remind(school: School, now: datetime) -> int:
    """
    Write down who is told of what has waited too long; how many people were.

    One event for each of them, whatever the number of items, which the planner makes an alert of. What was done
    about an item is noted with it in the same transaction, so that nobody is reminded twice by two workers.
    """
    if school.snapshot.roster.settings.review_minutes == 0:
        return 0
    return await on_fresh_rules(school, lambda snapshot: _remind(school, snapshot, now))


async def _remind(school: School, snapshot: Snapshot, now: datetime) -> int:
    waiting = await school.store.read(lambda connection: holds.list_waiting(connection, school.id))
    if not _steps(snapshot, waiting, now):
        return 0
    return await school.store.write(lambda transaction: _write(transaction, snapshot, now), school.id)


def _steps(snapshot: Snapshot, waiting: Iterable[Hold], now: datetime) -> Steps:
    settings = snapshot.roster.settings
    waited = {hold.message: _minutes(hold.held_at, now) for hold in waiting}
    steps = {hold.message: due(settings, waited[hold.message], hold.reminded) for hold in waiting}
    return {message: step for message, step in steps.items() if step}


def _minutes(since: str, now: datetime) -> float:
    return (now - moment(since)).total_seconds() / 60


def _write(transaction: Transaction, snapshot: Snapshot, now: datetime) -> int:
    school = snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    waiting = holds.list_waiting(transaction.connection, school)
    steps = _steps(snapshot, waiting, now)
    told: defaultdict[str, list[str]] = defaultdict(list)
    for hold in waiting:
        if hold.message in steps:
            for person in asked(snapshot.roster, _reviewers(snapshot, hold), steps[hold.message]):
                told[person].append(hold.conversation)
    for person, conversations in sorted(told.items()):
        body = journal.Body(waiting=tuple(conversations), step=max(steps.values()))
        journal.append(
            transaction, school, journal.Draft(kind="reminder", audience=person, at=stamp(now), body=body)
        )
    for message, step in steps.items():
        holds.note_reminded(transaction.connection, school, message, step)
    return len(told)


def _reviewers(snapshot: Snapshot, hold: Hold) -> frozenset[str]:
    """Who may review it, and reads it."""
    roster, where = snapshot.roster, snapshot.conversations[hold.conversation]
    about, author = where.student(roster), roster.people[hold.author]
    found = []
    for person in roster.approvers:
        place = snapshot.membership(person, where.id)
        allowed = isinstance(may_review(roster, roster.people[person], about, author), Allowed)
        if (
            place is not None
            and allowed
            and may_read(place.side, STAFF_SIDE, hold.seq, place.spans, own_child=place.own_child)
        ):
            found.append(person)
    return frozenset(found)
