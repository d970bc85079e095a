"""This file decides which moment somebody may give for when a child came or went, and says moments in words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from policies.notify.clock_words import clock, day_and_clock
from policies.sentence import on_field, say
from policies.verdict import Allowed, Refused, Verdict

LOOK_BACK = timedelta(hours=12)
"""How long ago a child may have come or gone that is signed in or out now; what is older is a correction."""

AHEAD = timedelta(minutes=1)
"""How far the clock of a tablet may be ahead of the hub's: such a moment is now."""

STAFF_CORRECT = timedelta(days=7)
"""For how long staff correct what they wrote down; what is older belongs to the office."""

UNDO_FOR = timedelta(minutes=1)
"""How long one act is taken back with one tap."""


def may_be_moment(at: datetime, now: datetime) -> Verdict:
    """
    Whether a child may have come or gone at a moment that somebody gives.

    Source: research/field.md, S22 (look-back 12 h, future refused).
    """
    if at > now + AHEAD:
        return Refused(on_field("at", say("this moment is still to come.")))
    if at < now - LOOK_BACK:
        return Refused(
            on_field("at", say("this is more than 12 hours ago. Correct the day in the child’s history instead."))
        )
    return Allowed(say("A child may have come or gone then."))


def level_with(at: datetime | None, now: datetime) -> datetime:
    """The moment that is meant: now where none was given, or where somebody's clock is a little ahead."""
    return now if at is None else min(at, now)


def in_words(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment on the school's clock: “7:58 AM”, and with its day where that is another one."""
    same = at.astimezone(zone).date() == now.astimezone(zone).date()
    return clock(at, zone) if same else day_and_clock(at, zone)
