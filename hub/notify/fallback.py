"""This file follows deliveries that did not arrive: their address is closed, and the next medium is planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.notify.audience import ContactWays, alert_of, contacts_of, delivery_plans, topic_of
from hub.notify.notices import notice_before, notice_of_delivery
from hub.notify.scheduling import Schedule, about_of, new_delivery_id, scheduled
from hub.store import consents, journal, reach, returned
from hub.store.clock import moment, stamp
from notifiers import outbox, planner
from notifiers.notification import DeadAddress, Full, OptedOut
from policies.notify.bouncing import SOFT_DAYS, Bounce, closes
from policies.notify.consent import CLOSES, Source, State
from policies.notify.recipients import Closed, Medium
from policies.notify.schedule import Moment

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.schools import Schools
    from hub.store.snapshot import Snapshot
    from notifiers.notification import Outcome
    from notifiers.outbox import Claimed

LADDER = (Medium.PUSH, Medium.SMS, Medium.EMAIL)
"""The media in the order in which they are tried."""


def is_undeliverable(outcome: Outcome) -> bool:
    """Whether an outcome says that nothing arrives at that address, so that something follows from it."""
    return isinstance(outcome, DeadAddress | OptedOut | Full)


def follow_up(connection: Connection, delivery: Claimed, outcome: Outcome, now: datetime) -> None:
    """
    What an outcome means for the address; whom it was to tell is told by the next medium (plan_next_media).

    A device is forgotten on its provider's word alone; a full mailbox is closed once it has stayed full.
    """
    match outcome:
        case DeadAddress(why):
            if delivery.medium == Medium.PUSH:
                reach.forget_device(connection, delivery.provider, delivery.address)
            close_address(connection, delivery, Source.BOUNCE, why, now)
        case OptedOut(why):
            close_address(connection, delivery, Source.CARRIER, why, now)
        case Full(why):
            if _stays_full(connection, delivery, now):
                close_address(connection, delivery, Source.BOUNCE, why, now)
        case _:
            return


def close_address(connection: Connection, delivery: Claimed, source: Source, why: str, now: datetime) -> None:
    """What a provider says of an address counts for everything that would go there; a device is no address."""
    if delivery.medium == Medium.PUSH:
        return
    change = consents.ConsentChange(
        medium=Medium(delivery.medium), address=delivery.address, classes=CLOSES[source], state=State.CLOSED,
        source=source, why=why, at=stamp(now),
    )  # fmt: skip
    consents.note(connection, delivery.school, change)


def _stays_full(connection: Connection, delivery: Claimed, now: datetime) -> bool:
    """Whether a mailbox has taken nothing so often that nobody reads it."""
    since = stamp(now - timedelta(days=SOFT_DAYS))
    return closes(Bounce.SOFT, returned.soft_before(connection, delivery, since))


def plan_next_media(connection: Connection, schools: Schools, deliveries: Sequence[Claimed], now: datetime) -> None:
    """
    Likewise for several: once for the same people and event, however many devices of theirs did not ring.

    Who signs in anew every second has gone through hundreds of devices, and each costs some milliseconds of the
    transaction that everybody's messages wait for.
    """
    once = {(one.school, one.event, one.medium, one.step, one.recipients): one for one in deliveries}
    for one in once.values():
        plan_next_medium(connection, schools[one.school].snapshot, one, now)


def plan_next_medium(connection: Connection, snapshot: Snapshot, delivery: Claimed, now: datetime) -> None:
    """
    Whoever a delivery does not reach is told by the next medium now, in the same transaction.

    What was planned for later there comes forward. Who is told on another device is not bothered elsewhere yet; a
    device that came after it was planned rings now.
    """
    (stored,) = journal.stored_at(connection, delivery.school, [delivery.event])
    alert = alert_of(snapshot, stored)
    if alert is None:
        return
    topic, contacts = topic_of(alert), contacts_of(connection, delivery.recipients, now)
    plans = {
        person: delivery_plans(snapshot, topic, [person], _without(snapshot, person, delivery, contacts))[person]
        for person in _lost(connection, delivery, contacts)
    }
    schedule = Schedule(
        when=Moment(first=now, zone=snapshot.time_zone, urgency=topic.urgency),
        expires=moment(delivery.expires_at),
        steps_before=delivery.step,
    )
    again = planner.PlannedAlert(
        event=delivery.event,
        message=delivery.message,
        conversation=delivery.conversation,
        n=delivery.n,
        title=delivery.title,
        body=delivery.body,
        path=delivery.path,
        at=stamp(now),
        deliveries=scheduled(snapshot, topic, plans, schedule, contacts),
        skipped={
            person: plan.skipped
            for person, plan in plans.items()
            if plan.skipped and not _is_told(connection, delivery, person)
        },
        urgency=topic.urgency,
        about=about_of(snapshot, topic, alert),
        notice=notice_of_delivery(delivery) or notice_before(snapshot, stored, delivery.body),
    )
    planner.deliver(connection, delivery.school, [again], new_delivery_id)


def _lost(connection: Connection, delivery: Claimed, contacts: ContactWays) -> list[str]:
    """The recipients who are told on no other device."""
    rung = outbox.rung(connection, delivery) if delivery.medium == Medium.PUSH else frozenset[str]()
    return [
        person
        for person in delivery.recipients
        if not any(device.address in rung for device in contacts.reach.devices.get(person, ()))
    ]


def _is_told(connection: Connection, delivery: Claimed, person: str) -> bool:
    """Whether another medium told them, or will."""
    return any(person in people for people in outbox.others_of(connection, delivery))


def _without(snapshot: Snapshot, person: str, delivery: Claimed, contacts: ContactWays) -> ContactWays:
    """
    As if nothing reached a person on the media up to this one; on this one, at that address: they may have another.
    """
    who, medium = snapshot.roster.people[person], Medium(delivery.medium)
    cell = delivery.address if medium is Medium.SMS else who.cell
    tried = LADDER[: LADDER.index(medium) + 1]
    lost: Closed = {
        **({(Medium.SMS, cell): "no text reaches the number"} if Medium.SMS in tried and cell else {}),
        **({(Medium.EMAIL, delivery.address): "no email arrives"} if Medium.EMAIL in tried else {}),
    }
    closed = {consent: {**closed, **lost} for consent, closed in contacts.closed.items()}
    return ContactWays(contacts.reach, closed)
