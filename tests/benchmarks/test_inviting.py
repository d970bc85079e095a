"""The benchmarks of a large center still run, on a small one, and say what they are to say."""

from __future__ import annotations

import re

import pytest

from benchmarks import filtering, inviting

pytestmark = pytest.mark.only("sqlite")


@pytest.mark.parametrize(("way", "sent"), [("email", 70), ("text", 30), ("page", 70)])
async def test_inviting_a_center_is_told_in_seconds_with_the_posts_beside_it(way: inviting.Way, sent: int) -> None:
    said = await inviting.measured(30, way, 0.1)

    assert re.match(rf"{sent} by {way}: \d+\.\d\d s, \d+\.\d\d s of processor\.\nAlone \d+ posts: p50 ", said), said
    assert "\nBeside " in said


async def test_a_letter_in_each_list_is_told_in_milliseconds() -> None:
    said = await filtering.measured(30, 1)

    assert [re.sub(r"\d+", "0", one) for one in said] == [
        f"{name}: 0 rows, median 0, longest 0 ms" for name in ("Invitations", "Children", "Messages")
    ]
