"""What became of a stay, in words: who did what, and each value as it was and as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from policies.attendance.amendment_words import in_lines, title_of
from policies.attendance.signing import SignAct
from tests.policies.attendance.test_stay_words import TELLING
from tests.policies.attendance.test_stays import AUTO, EIGHT, GONE, HERE, HOUR


@pytest.mark.parametrize("act", SignAct)
def test_every_act_says_who_did_it(act: SignAct) -> None:
    said = title_of(act.value, "Ana", AUTO, TELLING)

    assert said.startswith("Closed by itself at 9:00 AM, nobody" if act is SignAct.CLOSE else "Ana ")


def test_that_a_stay_closed_by_itself_is_said_once_and_never_as_if_somebody_had_left_with_a_child() -> None:
    later = replace(AUTO, left=replace(GONE.came, at=EIGHT + 2 * HOUR))

    assert in_lines(HERE, AUTO, TELLING) == ()
    assert in_lines(AUTO, later, TELLING) == ("Left: now 10:00 AM, before 9:00 AM by itself.",)
    assert in_lines(AUTO, HERE, TELLING) == ("Left: now nothing, before 9:00 AM by itself.",)


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
