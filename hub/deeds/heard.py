"""This file says why somebody heard, or did not hear, of a message, and whether they would of the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from hub.deeds.timeline import Step, Told, message_of, timeline
from hub.plans import Known, What, hears_of_shared, known_of, moment_of, plans, turns
from hub.store.clock import moment
from hub.store.schema import hold
from notifiers.planner import cursor
from policies.consent import Class
from policies.facts import Person, Role
from policies.hearing import may_hear_family, what_would_reach
from policies.seeing import ALL
from policies.sharing import Sharing, sharing_of

if TYPE_CHECKING:
    from datetime import datetime

    from hub.store.journal import Stored
    from hub.store.snapshot import Conversation, Snapshot
    from policies.settable import Place

MEDIA = {"push": "push", "email": "email", "sms": "text message"}
STEPS = {
    "planned": "planned",
    "handed": "handed over",
    "accepted": "delivered",
    "failed": "failed",
    "retrying": "trying again",
    "ambiguous": "unclear whether it arrived",
    "cancelled": "not needed any more",
    "reported": "reported on",
    "sent": "with the carrier",
    "undelivered": "not delivered",
    "passed on": "passed on to another provider",
    "waits": "waits",
    "cleared": "taken off the other devices",
    "resent": "sent again by a person",
    "bounced": "came back",
    "delayed": "on its way, for longer than usual",
    "joined": "told together with others",
    "postponed": "put off until the digest",
}
NOT_THERE = frozenset({"failed", "cancelled", "bounced", "undelivered"})
"""The last steps of what nobody got by that address."""

ENDED = {"decline": "declined", "return": "returned to its author"}
"""What became of what waited and was not approved, by its answer."""

A_TEACHER = Person(id="", role=Role.STAFF, name="", human=frozenset())
"""Nobody in particular of the staff, under no review of their own."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Yes or no, the sentences that say why, and the screen on which an admin changes a no."""

    answer: bool
    because: tuple[str, ...]
    change: Place | None = None


def in_general(
    connection: Connection, snapshot: Snapshot, who: tuple[Person, Conversation, datetime], because: str
) -> Explanation:
    """By which media person, whom the rules let hear there, is told now; because: why they do."""
    person, where, now = who
    known, text = known_of(connection, [person.id], now), What(where, "text")
    plan = plans(snapshot, text, [person.id], known)[person.id]
    if plan.skipped:
        return Explanation(answer=False, because=(plan.skipped, *_remedy(snapshot, person, where, known)))
    media = " and ".join(sorted({MEDIA[address.medium.value] for address in plan.addresses}))
    found = turns(snapshot, text, person.id, known.reach, (plan, moment_of(snapshot, text, now)))
    later = tuple(turn.why for turn in found if turn.why)
    nap = plans(snapshot, What(where, "nap"), [person.id], known)[person.id].skipped
    own = (f"Of a child’s day: {nap}",) if nap and person.role is Role.GUARDIAN else ()
    return Explanation(answer=True, because=(because, f"Told by {media}.", *later, *own))


def _remedy(snapshot: Snapshot, person: Person, where: Conversation, known: Known) -> tuple[str, ...]:
    if where.subject.practice(snapshot.roster) or not person.active:
        return ()
    devices, closed = bool(known.reach.devices.get(person.id)), known.closed[Class.ROUTINE]
    return (what_would_reach(person, snapshot.roster.settings, devices=devices, closed=closed),)


def when_said(snapshot: Snapshot, asker: Person, person: Person) -> tuple[str, ...]:
    """For the school's own eyes: that a parent hears only later of what staff write."""
    if asker.role is Role.GUARDIAN or person.role is not Role.GUARDIAN:
        return ()
    shared = sharing_of(A_TEACHER, "text", snapshot.roster.settings, to_families=True)
    return (f"What staff write waits first: {shared.because}",) if shared.sharing is Sharing.HELD else ()


def would_hear_there(
    connection: Connection, snapshot: Snapshot, who: tuple[Person, Conversation, datetime]
) -> Explanation:
    """Of what somebody else in this conversation writes, if they wrote it now."""
    person, where, _now = who
    roster = snapshot.roster
    inside = where.kind.inside(roster, where.subject).keys()
    others = [roster.people[one] for one in inside - roster.profiles_of(person.id)]
    if person.id not in inside:
        return Explanation(answer=False, because=(_not_there(snapshot, person),))
    of = sorted(one.name for one in others if person.id in where.kind.hears(roster, where.subject, one))
    if not of:
        return Explanation(answer=False, because=(_reads_only(person),))
    return in_general(connection, snapshot, who, f"{person.name} hears of what {_some(of)} write there.")


def _some(names: list[str]) -> str:
    return " and ".join(names) if len(names) < 4 else f"{names[0]}, {names[1]} and {len(names) - 2} others"


