"""This file decides when those who approve are reminded of what waits, and when somebody else is asked."""

from policies.people.roster import Roster
from policies.sentence import say
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused, Verdict

REMINDED, ESCALATED = 1, 2
"""What was done about an item that waits: nothing is 0."""


def due(settings: SchoolSettings, minutes: float, done: int, *, on_duty: bool = True) -> int:
    """
    What is to be done about an item that has waited for so many minutes: 0, REMINDED or ESCALATED.

    After the school's limit who may review it is reminded; after twice the limit, or at once where nobody of them
    is on duty, it is escalated. Each is done once. done: what was done before.

    Source: research/domain.md, 1.4 (question 9) and 2.1 (finding b).
    """
    limit = settings.review_minutes
    if limit == 0 or minutes < limit:
        return 0
    wanted = REMINDED if on_duty and minutes < 2 * limit else ESCALATED
    return wanted if wanted > done else 0


def asked(roster: Roster, may_review: frozenset[str], step: int) -> frozenset[str]:
    """
    Who is told of an item at a step, of those who may review it.

    Everybody heard of it when it was held and is reminded; an escalated one goes to the school's second approver,
    or to everybody again where there is none who may.
    """
    second = frozenset({roster.settings.second_approver}) & may_review
    return second if step == ESCALATED and second else may_review


def headline(items: int, step: int) -> str:
    """What a phone shows; one alert for all that waits, and no name in it."""
    what = "1 item waits" if items == 1 else f"{items} items wait"
    return f"{what} for your approval" if step == REMINDED else f"{what} for your approval, for too long by now"


def may_be_second(roster: Roster, person: str) -> Verdict:
    """Whether somebody may be the school's second approver."""
    if person in roster.approvers:
        return Allowed(say("They approve what has waited too long."))
    return Refused(say("Choose somebody who approves what waits."))
