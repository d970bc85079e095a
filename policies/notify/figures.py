"""This file decides who sees how alerts went, of which days, and when each of a school's days begins and ends."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from policies.people.facts import Person, Role
from policies.sentence import on_field, say
from policies.verdict import Allowed, Refused, Verdict

MAX_DAYS = 92
"""Days that are asked for at once: a quarter of a year."""

USUAL = 14
"""Days that are shown where nobody asks for others."""

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
"""No hub was there before, and no clock of ours counts further."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a school's calendar: the moments in UTC, from begins until ends, the latter excluded."""

    day: date
    begins: datetime
    ends: datetime


def may_see_figures(person: Person) -> Verdict:
    """Whether person sees how the school's alerts went."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins see how the school’s alerts went."))
    return Refused(say("Only admins see how the school’s alerts went."))


def may_be_span(first: date, last: date) -> Verdict:
    """Whether figures may be asked for from first to last, both included."""
    if first > last:
        return Refused(on_field("from", say("give a date that is not after “to”.")))
    if first < EARLIEST or last > LATEST:
        return Refused(
            on_field("from", say("give dates from {earliest} to {latest}.", earliest=EARLIEST, latest=LATEST))
        )
    if (last - first).days >= MAX_DAYS:
        return Refused(on_field("to", say("give at most {longest} days at once.", longest=MAX_DAYS)))
    return Allowed(say("Figures are shown by day."))


def usual_span(today: date) -> tuple[date, date]:
    """The days that are shown where nobody asks for others: the last ones, today included."""
    return date.fromordinal(max(1, today.toordinal() - USUAL + 1)), today


def days(first: date, last: date, zone: str) -> tuple[Day, ...]:
    """
    Every day from first to last on the clock of zone, oldest first.

    One that the clock is changed on has 23 or 25 hours; where it is changed at midnight, the day begins with the
    change. None overlaps another, and no moment is left out between them.
    """
    dates = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    midnights = [datetime.combine(one, time.min, ZoneInfo(zone)).astimezone(UTC) for one in dates]
    return tuple(Day(*its) for its in zip(dates, midnights, midnights[1:], strict=False))
