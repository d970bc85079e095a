"""Who writes to one parent alone, to the office, to a colleague, and to a room's families."""

from dataclasses import replace

import pytest
from hypothesis import given

from policies.conversations.direct import (
    children_in,
    is_kept_from,
    may_write_privately,
    may_write_to_colleague,
    may_write_to_office,
    may_write_to_room,
    rooms_of_family,
)
from policies.people.facts import Denial, Guardianship, Power, Role, Tie
from policies.people.roster import Facts, roster_on
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.policies.schools import facts
from tests.school import DAY, FACTS, roster

WITHOUT_ANA = replace(FACTS, people=tuple(replace(one, active=one.id != "ana") for one in FACTS.people))
EMILS_OTHER_PARENT = replace(FACTS, guardianships=(*FACTS.guardianships, Guardianship("tom", "emil")))


@pytest.mark.parametrize(
    ("who", "guardian", "because"),
    [
        ("rosa", "rosa", "Every parent may write to the school alone."),
        ("tom", "rosa", "A private conversation is one parent’s own; no other parent is in it."),
        ("ana", "rosa", "Ana and a child of Rosa are both in Acorns."),
        ("omar", "rosa", "Admins reach every family of the school."),
        ("ben", "rosa", "Staff write only to parents of students in their own rooms: "
         "Rosa’s children are in Acorns, Ben is in Saplings."),
        ("nora", "nora-at-home", "You answer for the same child, so another colleague writes here."),
        ("ana", "ben", "Ben has no child at Maple Street now."),
    ],
)  # fmt: skip
def test_c7_a_parent_writes_alone_with_the_staff_of_their_childrens_rooms(who, guardian, because) -> None:
    school = roster()

    assert may_write_privately(school, school.people[who], school.people[guardian]).because == because


def test_separated_parents_are_kept_apart_at_work_too() -> None:
    school = roster(EMILS_OTHER_PARENT)

    assert is_kept_from(school, school.people["nora"], "tom")
    assert not is_kept_from(school, school.people["nora"], "rosa")
    assert not is_kept_from(school, school.people["tom"], "tom")
    assert not is_kept_from(school, school.people["ana"], "tom")
    assert isinstance(may_write_privately(school, school.people["nora"], school.people["tom"]), Refused)


@pytest.mark.parametrize(
    ("who", "because"),
    [
        ("ines", "The office is the school’s admins."),
        ("rosa", "Rosa is a parent of Mia."),
        ("ana", "Only the office and a child’s parents write here. Teachers write to the family."),
        ("dana", "Parents write only about their own children."),
    ],
)
def test_the_office_is_parents_and_admins_and_no_teacher(who: str, because: str) -> None:
    school = roster()

    assert may_write_to_office(school, school.people[who], school.students["mia"]).because == because


@pytest.mark.parametrize(
    ("who", "pair", "because"),
    [
        ("ana", {"ana", "ben"}, "Colleagues may write to each other."),
        ("ines", {"ana", "ben"}, "This is a conversation of two colleagues; only they write in it."),
        ("rosa", {"ana", "rosa"}, "Only the school’s staff write to each other here. "
         "To reach them, write to the teachers."),
        ("ben", {"ben", "rosa"}, "Your colleague is no longer at Maple Street."),
    ],
)  # fmt: skip
def test_two_colleagues_write_to_each_other_and_nobody_else_does(who: str, pair: set[str], because: str) -> None:
    school = roster()

    assert may_write_to_colleague(school, school.people[who], frozenset(pair)).because == because


@pytest.mark.parametrize(
    ("who", "because"),
    [
        ("ines", "Admins write to the families of every room."),
        ("ana", "Ana works in Acorns."),
        ("ben", "Only the staff of Acorns and admins write to its families."),
        ("rosa", "This goes to every family of Acorns, so nobody answers here. "
         "To answer, write in “Mia’s teachers”."),
        ("dana", "Parents write only about their own children."),
    ],
)  # fmt: skip
def test_a_parent_never_answers_to_all_families_and_reads_where_to_answer(who: str, because: str) -> None:
    school = roster()

    assert may_write_to_room(school, school.people[who], "acorns").because == because


