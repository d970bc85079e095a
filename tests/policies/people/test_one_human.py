"""Which two profiles with one address are one human being."""

from dataclasses import replace

import pytest

from policies.people.facts import Person, Role
from policies.people.one_human import is_one, may_be_one, on_two_sides, same_name

ANA = Person(id="ana", role=Role.STAFF, name="Ana Reyes", listed="Ana Reyes", human=frozenset({"user:1"}))
MOTHER = replace(ANA, id="mother", role=Role.GUARDIAN, human=frozenset({"user:2"}))


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_a_parent_and_one_who_works_there_are_on_two_sides(role: Role) -> None:
    assert on_two_sides(replace(ANA, role=role), MOTHER)
    assert on_two_sides(MOTHER, replace(ANA, role=role))
    assert not on_two_sides(replace(ANA, role=role), ANA)
    assert not on_two_sides(MOTHER, replace(MOTHER, id="other"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana Reyes", "ANA  REYES", True),
        ("José Núñez", "Jose Nunez", True),
        ("Reyes Ana", "Ana Reyes", True),
        ("Ana Reyes", "Ana Reyes Soto", False),
        ("Ana Reyes", "Omar Reyes", False),
        ("", "", False),
        ("?", "!", False),
    ],
)
def test_a_name_is_one_however_it_is_written(one: str, other: str, *, same: bool) -> None:
    assert same_name(one, other) is same


def test_one_name_on_two_sides_is_one_human_being() -> None:
    assert is_one(ANA, MOTHER)
    assert is_one(MOTHER, replace(ANA, listed="", name="ana reyes"))


def test_another_name_is_somebody_else_unless_the_roster_or_an_admin_says_so() -> None:
    father = replace(MOTHER, id="father", name="Omar Reyes", listed="Omar Reyes")

    assert not is_one(ANA, father)
    assert is_one(replace(ANA, linked=frozenset({"father"})), father)
    assert not is_one(replace(ANA, linked=frozenset({"mother"})), father)
    assert is_one(ANA, replace(father, human=frozenset({"user:1"})))
    assert not is_one(replace(ANA, human=frozenset({"mail:a@b.example"})),
                      replace(father, human=frozenset({"mail:a@b.example"})))  # fmt: skip


def test_whom_an_admin_parted_is_two_people_though_they_are_called_the_same() -> None:
    assert not is_one(replace(ANA, apart=frozenset({"mother"})), MOTHER)
    assert is_one(replace(ANA, apart=frozenset({"somebody"})), MOTHER)


def test_two_of_one_side_are_never_one() -> None:
    assert not is_one(ANA, replace(ANA, id="other"))
    assert not is_one(MOTHER, replace(MOTHER, id="other", linked=frozenset({"mother"})))


def test_an_address_keeps_one_of_the_staff_from_what_a_parent_is_kept_from_and_no_parent_from_another() -> None:
    mail = frozenset({"mail:home@families.example"})
    mother, father = replace(MOTHER, human=mail), replace(MOTHER, id="father", name="Omar", human=mail)

    assert may_be_one(replace(ANA, human=mail), father)
    assert may_be_one(replace(ANA, human=mail), replace(ANA, id="other", human=mail))
    assert not may_be_one(mother, father)
    assert may_be_one(replace(mother, human=mail | {"user:2"}), replace(father, human=mail | {"user:2"}))
    assert not may_be_one(ANA, MOTHER)
