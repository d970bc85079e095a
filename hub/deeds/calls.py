"""This file reads whom something urgent has not reached, and what comes next for each of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, select

from hub.deeds.confirm import acks_of
from hub.deeds.timeline import message_of
from hub.store import journal, schema
from hub.store.changes import withdrawn
from hub.store.clock import moment, stamp
from notifiers.tables import delivery, skip
from policies.confirming import ASKS, Turn, next_step
from policies.facts import Urgency
from policies.telling import Medium

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot
    from hub.wire import Event

LASTS = timedelta(hours=24)
"""After a day nobody is called any more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Where somebody stands with something urgent: when they read or confirmed it, None while they have not.

    says: what comes next; calls: it is to call them. number: to call, None where none is known.
    """

    person: str
    name: str
    reached_at: str | None
    says: str
    calls: bool
    number: str | None


@dataclass(frozen=True, slots=True)
class Urgent:
    """Something urgent that was said, and where everybody stands who was to be told."""

    event: Event
    urgency: Urgency
    people: tuple[Standing, ...]


def urgent_of(connection: Connection, snapshot: Snapshot, reader: str, now: datetime) -> list[Urgent]:
    """What was urgent within a day in reader's conversations, newest first."""
    school, since = snapshot.school, stamp(now - LASTS)
    told = _told(connection, school, delivery.c.planned_at > since, _said_after(school, since))
    shared = journal.stored_at(connection, snapshot.school, sorted(told, reverse=True))
    seen = [
        one
        for one in shared
        if one.event.n is not None
        and one.event.withdrawn_at is None
        and moment(one.event.at) > now - LASTS
        and snapshot.may_read(reader, one.event, one.audience)
    ]
    gone = withdrawn(connection, {snapshot.school}, {one.event.id or "" for one in seen})
    mine = sorted((one.event for one in seen if one.event.id not in gone), key=lambda one: -one.seq)
    return [_urgent(connection, snapshot, one, (told[one.seq], now)) for one in mine]


def standing_of(connection: Connection, snapshot: Snapshot, asked: tuple[str, str], now: datetime) -> Urgent | None:
    """
    One message that a reader asks about (reader, message); None where it was not urgent, or told nobody.

    Raises:
        NotFound: no such message, or it is not theirs to know of.
    """
    reader, message = asked
    event = message_of(connection, snapshot, reader, message)[-1].event
    told = _told(connection, snapshot.school, delivery.c.message == message, skip.c.message == message).get(
        event.seq
    )
    return None if told is None else _urgent(connection, snapshot, event, (told, now))


@dataclass(slots=True)
class _Told:
    """How people were told of one event: its urgency, and each person's turns; none for who was skipped."""

    urgency: Urgency
    turns: defaultdict[str, list[Turn]]


Which = ColumnElement[bool]


def _told(connection: Connection, school: str, delivered: Which, skipped: Which) -> Mapping[int, _Told]:
    """How people were told of what was urgent, by event; of these deliveries and skips."""
    its, found = delivery.c, dict[int, _Told]()
    rows = connection.execute(
        select(its.event, its.urgency, its.recipients, its.medium, its.due_at, its.outcome)
        .where(its.school == school, its.urgency != "normal", delivered)
        .order_by(its.step)
    )
    for event, urgency, recipients, medium, due_at, outcome in rows:
        told = found.setdefault(event, _Told(Urgency(urgency), defaultdict(list)))
        for person in json.loads(recipients):
            told.turns[person].append(Turn(Medium(medium), moment(due_at), outcome or ""))
    left_out = select(skip.c.event, skip.c.urgency, skip.c.person).where(
        skip.c.school == school, skip.c.urgency != "normal", skipped
    )
    for event, urgency, person in connection.execute(left_out):
        found.setdefault(event, _Told(Urgency(urgency), defaultdict(list))).turns[person] = []
    return found


def _said_after(school: str, at: str) -> Which:
    its = schema.event.c
    return skip.c.event.in_(select(its.seq).where(its.school == school, its.at > at))


def _urgent(connection: Connection, snapshot: Snapshot, event: Event, what: tuple[_Told, datetime]) -> Urgent:
    told, now = what
    reached = _reached(connection, snapshot.school, event, told.urgency)
    numbers = _numbers(connection, told.turns.keys() - reached.keys())
    people = [
        _standing(snapshot, person, told.turns[person], (reached.get(person), numbers.get(person), now))
        for person in told.turns
        if snapshot.membership(person, event.conversation or "") is not None
    ]
    return Urgent(event, told.urgency, tuple(sorted(people, key=lambda one: (not one.calls, one.name))))


def _standing(
    snapshot: Snapshot, person: str, turns: list[Turn], known: tuple[str | None, str | None, datetime]
) -> Standing:
    reached_at, number, now = known
    name = snapshot.roster.people[person].name
    if reached_at is not None:
        return Standing(person, name, reached_at, "", calls=False, number=None)
    follows, calls = next_step(turns, now, snapshot.time_zone)
    return Standing(person, name, None, follows.says, calls=calls, number=number)


def _reached(connection: Connection, school: str, event: Event, urgency: Urgency) -> Mapping[str, str]:
    """Who has read it, or confirmed it where that is asked for, with when."""
    if urgency in ASKS:
        acks = acks_of(connection, school, [event.id or ""])
        return {person: at for (_, person), at in acks.items()}
    its = schema.marker.c
    rows = connection.execute(
        select(its.person, its.read_at).where(
            its.school == school, its.conversation == event.conversation, its.read_n >= event.n
        )
    )
    return {row.person: row.read_at for row in rows}


def _numbers(connection: Connection, people: Iterable[str]) -> Mapping[str, str | None]:
    its = schema.person.c
    rows = connection.execute(select(its.id, its.cell, its.phone).where(its.id.in_(list(people))))
    return {person: cell or phone for person, cell, phone in rows}
