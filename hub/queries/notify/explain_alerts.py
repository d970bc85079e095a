"""This file says why somebody heard, or did not hear, of a message, and whether they would of the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.notify.audience import (
    ContactWays,
    Topic,
    contacts_of,
    delivery_plans,
    moment_of,
    recipients_of_shared,
    step_times,
)
from hub.queries.records.timeline import PersonTimeline, TimelineStep, message_of, timeline
from hub.store.clock import moment
from hub.store.holds import find_hold
from notifiers.planner import cursor
from policies.conversations.seeing import ALL
from policies.notify.clock_words import day_and_clock
from policies.notify.consent import Class
from policies.notify.explaining import may_hear_family, what_would_reach
from policies.notify.steps import STEPS, has_reached
from policies.people.facts import Person, Role
from policies.review.sharing import Sharing, sharing_of
from policies.sentence import Listed, in_turn, key, recalled, say, several
from policies.wording import every

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.journal import Stored
    from hub.store.snapshot import Conversation, Snapshot
    from policies.people.custody_settings import SettingPlace

MEDIA = {"push": say("push"), "email": say("email"), "sms": say("text message")}
ENDED = {
    "decline": key("It was declined on {day}, so families learn nothing of it."),
    "return": key("It was returned to its author on {day}, so families learn nothing of it."),
}
"""What became of what waited and was not approved, by its answer."""

A_TEACHER = Person(id="", role=Role.STAFF, name="", human=frozenset())
"""Nobody in particular of the staff, under no review of their own."""


@dataclass(frozen=True, slots=True)
class AlertExplanation:
    """Yes or no, the sentences that say why, and the screen on which an admin changes a no."""

    answer: bool
    because: tuple[str, ...]
    change: SettingPlace | None = None


def in_general(
    connection: Connection, snapshot: Snapshot, person: Person, where: Conversation, because: str, now: datetime
) -> AlertExplanation:
    """By which media person, whom the rules let hear there, is told now; because: why they do."""
    contacts, text = contacts_of(connection, [person.id], now), Topic(where, "text")
    plan = delivery_plans(snapshot, text, [person.id], contacts)[person.id]
    if plan.skipped:
        return AlertExplanation(answer=False, because=(plan.skipped, *_remedy(snapshot, person, where, contacts)))
    media = every(sorted({MEDIA[address.medium.value] for address in plan.addresses}))
    found = step_times(snapshot, text, person.id, contacts.reach, plan, moment_of(snapshot, text, now))
    later = tuple(turn.why for turn in found if turn.why)
    nap = delivery_plans(snapshot, Topic(where, "nap"), [person.id], contacts)[person.id].skipped
    own = (say("Of a child’s day: {why}", why=nap),) if nap and person.role is Role.GUARDIAN else ()
    return AlertExplanation(answer=True, because=(because, say("Told by {media}.", media=media), *later, *own))


def _remedy(snapshot: Snapshot, person: Person, where: Conversation, contacts: ContactWays) -> tuple[str, ...]:
    if where.subject.practice(snapshot.roster) or not person.active:
        return ()
    devices, closed = bool(contacts.reach.devices.get(person.id)), contacts.closed[Class.ROUTINE]
    return (what_would_reach(person, snapshot.roster.settings, devices=devices, closed=closed),)


def when_said(snapshot: Snapshot, asker: Person, person: Person) -> tuple[str, ...]:
    """For the school's own eyes: that a parent hears only later of what staff write."""
    if asker.role is Role.GUARDIAN or person.role is not Role.GUARDIAN:
        return ()
    shared = sharing_of(A_TEACHER, "text", snapshot.roster.settings, to_families=True)
    return (
        (say("What staff write waits first: {because}", because=shared.because),)
        if shared.sharing is Sharing.HELD
        else ()
    )


def would_hear_there(
    connection: Connection, snapshot: Snapshot, person: Person, where: Conversation, now: datetime
) -> AlertExplanation:
    """Of what somebody else in this conversation writes, if they wrote it now."""
    roster = snapshot.roster
    inside = where.kind.inside(roster, where.subject).keys()
    others = [roster.people[one] for one in inside - roster.profiles_of(person.id)]
    if person.id not in inside:
        return AlertExplanation(answer=False, because=(_not_there(snapshot, person),))
    of = sorted(one.name for one in others if person.id in where.kind.hears(roster, where.subject, one))
    if not of:
        return AlertExplanation(answer=False, because=(_reads_only(person),))
    why = say("{person} hears of what {names} write there.", person=person.name, names=_some(of))
    return in_general(connection, snapshot, person, where, why, now)


def _some(names: list[str]) -> str:
    if len(names) < 4:
        return every(names)
    return several(
        "{names} and {count} other", "{names} and {count} others", count=len(names) - 2, names=Listed(names[:2])
    )


