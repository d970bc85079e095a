"""This file reminds those who review of what waits too long, and asks somebody else when nobody came."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, select, update

from hub.deeds.fresh import on_fresh_rules
from hub.errors import Unavailable
from hub.store import journal, schema
from hub.store.clock import moment, stamp
from policies.reminding import asked, due
from policies.reviewing import may_review
from policies.seeing import STAFF_SIDE, may_read
from policies.verdict import Allowed

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.hub import Hub
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

log = logging.getLogger("roomwire.reminders")

LOOK_S = 15.0
"""How often it is looked what waits: the bound on how late a reminder is."""

Steps = Mapping[str, int]
"""What is to be done about each message."""


async def remind_all(hub: Hub) -> None:
    """Remind, in every school, for ever."""
    while True:
        for school in hub.schools.all():
            try:
                await remind(school, hub.clock())
            except Unavailable:
                log.warning("who reviews in %s could not be reminded; trying again", school.id)
        await asyncio.sleep(LOOK_S)


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
    rows = await school.store.read(lambda connection: _waiting(connection, school.id))
    if not _steps(snapshot, rows, now):
        return 0
    return await school.store.write(lambda transaction: _write(transaction, snapshot, now), school.id)


def _waiting(connection: Connection, school: str) -> list[RowMapping]:
    its = schema.hold
    asked_for = select(its).where(its.c.school == school, its.c.reviewed_at.is_(None)).order_by(its.c.seq)
    return list(connection.execute(asked_for).mappings())


def _steps(snapshot: Snapshot, rows: Iterable[RowMapping], now: datetime) -> Steps:
    settings = snapshot.roster.settings
    waited = {row["message"]: (now - moment(row["held_at"])).total_seconds() / 60 for row in rows}
    steps = {row["message"]: due(settings, waited[row["message"]], row["reminded"]) for row in rows}
    return {message: step for message, step in steps.items() if step}


def _write(transaction: Transaction, snapshot: Snapshot, now: datetime) -> int:
    school = snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    rows = _waiting(transaction.connection, school)
    steps = _steps(snapshot, rows, now)
    told: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["message"] in steps:
            for person in asked(snapshot.roster, _reviewers(snapshot, row), steps[row["message"]]):
                told[person].append(row["conversation"])
    for person, conversations in sorted(told.items()):
        body = journal.Body(waiting=tuple(conversations), step=max(steps.values()))
        journal.append(
            transaction, school, journal.Draft(kind="reminder", audience=person, at=stamp(now), body=body)
        )
    its = schema.hold
    for message, step in steps.items():
        its_row = its.c.school == school, its.c.message == message
        transaction.connection.execute(update(its).where(*its_row).values(reminded=step))
    return len(told)


def _reviewers(snapshot: Snapshot, hold: RowMapping) -> frozenset[str]:
    """Who may review it, and reads it."""
    roster, where = snapshot.roster, snapshot.conversations[hold["conversation"]]
    about, author = where.student(roster), roster.people[hold["author"]]
    found = []
    for person in roster.approvers:
        place = snapshot.membership(person, where.id)
        allowed = isinstance(may_review(roster, roster.people[person], about, author), Allowed)
        if (
            place is not None
            and allowed
            and may_read(place.side, STAFF_SIDE, hold["seq"], place.spans, own_child=place.own_child)
        ):
            found.append(person)
    return frozenset(found)
