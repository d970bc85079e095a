"""What stands against something, and that it is so already, in words that name child, room and who did it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from policies.attendance.stay_words import CHOICES, Telling, already_in_words, auto_in_words, clash_in_words
from policies.attendance.stays import ChildStay, StayClash, StayClashes
from tests.policies.attendance.test_stays import AUTO, EIGHT, GONE, HERE
from tests.school import roster

TELLING = Telling(roster(), ZoneInfo("UTC"), EIGHT + timedelta(hours=3))


@pytest.mark.parametrize(
    ("why", "its", "said"),
    [
        (StayClash.IN_ALREADY, HERE, "Mia is already in Acorns, since 8:00 AM, by Ana. Move Mia, or correct that."),
        (StayClash.SAME_ROOM, HERE, "Mia is in Acorns since 8:00 AM, by Ana."),
        (StayClash.NO_TIME, HERE,
         "Mia came into Acorns at 8:00 AM, and goes later than that. Correct it if it is wrong."),
        (StayClash.HERE_THEN, GONE, "Mia was in Acorns from 8:00 AM. Give another moment, or correct that."),
        (StayClash.CHANGED, HERE, "Mia’s time in Acorns was changed meanwhile, so it stays as it is now."),
        (StayClash.NOT_IN, GONE, "Mia is not here: signed out at 9:00 AM by Ana. Correct that if it is wrong."),
        (StayClash.NOT_IN, AUTO,
         "Mia is not here: that closed by itself at 9:00 AM, nobody signed the child out."
         " Correct it if it is wrong."),
        (StayClash.NOT_IN, None, "Mia is not here: nobody has signed Mia in."),
        (StayClash.LEFT_OTHERWISE, GONE,
         "Mia was signed out a moment ago, at 9:00 AM by Ana, and with nobody of that name. Correct that."),
    ],
)  # fmt: skip
def test_what_stands_against_it_is_said(why: StayClash, its: ChildStay | None, said: str) -> None:
    assert clash_in_words(StayClashes(why, its), "mia", TELLING) == said


def test_that_it_is_so_already_names_who_did_it_and_when() -> None:
    assert already_in_words(HERE, TELLING) == "Mia is already in since 8:00 AM by Ana."
    assert already_in_words(GONE, TELLING) == "Mia is already out since 9:00 AM by Ana."
    confirmed = replace(AUTO, confirmed_at=EIGHT, confirmed_by="ana")
    assert already_in_words(confirmed, TELLING) == "Ana has already confirmed that nobody signed Mia out."
    assert "somebody has" in already_in_words(replace(confirmed, confirmed_by="gone"), TELLING)
    nobody = replace(HERE, came=replace(HERE.came, by="gone"))
    assert already_in_words(nobody, TELLING) == "Mia is already in since 8:00 AM by somebody."


def test_that_a_stay_closed_by_itself_says_when_with_its_day_where_that_is_another_one() -> None:
    assert auto_in_words(EIGHT, TELLING) == "Closed by itself at 8:00 AM, nobody signed the child out."
    the_day_before = auto_in_words(EIGHT - timedelta(days=1), TELLING)
    assert the_day_before == "Closed by itself at November 22, 8:00 AM, nobody signed the child out."


def test_what_can_be_done_instead_is_offered() -> None:
    assert CHOICES[StayClash.IN_ALREADY] == ("move", "correct")
    assert all("correct" in choices for choices in CHOICES.values())
