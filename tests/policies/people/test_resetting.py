"""Who may hand somebody a code for a new password: admins, in person, and never to reach further than they do."""

import pytest

from policies.people.facts import Person, Role
from policies.people.resetting import CODE_LASTS, LINK_LASTS, may_hand_code
from policies.verdict import Allowed, Refused


def person(its: str, role: Role, *, active: bool = True) -> Person:
    return Person(id=its, role=role, name=its.title(), human=frozenset(), active=active)


INES = person("ines", Role.ADMIN)


@pytest.mark.parametrize("role", [Role.STAFF, Role.GUARDIAN])
def test_an_admin_gives_staff_and_parents_a_code(role: Role) -> None:
    assert isinstance(may_hand_code(INES, person("rosa", role), elsewhere=False, at_home=False), Allowed)


@pytest.mark.parametrize(
    ("by", "whom", "elsewhere", "why"),
    [
        (person("ana", Role.STAFF), person("rosa", Role.GUARDIAN), False, "Only admins"),
        (person("tom", Role.GUARDIAN), person("rosa", Role.GUARDIAN), False, "Only admins"),
        (person("ines", Role.ADMIN, active=False), person("rosa", Role.GUARDIAN), False, "Only admins"),
        (INES, INES, False, "under Me"),
        (INES, person("rosa", Role.GUARDIAN, active=False), False, "not at this school any more"),
        (INES, person("omar", Role.ADMIN), False, "Omar is an admin"),
        (INES, person("rosa", Role.GUARDIAN), True, "at another school"),
    ],
)
def test_a_code_never_makes_somebody_more_than_they_are(
    by: Person,
    whom: Person,
    elsewhere: bool,
    why: str,
) -> None:
    verdict = may_hand_code(by, whom, elsewhere=elsewhere, at_home=False)

    assert isinstance(verdict, Refused)
    assert why in verdict.because


def test_no_code_lets_an_admin_in_as_the_other_parent_of_their_child() -> None:
    verdict = may_hand_code(INES, person("erik", Role.GUARDIAN), elsewhere=False, at_home=True)

    assert isinstance(verdict, Refused)
    assert "another admin" in verdict.because


def test_a_code_is_good_for_less_long_than_a_link() -> None:
    assert CODE_LASTS < LINK_LASTS
