"""Who works where on a day, who approves, and who is kept out of what."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest

from policies.people.facts import Area, Dated, Level, Permissions, Person, Role, Room
from policies.people.roster import EMPTY, Facts, Roster
from policies.settings import SchoolSettings
from tests.school import DAY, FACTS, acorns, roster, saplings


def changed(who: str, **more: object) -> Facts:
    """The cast's facts, with something else said of one of them."""
    people = tuple(replace(one, **more) if one.id == who else one for one in FACTS.people)  # type: ignore[arg-type]
    return replace(FACTS, people=people)


def test_a_roster_is_of_its_school_day_and_rooms() -> None:
    closed = Room(id="closed", name="Closed", active=False)
    school = roster(replace(FACTS, rooms=(*FACTS.rooms, closed)))

    assert (school.school, school.school_name, school.day) == ("maple", "Maple Street", DAY)
    assert school.settings == SchoolSettings()
    assert school.rooms == {"acorns": acorns, "saplings": saplings, "closed": closed}


def test_a_closed_room_has_nobody_in_it() -> None:
    closed = replace(FACTS, rooms=(replace(acorns, active=False), saplings))
    school = roster(closed)

    assert roster().people["nora"].rooms == {"acorns", "saplings"}
    assert school.people["nora"].rooms == {"saplings"}
    assert school.students["mia"].rooms == frozenset()
    assert set(school.staff_of) == set(school.students_of) == {"saplings"}


def test_staff_and_admins_are_those_who_are_here() -> None:
    assert roster().staff == {"ana", "ben", "kim", "nora"}
    assert roster(changed("ana", active=False)).staff == {"ben", "kim", "nora"}
    assert roster(changed("omar", active=False)).admins == {"ines"}


@pytest.mark.parametrize(
    ("who", "more", "approvers"),
    [
        ("ana", {}, {"ines", "omar"}),
        ("ana", {"permissions": Permissions(reviews=True)}, {"ines", "omar", "ana"}),
        ("ana", {"permissions": Permissions(reviews=True), "active": False}, {"ines", "omar"}),
        ("rosa", {"permissions": Permissions(reviews=True)}, {"ines", "omar"}),
        ("omar", {"active": False}, {"ines"}),
    ],
)
def test_admins_approve_and_staff_whom_they_let(who: str, more: Mapping[str, object], approvers: set[str]) -> None:
    assert roster(changed(who, **more)).approvers == approvers


@pytest.mark.parametrize("area", Area)
@pytest.mark.parametrize(("level", "out"), [(Level.NONE, {"ana"}), (Level.READ, set()), (Level.FULL, set())])
def test_who_is_kept_out_of_an_area_is_not_counted_to_its_staff(area: Area, level: Level, out: set[str]) -> None:
    school = roster(changed("ana", permissions=Permissions(**{area.value: level})))  # type: ignore[arg-type]

    assert school.kept_out == {one: out if one is area else frozenset() for one in Area}
    assert school.staff_in("acorns", area) == {"ana", "nora", "ines"} - out
    assert school.staff_in("unknown", area) == frozenset()
    assert school.staff_in("acorns", next(one for one in Area if one is not area)) == {"ana", "nora", "ines"}


def test_a_roster_in_which_nothing_is_kept_from_anybody_keeps_nobody_out() -> None:
    school = replace(roster(), kept_out={})

    assert school.staff_in("acorns", Area.STAFF) == {"ana", "nora", "ines"}


@pytest.mark.parametrize(
    ("primary", "kept"), [("acorns", "acorns"), ("saplings", None), ("unknown", None), (None, None)]
)
def test_a_first_room_is_one_of_those_somebody_has(primary: str | None, kept: str | None) -> None:
    assert roster(changed("ana", primary=primary)).people["ana"].primary == kept
    assert roster(changed("ana", primary=primary, active=False)).people["ana"].primary is None


def test_a_parent_has_no_room_whatever_was_assigned() -> None:
    school = roster(replace(FACTS, assignments=(*FACTS.assignments, Dated("rosa", "acorns"))))

    assert school.people["rosa"].rooms == frozenset()
    assert "rosa" not in school.staff_of["acorns"]


def test_three_rooms_are_named_in_a_sentence() -> None:
    school = roster(replace(FACTS, rooms=(*FACTS.rooms, Room(id="oaks", name="Oaks"))))

    assert school.room_names(frozenset(school.rooms)) == "Acorns, Oaks and Saplings"


def test_two_parents_with_one_address_are_two_and_one_of_the_staff_with_it_is_either() -> None:
    mail = frozenset({"mail:home@families.example"})
    people = tuple(
        Person(id=its, role=role, name=its, human=mail)
        for its, role in (("mother", Role.GUARDIAN), ("father", Role.GUARDIAN), ("ana", Role.STAFF))
    )
    school = roster(replace(FACTS, people=people, guardianships=()))

    assert school.profiles_of("mother") == {"mother", "ana"}
    assert school.profiles_of("father") == {"father", "ana"}
    assert school.profiles_of("ana") == {"mother", "father", "ana"}
    alone = roster(replace(FACTS, people=people[:2], guardianships=()))
    assert alone.same_human == {}


def test_profiles_are_one_human_being_by_anything_they_share() -> None:
    keys = (frozenset({"user:1"}), frozenset({"user:1", "mail:a"}), frozenset({"mail:a"}), frozenset({"user:4"}))
    people = tuple(
        Person(id=f"p{at}", role=Role.STAFF, name=f"P{at}", human=human) for at, human in enumerate(keys)
    )
    school = roster(replace(FACTS, people=people, guardianships=()))

    assert school.profiles_of("p1") == {"p0", "p1", "p2"}
    assert all(one in school.profiles_of(other) for one, other in pairwise(("p0", "p1", "p2")))
    assert school.profiles_of("p3") == {"p3"}
    assert set(school.same_human) == {"p0", "p1", "p2"}
    assert school.profiles_of("nobody") == {"nobody"}


def test_a_roster_of_which_nothing_is_said_has_nobody() -> None:
    nobody = Roster(
        school="maple",
        school_name="Maple Street",
        day=DAY,
        settings=SchoolSettings(),
        people={},
        students={},
        rooms={},
    )

    for index in (nobody.admins, nobody.staff, nobody.approvers, EMPTY):
        assert index == frozenset()
    for index in (nobody.staff_of, nobody.students_of, nobody.children_of, nobody.same_human, nobody.kept_out):
        assert index == {}