def _not_there(snapshot: Snapshot, person: Person) -> str:
    if not person.active:
        return say("{person} is no longer at {school}.", person=person.name, school=snapshot.roster.school_name)
    return say("{person} is not in this conversation.", person=person.name)


def _reads_only(person: Person) -> str:
    return say("{person} can read it, and is not one of those whose phone rings for it.", person=person.name)


def of_message(
    connection: Connection, snapshot: Snapshot, asker: str, person: Person, message: str
) -> AlertExplanation:
    """
    Whether person heard of a message that asker may read.

    Raises:
        NotFound: there is none, or it is not asker's to read.
    """
    events = message_of(connection, snapshot, asker, message)
    told = timeline(connection, snapshot.school, events).get(person.id, PersonTimeline())
    said = (*_in_words(snapshot, person, told), *_not_shared(connection, snapshot, events))
    if told.steps or told.skipped:
        return AlertExplanation(_reached(told), said)
    if not _is_shared(events):
        return AlertExplanation(answer=False, because=said)
    return AlertExplanation(answer=False, because=_untold(connection, snapshot, person, events[-1]))


def _is_shared(events: list[Stored]) -> bool:
    return any(one.event.kind == "message" and one.audience == ALL for one in events)


def _not_shared(connection: Connection, snapshot: Snapshot, events: list[Stored]) -> tuple[str, ...]:
    """What keeps a message from families; empty where nothing does."""
    last = events[-1].event
    if _is_shared(events):
        return ()
    if last.kind != "held":
        return (say("It stays among the staff: this kind of item is never shared with families."),)
    hold = find_hold(connection, snapshot.school, last.id or "")
    if hold is None or hold.answer is None or hold.reviewed_at is None:
        since = _at(snapshot, last.at)
        return (
            say("It waits for approval since {since}, and families learn nothing of it until then.", since=since),
        )
    return (say(ENDED[hold.answer], day=_at(snapshot, hold.reviewed_at)),)


def _reached(told: PersonTimeline) -> bool:
    """Whether any address took it or still may, or it was read anyhow."""
    last = {(one.medium, one.address): one.what for one in told.steps}
    return told.read_at is not None or has_reached(last.values())


def _in_words(snapshot: Snapshot, person: Person, told: PersonTimeline) -> tuple[str, ...]:
    sentences: list[str] = [_step(snapshot, one) for one in told.steps]
    if told.skipped:
        sentences.append(recalled(told.skipped))
    if told.read_at:
        sentences.append(say("{person} has read it.", person=person.name))
    return tuple(sentences)


def _step(snapshot: Snapshot, one: TimelineStep) -> str:
    detail = f" ({one.detail})" if one.detail and one.what != "planned" else ""
    medium = MEDIA.get(one.medium, one.medium)
    said = say(
        "{moment}: by {medium} to {address}, {step}{detail}.",
        moment=_at(snapshot, one.at),
        medium=medium,
        address=one.address,
        step=STEPS[one.what],
        detail=detail,
    )
    return in_turn(said, recalled(one.why)) if one.why else said


def _at(snapshot: Snapshot, at: str) -> str:
    """A moment on the school's own clock."""
    return day_and_clock(moment(at), ZoneInfo(snapshot.time_zone))


def _of_family(snapshot: Snapshot, person: Person, where: Conversation, author: Person) -> tuple[str, ...]:
    """Why a family's message rings elsewhere; to one's own side nothing more is to be said."""
    student = where.student(snapshot.roster)
    sides = {one.role is Role.GUARDIAN for one in (person, author)}
    if not where.kind.of_family or student is None or len(sides) == 1:
        return ()
    return (may_hear_family(snapshot.roster, person, student).because,)


def _untold(connection: Connection, snapshot: Snapshot, person: Person, said: Stored) -> tuple[str, ...]:
    """Why a shared message rang nowhere for person."""
    event, roster = said.event, snapshot.roster
    author = roster.people[event.author or ""]
    if author.id in roster.profiles_of(person.id):
        return (say("{person} wrote it, and nobody is told of their own words.", person=person.name),)
    if snapshot.membership(person.id, event.conversation or "") is None:
        return (_not_there(snapshot, person),)
    where = snapshot.conversations[event.conversation or ""]
    if person.id not in recipients_of_shared(snapshot, where, author):
        return (_reads_only(person), *_of_family(snapshot, person, where, author))
    if event.withdrawn_at is not None:
        return (say("It was taken back on {day}.", day=_at(snapshot, event.withdrawn_at)),)
    if cursor(connection, snapshot.school) < event.seq:
        return (say("Who is told is being worked out right now. Ask again in a moment."),)
    return (
        say(
            "{person} was not one of those told when it was written, and would be told of it now.",
            person=person.name,
        ),
    )
