"""This file judges single values: names, dates, addresses, and the words of the standard."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import phonenumbers

from hub.oneroster.findings import Findings, Record

NAME = 200
"""Characters in the longest name."""

IDENTIFIER = 255
"""Characters in the longest sourcedId; the standard allows no more."""

EMAIL = 254
"""Characters in the longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, less the brackets)."""

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

# these turn the direction of writing, so that one name can be shown as another
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def text(record: Record, column: str, findings: Findings, limit: int = NAME) -> str:
    """The value; a problem if it is missing, too long or has control characters."""
    value = record[column]
    if not value:
        findings.problem(record, column, f"The {column} is missing.")
    return checked(record, column, findings, limit)


def checked(record: Record, column: str, findings: Findings, limit: int = NAME) -> str:
    """The value, which may be empty; a problem if it is too long or has control characters."""
    value = record[column]
    if len(value) > limit:
        findings.problem(record, column, f"The {column} is longer than {limit} characters.")
    elif not value.isprintable() and any(_is_control(letter) for letter in value):
        findings.problem(record, column, f"The {column} has an invisible control character or a line break.")
    return value


def _is_control(letter: str) -> bool:
    return letter in TURNING or unicodedata.category(letter) in ("Cc", "Zl", "Zp")


def identifiers(value: str) -> tuple[str, ...]:
    """The sourcedIds in a list with commas, each once, in their order."""
    return tuple(dict.fromkeys(part for each in value.split(",") if (part := each.strip())))


def is_left_out(record: Record, findings: Findings) -> bool:
    """Whether the row says that it no longer counts; a problem if it says something else."""
    status, enabled = record["status"].lower(), record["enabledUser"].lower()
    if status not in ("", "active", "tobedeleted"):
        findings.problem(record, "status", "The status has to be active, tobedeleted or empty.")
    if enabled not in ("", "true", "false"):
        findings.problem(record, "enabledUser", "The enabledUser has to be true, false or empty.")
    return status == "tobedeleted"


def span(record: Record, findings: Findings) -> tuple[date | None, date | None]:
    """beginDate and endDate, None where empty."""
    begin, end = _day(record, "beginDate", findings), _day(record, "endDate", findings)
    if begin and end and end < begin:
        findings.problem(record, "endDate", "The endDate lies before the beginDate.")
    return begin, end


def _day(record: Record, column: str, findings: Findings) -> date | None:
    value = record[column]
    if not value:
        return None
    try:
        # fromisoformat alone takes weeks and dates without hyphens too
        return date.fromisoformat(value if DAY.fullmatch(value) else "")
    except ValueError:
        findings.problem(record, column, f"The {column} has to be a date such as 2026-08-24.")
        return None


def email(record: Record, findings: Findings) -> str | None:
    """The email address as it is written; a problem if mail cannot be sent to it."""
    value = checked(record, "email", findings, EMAIL)
    name, _, domain = value.partition("@")
    sound = name and "." in domain.strip(".") and "@" not in domain and len(value.split()) == 1
    if value and not sound:
        findings.problem(record, "email", "This is not an email address.")
    return value or None


def sms(record: Record, findings: Findings) -> str | None:
    """The number in E.164, as from the United States; a warning if there is none in it."""
    value = record["sms"]
    if not value:
        return None
    try:
        number = phonenumbers.parse(value, "US")
    except phonenumbers.NumberParseException:
        number = None
    # a text to a number with an extension reaches the switchboard
    if number is None or number.extension or not phonenumbers.is_possible_number(number):
        findings.warning(record, "sms", "This is not a number for texts, so it is left out.")
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone(record: Record, findings: Findings) -> str | None:
    return checked(record, "phone", findings) or None
