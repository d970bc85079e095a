"""What of a dated fact holds on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.active import holds, rooms_on
from policies.people.facts import Dated

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.mark.parametrize(
    ("begin", "end", "on_tuesday"),
    [
        (None, None, True),
        (MONDAY, None, True),
        (TUESDAY, None, True),
        (WEDNESDAY, None, False),
        (None, TUESDAY, True),
        (None, MONDAY, False),
        (TUESDAY, TUESDAY, True),
        (WEDNESDAY, WEDNESDAY, False),
    ],
)
def test_b1_and_c1_a_start_in_the_future_does_not_count_and_the_last_day_does(
    begin: date | None, end: date | None, on_tuesday: bool
) -> None:
    assert holds(Dated("ana", "acorns", begin, end), TUESDAY) is on_tuesday


def test_a_room_that_is_closed_is_nobodys() -> None:
    facts = [Dated("ana", "acorns"), Dated("ana", "closed"), Dated("ben", "closed")]

    assert rooms_on(facts, MONDAY, frozenset({"acorns"})) == {"ana": frozenset({"acorns"})}


@given(st.lists(st.sampled_from(["acorns", "oaks"]), max_size=4))
def test_said_twice_a_room_is_one_room(rooms: list[str]) -> None:
    found = rooms_on([Dated("ana", room) for room in rooms], MONDAY, frozenset({"acorns", "oaks"}))

    assert found.get("ana", frozenset()) == frozenset(rooms)
