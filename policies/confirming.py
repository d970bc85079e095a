"""This file decides what people confirm that they have read, and whom to call because nothing reached them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from policies.facts import Person, Role, Urgency
from policies.quiet import clock
from policies.telling import URGENT_MINUTES, Medium
from policies.timing import BY
from policies.verdict import Allowed, Refused, Verdict

ASKS = frozenset({Urgency.EMERGENCY, Urgency.DRILL})
"""What asks everybody who is told to confirm that they have read it."""

FAILED = frozenset({"dead_address", "opted_out", "bad_message", "expired"})
"""Outcomes after which nobody has heard anything."""


def may_confirm(marked: Urgency) -> Verdict:
    """Whether a message asks to be confirmed."""
    if marked in ASKS:
        return Allowed("An emergency asks everybody to confirm that they have read it.")
    return Refused("Nothing asks you to confirm this.")


def may_see_calls(person: Person) -> Verdict:
    """Whether person may know who was not reached."""
    if person.active and person.role is not Role.GUARDIAN:
        return Allowed("Staff see who was not reached in their conversations.")
    return Refused("Only the school’s staff see who was not reached.")


def may_see_number(person: Person) -> Verdict:
    """Whether person may read the number to call; the others need not learn a parent’s number."""
    if person.active and person.role is Role.ADMIN:
        return Allowed("The office calls.")
    return Refused("The office has the number.")


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


CALL = "Call them: nothing has reached them."


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
        return Next(f"By {BY[first.medium]} at {at} {zone}, unless it is read before.", first.due), False
    if all(one.outcome in FAILED for one in turns):
        return Next(CALL, now), True
    call_at = max(one.due for one in turns) + timedelta(minutes=URGENT_MINUTES)
    if call_at <= now:
        return Next(CALL, call_at), True
    return Next(
        f"Call them from {clock(call_at, ZoneInfo(zone))} {zone} on, unless it is read before.", call_at
    ), False
