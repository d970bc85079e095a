"""This file reads each school's journal after its own cursor and writes down whom to tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from channels.items import type_of
from hub.bus.replay import page
from hub.plans import Media, hearers, media_of, plans
from hub.store import journal
from hub.store.clock import moment, stamp
from hub.store.names import new
from notifiers import planner
from policies.seeing import ALL
from policies.telling import ROUTINE, Medium, Plan, plan
from policies.undoing import rings_after

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.plans import Heard
    from hub.store.journal import Stored
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from notifiers.outbox import Claimed

LASTS = timedelta(hours=24)
"""After a day nobody wants their phone to ring for it any more; it is still there to read."""


LANE = "telling"
"""The lane of commits in which telling stands, so that it holds up nobody who posts."""


async def plan_journal(school: School, since: int | None, now: datetime) -> int:
    """
    Plan everything after since, up to where the school stands; deliveries and cursor are one transaction.

    since: where this planner left off, None where it has just begun. Returns where the plan stands, which
    another planner may have moved: then this one leaves the rest to that one for now.
    """
    if since is None:
        since = await school.store.read(lambda connection: planner.cursor(connection, school.id))
    while since < school.seq:
        events = await page(school, since, school.seq)
        if not events:
            break
        told = await _to_tell(school, events, now)
        span = since, events[-1].event.seq
        stands = await school.store.write(
            lambda transaction: planner.write(transaction.connection, school.id, told, span, _name),  # noqa: B023 (awaited here)
            LANE,
        )
        if stands != span[1]:
            return stands
        since = stands
    return since


async def _to_tell(school: School, events: list[Stored], now: datetime) -> list[planner.ToTell]:
    snapshot = school.snapshot
    fresh = [one for one in events if moment(one.event.at) + LASTS > now]
    heard = [found for one in fresh if (found := hearers(snapshot, one)) is not None]
    people = frozenset[str]().union(*(one.people for one in heard))
    if not people:
        return []
    media = await school.store.read(lambda connection: media_of(connection, snapshot, people))
    return [_told(snapshot, one, media) for one in heard]


def _told(snapshot: Snapshot, heard: Heard, media: Media) -> planner.ToTell:
    event = heard.stored.event
    shared = event.item is not None and heard.stored.audience == ALL
    item_type = type_of(event.item) if shared and event.item is not None else ""
    return planner.ToTell(
        event=event.seq,
        message=event.id or (event.review.message if event.review else ""),
        conversation=heard.where.id if heard.where is not None else "",
        n=event.n,
        title=snapshot.roster.school_name,
        body=heard.headline.body,
        path=heard.headline.path,
        at=event.at,
        due_at=_due_at(snapshot, event.at, item_type),
        expires_at=stamp(moment(event.at) + LASTS),
        plans=plans(snapshot, heard.where, item_type, heard.people, media),
    )


def _due_at(snapshot: Snapshot, at: str, item_type: str) -> str:
    """When what was shared rings; what is no shared item (item_type is empty) rings at once."""
    wait = rings_after(snapshot.roster.settings, item_type) if item_type else 0
    return stamp(moment(at) + timedelta(seconds=wait))


def plan_again(transaction: Transaction, snapshot: Snapshot, one: Claimed, now: datetime) -> None:
    """Whoever could not be reached at an address is told on the next medium, in the same transaction."""
    connection = transaction.connection
    media = media_of(connection, snapshot, one.recipients)
    (stored,) = journal.stored_at(connection, one.school, [one.event])
    item = stored.event.item
    routine = item is not None and type_of(item) in ROUTINE
    again = planner.ToTell(
        event=one.event,
        message=one.message,
        conversation=one.conversation,
        n=one.n,
        title=one.title,
        body=one.body,
        path=one.path,
        at=stamp(now),
        due_at=stamp(now),
        expires_at=one.expires_at,
        plans={person: _without(snapshot, person, one.medium, media, routine=routine) for person in one.recipients},
    )
    planner.deliver(connection, one.school, again, _name)


def _without(snapshot: Snapshot, person: str, medium: str, media: Media, *, routine: bool) -> Plan:
    """A person's plan, as if they had nothing on the media up to this one."""
    who = snapshot.roster.people[person]
    if medium in {Medium.SMS, Medium.EMAIL}:
        who = replace(who, cell=None)
    if medium == Medium.EMAIL:
        who = replace(who, email=None)
    return plan(
        who,
        media.devices.get(person, ()),
        snapshot.roster.settings,
        routine=routine,
        practice=False,
        closed=media.closed,
    )


def _name() -> str:
    return new("n")
