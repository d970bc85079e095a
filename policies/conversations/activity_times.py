"""This file decides which moments something in a student's day may have."""

from datetime import datetime, timedelta

from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

SLACK = timedelta(minutes=5)
"""So far a tablet's clock may run ahead of the hub's; a form takes what is later for yesterday's, too."""

LONGEST_NAP = timedelta(hours=24)
"""Who sleeps for longer has one date wrong."""


def may_have_happened(at: datetime | None, now: datetime) -> Verdict:
    """Whether something can have happened at a moment; None is no word about it."""
    if at is not None and at > now + SLACK:
        return Refused(say("That time is still to come. Check it, and this device’s clock."))
    return Allowed(say("It has happened."))


def may_have_slept(began: datetime, ended: datetime | None, now: datetime) -> Verdict:
    """Whether somebody can have slept from one moment to another; ended is None while they sleep."""
    if isinstance(verdict := may_have_happened(began, now), Refused) or ended is None:
        return verdict
    if ended < began:
        return Refused(say("The nap would end before it began. Check both times."))
    if ended - began > LONGEST_NAP:
        return Refused(say("The nap would be longer than a day. Check both times."))
    return may_have_happened(ended, now)