def test_a_parent_of_two_in_a_room_is_told_of_both_conversations() -> None:
    school = roster(replace(FACTS, guardianships=(*FACTS.guardianships, Guardianship("rosa", "emil"))))

    assert children_in(school, school.people["rosa"], "acorns") == ("emil", "mia")
    assert (
        "“Emil’s teachers” or “Mia’s teachers”"
        in may_write_to_room(school, school.people["rosa"], "acorns").because
    )
    assert rooms_of_family(school, "rosa") == {"acorns"}


def test_who_left_writes_to_nobody() -> None:
    school = roster(WITHOUT_ANA)
    ana, left = school.people["ana"], "Ana is no longer at Maple Street."

    assert may_write_privately(school, ana, school.people["rosa"]) == Refused(left)
    assert may_write_to_office(school, ana, school.students["mia"]) == Refused(left)
    assert may_write_to_colleague(school, ana, frozenset({"ana", "ben"})) == Refused(left)
    assert may_write_to_room(school, ana, "acorns") == Refused(left)
    assert isinstance(may_write_to_colleague(school, school.people["ben"], frozenset({"ana", "ben"})), Refused)


def test_nobody_writes_to_the_office_about_a_child_who_left() -> None:
    school = roster(replace(FACTS, students=tuple(replace(one, active=False) for one in FACTS.students)))

    assert may_write_to_office(school, school.people["ines"], school.students["mia"]) == Refused(
        "Mia is no longer at Maple Street."
    )


@given(facts())
def test_in_no_school_does_another_parent_of_the_child_write_in_a_private_conversation(school_facts: Facts) -> None:
    school = roster_on(school_facts, DAY)

    for guardian, children in school.children_of.items():
        for person in school.people.values():
            parent = any(school.profiles_of(person.id) & school.students[child].guardians for child in children)
            if parent and person.id != guardian:
                assert isinstance(may_write_privately(school, person, school.people[guardian]), Refused)
            elif person.active and person.role is Role.ADMIN:
                assert isinstance(may_write_privately(school, person, school.people[guardian]), Allowed)


@pytest.mark.parametrize(
    ("who", "because"),
    [
        ("rosa", "The school has set that Rosa does not write about Mia."),
        ("tom", "Tom is barred from Mia."),
        ("practice", "At Maple Street only parents who pay for a child’s place see it, and Practice does not."),
    ],
)
def test_a_parent_whose_right_was_taken_does_not_write_to_the_office_either(who: str, because: str) -> None:
    school = roster(replace(
        FACTS,
        settings=SchoolSettings(payers_only=True),
        guardianships=(Guardianship("rosa", "mia"), Guardianship("tom", "mia", Tie.BARRED),
                       Guardianship("practice", "mia", payer=False)),
        denials=(Denial(guardian="rosa", student="mia", power=Power.MESSAGE),),
    ))  # fmt: skip

    assert may_write_to_office(school, school.people[who], school.students["mia"]) == Refused(because)


def test_who_may_write_about_no_child_does_not_write_alone_and_about_one_is_enough() -> None:
    both = (*FACTS.guardianships, Guardianship("rosa", "emil"))
    denied = {one: Denial(guardian="rosa", student=one, power=Power.MESSAGE) for one in ("mia", "emil")}
    one, none = (
        roster(replace(FACTS, guardianships=both, denials=tuple(denied[child] for child in children)))
        for children in (["mia"], ["mia", "emil"])
    )

    assert may_write_privately(one, one.people["rosa"], one.people["rosa"]) == Allowed(
        "Every parent may write to the school alone."
    )
    assert may_write_privately(none, none.people["rosa"], none.people["rosa"]) == Refused(
        "The school has set that Rosa does not write about Emil."
    )


def test_in_a_school_of_two_they_write_to_each_other() -> None:
    two = replace(FACTS, people=tuple(one for one in FACTS.people if one.id in {"ines", "ana"}), guardianships=())
    school = roster(two)

    assert may_write_to_colleague(school, school.people["ana"], frozenset({"ana", "ines"})) == Allowed(
        "Colleagues may write to each other."
    )


def test_who_has_no_child_here_has_no_rooms_to_write_about_and_nobody_to_be_kept_from() -> None:
    school = roster()

    assert rooms_of_family(school, "rosa") == {"acorns"}
    assert rooms_of_family(school, "ana") == frozenset()
    assert is_kept_from(school, school.people["nora"], "ben") is False
    assert children_in(school, school.people["rosa"], "acorns") == ("mia",)
    assert children_in(school, school.people["ana"], "acorns") == ()
