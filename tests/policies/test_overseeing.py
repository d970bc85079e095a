"""Whose reading goes on record."""

import pytest

from policies.facts import Person, Role
from policies.overseeing import is_oversight, may_see_record
from policies.verdict import Allowed


def anybody(role: Role, *rooms: str, active: bool = True) -> Person:
    return Person(id="p", role=role, name="P", human=frozenset(), rooms=frozenset(rooms), active=active)


@pytest.mark.parametrize(
    ("who", "kind", "noted"),
    [
        (anybody(Role.ADMIN), "family", True),
        (anybody(Role.ADMIN, "oaks"), "family", True),
        (anybody(Role.ADMIN, "oaks"), "staff", True),
        (anybody(Role.ADMIN, "acorns"), "family", False),
        (anybody(Role.ADMIN, "acorns", "oaks"), "staff", False),
        (anybody(Role.ADMIN), "announcement", False),
        (anybody(Role.ADMIN), "day", False),
        (anybody(Role.STAFF), "family", False),
        (anybody(Role.GUARDIAN), "family", False),
    ],
)
def test_c7_an_admins_reading_outside_their_rooms_is_oversight(who: Person, kind: str, noted: bool) -> None:
    assert is_oversight(who, kind, frozenset({"acorns"})) is noted


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("active", [True, False])
def test_only_admins_who_are_here_read_the_record(role: Role, active: bool) -> None:
    may = isinstance(may_see_record(anybody(role, active=active)), Allowed)

    assert may is (role is Role.ADMIN and active)
