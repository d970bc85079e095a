"""What a roster takes away that somebody has to say twice."""

from dataclasses import replace

import pytest

from policies.people.facts import Dated, Guardianship, Person, Role, Room, Student
from policies.people.roster import Facts
from policies.people.roster_losses import Loss, LossKind, losses
from policies.settings import SchoolSettings
from tests.school import FACTS, roster


def a_school(students: int, staff: int = 0, guardians: int = 0) -> Facts:
    """So many of each in one room, with one admin; each guardian has the student of their number, or the first."""
    people = [Person(id="admin", role=Role.ADMIN, name="Admin", human=frozenset({"admin"}))]
    for role, many in ((Role.STAFF, staff), (Role.GUARDIAN, guardians)):
        people += [
            Person(id=f"{role}{no}", role=role, name=f"{role} {no:03}", human=frozenset({f"{role}{no}"}))
            for no in range(many)
        ]
    return Facts(
        school="large", school_name="Large", settings=SchoolSettings(), people=tuple(people),
        students=tuple(Student(id=f"student{no}", name=f"Student {no:03}") for no in range(students)),
        rooms=(Room(id="room", name="Room"),),
        placements=tuple(Dated(f"student{no}", "room") for no in range(students)),
        assignments=(Dated("admin", "room"), *(Dated(f"staff{no}", "room") for no in range(staff))),
        guardianships=tuple(Guardianship(f"guardian{no}", f"student{no % students}") for no in range(guardians)),
    )  # fmt: skip


def without(facts: Facts, *gone: str) -> Facts:
    """The facts once these have left."""
    return replace(
        facts,
        people=tuple(replace(one, active=one.active and one.id not in gone) for one in facts.people),
        students=tuple(replace(one, active=one.active and one.id not in gone) for one in facts.students),
        rooms=tuple(replace(one, active=one.active and one.id not in gone) for one in facts.rooms),
    )


def lost(before: Facts, after: Facts) -> dict[LossKind, int]:
    return {one.kind: len(one.names) for one in losses(roster(before), roster(after))}


@pytest.mark.parametrize(
    ("of", "gone", "is_held"),
    [
        (10, 3, False),  # 30 %, but too few to tell
        (10, 4, True),
        (39, 4, True),  # 10.3 %
        (40, 4, False),  # exactly 10 %
        (41, 5, True),
        (100, 10, False),
        (99, 10, True),
        (1000, 10, False),
        (1000, 11, True),  # more than ten are asked about however many there are
    ],
)
@pytest.mark.parametrize("kind", [LossKind.STUDENTS, LossKind.STAFF, LossKind.GUARDIANS])
def test_more_than_ten_or_a_tenth_and_at_least_four_are_asked_about(
    kind: LossKind, of: int, gone: int, is_held: bool
) -> None:
    many = {"students": 1, "staff": 0, "guardians": 0} | {kind.value: of - (kind is LossKind.STAFF)}
    before = a_school(**many)
    word = {LossKind.STUDENTS: "student", LossKind.STAFF: "staff", LossKind.GUARDIANS: "guardian"}[kind]

    after = without(before, *(f"{word}{no}" for no in range(gone)))

    assert lost(before, after) == ({kind: gone} if is_held else {})


def test_who_stays_without_any_room_or_child_is_lost_as_well() -> None:
    before = a_school(students=8, staff=8, guardians=8)
    several = ("student1", "student2", "student3", "student4", "staff1", "staff2", "staff3", "staff4")
    cut = replace(
        before,
        placements=tuple(one for one in before.placements if one.who not in several),
        assignments=tuple(one for one in before.assignments if one.who not in several),
        guardianships=before.guardianships[:4],
    )

    assert lost(before, before) == {}
    assert lost(before, cut) == {LossKind.STUDENTS: 4, LossKind.STAFF: 4, LossKind.GUARDIANS: 4}


def test_who_had_no_room_before_is_not_missed_in_one() -> None:
    before = replace(a_school(students=8), placements=(Dated("student0", "room"),))

    assert lost(before, before) == {}


def test_a_room_that_loses_all_its_children_is_always_asked_about_by_its_name() -> None:
    moved = replace(
        FACTS, placements=tuple(replace(one, room="acorns") for one in FACTS.placements)
    )  # Leo alone was in Saplings

    assert losses(roster(), roster(moved)) == (
        Loss(kind=LossKind.ROOM, names=("Leo",), of=1, sentence="Saplings would have no children."),
    )
    assert lost(FACTS, without(FACTS, "saplings")) == {LossKind.ROOM: 1}
    assert lost(moved, moved) == {}  # it was empty before


def test_the_last_admin_is_always_asked_about_and_one_of_two_is_not() -> None:
    none = without(FACTS, "ines", "omar")

    assert lost(FACTS, without(FACTS, "ines")) == {}
    assert lost(FACTS, none) == {LossKind.ADMINS: 2}
    assert lost(none, none) == {}


def test_the_sentence_says_how_many_of_how_many() -> None:
    before = a_school(students=8, guardians=8)
    (students,) = losses(roster(before), roster(without(before, *(f"guardian{no}" for no in range(5)))))

    assert students.sentence == "5 of 8 guardians would be gone, or without every child they have."
    assert students.names[0] == "guardian 000"
    assert students.of == 8
