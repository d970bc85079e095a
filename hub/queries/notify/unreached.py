"""This file reads whom something urgent has not reached, and what comes next for each of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.queries.records.timeline import message_of
from hub.store import deliveries, journal
from hub.store.acks import acks_of
from hub.store.changes import withdrawn
from hub.store.clock import moment, stamp
from hub.store.markers import list_readers
from hub.store.people import list_numbers
from policies.notify.confirming import ASKS, Turn, next_step
from policies.notify.recipients import Medium
from policies.notify.schedule import WORTH_TELLING
from policies.people.facts import Urgency

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from hub.wire import Event


@dataclass(frozen=True, slots=True)
class RecipientStanding:
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
class UrgentMessage:
    """Something urgent that was said, and where everybody stands who was to be told."""

    event: Event
    urgency: Urgency
    people: tuple[RecipientStanding, ...]


def urgent_of(connection: Connection, snapshot: Snapshot, reader: str, now: datetime) -> list[UrgentMessage]:
    """What was urgent within a day in reader's conversations, newest first."""
    told = _told(deliveries.list_urgent_since(connection, snapshot.school, stamp(now - WORTH_TELLING)))
    shared = journal.stored_at(connection, snapshot.school, sorted(told, reverse=True))
    seen = [
        one
        for one in shared
        if one.event.n is not None
        and one.event.withdrawn_at is None
        and moment(one.event.at) > now - WORTH_TELLING
        and snapshot.may_read(reader, one.event, one.audience)
    ]
    gone = withdrawn(connection, {snapshot.school}, {one.event.id or "" for one in seen})
    mine = sorted((one.event for one in seen if one.event.id not in gone), key=lambda one: -one.seq)
    return [_urgent(connection, snapshot, one, told[one.seq], now) for one in mine]


def standing_of(
    connection: Connection, snapshot: Snapshot, reader: str, message: str, now: datetime
) -> UrgentMessage | None:
    """
    One message that reader asks about; None where it was not urgent, or told nobody.

    Raises:
        NotFound: no such message, or it is not theirs to know of.
    """
    event = message_of(connection, snapshot, reader, message)[-1].event
    told = _told(deliveries.list_urgent_of(connection, snapshot.school, message)).get(event.seq)
    return None if told is None else _urgent(connection, snapshot, event, told, now)


@dataclass(slots=True)
class _Told:
    """How people were told of one event: its urgency, and each person's turns; none for who was skipped."""

    urgency: Urgency
    turns: defaultdict[str, list[Turn]]


def _told(urgently: deliveries.Urgently) -> Mapping[int, _Told]:
    """How people were told of what was urgent, by event; of these deliveries and skips."""
    found = dict[int, _Told]()
    for event, urgency, recipients, medium, due_at, outcome in urgently.delivered:
        told = found.setdefault(event, _Told(Urgency(urgency), defaultdict(list)))
        for person in json.loads(recipients):
            told.turns[person].append(Turn(Medium(medium), moment(due_at), outcome or ""))
    for event, urgency, person in urgently.skipped:
        found.setdefault(event, _Told(Urgency(urgency), defaultdict(list))).turns[person] = []
    return found


def _urgent(connection: Connection, snapshot: Snapshot, event: Event, told: _Told, now: datetime) -> UrgentMessage:
    reached = _reached(connection, snapshot.school, event, told.urgency)
    numbers = list_numbers(connection, told.turns.keys() - reached.keys())
    people = [
        _standing(snapshot, person, told.turns[person], reached.get(person), numbers.get(person), now)
        for person in told.turns
        if snapshot.membership(person, event.conversation or "") is not None
    ]
    return UrgentMessage(event, told.urgency, tuple(sorted(people, key=lambda one: (not one.calls, one.name))))


def _standing(
    snapshot: Snapshot, person: str, turns: list[Turn], reached_at: str | None, number: str | None, now: datetime
) -> RecipientStanding:
    name = snapshot.roster.people[person].name
    if reached_at is not None:
        return RecipientStanding(person, name, reached_at, "", calls=False, number=None)
    follows, calls = next_step(turns, now, snapshot.time_zone)
    return RecipientStanding(person, name, None, follows.says, calls=calls, number=number)


def _reached(connection: Connection, school: str, event: Event, urgency: Urgency) -> Mapping[str, str]:
    """Who has read it, or confirmed it where that is asked for, with when."""
    if urgency in ASKS:
        acks = acks_of(connection, school, [event.id or ""])
        return {person: at for (_, person), at in acks.items()}
    return list_readers(connection, school, event.conversation or "", event.n or 0)
