"""What is confirmed, and when somebody has to be called."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.confirming import CALL, Next, Turn, may_confirm, may_see_calls, may_see_number, next_step
from policies.notify.recipients import Medium
from policies.people.facts import Urgency
from policies.verdict import Allowed, Refused
from tests.school import ana, ines, rosa

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def turn(medium: Medium, minutes: int, outcome: str = "") -> Turn:
    return Turn(medium, NOW + timedelta(minutes=minutes), outcome)


@pytest.mark.parametrize(
    ("turns", "says", "calls"),
    [
        ([turn(Medium.PUSH, -1, "accepted"), turn(Medium.SMS, 4), turn(Medium.EMAIL, 9)],
         "By text at 3:04 PM, unless it is read before.", False),
        ([turn(Medium.PUSH, -5, "accepted"), turn(Medium.SMS, -1, "accepted")],
         "Call them from 3:04 PM on, unless it is read before.", False),
        ([turn(Medium.PUSH, -10, "accepted"), turn(Medium.SMS, -5, "accepted")], CALL, True),
        ([turn(Medium.PUSH, -1, "dead_address"), turn(Medium.SMS, 0, "opted_out")], CALL, True),
        ([turn(Medium.SMS, -1, "opted_out"), turn(Medium.EMAIL, 4)],
         "By email at 3:04 PM, unless it is read before.", False),
        ([], CALL, True),
    ],
)  # fmt: skip
def test_they_are_called_after_every_medium_had_its_turn_or_failed(
    turns: list[Turn], says: str, calls: bool
) -> None:
    follows, called = next_step(turns, NOW, "Europe/Berlin")

    assert (follows.says, called) == (says, calls)


_turns = st.lists(
    st.builds(
        turn, st.sampled_from(Medium), st.integers(-60, 60), st.sampled_from(["", "accepted", "dead_address"])
    ),
    max_size=4,
)


@given(_turns)
def test_nobody_is_forgotten_there_is_always_a_next_step_and_in_the_end_it_is_a_call(turns: list[Turn]) -> None:
    follows, called = next_step(turns, NOW, "UTC")
    _, later = next_step(turns, NOW + timedelta(hours=2), "UTC")

    assert follows.says
    assert follows.at <= NOW if called else follows.at > NOW
    assert later


def test_only_an_emergency_and_a_drill_are_confirmed() -> None:
    assert {one for one in Urgency if isinstance(may_confirm(one), Allowed)} == {
        Urgency.EMERGENCY, Urgency.DRILL,
    }  # fmt: skip
    assert may_confirm(Urgency.DRILL) == Allowed("An emergency asks everybody to confirm that they have read it.")
    assert may_confirm(Urgency.URGENT) == Refused("Nothing asks you to confirm this.")


@pytest.mark.parametrize("marked", Urgency)
def test_what_was_withdrawn_asks_nobody_any_more(marked: Urgency) -> None:
    assert may_confirm(marked, withdrawn=True) == Refused(
        "This was withdrawn, so there is nothing to confirm any more."
    )


def test_staff_see_who_was_not_reached_and_the_office_has_the_numbers() -> None:
    assert [isinstance(may_see_calls(one), Allowed) for one in (ines, ana, rosa)] == [True, True, False]
    assert [isinstance(may_see_number(one), Allowed) for one in (ines, ana, rosa)] == [True, False, False]
    assert isinstance(may_see_calls(replace(ana, active=False)), Refused)
    assert isinstance(may_see_number(replace(ines, active=False)), Refused)


def test_who_sees_whom_to_call_and_who_does_not_is_told_why() -> None:
    assert may_see_calls(ana) == Allowed("Staff see who was not reached in their conversations.")
    assert may_see_calls(rosa) == Refused("Only the school’s staff see who was not reached.")
    assert may_see_number(ines) == Allowed("The office calls.")
    assert may_see_number(ana) == Refused("The office has the number.")


def test_a_call_is_due_since_five_minutes_after_the_last_turn_or_since_now_where_every_turn_failed() -> None:
    told = [turn(Medium.PUSH, -11, "accepted"), turn(Medium.SMS, -6, "accepted")]
    failed = [turn(Medium.PUSH, -11, "expired"), turn(Medium.SMS, -6, "bad_message")]

    assert Turn(Medium.SMS, NOW).outcome == ""
    assert next_step(told, NOW, "UTC") == (Next(CALL, NOW - timedelta(minutes=1)), True)
    assert next_step(failed, NOW, "UTC") == (Next(CALL, NOW), True)
    assert CALL == "Call them: nothing has reached them."
