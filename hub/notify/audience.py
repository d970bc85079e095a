"""This file asks the rules who receives an alert of an event and how; the planner and a preview both come here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from channels.events import events
from channels.items import told_as, type_of
from hub.store import consents
from hub.store.reach import Reach, addresses_of, reach_of
from policies.conversations.seeing import ALL
from policies.conversations.undoing import rings_after
from policies.notify.audience import Occasion, audience, is_reminded, still_there
from policies.notify.bundling import worded
from policies.notify.confirming import ASKS
from policies.notify.consent import Class, closed_clause
from policies.notify.preferences import OF_AREA, Category, hows_of
from policies.notify.recipients import (
    ROUTINE,
    Address,
    Closed,
    Medium,
    Plan,
    Terms,
    consent_of,
    plan,
)
from policies.notify.schedule import Moment, Timed, timed, urgency_of
from policies.people.custody import untold
from policies.people.display_names import beside_author, with_label
from policies.people.facts import Urgency
from policies.review.reminding import REMINDED, headline

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.journal import Stored
    from hub.store.snapshot import Conversation, Snapshot
    from policies.people.facts import Person, Student


@dataclass(frozen=True, slots=True)
class Headline:
    """What a phone shows of an event, and where it leads; of students the given name of a parent's child alone."""

    body: str
    path: str


@dataclass(frozen=True, slots=True)
class Alert:
    """
    An event that people are told of: where it stands, if anywhere, who they are, and what they are shown.

    parent_of: whose parent its author is called, as policies/people/display_names.beside_author has it.
    """

    stored: Stored
    where: Conversation | None
    recipients: frozenset[str]
    headline: Headline
    parent_of: tuple[str, ...] | None = None


def alert_of(snapshot: Snapshot, stored: Stored) -> Alert | None:
    """The alert of an event, with its recipients; None where there never is one."""
    event = stored.event
    if event.kind == "reminder":
        return _reminded(snapshot, stored)
    if (told := events().get(event.kind)) is not None:
        return Alert(stored, None, frozenset({stored.audience}), Headline(told.headline, told.path))
    if event.conversation is None or event.conversation not in snapshot.conversations:
        return None
    where, author = snapshot.conversations[event.conversation], snapshot.roster.people[event.author or ""]
    people = audience(
        snapshot.roster, _occasion(snapshot, stored, where), lambda: recipients_of_shared(snapshot, where, author)
    )
    if people is None:
        return None
    parent_of: tuple[str, ...] | None = None
    if event.item is not None and event.kind == "message":
        parent_of = beside_author(snapshot.roster, author, where.student(snapshot.roster), people)
        headline = shared_headline(where, author, told_as(event.item), parent_of)
    elif event.review is not None:
        said = "declined" if event.review.answer == "decline" else "returned"
        headline = Headline(f"{author.name} {said} what you wrote", f"/#/c/{where.id}")
    else:
        headline = Headline(f"{author.name} asks for your approval", "/#/review")
    headline = replace(headline, body=worded(headline.body, marked_of(stored)))
    return Alert(stored, where, _may(snapshot, stored, people), headline, parent_of)


def _occasion(snapshot: Snapshot, stored: Stored, where: Conversation) -> Occasion:
    event = stored.event
    return Occasion(
        kind=event.kind,
        author=snapshot.roster.people[event.author or ""],
        shared=stored.audience == ALL and event.item is not None,
        about=where.student(snapshot.roster),
        answer=None if event.review is None else event.review.answer,
        to="" if event.review is None else event.review.author,
    )


def _reminded(snapshot: Snapshot, stored: Stored) -> Alert | None:
    """A reminder stands where the oldest of what it is about waits."""
    event = stored.event
    there = [one for one in event.waiting or () if snapshot.membership(stored.audience, one) is not None]
    if not is_reminded(snapshot.roster, stored.audience, there):
        return None
    shown = Headline(headline(len(event.waiting or ()), event.step or REMINDED), "/#/review")
    return Alert(stored, snapshot.conversations[there[0]], frozenset({stored.audience}), shown)


def recipients_of_shared(snapshot: Snapshot, where: Conversation, author: Person) -> frozenset[str]:
    """Who is told of a shared item of author's there: nobody who does not belong there by now."""
    people = where.kind.hears(snapshot.roster, where.subject, author)
    return frozenset(one for one in people if snapshot.membership(one, where.id) is not None)


def shared_headline(where: Conversation, author: Person, told: str, parent_of: tuple[str, ...] | None) -> Headline:
    """The headline of a shared item; told: as channels.items.told_as has it; parent_of: as beside_author has it."""
    shown = replace(author, name=with_label(author.name, parent_of))
    return Headline(where.kind.headline(shown, told), f"/#/c/{where.id}")


def _may(snapshot: Snapshot, stored: Stored, people: frozenset[str]) -> frozenset[str]:
    """Nobody is told of what they may not read."""
    return still_there(people, lambda one: snapshot.may_read(one, stored.event, stored.audience))


