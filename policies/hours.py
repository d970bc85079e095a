"""This file decides when a parent may expect an answer of the school."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from policies.facts import Hours, Person, Role
from policies.roster import Roster
from policies.verdict import Allowed, Refused, Verdict

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = 7 * 24 * 60
"""Minutes of a week."""


@dataclass(frozen=True, slots=True)
class _Span:
    opens: int
    closes: int


def answers_expected(roster: Roster, author: Person, local: datetime) -> str:
    """
    The sentence that tells a parent when to expect an answer; empty where that is now, or nothing was set.

    local: the school's own wall clock. Writing stays possible at any hour.

    Source: research/domain.md, 2.2 (absence shown to the parent before writing).
    """
    spans = [_Span(_minute(one, one.opens), _minute(one, one.closes)) for one in roster.settings.office_hours]
    if author.role is not Role.GUARDIAN or not spans:
        return ""
    now = local.weekday() * 24 * 60 + local.hour * 60 + local.minute
    if any(span.opens <= now < span.closes for span in spans):
        return ""
    return f"{roster.school_name} is closed now. Expect an answer from {_when(now, _wait(now, spans))} on."


def _minute(one: Hours, of_day: int) -> int:
    return one.weekday * 24 * 60 + of_day


def _wait(now: int, spans: Iterable[_Span]) -> int:
    return min((span.opens - now) % WEEK for span in spans)


def _when(now: int, wait: int) -> str:
    day, minute = divmod((now + wait) % WEEK, 24 * 60)
    days = (now + wait) // (24 * 60) - now // (24 * 60)
    name = {0: "today", 1: "tomorrow"}.get(days, DAYS[day] if days < 7 else f"next {DAYS[day]}")
    return f"{name} at {minute // 60}:{minute % 60:02}"


def may_be_hours(hours: Iterable[Hours]) -> Verdict:
    """Whether a week can be like this: real days, opening before closing, each day's hours apart."""
    known = sorted(hours, key=lambda one: (one.weekday, one.opens))
    for one in known:
        if not 0 <= one.weekday < 7 or not 0 <= one.opens < one.closes <= 24 * 60:
            return Refused("Hours are of Monday (0) to Sunday (6), and open before they close, within one day.")
    for one, other in pairwise(known):
        if one.weekday == other.weekday and other.opens < one.closes:
            return Refused(f"{DAYS[one.weekday]} has hours that overlap; join them into one.")
    return Allowed("A week may be like this.")
