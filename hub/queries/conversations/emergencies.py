"""This file reads which emergencies somebody has yet to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.notify.audience import alert_of
from hub.store import acks, deliveries, journal, messages
from hub.store.tags import shown
from notifiers.planner import cursor
from policies.notify.confirming import ASKS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from hub.wire import Event

MARKS = tuple(sorted(one.value for one in ASKS))


def to_confirm(connection: Connection, snapshot: Snapshot, person: str) -> list[Event]:
    """
    The messages that ask person to confirm them and that they may read now, newest first.

    Asked is who is told (policies/notify/confirming.ASKS): by what the planner wrote down, and by the same rule
    where it has not come to a message yet. What waits for approval asks nobody, and what was withdrawn nobody
    any more.
    """
    told = deliveries.list_events_told(connection, snapshot.school, person, MARKS)
    asked = told | _untold(connection, snapshot, person)
    events = (one for one in journal.stored_at(connection, snapshot.school, sorted(asked)) if _asks(one.event))
    mine = [
        shown(snapshot, person, one).event for one in events if snapshot.may_read(person, one.event, one.audience)
    ]
    done = acks.list_confirmed(connection, snapshot.school, person)
    return sorted((one for one in mine if one.id not in done), key=lambda one: -one.seq)


def _asks(event: Event) -> bool:
    return event.kind == "message" and event.urgency in MARKS and event.item is not None


def _untold(connection: Connection, snapshot: Snapshot, person: str) -> set[int]:
    """The positions of what the planner has not come to, and of which it will tell person."""
    planned = cursor(connection, snapshot.school)
    events = messages.list_urgent_after(connection, snapshot.school, planned, MARKS)
    alerts = (alert for one in events if (alert := alert_of(snapshot, one)) is not None)
    return {alert.stored.event.seq for alert in alerts if person in alert.recipients}
