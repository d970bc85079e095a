"""This file declares how long a center keeps a kind of record: its default, its bounds, from when it counts."""

import calendar
from dataclasses import dataclass
from datetime import datetime

from policies.people.facts import Person, Role
from policies.sentence import Sentence, key, say, several
from policies.verdict import Allowed, Refused, Verdict

OURS = say("Ours: no law that we know of names a number. Ask your licensing office.")
OF_CARE = say("Ours, on the safe side: licensing offices ask for records of care for years after a child left.")
OF_INJURIES = say("Ours, on the safe side: a claim about an injury can come until the child is of age.")

LONGEST_KEPT = 300
"""Months: 25 years, by when the youngest child is long of age."""

YEAR = 12
"""Months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionKind:
    """
    A kind of record that a school may let go.

    usual, least: months it is kept by default, and at the least. from_leaving: they count from the day on which the
    child left, so that nothing of a child who is here goes. source: where the least comes from.
    """

    label: Sentence
    usual: int
    least: int
    from_leaving: bool = False
    source: Sentence = OURS


PHOTOS, INCIDENTS, ALERTS, CONTACTS = "photos", "incidents", "alerts", "contacts"
"""The kinds that are no kind of conversation; each of those says for itself how long it is kept."""

BESIDES = {
    INCIDENTS: RetentionKind(label=say("Incidents"), usual=240, least=84, from_leaving=True, source=OF_INJURIES),
    PHOTOS: RetentionKind(label=say("Photos and files, with their captions"), usual=36, least=12),
    ALERTS: RetentionKind(label=say("How alerts arrived"), usual=24, least=6),
    CONTACTS: RetentionKind(
        label=say("Addresses, numbers and accounts of who left"), usual=12, least=3, from_leaving=True
    ),
}
"""
What goes by a rule of its own, wherever it was said.

Source: research/domain.md, 4 number 12 (retention schedule and legal hold); the numbers as each says.
"""

KEPT_FOR_EVER = (
    say("The activity log: who did what with rights. It is a chain, and proves what was removed by which rule."),
    say("Emails that came in and became no message: they stay whole, as they came."),
    say("Attendance, custody and the child’s record, until a school says otherwise."),
    say("That a message was there: its place, its time and its author stay, its words and files go."),
)
"""What no rule here removes."""

_BOUNDS = key("{label}: keep them between {least} and {most}.")


def may_set_retention(person: Person) -> Verdict:
    """Whether person sees and sets how long records are kept; source: research/domain.md, 4 number 12."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins set how long records are kept."))
    return Refused(say("Only admins set how long records are kept."))


def may_keep_for(kind: RetentionKind, months: int) -> Verdict:
    """Whether a school may keep a kind for so long; the least is what nobody undercuts."""
    if kind.least <= months <= LONGEST_KEPT:
        return Allowed(say("A school may choose that."))
    return Refused(say(_BOUNDS, label=kind.label, least=period(kind.least), most=period(LONGEST_KEPT)))


def period(months: int) -> Sentence:
    """So many months in words, in years where they are whole ones."""
    if months % YEAR == 0:
        return several("{count} year", "{count} years", count=months // YEAR)
    return several("{count} month", "{count} months", count=months)


def removed_by(months: int) -> Sentence:
    """What stands where something was removed."""
    return say("Removed by the center’s retention rule of {period}.", period=period(months))


def cutoff(now: datetime, months: int) -> datetime:
    """The moment before which something is older than so many months; at a month's end its last day."""
    years, month = divmod(now.year * YEAR + now.month - 1 - months, YEAR)
    last = calendar.monthrange(years, month + 1)[1]
    return now.replace(year=years, month=month + 1, day=min(now.day, last))


FIRST_HOUR, LAST_HOUR = 1, 5
"""Between these hours of the school's clock records are removed: nobody is there, and no day is being written."""


def is_night(local: datetime) -> bool:
    """Whether records may be removed at this moment of the school's own clock."""
    return FIRST_HOUR <= local.hour < LAST_HOUR
