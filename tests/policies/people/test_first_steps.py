"""The first hour of a school: its steps, how far each is, and when they are gone."""

from dataclasses import replace

import pytest

from policies.people.facts import Person, Role
from policies.people.first_steps import FirstFacts, FirstStep, first_steps, may_see_steps, still_first
from policies.verdict import Allowed

EMPTY_HUB = FirstFacts(students=0, staff=0, staff_invited=0, parents=0, parents_invited=0, messages=False)
UNDER_WAY = FirstFacts(students=9, staff=4, staff_invited=4, parents=12, parents_invited=5, messages=False)
DONE = replace(UNDER_WAY, parents_invited=12, messages=True)


@pytest.mark.parametrize(
    ("role", "active", "may"),
    [(Role.ADMIN, True, True), (Role.ADMIN, False, False), (Role.STAFF, True, False), (Role.GUARDIAN, True, False)],
)
def test_admins_are_led_through_it_and_nobody_else(role: Role, active: bool, may: bool) -> None:
    ines = Person(id="ines", role=role, name="Ines", human=frozenset(), active=active)

    assert isinstance(may_see_steps(ines), Allowed) is may


def test_an_empty_hub_has_everything_before_it_in_one_order() -> None:
    steps = first_steps(EMPTY_HUB)

    assert [one.step for one in steps] == list(FirstStep)
    assert [one.taken for one in steps] == [False] * 4


def test_how_many_are_invited_of_how_many_is_told() -> None:
    steps = {one.step: one for one in first_steps(UNDER_WAY)}

    assert (steps[FirstStep.PARENTS].done, steps[FirstStep.PARENTS].of) == (5, 12)
    assert [one.taken for one in steps.values()] == [True, True, False, False]


def test_where_admins_work_alone_nobody_of_the_staff_is_missing() -> None:
    steps = first_steps(replace(UNDER_WAY, staff=0, staff_invited=0))

    assert steps[1].taken


def test_it_is_gone_when_all_is_done_or_when_somebody_put_it_away() -> None:
    assert still_first(first_steps(UNDER_WAY), put_away=False)
    assert not still_first(first_steps(UNDER_WAY), put_away=True)
    assert not still_first(first_steps(DONE), put_away=False)
