"""What is summed up for its author before it goes."""

import pytest

from policies.conversations.asking_first import HANDFUL, asks_first
from policies.people.facts import Area


@pytest.mark.parametrize(
    ("area", "parents", "asks"),
    [
        (Area.ANNOUNCEMENTS, 1, True),
        (Area.ANNOUNCEMENTS, 98, True),
        (Area.FAMILIES, 2, False),
        (Area.FAMILIES, HANDFUL, False),
        (Area.FAMILIES, HANDFUL + 1, True),
        (Area.ACTIVITIES, HANDFUL + 1, True),
        (Area.STAFF, 0, False),
    ],
)
def test_what_goes_to_many_parents_and_every_announcement_is_summed_up_first(
    area: Area, parents: int, asks: bool
) -> None:
    assert asks_first(area, parents) is asks
