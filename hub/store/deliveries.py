"""This file reads the deliveries of messages and what happened to them, and sends one again."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, update

from hub.store.schema import event
from notifiers.tables import attempt, delivery, skip

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, RowMapping


class UrgentDelivery(NamedTuple):
    """A delivery of something urgent; recipients: their ids as JSON."""

    event: int
    urgency: str
    recipients: str
    medium: str
    due_at: str
    outcome: str | None


class UrgentSkip(NamedTuple):
    """Somebody who was to be told of something urgent, by no medium."""

    event: int
    urgency: str
    person: str


@dataclass(frozen=True, slots=True)
class Urgently:
    """How people were told of something urgent, in the order of their turns; and who was left out."""

    delivered: Sequence[UrgentDelivery]
    skipped: Sequence[UrgentSkip]


def list_urgent_since(connection: Connection, school: str, since: str) -> Urgently:
    """How people were told of what was urgent and was planned, or said, since then."""
    said = select(event.c.seq).where(event.c.school == school, event.c.at > since)
    return _urgent(connection, school, delivery.c.planned_at > since, skip.c.event.in_(said))


def list_urgent_of(connection: Connection, school: str, message: str) -> Urgently:
    """How people were told of one message that was urgent."""
    return _urgent(connection, school, delivery.c.message == message, skip.c.message == message)


def _urgent(
    connection: Connection, school: str, delivered: ColumnElement[bool], skipped: ColumnElement[bool]
) -> Urgently:
    its = delivery.c
    rows = connection.execute(
        select(its.event, its.urgency, its.recipients, its.medium, its.due_at, its.outcome)
        .where(its.school == school, its.urgency != "normal", delivered)
        .order_by(its.step)
    )
    left_out = connection.execute(
        select(skip.c.event, skip.c.urgency, skip.c.person).where(
            skip.c.school == school, skip.c.urgency != "normal", skipped
        )
    )
    return Urgently([UrgentDelivery(*row) for row in rows], [UrgentSkip(*row) for row in left_out])


def list_events_told(connection: Connection, school: str, person: str, urgencies: Collection[str]) -> set[int]:
    """The positions of what a person was told of in these urgencies, or could be told of by no medium."""
    its, left_out = delivery.c, skip.c
    theirs = its.recipients.contains(json.dumps(person), autoescape=True)
    delivered = select(its.event).where(its.school == school, its.urgency.in_(urgencies), theirs).distinct()
    skipped = select(left_out.event).where(
        left_out.school == school, left_out.urgency.in_(urgencies), left_out.person == person
    )
    return {*connection.execute(delivered).scalars(), *connection.execute(skipped).scalars()}


def list_of_event(connection: Connection, school: str, seq: int) -> Sequence[RowMapping]:
    """The deliveries of one event, in the order of their turns."""
    its = delivery.c
    asked = select(delivery).where(its.school == school, its.event == seq).order_by(its.step, its.planned_at)
    return connection.execute(asked).mappings().all()


def list_attempts(connection: Connection, deliveries: Collection[str]) -> Sequence[RowMapping]:
    """What happened to these deliveries, in order."""
    asked = select(attempt).where(attempt.c.delivery.in_(deliveries)).order_by(attempt.c.id)
    return connection.execute(asked).mappings().all()


def list_skipped(connection: Connection, school: str, seq: int) -> Sequence[tuple[str, str]]:
    """Who was to be told of one event by no medium, and the sentence why."""
    rows = connection.execute(select(skip.c.person, skip.c.why).where(skip.c.school == school, skip.c.event == seq))
    return [(person, why) for person, why in rows]


def list_newest(connection: Connection, now: str, limit: int) -> Sequence[RowMapping]:
    """What has ended or is due by now, of every school, the newest first."""
    its = delivery.c
    come = its.settled_at.is_not(None) | (its.due_at <= now)  # a later turn may never come
    asked = select(delivery).where(come).order_by(its.planned_at.desc(), its.id).limit(limit)
    return connection.execute(asked).mappings().all()


def reopen_delivery(connection: Connection, delivery_id: str, at: str, expires_at: str) -> bool:
    """Let what has ended be due once more; whether it had ended."""
    done = connection.execute(
        update(delivery)
        .where(delivery.c.id == delivery_id, delivery.c.settled_at.is_not(None))
        .values(
            settled_at=None, outcome=None, detail="", handed_at=None, lease_until=None,
            due_at=at, expires_at=expires_at,
        )
    )  # fmt: skip
    return bool(done.rowcount)
