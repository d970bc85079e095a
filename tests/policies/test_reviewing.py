"""Who reviews what waits."""

from dataclasses import replace

import pytest

from policies.facts import Guardianship, Role
from policies.reviewing import may_review
from policies.verdict import Allowed, Refused
from tests.school import FACTS, roster


@pytest.mark.parametrize(("who", "may"), [("ines", True), ("omar", True), ("ana", False), ("rosa", False)])
def test_d5_any_admin_reviews_and_nobody_else(who: str, may: bool) -> None:
    school = roster()

    assert isinstance(may_review(school, school.people[who], school.students["mia"]), Allowed) is may
    assert isinstance(may_review(school, school.people[who], None), Allowed) is may


def test_an_admin_does_not_review_what_is_held_about_their_own_child() -> None:
    at_home = replace(FACTS.people[0], id="ines-at-home", role=Role.GUARDIAN)
    school = roster(
        replace(
            FACTS,
            people=(*FACTS.people, at_home),
            guardianships=(*FACTS.guardianships, Guardianship("ines-at-home", "mia")),
        )
    )

    assert isinstance(may_review(school, school.people["ines"], school.students["leo"]), Allowed)
    assert may_review(school, school.people["ines"], school.students["mia"]) == Refused(
        "Mia is your own child, so another admin reviews this."
    )


def test_an_admin_who_left_reviews_nothing() -> None:
    school = roster(replace(FACTS, people=tuple(replace(one, active=one.id != "ines") for one in FACTS.people)))

    assert isinstance(may_review(school, school.people["ines"], None), Refused)
