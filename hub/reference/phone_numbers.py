"""This file reads telephone numbers: which a text may be sent to, and which country they are from."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import phonenumbers
from phonenumbers import PhoneNumberType

from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

ELSEWHERE = "US"
"""The country of a center whose time zone names none."""

SPELLED = re.compile(r"\d.*[A-Za-z]", re.DOTALL)
"""A number that goes on in letters, as on a sign: what is meant is a guess, and the guess may be a stranger's."""

AS_NUMBER = re.compile(r"\d{7,15}\.0", re.ASCII)
"""How programs write a number that they took for an amount."""

MAX_WRITTEN = 40
"""Characters in a number as people write one, with spaces, brackets and a prefix."""

NO_TEXTS = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PAGER,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
        PhoneNumberType.UNKNOWN,
    }
)
"""What is certainly no cell phone, or not valid; in North America the plan does not tell cells from fixed lines."""


def text_number(written: str, country: str) -> str | None:
    """
    The number in E.164 that a text may be sent to, as read in country (ISO 3166); None where there is none.

    Valid, not only possible: a number without its area code is long enough, and somebody else's
    (research/faults.md, K12). A text to a number with an extension would reach the switchboard.
    """
    if AS_NUMBER.fullmatch(written):
        written = written.removesuffix(".0")
    if len(written) > MAX_WRITTEN or SPELLED.search(written):
        return None
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or phonenumbers.number_type(number) in NO_TEXTS:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_country(code: str) -> bool:
    """Whether there are numbers of a country (ISO 3166, two capital letters)."""
    return code in phonenumbers.SUPPORTED_REGIONS


def countries() -> tuple[str, ...]:
    """The codes of all countries that have numbers of their own."""
    return tuple(sorted(one for one in phonenumbers.SUPPORTED_REGIONS if one.isalpha()))


def may_be_country(code: str) -> Verdict:
    """Whether a school can choose it; empty is the country of its time zone."""
    if not code or is_country(code):
        return Allowed(say("Numbers without a country are read as from there."))
    return Refused(say("A country is its two capital letters, such as US or CA."))


def country_of(chosen: str, time_zone: str) -> str:
    """The country that numbers are read in: the one a school chose, or else that of its time zone."""
    return chosen or _countries().get(time_zone, ELSEWHERE)


@cache
def _countries() -> dict[str, str]:
    """The country of each time zone; zones that several share are not listed under each (tz database, zone.tab)."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {row[2]: row[0] for row in rows if is_country(row[0])}
