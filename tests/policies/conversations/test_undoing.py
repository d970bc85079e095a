"""How long what was just written may be taken back."""

import pytest

from policies.conversations.undoing import rings_after
from policies.settings import SchoolSettings


@pytest.mark.parametrize(("item", "after"), [("text", 20), ("nap", 20), ("note", 20), ("incident", 0)])
def test_phones_ring_once_a_message_can_no_longer_be_taken_back_and_for_an_incident_at_once(item, after) -> None:
    assert rings_after(SchoolSettings(undo_seconds=20), item) == after


def test_a_few_seconds_are_given_unless_the_school_chooses_otherwise() -> None:
    assert SchoolSettings().undo_seconds == 5
    assert rings_after(SchoolSettings(undo_seconds=0), "text") == 0
