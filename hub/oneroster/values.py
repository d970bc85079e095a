"""This file judges single values: names, dates, addresses, and the words of the standard."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from hub.oneroster.findings import Findings, Record
from hub.oneroster.source import BundleSource
from hub.reference.phone_numbers import text_number
from policies.people import email_addresses
from policies.people.spreadsheet_values import yes_or_no
from policies.sentence import Sentence, say, several

NAME = 200
"""Characters in the longest name."""

IDENTIFIER = 255
"""Characters in the longest sourcedId; the standard allows no more."""

EMAIL = 2 * email_addresses.MAX_ADDRESS
"""Characters in an address and around it; policies/people/email_addresses.py says which can be sent to."""

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

SHORT = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.{0,20}", re.ASCII)
"""A date of which it may not be certain whether its day or its month stands first."""

# these turn the direction of writing, so that one name can be shown as another
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def text(record: Record, column: str, findings: Findings, limit: int = NAME) -> str:
    """The value; a problem if it is missing, too long or has control characters."""
    value = record[column]
    if not value:
        findings.problem(record, column, say("The {column} is missing.", column=column))
    return checked(record, column, findings, limit)


def checked(record: Record, column: str, findings: Findings, limit: int = NAME) -> str:
    """The value, which may be empty; a problem if it is too long or has control characters."""
    value = record[column]
    if len(value) > limit:
        reason = say("The {column} is longer than {limit} characters.", column=column, limit=limit)
        findings.problem(record, column, reason)
    elif not value.isprintable() and any(_is_control(letter) for letter in value):
        reason = say("The {column} has an invisible control character or a line break.", column=column)
        findings.problem(record, column, reason)
    return value


def _is_control(letter: str) -> bool:
    return letter in TURNING or unicodedata.category(letter) in ("Cc", "Zl", "Zp")


def identifiers(value: str) -> tuple[str, ...]:
    """The sourcedIds in a list with commas, each once, in their order."""
    return tuple(dict.fromkeys(part for each in value.split(",") if (part := each.strip())))


GONE = frozenset({"tobedeleted", "inactive"})
"""What a row's status says of somebody or something that is no more; the second is of OneRoster 1.0."""


def is_gone(record: Record) -> bool:
    """Whether the row says that it no longer counts."""
    return record["status"].lower() in GONE


def is_left_out(record: Record, findings: Findings) -> bool:
    """Whether the row says that it no longer counts; a problem if it says something else."""
    status = record["status"].lower()
    if status not in GONE and status not in ("", "active"):
        findings.problem(record, "status", say("The status has to be active, tobedeleted or empty."))
    if status == "inactive":
        findings.unused(record, "status", _inactive)
    if record["enabledUser"] and is_enabled(record) is None:
        findings.problem(record, "enabledUser", say("The enabledUser has to be true, false or empty."))
    return status in GONE


def _inactive(count: int, _: str) -> Sentence:
    return several(
        "This row is inactive, so it counts as having left.",
        "{count} rows, this one the first, are inactive, so they count as having left.",
        count=count,
    )


def is_enabled(record: Record) -> bool | None:
    """What enabledUser says, in any word for yes or no; True where it says nothing, None where it is neither."""
    said = record["enabledUser"]
    return True if not said else None if said in _MARKS else yes_or_no(said)


_MARKS = frozenset("-xX✓✔")
"""What says yes or no in a table that people fill in, and nothing that is certain in an export."""


def span(
    record: Record, findings: Findings, source: BundleSource, *, begins: str = "beginDate"
) -> tuple[date | None, date | None]:
    """The first day and the last that counts, None where empty; the last is before the first where none does."""
    begin, end = _day(record, begins, findings), _day(record, "endDate", findings)
    if begin and end and end < begin:
        findings.problem(record, "endDate", say("The endDate lies before the {column}.", column=begins))
    return begin, source.last_day(end)


def _day(record: Record, column: str, findings: Findings) -> date | None:
    value = record[column]
    if not value:
        return None
    try:
        # fromisoformat alone takes weeks and dates without hyphens too
        return date.fromisoformat(value if DAY.fullmatch(value) else "")
    except ValueError:
        reason = say("The {column} has to be a date such as 2026-08-24.", column=column)
        if SHORT.fullmatch(value):
            reason = say("It is not certain which day {day} is. Write it as 2026-08-24.", day=value)
        findings.problem(record, column, reason)
        return None


def email(record: Record, findings: Findings) -> str | None:
    """The address that mail goes to; a warning if there is none in it, or it is not certain which."""
    value = checked(record, "email", findings, EMAIL)
    address = email_addresses.mended(value)
    if value and address is None:
        findings.warning(record, "email", say("No email can be sent to this address, so it is left out."))
    return address


def sms(record: Record, country: str, findings: Findings) -> str | None:
    """The number in E.164, as written in country; a warning if there is none in it."""
    value = record["sms"]
    number = text_number(value, country) if value else None
    if value and number is None:
        reason = say("This is no valid number for texts in {country}, so it is left out.", country=country)
        findings.warning(record, "sms", reason)
    return number


def phone(record: Record, findings: Findings) -> str | None:
    return checked(record, "phone", findings) or None
