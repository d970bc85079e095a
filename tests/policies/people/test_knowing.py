"""Who may know of people, of what waits, and of what became of a message."""

from collections.abc import Callable

import pytest

from policies.people.knowing import knows_by_name, may_ask_about, may_see_queue, may_see_timeline
from policies.verdict import Allowed, Verdict
from tests.school import ana, ines, rosa, roster


@pytest.mark.parametrize(("who", "may"), [(ana, True), (ines, True), (rosa, False)])
def test_parents_learn_nothing_of_what_waits_or_of_who_was_told(who, may: bool) -> None:
    assert isinstance(may_see_queue(who), Allowed) is may
    assert isinstance(may_see_timeline(who), Allowed) is may


@pytest.mark.parametrize(("asker", "who", "may"), [(ana, "rosa", True), (rosa, "rosa", True), (rosa, "ana", False)])
def test_parents_ask_about_themselves_and_staff_about_everybody(asker, who: str, may: bool) -> None:
    assert isinstance(may_ask_about(asker, who), Allowed) is may


def test_parents_know_staff_and_their_own_families_by_name_and_no_other_parent() -> None:
    known = knows_by_name(roster(), rosa, frozenset({"rosa", "tom"}))

    assert knows_by_name(roster(), ana, frozenset()) == frozenset(roster().people)
    assert {"ana", "ines", "tom"} <= known
    assert "dana" not in known


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (lambda: may_see_queue(rosa), "Only the school’s staff see what waits for approval."),
        (lambda: may_see_queue(ana), "Staff see what waits in their conversations."),
        (lambda: may_see_timeline(rosa), "Only the school’s staff see who was told."),
        (lambda: may_see_timeline(ana), "Staff see who was told of what they may read."),
        (lambda: may_ask_about(rosa, "ana"), "Parents can ask this about themselves."),
        (lambda: may_ask_about(ana, "rosa"), "Staff may ask about everybody of the school."),
    ],
)
def test_who_may_know_or_not_reads_why(verdict: Callable[[], Verdict], sentence: str) -> None:
    assert verdict().because == sentence
