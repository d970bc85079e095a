"""What somebody may choose of how they are told."""

from dataclasses import replace

import pytest

from policies.notify.choosing_preferences import may_prefer, merged
from policies.notify.preferences import USUAL, Category, Wishes
from policies.notify.quiet_hours import Quiet
from policies.notify.recipients import How, Medium
from policies.verdict import Allowed, Refused
from tests.school import ana, rosa

STAFFS = Wishes(hows={(Category.STAFF, Medium.PUSH): How.OFF})


@pytest.mark.parametrize(
    ("wishes", "because"),
    [
        (STAFFS, "You are never told of this, so there is nothing to choose."),
        (Wishes(quiet=Quiet(0, 1440)), "Give the minute of the day: 0 to 1439; 420 is seven o’clock."),
        (Wishes(digest_at=-1), "Give the minute of the day: 0 to 1439; 420 is seven o’clock."),
        (Wishes(zone="Mars/Olympus"), "Give a time zone by a name such as Europe/Berlin or America/New_York."),
        (Wishes(quiet=Quiet(60, 60)), "Quiet hours end at another time than they begin."),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_does(wishes: Wishes, because: str) -> None:
    assert may_prefer(rosa, wishes) == Refused(because)


def test_everybody_chooses_about_what_concerns_them() -> None:
    night = Wishes(quiet=Quiet(21 * 60, 7 * 60), zone="Europe/Berlin")

    assert may_prefer(rosa, USUAL) == Allowed("Everybody chooses how they are told.")
    assert isinstance(may_prefer(rosa, night), Allowed)
    assert isinstance(may_prefer(ana, replace(night, hows=STAFFS.hows)), Allowed)


def test_what_is_chosen_anew_stands_beside_the_rest_and_the_usual_is_no_choice() -> None:
    push, email = (Category.DAY, Medium.PUSH), (Category.DAY, Medium.EMAIL)

    assert merged({push: How.OFF}, {email: How.DIGEST}) == {push: How.OFF, email: How.DIGEST}
    assert merged({push: How.OFF}, {push: How.INSTANT}) == {}
