"""When those who approve are reminded, when somebody else is asked, and what their phones show."""

from dataclasses import replace

import pytest

from policies.review.reminding import (
    ESCALATED,
    REMINDED,
    asked,
    due,
    headline,
    may_be_second,
)
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.school import FACTS, roster

HOUR = SchoolSettings(review_minutes=60)
BOTH = frozenset({"ines", "omar"})


@pytest.mark.parametrize(
    ("minutes", "done", "on_duty", "wanted"),
    [
        (0, 0, True, 0),
        (59.9, 0, True, 0),
        (59.9, 0, False, 0),
        (60, 0, True, REMINDED),
        (119.9, 0, True, REMINDED),
        (60, REMINDED, True, 0),
        (60, 0, False, ESCALATED),
        (60, REMINDED, False, ESCALATED),
        (120, 0, True, ESCALATED),
        (120, REMINDED, True, ESCALATED),
        (120, ESCALATED, True, 0),
        (9_999, ESCALATED, False, 0),
    ],
)
def test_each_step_is_done_once_when_its_time_has_come(
    minutes: float, done: int, on_duty: bool, wanted: int
) -> None:
    assert due(HOUR, minutes, done, on_duty=on_duty) == wanted


def test_a_school_may_remind_nobody() -> None:
    assert due(replace(HOUR, review_minutes=0), 10_000, 0) == 0


def test_what_is_escalated_goes_to_the_second_approver_or_to_everybody_where_there_is_none_who_may() -> None:
    second = roster(replace(FACTS, settings=replace(HOUR, second_approver="omar")))

    assert asked(second, BOTH, REMINDED) == BOTH
    assert asked(second, BOTH, ESCALATED) == {"omar"}
    assert asked(second, frozenset({"ines"}), ESCALATED) == {"ines"}
    assert asked(roster(), BOTH, ESCALATED) == BOTH


def test_a_phone_shows_how_many_wait_and_no_name() -> None:
    assert headline(1, REMINDED) == "1 item waits for your approval"
    assert headline(3, REMINDED) == "3 items wait for your approval"
    assert headline(3, ESCALATED) == "3 items wait for your approval, for too long by now"


def test_only_who_approves_is_the_second_approver() -> None:
    assert may_be_second(roster(), "omar") == Allowed("They approve what has waited too long.")
    for other in ("ana", "rosa", "nobody"):
        assert may_be_second(roster(), other) == Refused("Choose somebody who approves what waits.")


def test_where_nothing_is_known_of_who_is_there_somebody_is() -> None:
    assert due(HOUR, 60, 0) == REMINDED


def test_what_was_done_is_kept_as_the_number_it_always_was() -> None:
    assert (REMINDED, ESCALATED) == (1, 2)
