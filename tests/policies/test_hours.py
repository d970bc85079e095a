"""When a parent may expect an answer."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.facts import Hours, SchoolSettings
from policies.hours import answers_expected, may_be_hours
from policies.verdict import Allowed
from tests.school import DAY, FACTS, roster

WEEKDAYS = tuple(Hours(day, 7 * 60 + 30, 17 * 60) for day in range(5))
MONDAY = datetime.combine(DAY, time())


def said(local: datetime, hours: tuple[Hours, ...] = WEEKDAYS, who: str = "rosa") -> str:
    school = roster(replace(FACTS, settings=SchoolSettings(office_hours=hours)))
    return answers_expected(school, school.people[who], local)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "when"),
    [
        (0, 6, 0, "today at 7:30"), (0, 17, 0, "tomorrow at 7:30"), (3, 20, 15, "tomorrow at 7:30"),
        (4, 17, 0, "Monday at 7:30"), (5, 12, 0, "Monday at 7:30"), (6, 12, 0, "tomorrow at 7:30"),
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
    assert "next Monday at 9:00" in said(MONDAY + timedelta(hours=10), (Hours(0, 540, 600),))


@pytest.mark.parametrize(
    ("hours", "may"),
    [
        ((), True), (WEEKDAYS, True), ((Hours(0, 480, 720), Hours(0, 720, 1_020)), True),
        ((Hours(0, 480, 721), Hours(0, 720, 1_020)), False), ((Hours(7, 0, 60),), False),
        ((Hours(-1, 0, 60),), False), ((Hours(0, 60, 60),), False), ((Hours(0, -1, 60),), False),
        ((Hours(6, 0, 1_440),), True), ((Hours(6, 0, 1_441),), False),
        ((Hours(1, 480, 720), Hours(0, 480, 720)), True),
    ],
)  # fmt: skip
def test_a_week_is_made_of_hours_that_open_before_they_close_and_do_not_overlap(hours, may: bool) -> None:
    assert isinstance(may_be_hours(hours), Allowed) is may


@given(st.datetimes(min_value=MONDAY, max_value=MONDAY + timedelta(days=60)))
def test_a_sentence_is_said_exactly_while_nobody_is_there(local: datetime) -> None:
    there = local.weekday() < 5 and (7, 30) <= (local.hour, local.minute) < (17, 0)

    assert bool(said(local)) is not there
