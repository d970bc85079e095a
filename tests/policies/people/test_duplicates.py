"""Who is perhaps in a roster twice, and who reads it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.duplicates import Duplicate, TwiceSign, duplicates, may_see_duplicates
from policies.people.facts import Person, Role, Student
from policies.people.pick_up_lists import ListedPickUp
from policies.people.roster import Roster
from policies.settings import SchoolSettings
from policies.verdict import Allowed


def parent(its: str, name: str = "Rosa Alvarez", **more: object) -> Person:
    return Person(id=its, role=Role.GUARDIAN, name=name, human=frozenset(), **more)  # type: ignore[arg-type]


def staff(its: str, name: str, role: Role = Role.STAFF, **more: object) -> Person:
    return Person(id=its, role=role, name=name, human=frozenset(), **more)  # type: ignore[arg-type]


def child(its: str, name: str = "Mia Alvarez", *guardians: str, **more: object) -> Student:
    of = frozenset(guardians)
    return Student(**{"id": its, "name": name, "guardians": of, "family": of, **more})  # type: ignore[arg-type]


INES = staff("ines", "Ines Walker", Role.ADMIN)


def found(*known: Person | Student, listed: dict[str, str] | None = None, **born: date) -> tuple[Duplicate, ...]:
    people = {one.id: one for one in (INES, *known) if isinstance(one, Person)}
    students = {one.id: one for one in known if isinstance(one, Student)}
    children = {its: frozenset(one.id for one in students.values() if its in one.guardians) for its in people}
    roster = Roster(
        school="maple", school_name="Maple Street", day=date(2026, 11, 23), settings=SchoolSettings(),
        people=people, students=students, rooms={}, children_of=children,
    )  # fmt: skip
    lists = {its: frozenset({ListedPickUp(name)}) for its, name in (listed or {}).items()}
    return duplicates(roster, lists, born, "ines")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (INES, True),
        (staff("ana", "Ana Reyes"), False),
        (parent("rosa"), False),
        (replace(INES, active=False), False),
    ],
)
def test_admins_alone_read_who_is_perhaps_twice(who: Person, *, may: bool) -> None:
    verdict = may_see_duplicates(who)
    assert isinstance(verdict, Allowed) is may
    said = "Admins see" if may else "Only admins see"
    assert str(verdict.because) == f"{said} who is perhaps twice in the roster."


def test_what_is_said_of_them_has_these_words() -> None:
    words = ["email", "cell", "child", "colleagues", "birth_date", "parent", "pick_up"]
    assert [sign.value for sign in TwiceSign] == words
    assert Duplicate(("a", "b"), (TwiceSign.CELL,)).children == ()


MAIL = {"email": "Rosa@families.example"}
CELL = {"cell": "+12025550100"}


@pytest.mark.parametrize(
    ("first", "second", "signs"),
    [
        (parent("a", **MAIL), parent("b", "ALVAREZ, Rósa", email="rosa@families.example"), (TwiceSign.EMAIL,)),
        (parent("a", **CELL), parent("b", **CELL), (TwiceSign.CELL,)),
        (parent("a", **MAIL, **CELL), parent("b", **MAIL, **CELL), (TwiceSign.CELL, TwiceSign.EMAIL)),
        (parent("a"), parent("b"), None),  # a name alone: two parents of one name are not rare
        (parent("a", **MAIL), parent("b", "Tom Alvarez", **MAIL), None),  # couples share an address
        (parent("a", **MAIL), parent("b", **MAIL, active=False), None),  # merged in the source: it left
        (parent("a", **MAIL), parent("b", **MAIL, erased=True), None),
        (parent("a", "?", **MAIL), parent("b", "?", **MAIL), None),  # no name at all
        (staff("a", "Ana Reyes"), staff("b", "Reyes Ana", Role.ADMIN), (TwiceSign.COLLEAGUES,)),
        (staff("a", "Ana Reyes", **MAIL), parent("b", "Ana Reyes", **MAIL), None),  # two sides of one human being
    ],
)
def test_two_adults_of_one_name_and_what_they_have_in_common(
    first: Person, second: Person, signs: tuple[TwiceSign, ...] | None
) -> None:
    assert found(first, second) == (() if signs is None else (Duplicate(("a", "b"), signs),))


def test_who_is_kept_away_from_a_child_and_is_its_parent_under_a_second_id_is_told_of() -> None:
    mia = child("mia", "Mia Alvarez", "b", family=frozenset({"a", "b"}), barred=frozenset({"a"}))
    assert found(parent("a"), parent("b"), mia) == (Duplicate(("a", "b"), (TwiceSign.CHILD,)),)


def test_two_parents_of_one_name_and_one_child_are_perhaps_one() -> None:
    assert found(parent("a"), parent("b"), child("mia", "Mia Alvarez", "a", "b")) == (
        Duplicate(("a", "b"), (TwiceSign.CHILD,)),
    )


def test_two_parents_of_one_name_and_other_numbers_or_children_are_two() -> None:
    gone = parent("0", active=False)
    two = (parent("a", **CELL), parent("b", cell="+12025550199"))
    children = (child("mia", "Mia", "a"), child("leo", "Leo", "b"))
    assert found(gone, *two, *children) == ()
    assert found(gone, *two, *children, parent("c", **CELL)) == (Duplicate(("a", "c"), (TwiceSign.CELL,)),)


def test_who_has_no_child_here_is_looked_at_as_well() -> None:
    """As somebody who pays, and nobody else: the roster has no children of theirs."""
    roster = Roster(
        school="maple", school_name="Maple Street", day=date(2026, 11, 23), settings=SchoolSettings(),
        people={one.id: one for one in (parent("a", **MAIL), parent("b", **MAIL))}, students={}, rooms={},
    )  # fmt: skip
    assert duplicates(roster, {}, {}, "ines") == (Duplicate(("a", "b"), (TwiceSign.EMAIL,)),)


def test_two_of_three_are_not_told_of_beside_the_three() -> None:
    three = (parent("a", **MAIL), parent("b", **MAIL), parent("c"))
    assert found(*three, child("mia", "Mia Alvarez", "a", "b", "c")) == (
        Duplicate(("a", "b", "c"), (TwiceSign.CHILD,)),
    )


BORN, LATER = date(2023, 5, 1), date(2024, 6, 2)


@pytest.mark.parametrize(
    ("born", "guardians", "signs"),
    [
        ({"m": BORN, "n": BORN}, ("a", "a"), (TwiceSign.BIRTH_DATE, TwiceSign.PARENT)),
        ({"m": BORN, "n": BORN}, ("a", "b"), (TwiceSign.BIRTH_DATE,)),
        ({"m": BORN}, ("a", "a"), (TwiceSign.PARENT,)),
        ({}, ("a", "a"), (TwiceSign.PARENT,)),
        ({}, ("a", "b"), None),
        ({"m": BORN, "n": LATER}, ("a", "a"), None),  # named after an older one
    ],
)
def test_two_children_of_one_name_are_perhaps_one_unless_their_birth_dates_differ(
    born: dict[str, date], guardians: tuple[str, str], signs: tuple[TwiceSign, ...] | None
) -> None:
    people = (parent("a"), parent("b", "Tom Novak"))
    first, second = (child(its, "Mia Alvarez", its_parent) for its, its_parent in zip("mn", guardians, strict=True))

    assert found(*people, first, second, **born) == (() if signs is None else (Duplicate(("m", "n"), signs),))
    assert found(*people, replace(first, practice=True), second, **born) == ()
    assert found(*people, replace(first, active=False), second, **born) == ()
    assert found(*people, replace(first, erased=True), second, **born) == ()


def test_a_parent_who_is_listed_as_a_pick_up_as_well_is_told_with_the_children() -> None:
    family = (parent("a"), child("mia", "Mia", "a"), child("leo", "Leo", "a"), child("zoe", "Zoe"))
    listed = {"gone": "Rosa Alvarez", "leo": "Maria Alvarez", "zoe": "Rosa Alvarez", "mia": "Alvarez Rosa"}

    assert found(*family, listed=listed) == (Duplicate(("a",), (TwiceSign.PICK_UP,), ("mia",)),)
    assert found(family[0], child("mia", "Mia", "a", erased=True), listed=listed) == ()
    assert found(parent("a", "?"), child("mia", "Mia", "a"), listed={"mia": "?"}) == ()


def test_admins_read_nothing_of_the_families_of_their_own_children() -> None:
    others = (parent("x", "Dana Novak", **MAIL), parent("y", "Dana Novak", **MAIL))
    mine = replace(INES, id="ines")
    ours = (parent("a", **CELL), parent("b", **CELL), child("mia", "Mia", "a", "ines"), child("mi2", "Mia", "a"))
    seen = found(mine, *others, *ours, mia=BORN, mi2=BORN)

    assert seen == (Duplicate(("x", "y"), (TwiceSign.EMAIL,)),)
    assert found(*others, ours[0], ours[1], child("mia", "Mia", "a"), child("mi2", "Mia", "a"), mia=BORN, mi2=BORN)[
        :2
    ] == (
        Duplicate(("a", "b"), (TwiceSign.CELL,)),
        Duplicate(("mi2", "mia"), (TwiceSign.BIRTH_DATE, TwiceSign.PARENT)),
    )


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("xyz"), max_size=8))
def test_of_each_name_and_address_there_is_one_entry_with_all_who_have_them(
    names: list[str], mails: list[str]
) -> None:
    people = [
        parent(str(n), f"{name} {name}", email=f"{mail}@families.example")
        for n, (name, mail) in enumerate(zip(names, mails, strict=False))
    ]
    pairs = {(one.name, one.email) for one in people}
    groups = [{one.id for one in people if (one.name, one.email) == pair} for pair in pairs]

    assert sorted(sorted(its.people) for its in found(*people)) == sorted(
        sorted(one) for one in groups if len(one) > 1
    )
    assert all(its.signs == (TwiceSign.EMAIL,) for its in found(*people))