@dataclass(frozen=True, slots=True)
class Topic:
    """
    What an alert is about, as far as it decides how it is told: where, of which item type (empty: no shared item),
    and how urgently.

    once: neither a read nor a decision makes it needless. pushed: push is the first way, as it usually is.
    """

    where: Conversation | None
    item_type: str
    marked: Urgency = Urgency.NORMAL
    once: bool = False
    pushed: bool = True

    @property
    def urgency(self) -> Urgency:
        """How urgently it is told: as it is marked, or more by what it is."""
        return urgency_of(self.marked, self.item_type)

    @property
    def category(self) -> Category:
        """What those who are told chose about: what is no shared item wants something done."""
        return OF_AREA[self.where.kind.area] if self.where is not None and self.item_type else Category.APPROVALS


def topic_of(alert: Alert) -> Topic:
    """What an alert is about, as far as who is told and how depends on it."""
    event = alert.stored.event
    shared = event.item is not None and alert.stored.audience == ALL
    item_type = type_of(event.item) if shared and event.item else ""
    once = event.n is None and event.kind != "held"
    told = events().get(event.kind)
    pushed = told is None or told.pushed
    return Topic(alert.where, item_type, marked_of(alert.stored), once=once, pushed=pushed)


def marked_of(stored: Stored) -> Urgency:
    """How urgent its author marked it; NORMAL where they did not."""
    return Urgency(stored.event.urgency or Urgency.NORMAL)


@dataclass(frozen=True, slots=True)
class ContactWays:
    """How recipients can be reached, and which of their addresses are closed to what."""

    reach: Reach
    closed: Mapping[Class, Closed]


def contacts_of(connection: Connection, people: Collection[str], now: datetime) -> ContactWays:
    """How these people can be reached, as this transaction sees it."""
    return ContactWays(reach_of(connection, people, now), closed_of(connection, people))


def closed_of(connection: Connection, people: Collection[str]) -> Mapping[Class, Closed]:
    """Their addresses that are not used for what is routine, and for emergencies, and why: a part of a sentence."""
    found: dict[Class, dict[tuple[Medium, str], str]] = {Class.ROUTINE: {}, Class.EMERGENCY: {}}
    for school, addresses in sorted(addresses_of(connection, people).items()):
        for of, notes in consents.standing_at(connection, school, addresses).items():
            found[of] |= {where: closed_clause(note, text=where[0] is Medium.SMS) for where, note in notes.items()}
    return found


def delivery_plans(
    snapshot: Snapshot, topic: Topic, people: Iterable[str], contacts: ContactWays
) -> dict[str, Plan]:
    """Each person's plan for an alert; a held item is planned for its reviewers alike."""
    roster, where = snapshot.roster, topic.where
    practice = where is not None and where.subject.practice(roster)
    children = _of_guardians(where.subject.children(roster) if where is not None else [])
    reach, routine = contacts.reach, topic.item_type in ROUTINE

    def by(person: str, devices: tuple[Address, ...]) -> Plan:
        terms = Terms(
            untold=untold(roster.people[person], children.get(person, [])),
            urgency=topic.urgency,
            hows=hows_of(reach.wishes_of(person), topic.category),
            closed=contacts.closed[consent_of(topic.urgency)],
            once=topic.once,
        )
        who, settings = roster.people[person], roster.settings
        return plan(who, devices, settings, routine=routine, practice=practice, terms=terms)

    plans = {person: by(person, reach.devices.get(person, ()) if topic.pushed else ()) for person in sorted(people)}
    lost = () if topic.pushed else [person for person, found in plans.items() if found.skipped]
    return plans | {person: by(person, reach.devices.get(person, ())) for person in lost}


def _of_guardians(children: Iterable[Student]) -> Mapping[str, list[Student]]:
    """The children of each guardian, so that a whole school is not looked through for each of its parents."""
    found: defaultdict[str, list[Student]] = defaultdict(list)
    for child in children:
        for person in child.guardians:
            found[person].append(child)
    return found


def moment_of(snapshot: Snapshot, topic: Topic, said: datetime) -> Moment:
    """When it may ring at the earliest: what is shared can be taken back for a while."""
    taken_back = topic.item_type and topic.marked not in ASKS
    wait = rings_after(snapshot.roster.settings, topic.item_type) if taken_back else 0
    return Moment(first=said + timedelta(seconds=wait), zone=snapshot.time_zone, urgency=topic.urgency)


def step_times(
    snapshot: Snapshot, topic: Topic, person: str, reach: Reach, plan: Plan, when: Moment
) -> tuple[Timed, ...]:
    """When each medium of a person's plan has its turn."""
    open_there = topic.where is not None and (person, topic.where.id) in reach.watching
    when = replace(when, watching=True) if open_there else when
    return timed(plan, snapshot.roster.people[person], reach.wishes_of(person), when)
