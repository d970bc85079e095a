"""The groups that conversations are made of."""

from dataclasses import replace

from hypothesis import given

from policies import parties
from policies.facts import Facts, Role
from policies.roster import roster_on
from tests.policies.schools import facts
from tests.school import DAY, FACTS, roster


def test_the_casts_parties_hold_who_one_expects() -> None:
    filled = parties.filled(roster())

    assert filled[parties.ADMINS] == {"ines", "omar"}
    assert filled[parties.STAFF] == {"ana", "ben", "kim", "nora"}
    assert filled[parties.room_staff("acorns")] == {"ana", "nora"}  # an admin's assignment is about alerts alone
    assert filled[parties.room_families("acorns")] == {"rosa", "tom", "nora-at-home", "practice"}
    assert filled[parties.guardians("leo")] == {"dana"}
    assert filled[parties.FAMILIES] == {"rosa", "tom", "dana", "nora-at-home", "practice"}


@given(facts())
def test_no_party_holds_who_left_and_none_mixes_guardians_with_staff(school_facts: Facts) -> None:
    school = roster_on(school_facts, DAY)

    for people in parties.filled(school).values():
        roles = {school.people[one].role for one in people}
        assert all(school.people[one].active for one in people)
        assert roles <= {Role.GUARDIAN} or Role.GUARDIAN not in roles


def test_a_party_is_written_as_it_always_was_and_no_two_alike() -> None:
    names = (
        parties.ADMINS, parties.STAFF, parties.FAMILIES, parties.room_staff("acorns"),
        parties.room_families("acorns"), parties.guardians("mia"), parties.only("ana"),
    )  # fmt: skip

    assert names == (
        "admins", "staff", "families", "room:acorns:staff", "room:acorns:families", "student:mia:guardians",
        "person:ana",
    )  # fmt: skip


def test_a_room_that_nobody_works_or_is_placed_in_has_empty_parties() -> None:
    empty = parties.filled(roster(replace(FACTS, placements=(), assignments=())))

    assert empty[parties.room_staff("acorns")] == empty[parties.room_families("acorns")] == frozenset()
    assert parties.filled(roster())[parties.only("ana")] == {"ana"}
