"""When a parent may expect an answer."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.conversations.office_hours import answers_expected
from policies.settings import Closed, Hours, SchoolSettings
from tests.school import DAY, FACTS, roster

WEEKDAYS = tuple(Hours(day, 7 * 60 + 30, 17 * 60) for day in range(5))
MONDAY = datetime.combine(DAY, time())


BREAK = Closed(date(2026, 12, 21), date(2027, 1, 1), "Winter break")
THANKSGIVING = Closed(date(2026, 11, 26), date(2026, 11, 26))


def moment(day: date, at: time = time()) -> datetime:
    return datetime.combine(day, at)


def said(
    local: datetime,
    hours: tuple[Hours, ...] = WEEKDAYS,
    who: str = "rosa",
    closed: tuple[Closed, ...] = (),
) -> str:
    school = roster(replace(FACTS, settings=SchoolSettings(office_hours=hours, closed_dates=closed)))
    return answers_expected(school, school.people[who], local)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "when"),
    [
        (0, 6, 0, "today at 7:30 AM"), (0, 17, 0, "tomorrow at 7:30 AM"), (3, 20, 15, "tomorrow at 7:30 AM"),
        (4, 17, 0, "Monday at 7:30 AM"), (5, 12, 0, "Monday at 7:30 AM"), (6, 12, 0, "tomorrow at 7:30 AM"),
    ],
)  # fmt: skip
def test_a_parent_who_writes_when_the_office_is_closed_reads_when_it_answers(day, hour, minute, when) -> None:
    local = MONDAY + timedelta(days=day, hours=hour, minutes=minute)

    assert said(local) == f"Maple Street is closed now. Expect an answer from {when} on."


@pytest.mark.parametrize(("hour", "minute"), [(7, 30), (12, 0), (16, 59)])
def test_nothing_is_said_while_somebody_is_there(hour: int, minute: int) -> None:
    assert said(MONDAY + timedelta(hours=hour, minutes=minute)) == ""


def test_nothing_is_said_to_staff_or_where_no_hours_are_set() -> None:
    assert said(MONDAY, who="ana") == ""
    assert said(MONDAY, ()) == ""


def test_an_office_that_opens_once_a_week_answers_next_week() -> None:
    told = said(MONDAY + timedelta(hours=10), (Hours(0, 540, 600),))

    assert told == "Maple Street is closed now. Expect an answer from next Monday at 9:00 AM on."


@given(st.datetimes(min_value=MONDAY, max_value=MONDAY + timedelta(days=60)))
def test_a_sentence_is_said_exactly_while_nobody_is_there(local: datetime) -> None:
    there = local.weekday() < 5 and (7, 30) <= (local.hour, local.minute) < (17, 0)

    assert bool(said(local)) is not there


FOURTH = "Monday, 4 January"


@pytest.mark.parametrize(
    ("month", "day", "hour", "hours", "sentence"),
    [
        (12, 21, 0, WEEKDAYS, f"until {FOURTH} (Winter break). Expect an answer from 7:30 AM on."),
        (12, 31, 23, WEEKDAYS, f"until {FOURTH} (Winter break). Expect an answer from 7:30 AM on."),
        (12, 24, 12, (), "until Saturday, 2 January (Winter break). Expect an answer from then on."),
        (11, 26, 9, WEEKDAYS, "until Friday, 27 November. Expect an answer from 7:30 AM on."),
        (11, 25, 18, WEEKDAYS, "now. Expect an answer from Friday at 7:30 AM on."),
        (12, 18, 17, WEEKDAYS, f"now. Expect an answer from {FOURTH} at 7:30 AM on."),
    ],
)
def test_a_parent_who_writes_in_the_holidays_reads_until_when_it_is(month, day, hour, hours, sentence) -> None:
    local = moment(date(2026, month, day), time(hour))

    assert said(local, hours, closed=(BREAK, THANKSGIVING)) == f"Maple Street is closed {sentence}"


@pytest.mark.parametrize(
    ("local", "hours"),
    [
        (moment(date(2026, 12, 20), time(23, 59)), ()),
        (moment(date(2027, 1, 2)), ()),
        (moment(date(2026, 12, 18), time(16, 59)), WEEKDAYS),
        (moment(date(2027, 1, 4), time(7, 30)), WEEKDAYS),
    ],
)
def test_before_and_after_the_holidays_nothing_is_said_of_them(local, hours) -> None:
    assert said(local, hours, closed=(BREAK,)) == ""


def test_staff_are_told_of_no_closed_days() -> None:
    assert said(moment(date(2026, 12, 24)), who="ana", closed=(BREAK,)) == ""


def test_of_two_closings_the_longer_is_named_and_the_second_shift_is_an_opening_too() -> None:
    christmas = Closed(date(2026, 12, 25), date(2026, 12, 25), "Christmas")
    shifts = (Hours(0, 540, 720), Hours(0, 780, 1_020))

    assert "(Winter break)" in said(moment(date(2026, 12, 25), time(9)), closed=(BREAK, christmas))
    assert "today at 1:00 PM" in said(MONDAY + timedelta(hours=12, minutes=30), shifts)
    assert "tomorrow" not in said(MONDAY + timedelta(hours=12), shifts)


def test_a_school_that_is_closed_for_longer_than_anybody_looks_ahead_says_so() -> None:
    first = Closed(date(2026, 1, 1), date(2026, 12, 31))
    more = tuple(Closed(date(year, 1, 1), date(year, 12, 31)) for year in (2027, 2028))

    assert said(MONDAY, closed=(first, *more)) == "Maple Street is closed now."
    assert said(MONDAY, closed=(first,)).startswith("Maple Street is closed until Friday, 1 January.")


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_name(month: int) -> None:
    day = date(2027, month, 10)

    told = said(datetime.combine(day, time()), (), closed=(Closed(day, day),))
    assert told.startswith(f"Maple Street is closed until {day + timedelta(days=1):%A, 11 %B}. ")


@pytest.mark.parametrize("weekday", range(7))
def test_every_weekday_has_its_name(weekday: int) -> None:
    told = said(MONDAY + timedelta(days=weekday + 4), (Hours(weekday, 540, 600),))

    day = MONDAY + timedelta(days=weekday)
    assert told == f"Maple Street is closed now. Expect an answer from {day:%A} at 9:00 AM on."


@pytest.mark.parametrize(("days", "found"), [(399, True), (400, False)])
def test_an_opening_is_looked_for_a_little_further_than_a_year_ahead(days: int, found: bool) -> None:
    half = timedelta(days=200)
    closed = (Closed(DAY, DAY + half), Closed(DAY + half, DAY + timedelta(days=days - 1)))

    assert ("until" in said(MONDAY, (), closed=closed)) is found
