"""This file decides when a parent may expect an answer of the school."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from policies.facts import Closed, Hours, Person, Role, SchoolSettings
from policies.roster import Roster
from policies.verdict import Allowed, Refused, Verdict

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

AHEAD_DAYS = 400
"""How far ahead an opening is looked for: a closing lasts a year at most."""

LONGEST_NAME = 60


def answers_expected(roster: Roster, author: Person, local: datetime) -> str:
    """
    The sentence that tells a parent when to expect an answer; empty where that is now, or nothing was set.

    local: the school's own wall clock. Writing stays possible at any hour.

    Source: research/domain.md, 2.2 (absence shown to the parent before writing).
    """
    chosen = roster.settings
    closing = _closing(chosen, local.date())
    if author.role is not Role.GUARDIAN or not (chosen.office_hours or closing):
        return ""
    opening = next(_openings(chosen, local), None)
    if opening is None:
        return f"{roster.school_name} is closed now."
    if closing is None:
        when = _when(local, opening)
        return f"{roster.school_name} is closed now. Expect an answer from {when} on." if when else ""
    name = f" ({closing.name})" if closing.name else ""
    hour = _clock(opening) if chosen.office_hours else "then"
    return f"{roster.school_name} is closed until {_day(opening)}{name}. Expect an answer from {hour} on."


def _closing(chosen: SchoolSettings, day: date) -> Closed | None:
    """What closes the school on a day; of several what lasts longest."""
    found = [one for one in chosen.closed_dates if one.begin <= day <= one.end]
    return max(found, key=lambda one: (one.end, one.name), default=None)


def _openings(chosen: SchoolSettings, local: datetime) -> Iterator[datetime]:
    """The moments from which somebody answers, from the one that lasts now on; a school without hours all day."""
    hours = sorted(chosen.office_hours) or [Hours(weekday, 0, 24 * 60) for weekday in range(7)]
    for ahead in range(AHEAD_DAYS):
        day = datetime.combine(local.date() + timedelta(days=ahead), datetime.min.time())
        if _closing(chosen, day.date()) is None:
            for one in hours:
                if one.weekday == day.weekday() and local < day + timedelta(minutes=one.closes):
                    yield day + timedelta(minutes=one.opens)


def _when(local: datetime, opening: datetime) -> str:
    """The opening in words; empty where it is over, and somebody is there."""
    if opening <= local:
        return ""
    days = (opening.date() - local.date()).days
    weekday = DAYS[opening.weekday()]
    near = {0: "today", 1: "tomorrow", 7: f"next {weekday}"}
    name = near.get(days, weekday if days < 7 else _day(opening))
    return f"{name} at {_clock(opening)}"


def _day(day: datetime) -> str:
    return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}"


def may_be_hours(hours: Iterable[Hours]) -> Verdict:
    """Whether a week can be like this: real days, opening before closing, each day's hours apart."""
    known = sorted(hours)
    for one in known:
        if not 0 <= one.weekday < 7 or not 0 <= one.opens < one.closes <= 24 * 60:
            return Refused("Hours are of Monday (0) to Sunday (6), and open before they close, within one day.")
    for one, other in pairwise(known):
        if one.weekday == other.weekday and other.opens < one.closes:
            return Refused(f"{DAYS[one.weekday]} has hours that overlap; join them into one.")
    return Allowed("A week may be like this.")


def may_be_closed(closed: Iterable[Closed]) -> Verdict:
    """Whether a school can be closed like this: each time begins before it ends, and lasts a year at most."""
    for one in closed:
        if not timedelta() <= one.end - one.begin < timedelta(days=366):
            return Refused("A closing ends on the day it begins or later, within a year.")
        if len(one.name) > LONGEST_NAME:
            return Refused(f"A closing’s name has at most {LONGEST_NAME} characters.")
    return Allowed("A school may be closed like this.")