def _not_there(snapshot: Snapshot, person: Person) -> str:
    if not person.active:
        return f"{person.name} is no longer at {snapshot.roster.school_name}."
    return f"{person.name} is not in this conversation."


def _reads_only(person: Person) -> str:
    return f"{person.name} can read it, and is not one of those whose phone rings for it."


def of_message(connection: Connection, snapshot: Snapshot, asker: str, person: Person, message: str) -> Explanation:
    """
    Whether person heard of a message that asker may read.

    Raises:
        NotFound: there is none, or it is not asker's to read.
    """
    events = message_of(connection, snapshot, asker, message)
    told = timeline(connection, snapshot.school, events).get(person.id, Told())
    said = (*_in_words(snapshot, person, told), *_not_shared(connection, snapshot, events))
    if told.steps or told.skipped:
        return Explanation(_reached(told), said)
    if not _is_shared(events):
        return Explanation(answer=False, because=said)
    return Explanation(answer=False, because=_untold(connection, snapshot, person, events[-1]))


def _is_shared(events: list[Stored]) -> bool:
    return any(one.event.kind == "message" and one.audience == ALL for one in events)


def _not_shared(connection: Connection, snapshot: Snapshot, events: list[Stored]) -> tuple[str, ...]:
    """What keeps a message from families; empty where nothing does."""
    last = events[-1].event
    if _is_shared(events):
        return ()
    if last.kind != "held":
        return ("It stays among the staff: this kind of item is never shared with families.",)
    its = hold.c
    of = (its.school == snapshot.school, its.message == last.id)
    at, answer = connection.execute(select(its.reviewed_at, its.answer).where(*of)).one()
    if at is None:
        since = _at(snapshot, last.at)
        return (f"It waits for approval since {since}, and families learn nothing of it until then.",)
    return (f"It was {ENDED[answer]} on {_at(snapshot, at)}, so families learn nothing of it.",)


def _reached(told: Told) -> bool:
    """Whether any address took it or still may, or it was read anyhow."""
    last: dict[tuple[str, str], Step] = {(one.medium, one.address): one for one in told.steps}
    return told.read_at is not None or any(
        one.what not in {"failed", "cancelled", "bounced", "undelivered"} for one in last.values()
    )


def _in_words(snapshot: Snapshot, person: Person, told: Told) -> tuple[str, ...]:
    sentences = [_step(snapshot, one) for one in told.steps]
    if told.skipped:
        sentences.append(told.skipped)
    if told.read_at:
        sentences.append(f"{person.name} has read it.")
    return tuple(sentences)


def _step(snapshot: Snapshot, one: Step) -> str:
    detail = f" ({one.detail})" if one.detail and one.what != "planned" else ""
    medium = MEDIA.get(one.medium, one.medium)
    said = f"{_at(snapshot, one.at)}: by {medium} to {one.address}, {STEPS.get(one.what, one.what)}{detail}."
    return f"{said} {one.why}" if one.why else said


def _at(snapshot: Snapshot, at: str) -> str:
    """A moment on the school's own clock: 24 November, 15:04."""
    local = moment(at).astimezone(ZoneInfo(snapshot.time_zone))
    return f"{local.day} {local:%B, %H:%M}"


def _of_family(snapshot: Snapshot, person: Person, where: Conversation, author: Person) -> tuple[str, ...]:
    """Why a family's message rings elsewhere; to one's own side nothing more is to be said."""
    student = where.student(snapshot.roster)
    sides = {one.role is Role.GUARDIAN for one in (person, author)}
    if where.kind.name != "family" or student is None or len(sides) == 1:
        return ()
    return (may_hear_family(snapshot.roster, person, student).because,)


def _untold(connection: Connection, snapshot: Snapshot, person: Person, said: Stored) -> tuple[str, ...]:
    """Why a shared message rang nowhere for person."""
    event, roster = said.event, snapshot.roster
    author = roster.people[event.author or ""]
    if author.id in roster.profiles_of(person.id):
        return (f"{person.name} wrote it, and nobody is told of their own words.",)
    if snapshot.membership(person.id, event.conversation or "") is None:
        return (_not_there(snapshot, person),)
    where = snapshot.conversations[event.conversation or ""]
    if person.id not in hears_of_shared(snapshot, where, author):
        return (_reads_only(person), *_of_family(snapshot, person, where, author))
    if event.withdrawn_at is not None:
        return (f"It was taken back on {_at(snapshot, event.withdrawn_at)}.",)
    if cursor(connection, snapshot.school) < event.seq:
        return ("Who is told is being worked out right now. Ask again in a moment.",)
    return (f"{person.name} was not one of those told when it was written, and would be told of it now.",)
