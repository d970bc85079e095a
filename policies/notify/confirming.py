"""This file decides what people confirm that they have read, and whom to call because nothing reached them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from policies.notify.clock_words import clock
from policies.notify.outcomes import UNHEARD
from policies.notify.recipients import URGENT_MINUTES, Medium
from policies.notify.schedule import BY
from policies.people.facts import Person, Role, Urgency
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

ASKS = frozenset({Urgency.EMERGENCY, Urgency.DRILL})
"""What asks everybody who is told to confirm that they have read it."""


def may_confirm(marked: Urgency, *, withdrawn: bool = False) -> Verdict:
    """Whether a message asks to be confirmed; what was taken back asks nothing of anybody any more."""
    if withdrawn:
        return Refused(say("This was withdrawn, so there is nothing to confirm any more."))
    if marked in ASKS:
        return Allowed(say("An emergency asks everybody to confirm that they have read it."))
    return Refused(say("Nothing asks you to confirm this."))


def may_see_calls(person: Person) -> Verdict:
    """Whether person may know who was not reached."""
    if person.active and person.role is not Role.GUARDIAN:
        return Allowed(say("Staff see who was not reached in their conversations."))
    return Refused(say("Only the school’s staff see who was not reached."))


def may_see_number(person: Person) -> Verdict:
    """Whether person may read the number to call; the others need not learn a parent’s number."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("The office calls."))
    return Refused(say("The office has the number."))


@dataclass(frozen=True, slots=True)
class Turn:
    """A medium’s turn as it is on record: when it is due, and its outcome, empty while there is none."""

    medium: Medium
    due: datetime
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next to reach somebody, in a sentence; now: it is a person’s turn to call them."""

    says: str
    at: datetime


CALL = say("Call them: nothing has reached them.")


def next_step(turns: Sequence[Turn], now: datetime, zone: str) -> tuple[Next, bool]:
    """
    What comes next for somebody who has not read or confirmed what is urgent, and whether that is to call them.

    They are called URGENT_MINUTES after the last medium’s turn, and at once where each failed or there was none.

    Source: DESIGN.md section 7; ADR 19.
    """
    pending = sorted((one for one in turns if not one.outcome and one.due > now), key=lambda one: one.due)
    if pending:
        first = pending[0]
        at = clock(first.due, ZoneInfo(zone))
        return Next(
            say("By {medium} at {hour}, unless it is read before.", medium=BY[first.medium], hour=at), first.due
        ), False
    if all(one.outcome in UNHEARD for one in turns):
        return Next(CALL, now), True
    call_at = max(one.due for one in turns) + timedelta(minutes=URGENT_MINUTES)
    if call_at <= now:
        return Next(CALL, call_at), True
    return Next(
        say("Call them from {hour} on, unless it is read before.", hour=clock(call_at, ZoneInfo(zone))), call_at
    ), False
