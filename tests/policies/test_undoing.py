"""How long what was just written may be taken back."""

import pytest

from policies.changing import LONGEST_MINUTES, may_be_edit
from policies.facts import SchoolSettings
from policies.undoing import LONGEST_S, may_be_undo, rings_after
from policies.verdict import Allowed, Refused


@pytest.mark.parametrize(("seconds", "may"), [(-1, False), (0, True), (1, True), (60, True), (61, False)])
def test_a_school_gives_up_to_a_minute_to_take_a_message_back(seconds: int, may: bool) -> None:
    so = Allowed("What was just written may be taken back for so long.")
    otherwise = Refused("Give 0 to 60 seconds to take a message back; 0 sends at once.")

    assert may_be_undo(seconds) == (so if may else otherwise)
    assert LONGEST_S == 60


@pytest.mark.parametrize(("minutes", "may"), [(-1, False), (0, True), (43_200, True), (43_201, False)])
def test_a_school_lets_its_people_change_what_they_said_for_up_to_a_month(minutes: int, may: bool) -> None:
    so = Allowed("What was said may be changed for so long.")
    otherwise = Refused("Give 0 to 43,200 minutes to change a message; 0 lets nobody change any.")

    assert may_be_edit(minutes) == (so if may else otherwise)
    assert LONGEST_MINUTES == 43_200


@pytest.mark.parametrize(("item", "after"), [("text", 20), ("nap", 20), ("note", 20), ("incident", 0)])
def test_phones_ring_once_a_message_can_no_longer_be_taken_back_and_for_an_incident_at_once(item, after) -> None:
    assert rings_after(SchoolSettings(undo_seconds=20), item) == after


def test_a_few_seconds_are_given_unless_the_school_chooses_otherwise() -> None:
    assert SchoolSettings().undo_seconds == 5
    assert rings_after(SchoolSettings(undo_seconds=0), "text") == 0
