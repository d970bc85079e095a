"""This file decides when each medium’s turn comes: on the clock of who is told, and says why then."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from policies.conversations.undoing import URGENT_BY_ITSELF
from policies.notify.clock_words import clock_of
from policies.notify.preferences import Wishes
from policies.notify.quiet_hours import Quiet, next_at, quiet_until
from policies.notify.recipients import EscalationStep, How, Medium, Plan
from policies.people.facts import Person, Urgency
from policies.sentence import say
from policies.settings import SchoolSettings

GRACE_S = 20
"""How long who has the conversation open gets to read before their phone rings (DESIGN.md section 7)."""

WORTH_TELLING = timedelta(hours=24)
"""After a day nobody wants their phone to ring for it any more, nor to be called; it is still there to read."""

TOO_LATE = say("The hub came to it a day later, and alerts nobody of it any more.")

BY = {Medium.PUSH: say("push"), Medium.SMS: say("text"), Medium.EMAIL: say("email")}


@dataclass(frozen=True, slots=True)
class Timed:
    """A medium’s turn on the clock, in UTC, and the sentence that says why not now; empty where it is now."""

    step: EscalationStep
    due: datetime
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """
    When an event may ring at the earliest, and how loudly. zone: the school’s.

    watching: the person has the conversation open.
    """

    first: datetime
    zone: str
    urgency: Urgency = Urgency.NORMAL
    watching: bool = False


def urgency_of(marked: Urgency, item_type: str) -> Urgency:
    """How loudly an item is told: as it is marked, and an incident at least urgently (research/domain.md, 3)."""
    return Urgency.URGENT if marked is Urgency.NORMAL and item_type in URGENT_BY_ITSELF else marked


def timed(plan: Plan, person: Person, wishes: Wishes, when: Moment) -> tuple[Timed, ...]:
    """
    Every medium’s turn, in order.

    Who has the conversation open gets GRACE_S more; in quiet hours it waits for their end, a digest for its hour.
    What is urgent knows neither quiet hours nor digest, and an emergency no grace.

    Source: DESIGN.md section 7; research/domain.md, 2.4 (quiet hours, urgency) and 2.5; ADR 19.
    """
    zone, school = ZoneInfo(wishes.zone or when.zone), ZoneInfo(when.zone)
    waits = when.watching and when.urgency in {Urgency.NORMAL, Urgency.URGENT}
    first = when.first + timedelta(seconds=GRACE_S) if waits else when.first
    quiet = wishes.quiet if when.urgency is Urgency.NORMAL else None
    turns: list[Timed] = []
    for step in plan.steps:
        if step.how is How.DIGEST:  # after all others, so that no two media ring at once
            after = max((one.due for one in turns), default=first)
            turns.append(_in_digest(step, person, wishes.digest_at, after, zone, school))
        else:
            rang = turns[0].due if turns else first
            turns.append(_turn(step, quiet, rang, zone, school))
    if waits and turns and not turns[0].why:
        turns[0] = replace(
            turns[0],
            why=say(
                "{person} has it open, so it waits {seconds} seconds to be read.",
                person=person.name,
                seconds=GRACE_S,
            ),
        )
    return tuple(turns)


def _turn(step: EscalationStep, quiet: Quiet | None, rang: datetime, zone: ZoneInfo, school: ZoneInfo) -> Timed:
    due = rang + timedelta(minutes=step.after)
    held = quiet_until(quiet, due, zone) if quiet is not None else None
    if held is not None:
        return Timed(step, held, say("Held until {hour}: quiet hours.", hour=clock_of(held, zone, school)))
    if step.after:
        return Timed(
            step,
            due,
            say(
                "By {medium} at {hour}, unless it is read before.",
                medium=BY[step.medium],
                hour=clock_of(due, zone, school),
            ),
        )
    return Timed(step, due)


def _in_digest(
    step: EscalationStep, person: Person, digest_at: int, after: datetime, zone: ZoneInfo, school: ZoneInfo
) -> Timed:
    due = next_at(digest_at, after, zone)
    return Timed(
        step,
        due,
        say(
            "In the digest of {hour}: {person} has chosen so.", hour=clock_of(due, zone, school), person=person.name
        ),
    )


def overflow_at(wishes: Wishes, when: Moment) -> datetime:
    """The digest into which goes what is too much for the day that ends with it."""
    return next_at(wishes.digest_at, when.first, ZoneInfo(wishes.zone or when.zone))


def most_a_day(settings: SchoolSettings, medium: Medium) -> int:
    """How many alerts ring at one address until the digest, into which the others go (research/domain.md, 3)."""
    match medium:
        case Medium.PUSH:
            return settings.push_a_day
        case Medium.SMS:
            return settings.texts_a_day
        case Medium.EMAIL:
            return settings.emails_a_day
