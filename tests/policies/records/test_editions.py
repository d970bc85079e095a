"""Facts of the outside world grow old: when admins read of it, and what."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from policies.records.editions import Carried, Update, may_be_trusted
from policies.verdict import Allowed, Refused

ZONES = Carried(
    name="time zones",
    version="2026c",
    installed="2026c",
    checked=date(2026, 11, 28),
    lasts=timedelta(days=365),
    update=Update.PACKAGE,
    costs="days may begin an hour off.",
)
OLDER = (
    "The time zones are {}, older than the 2026c that this hub was made with: days may begin an hour off."
    " Whoever runs the hub brings newer ones with the Python package."
)
ADVICE = "Whoever runs the hub brings newer ones with the Python package."


@pytest.mark.parametrize(
    ("installed", "today", "because"),
    [
        ("2026c", date(2026, 11, 28), ""),
        ("2026c", date(2026, 11, 27), ""),  # east of where it was written it is a day earlier
        ("2026c", date(2027, 11, 28), ""),
        (
            "2026c",
            date(2027, 11, 29),
            "The time zones (2026c) were last known to be right on 2026-11-28: days may begin an hour off. "
            + ADVICE,
        ),
        (
            "2026c",
            date(2026, 11, 26),
            "The clock of the hub’s machine shows 2026-11-26, but its time zones are of 2026-11-28: set the clock.",
        ),
        (
            "2026b",
            date(2026, 11, 28),
            OLDER.format("2026b"),
        ),
        (
            "2025z",
            date(2026, 11, 28),
            OLDER.format("2025z"),
        ),
        ("2027a", date(2027, 12, 31), ""),
        ("2027a", date(2028, 12, 30), ""),
        ("2027a", date(2028, 12, 31), "The time zones (2027a) are of 2027: days may begin an hour off. " + ADVICE),
        ("2027a", date(2026, 12, 31), ""),
        (
            "2031a",
            date(2026, 12, 30),
            "The time zones call themselves 2031a, and it is 2026: install the Python package anew.",
        ),
        (
            "",
            date(2026, 12, 30),
            OLDER.format(""),
        ),
    ],
)
def test_zone_data_is_trusted_for_a_year(installed: str, today: date, because: str) -> None:
    found = may_be_trusted(replace(ZONES, installed=installed), today)

    if because:
        assert found == Refused(because)
    else:
        assert found == Allowed(f"The time zones are {installed}, right as of 2026-11-28.")


@pytest.mark.parametrize(
    ("version", "installed", "right"),
    [("9.0.9", "9.0.10", True), ("9.0.10", "9.0.9", False), ("9.0.43", "9.0.43", True), ("9.0", "10.0", True)],
)
def test_editions_are_compared_as_editions_and_not_as_letters(version: str, installed: str, right: bool) -> None:
    plans = replace(ZONES, name="phone plans", version=version, installed=installed, update=Update.RELEASE)

    assert isinstance(may_be_trusted(plans, date(2027, 1, 1)), Allowed) is right


def test_a_newer_edition_without_a_year_is_trusted() -> None:
    plans = replace(ZONES, version="9.0.43", installed="9.1.0")

    assert isinstance(may_be_trusted(plans, date(2040, 1, 1)), Allowed)
