"""The groups that conversations are made of."""

from dataclasses import replace

from hypothesis import given

from policies.people import groups
from policies.people.facts import Role
from policies.people.roster import Facts, roster_on
from tests.policies.schools import facts
from tests.school import DAY, FACTS, roster


def test_the_casts_parties_hold_who_one_expects() -> None:
    filled = groups.filled(roster())

    assert filled[groups.ADMINS] == {"ines", "omar"}
    assert filled[groups.STAFF] == {"ana", "ben", "kim", "nora"}
    assert filled[groups.room_staff("acorns")] == {"ana", "nora"}  # an admin's assignment is about alerts alone
    assert filled[groups.room_families("acorns")] == {"rosa", "tom", "nora-at-home", "practice"}
    assert filled[groups.guardians("leo")] == {"dana"}
    assert filled[groups.FAMILIES] == {"rosa", "tom", "dana", "nora-at-home", "practice"}


@given(facts())
def test_no_party_holds_who_left_and_none_mixes_guardians_with_staff(school_facts: Facts) -> None:
    school = roster_on(school_facts, DAY)

    for people in groups.filled(school).values():
        roles = {school.people[one].role for one in people}
        assert all(school.people[one].active for one in people)
        assert roles <= {Role.GUARDIAN} or Role.GUARDIAN not in roles


def test_a_party_is_written_as_it_always_was_and_no_two_alike() -> None:
    names = (
        groups.ADMINS, groups.STAFF, groups.FAMILIES, groups.room_staff("acorns"),
        groups.room_families("acorns"), groups.guardians("mia"), groups.only("ana"),
    )  # fmt: skip

    assert names == (
        "admins", "staff", "families", "room:acorns:staff", "room:acorns:families", "student:mia:guardians",
        "person:ana",
    )  # fmt: skip


def test_a_room_that_nobody_works_or_is_placed_in_has_empty_parties() -> None:
    empty = groups.filled(roster(replace(FACTS, placements=(), assignments=())))

    assert empty[groups.room_staff("acorns")] == empty[groups.room_families("acorns")] == frozenset()
    assert groups.filled(roster())[groups.only("ana")] == {"ana"}
