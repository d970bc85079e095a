"""This file decides when a parent may expect an answer of the school."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from policies.notify.clock_words import MONTHS, face
from policies.people.facts import Person, Role
from policies.people.roster import Roster
from policies.sentence import say
from policies.settings import DAYS, Closed, Hours, SchoolSettings

AHEAD_DAYS = 400
"""How far ahead an opening is looked for: a closing lasts a year at most."""


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
        return say("{school} is closed now.", school=roster.school_name)
    if closing is None:
        when = _when(local, opening)
        return (
            say("{school} is closed now. Expect an answer from {when} on.", school=roster.school_name, when=when)
            if when
            else ""
        )
    name = f" ({closing.name})" if closing.name else ""
    hour = face(opening) if chosen.office_hours else say("then")
    return say(
        "{school} is closed until {day}{name}. Expect an answer from {hour} on.",
        school=roster.school_name,
        day=_day(opening),
        name=name,
        hour=hour,
    )


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
    near = {0: say("today"), 1: say("tomorrow"), 7: say("next {weekday}", weekday=weekday)}
    name = near.get(days, weekday if days < 7 else _day(opening))
    return say("{day} at {hour}", day=name, hour=face(opening))


def _day(day: datetime) -> str:
    return say("{weekday}, {day} {month}", weekday=DAYS[day.weekday()], day=day.day, month=MONTHS[day.month - 1])
