"""Who may say the first word."""

from dataclasses import replace

import pytest

from policies.conversations.starting import may_start
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
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


def test_who_starts_and_who_answers_reads_why() -> None:
    school = roster(replace(FACTS, settings=SchoolSettings(guardians_start=False)))

    assert may_start(school, school.people["ana"]) == Allowed("Anybody who may write somewhere may start there.")
    assert may_start(school, school.people["rosa"]) == Refused(
        "At Maple Street the school starts conversations. "
        "You can answer as soon as it has written to you here; until then, please call."
    )
