"""This file asks the rules who is told of an event and how; the planner and a preview both come here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from channels.items import type_of
from hub.store import consents, schema
from policies.denying import untold
from policies.reminding import REMINDED, headline
from policies.seeing import ALL
from policies.telling import ROUTINE, Address, Medium, Plan, hears_of_hold, plan

if TYPE_CHECKING:
    from hub.store.journal import Stored
    from hub.store.snapshot import Conversation, Snapshot
    from policies.facts import Person

Devices = Mapping[str, tuple[Address, ...]]


@dataclass(frozen=True, slots=True)
class Media:
    """What is known of the media that reach people: their devices, and the addresses that are closed and why."""

    devices: Devices
    closed: Mapping[tuple[Medium, str], str]


@dataclass(frozen=True, slots=True)
class Headline:
    """What a phone shows of an event, and where it leads; no student's name stands in it."""

    body: str
    path: str


@dataclass(frozen=True, slots=True)
class Heard:
    """An event that people are told of: where it stands, if anywhere, who they are, and what they are shown."""

    stored: Stored
    where: Conversation | None
    people: frozenset[str]
    headline: Headline


OF_REPORTS = {
    "reported": "Something was reported; please look at it",
    "settled": "The school has looked at what you reported",
}
"""What the one person whom such an event is for reads of it; nothing of what was said, and no name."""


def hearers(snapshot: Snapshot, stored: Stored) -> Heard | None:
    """Who is told of an event; None where nobody ever is."""
    event = stored.event
    if event.kind == "reminder":
        return _reminded(snapshot, stored)
    if event.kind in OF_REPORTS:
        return Heard(stored, None, frozenset({stored.audience}), Headline(OF_REPORTS[event.kind], "/#/reports"))
    if event.conversation is None or event.conversation not in snapshot.conversations:
        return None
    where, author = snapshot.conversations[event.conversation], snapshot.roster.people[event.author or ""]
    match event.kind:
        case "message" if stored.audience == ALL and event.item is not None:
            people = hears_of_shared(snapshot, where, author)
            headline = shared_headline(where, author, type_of(event.item))
        case "held":
            people = hears_of_hold(snapshot.roster, where.student(snapshot.roster), author)
            headline = Headline(f"{author.name} asks for your approval", "/#/review")
        case "reviewed" if event.review is not None and event.review.answer != "approve":
            people = frozenset({event.review.author} - {author.id})  # who withdrew it knows
            said = "declined" if event.review.answer == "decline" else "returned"
            headline = Headline(f"{author.name} {said} what you wrote", f"/#/c/{where.id}")
        case _:
            return None
    return Heard(stored, where, _may(snapshot, stored, people), headline)


def _reminded(snapshot: Snapshot, stored: Stored) -> Heard | None:
    """A reminder stands where the oldest of what it is about waits."""
    event = stored.event
    there = [one for one in event.waiting or () if snapshot.membership(stored.audience, one) is not None]
    if not there or stored.audience not in snapshot.roster.approvers:
        return None
    shown = Headline(headline(len(event.waiting or ()), event.step or REMINDED), "/#/review")
    return Heard(stored, snapshot.conversations[there[0]], frozenset({stored.audience}), shown)


def hears_of_shared(snapshot: Snapshot, where: Conversation, author: Person) -> frozenset[str]:
    """Who is told of a shared item of author's there: nobody who does not belong there by now."""
    people = where.kind.hears(snapshot.roster, where.subject, author)
    return frozenset(one for one in people if snapshot.membership(one, where.id) is not None)


def shared_headline(where: Conversation, author: Person, item_type: str) -> Headline:
    """The headline of a shared item."""
    return Headline(where.kind.headline(author, item_type), f"/#/c/{where.id}")


def _may(snapshot: Snapshot, stored: Stored, people: frozenset[str]) -> frozenset[str]:
    """Nobody is told of what they may not read."""
    return frozenset(one for one in people if snapshot.may_read(one, stored.event, stored.audience))


def plans(
    snapshot: Snapshot, where: Conversation | None, item_type: str, people: Iterable[str], media: Media
) -> dict[str, Plan]:
    """Each person's plan for an item of this type there; a held one is planned for its reviewers alike."""
    roster = snapshot.roster
    practice = where is not None and where.subject.practice(roster)
    children = where.subject.children(roster) if where is not None else []
    return {
        person: plan(
            roster.people[person],
            media.devices.get(person, ()),
            roster.settings,
            routine=item_type in ROUTINE,
            practice=practice,
            untold=untold(roster.people[person], children),
            closed=media.closed,
        )
        for person in sorted(people)
    }


def media_of(connection: Connection, snapshot: Snapshot, people: Iterable[str]) -> Media:
    """What is known of the media that reach these people with routine messages."""
    who = [snapshot.roster.people[one] for one in people]
    addresses = [address for one in who for address in (one.cell, one.email) if address]
    return Media(
        devices_of(connection, [one.id for one in who]), consents.closed(connection, snapshot.school, addresses)
    )


def devices_of(connection: Connection, people: Iterable[str]) -> Devices:
    """The push addresses of these people."""
    device = schema.device
    rows = connection.execute(
        select(device.c.person, device.c.provider, device.c.address)
        .where(device.c.person.in_(list(people)))
        .order_by(device.c.created_at, device.c.id)
    )
    found: defaultdict[str, list[Address]] = defaultdict(list)
    for person, provider, address in rows:
        found[person].append(Address(Medium.PUSH, address, provider))
    return {person: tuple(addresses) for person, addresses in found.items()}
