"""This file decides when each medium’s turn comes: on the clock of who is told, and says why then."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from policies.facts import Person, SchoolSettings, Urgency
from policies.quiet import Quiet, clock, next_at, quiet_until
from policies.telling import How, Medium, Plan, Step
from policies.verdict import Allowed, Refused, Verdict
from policies.wishes import Wishes

GRACE_S = 20
"""How long who has the conversation open gets to read before their phone rings (DESIGN.md section 7)."""

AT_ONCE = frozenset({"incident"})
"""What is urgent by itself, whoever says it and whatever it is marked."""

BY = {Medium.PUSH: "push", Medium.SMS: "text", Medium.EMAIL: "email"}


@dataclass(frozen=True, slots=True)
class Timed:
    """A medium’s turn on the clock, in UTC, and the sentence that says why not now; empty where it is now."""

    step: Step
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
    return Urgency.URGENT if marked is Urgency.NORMAL and item_type in AT_ONCE else marked


def timed(plan: Plan, person: Person, wishes: Wishes, when: Moment) -> tuple[Timed, ...]:
    """
    Every medium’s turn, in order.

    Who has the conversation open gets GRACE_S more; in quiet hours it waits for their end, a digest for its hour.
    What is urgent knows neither quiet hours nor digest, and an emergency no grace.

    Source: DESIGN.md section 7; research/domain.md, 2.4 (quiet hours, urgency) and 2.5; ADR 19.
    """
    zone = ZoneInfo(wishes.zone or when.zone)
    waits = when.watching and when.urgency in {Urgency.NORMAL, Urgency.URGENT}
    first = when.first + timedelta(seconds=GRACE_S) if waits else when.first
    quiet = wishes.quiet if when.urgency is Urgency.NORMAL else None
    turns: list[Timed] = []
    for step in plan.steps:
        if step.how is How.DIGEST:  # after all others, so that no two media ring at once
            turns.append(
                _in_digest(step, person, wishes.digest_at, (max((one.due for one in turns), default=first), zone))
            )
        else:
            rang = turns[0].due if turns else first
            turns.append(_turn(step, quiet, (rang, zone)))
    if waits and turns and not turns[0].why:
        turns[0] = replace(turns[0], why=f"{person.name} has it open, so it waits {GRACE_S} seconds to be read.")
    return tuple(turns)


def _turn(step: Step, quiet: Quiet | None, when: tuple[datetime, ZoneInfo]) -> Timed:
    rang, zone = when
    due = rang + timedelta(minutes=step.after)
    held = quiet_until(quiet, due, zone) if quiet is not None else None
    if held is not None:
        return Timed(step, held, f"Held until {clock(held, zone)} {zone.key}: quiet hours.")
    if step.after:
        return Timed(step, due, f"By {BY[step.medium]} at {clock(due, zone)} {zone.key}, unless it is read before.")
    return Timed(step, due)


def _in_digest(step: Step, person: Person, digest_at: int, when: tuple[datetime, ZoneInfo]) -> Timed:
    after, zone = when
    due = next_at(digest_at, after, zone)
    return Timed(step, due, f"In the digest of {clock(due, zone)} {zone.key}: {person.name} has chosen so.")


def overflow_at(wishes: Wishes, when: Moment) -> datetime:
    """The digest into which goes what is too much for the day that ends with it."""
    return next_at(wishes.digest_at, when.first, ZoneInfo(wishes.zone or when.zone))


LONGEST = 24 * 60
"""Minutes in the longest ladder’s step: who has not read it for a day wants no text either."""


def may_be_ladder(minutes: int) -> Verdict:
    """Whether a school may try the next medium after so many minutes; 0 never does."""
    if 0 <= minutes <= LONGEST:
        return Allowed("What stays unread comes by another medium after that.")
    return Refused(f"Choose 0 to {LONGEST} minutes until the next medium is tried; 0 never tries one.")


def may_be_most(alerts: int) -> Verdict:
    """Whether so many alerts may ring at one address in a day."""
    if 1 <= alerts <= 1_000:
        return Allowed("What comes after them waits for the digest.")
    return Refused("Choose 1 to 1,000 alerts a day; what comes after them waits for the digest.")


def most_a_day(settings: SchoolSettings, medium: Medium) -> int:
    """How many alerts ring at one address until the digest, into which the others go (research/domain.md, 3)."""
    match medium:
        case Medium.PUSH:
            return settings.push_a_day
        case Medium.SMS:
            return settings.texts_a_day
        case Medium.EMAIL:
            return settings.emails_a_day
