"""This file decides what a hub says of facts of the outside world that it carries with it and that grow old."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from policies.sentence import as_is
from policies.verdict import Allowed, Refused, Verdict


class Update(StrEnum):
    """What brings newer facts of others to a hub."""

    PACKAGE = "the Python package"
    RELEASE = "a newer Roomwire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """
    A fact of the outside world as this release knows it.

    version: that this release was made with, and installed: the one in use; they differ where an operator chose
    another. checked: the day on which version was the newest, or was compared with its source. lasts: how long
    nobody need look again.
    """

    name: str
    version: str
    installed: str
    checked: date
    lasts: timedelta
    update: Update
    costs: str


def may_be_trusted(fact: Carried, today: date) -> Verdict:
    """
    Whether a fact may be used without a word to the school's admins.

    Source: research/faults.md, P1 (alerts rang within quiet hours by zone data of the year before).
    """
    newer = _parts(fact.installed) > _parts(fact.version)
    if fact.checked > today + timedelta(days=1):
        return Refused(
            as_is(
                f"The clock of the hub’s machine shows {today}, but its {fact.name} are of {fact.checked}:"
                " set the clock."
            )
        )
    if (year := _year(fact.installed)) is not None and date(year, 1, 1) > today + timedelta(days=1):
        return Refused(
            as_is(
                f"The {fact.name} call themselves {fact.installed}, and it is {today.year}:"
                f" install {fact.update} anew."
            )
        )
    if _parts(fact.installed) < _parts(fact.version):
        return Refused(
            as_is(
                f"The {fact.name} are {fact.installed}, older than the {fact.version} that this hub was made with:"
                f" {fact.costs} {_advice(fact)}"
            )
        )
    if not newer and today - fact.checked > fact.lasts:
        return Refused(
            as_is(
                f"The {fact.name} ({fact.installed}) were last known to be right on {fact.checked}: {fact.costs}"
                f" {_advice(fact)}"
            )
        )
    if newer and year is not None and date(year, 12, 31) + fact.lasts < today:
        return Refused(as_is(f"The {fact.name} ({fact.installed}) are of {year}: {fact.costs} {_advice(fact)}"))
    return Allowed(as_is(f"The {fact.name} are {fact.installed}, right as of {fact.checked}."))


def _advice(fact: Carried) -> str:
    return f"Whoever runs the hub brings newer ones with {fact.update}."


def _parts(version: str) -> tuple[tuple[int, str], ...]:
    """A version in the order of versions: 2026b after 2026a, 9.0.10 after 9.0.9."""
    return tuple((int(number), letters) for number, letters in re.findall(r"(\d{1,9})([a-z]*)", version))


def _year(version: str) -> int | None:
    """The year that a version begins with, where it does."""
    found = re.match(r"(?:19|20|21)\d\d(?!\d)", version)
    return int(found[0]) if found else None
