"""Who may say the first word."""

from dataclasses import replace

import pytest

from policies.facts import SchoolSettings
from policies.starting import may_start
from policies.verdict import Allowed
from tests.school import FACTS, roster


@pytest.mark.parametrize(
    ("who", "guardians_start", "may"),
    [("rosa", True, True), ("rosa", False, False), ("ana", False, True), ("ines", False, True)],
)
def test_a_school_may_keep_parents_to_answering(who: str, guardians_start: bool, may: bool) -> None:
    school = roster(replace(FACTS, settings=SchoolSettings(guardians_start=guardians_start)))
    verdict = may_start(school, school.people[who])

    assert isinstance(verdict, Allowed) is may
    assert verdict.because.endswith(".")
