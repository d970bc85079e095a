"""This file asks the rules who is told of an event and how; the planner and a preview both come here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from channels.items import told_as, type_of
from hub.store import consents, schema
from hub.store.reach import Reach, reach_of
from policies.bundling import worded
from policies.confirming import ASKS
from policies.consent import Class, clause
from policies.denying import untold
from policies.facts import Urgency
from policies.reminding import REMINDED, headline
from policies.seeing import ALL
from policies.telling import ROUTINE, Closed, Medium, Plan, Terms, consent_of, hears_of_hold, plan
from policies.timing import Moment, Timed, timed, urgency_of
from policies.undoing import rings_after
from policies.wishes import OF_AREA, Category, hows_of

if TYPE_CHECKING:
    from hub.store.journal import Stored
    from hub.store.snapshot import Conversation, Snapshot
    from policies.facts import Person, Student


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


TO_ONE = {
    "reported": Headline("Something was reported; please look at it", "/#/reports"),
    "settled": Headline("The school has looked at what you reported", "/#/reports"),
    "unsorted": Headline("An email or a text became no message; please look", "/#/unsorted"),
}
"""What the one person whom such an event is for reads of it; nothing of what was said, and no name."""


def hearers(snapshot: Snapshot, stored: Stored) -> Heard | None:
    """Who is told of an event; None where nobody ever is."""
    event = stored.event
    if event.kind == "reminder":
        return _reminded(snapshot, stored)
    if event.kind in TO_ONE:
        return Heard(stored, None, frozenset({stored.audience}), TO_ONE[event.kind])
    if event.conversation is None or event.conversation not in snapshot.conversations:
        return None
    where, author = snapshot.conversations[event.conversation], snapshot.roster.people[event.author or ""]
    match event.kind:
        case "message" if stored.audience == ALL and event.item is not None:
            people = hears_of_shared(snapshot, where, author)
            headline = shared_headline(where, author, told_as(event.item))
        case "held":
            people = hears_of_hold(snapshot.roster, where.student(snapshot.roster), author)
            headline = Headline(f"{author.name} asks for your approval", "/#/review")
        case "reviewed" if event.review is not None and event.review.answer != "approve":
            people = frozenset({event.review.author} - {author.id})  # who withdrew it knows
            said = "declined" if event.review.answer == "decline" else "returned"
            headline = Headline(f"{author.name} {said} what you wrote", f"/#/c/{where.id}")
        case _:
            return None
    headline = replace(headline, body=worded(headline.body, marked_of(stored)))
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


def shared_headline(where: Conversation, author: Person, told: str) -> Headline:
    """The headline of a shared item; told: as channels.items.told_as has it."""
    return Headline(where.kind.headline(author, told), f"/#/c/{where.id}")


def _may(snapshot: Snapshot, stored: Stored, people: frozenset[str]) -> frozenset[str]:
    """Nobody is told of what they may not read."""
    return frozenset(one for one in people if snapshot.may_read(one, stored.event, stored.audience))


@dataclass(frozen=True, slots=True)
class What:
    """
    What is told, as far as it decides how: where, of which type (empty: no shared item), and how loudly.

    once: neither a read nor a decision makes it needless.
    """

    where: Conversation | None
    item_type: str
    marked: Urgency = Urgency.NORMAL
    once: bool = False

    @property
    def urgency(self) -> Urgency:
        """How loudly it is told."""
        return urgency_of(self.marked, self.item_type)

    @property
    def category(self) -> Category:
        """What those who are told chose about: what is no shared item wants something done."""
        return OF_AREA[self.where.kind.area] if self.where is not None and self.item_type else Category.APPROVALS


def what_of(heard: Heard) -> What:
    """What is told of an event."""
    event = heard.stored.event
    shared = event.item is not None and heard.stored.audience == ALL
    item_type = type_of(event.item) if shared and event.item else ""
    return What(heard.where, item_type, marked_of(heard.stored), once=event.n is None and event.kind != "held")


def marked_of(stored: Stored) -> Urgency:
    """What its author called it."""
    return Urgency(stored.event.urgency or Urgency.NORMAL)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the people who are told: how they can be reached, and which addresses are closed to what."""

    reach: Reach
    closed: Mapping[Class, Closed]


def known_of(connection: Connection, people: Collection[str], now: datetime) -> Known:
    """What is known of these people, as this transaction sees it."""
    return Known(reach_of(connection, people, now), closed_of(connection, people))


def closed_of(connection: Connection, people: Collection[str]) -> Mapping[Class, Closed]:
    """Their addresses that are not used for what is routine, and for emergencies, and why: a part of a sentence."""
    its = schema.person.c
    rows = connection.execute(select(its.school, its.cell, its.email).where(its.id.in_(list(people)))).all()
    found: dict[Class, dict[tuple[Medium, str], str]] = {Class.ROUTINE: {}, Class.EMERGENCY: {}}
    for school in sorted({school for school, _, _ in rows}):
        addresses = [one for its_school, *both in rows if its_school == school for one in both if one]
        for of, closed in consents.closed_to(connection, school, addresses).items():
            found[of] |= {address: clause(why) for address, why in closed.items()}
    return found


def plans(snapshot: Snapshot, what: What, people: Iterable[str], known: Known) -> dict[str, Plan]:
    """Each person's plan for what is told; a held item is planned for its reviewers alike."""
    roster, where = snapshot.roster, what.where
    practice = where is not None and where.subject.practice(roster)
    children = _of_guardians(where.subject.children(roster) if where is not None else [])
    reach, routine = known.reach, what.item_type in ROUTINE
    return {
        person: plan(
            roster.people[person],
            reach.devices.get(person, ()),
            roster.settings,
            routine=routine,
            practice=practice,
            terms=Terms(
                untold=untold(roster.people[person], children.get(person, [])),
                urgency=what.urgency,
                hows=hows_of(reach.wishes_of(person), what.category),
                closed=known.closed[consent_of(what.urgency)],
                once=what.once,
            ),
        )
        for person in sorted(people)
    }


def _of_guardians(children: Iterable[Student]) -> Mapping[str, list[Student]]:
    """The children of each guardian, so that a whole school is not looked through for each of its parents."""
    found: defaultdict[str, list[Student]] = defaultdict(list)
    for child in children:
        for person in child.guardians:
            found[person].append(child)
    return found


def moment_of(snapshot: Snapshot, what: What, said: datetime) -> Moment:
    """When it may ring at the earliest: what is shared can be taken back for a while."""
    taken_back = what.item_type and what.marked not in ASKS
    wait = rings_after(snapshot.roster.settings, what.item_type) if taken_back else 0
    return Moment(first=said + timedelta(seconds=wait), zone=snapshot.time_zone, urgency=what.urgency)


def turns(snapshot: Snapshot, what: What, person: str, reach: Reach, its: tuple[Plan, Moment]) -> tuple[Timed, ...]:
    """When each medium of a person's plan has its turn."""
    plan, when = its
    open_there = what.where is not None and (person, what.where.id) in reach.watching
    when = replace(when, watching=True) if open_there else when
    return timed(plan, snapshot.roster.people[person], reach.wishes_of(person), when)
