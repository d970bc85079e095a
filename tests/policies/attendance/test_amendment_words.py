"""What became of a stay, in words: who did what, and each value as it was and as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from policies.attendance.amendment_words import in_lines, title_of
from policies.attendance.signing import SignAct
from tests.policies.attendance.test_stay_words import TELLING
from tests.policies.attendance.test_stays import GONE, HERE


@pytest.mark.parametrize("act", SignAct)
def test_every_act_says_who_did_it(act: SignAct) -> None:
    assert title_of(act.value, "Ana").startswith("Ana ")


def test_values_read_as_they_were_and_as_they_are() -> None:
    later = replace(GONE.came, at=GONE.came.at + timedelta(minutes=30))

    assert in_lines(HERE, GONE, TELLING) == ("Left: now 9:00 AM, before nothing.",)
    assert in_lines(GONE, replace(GONE, came=later, room="saplings"), TELLING) == (
        "Room: now Saplings, before Acorns.",
        "Came: now 8:30 AM, before 8:00 AM.",
    )
    assert in_lines(HERE, HERE, TELLING) == in_lines(None, HERE, TELLING) == ()


def test_a_mistake_is_called_one() -> None:
    struck = replace(HERE, struck=True)
    mistake = ("It was a mistake: the child was not here.",)

    assert in_lines(HERE, struck, TELLING) == in_lines(None, struck, TELLING) == mistake
    assert in_lines(struck, HERE, TELLING) == ("It was no mistake: the child was here.",)
