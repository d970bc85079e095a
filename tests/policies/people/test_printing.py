"""Who gets a printed page, how its code is read, what it asks for besides, and in which order pages lie."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.facts import Role, Student
from policies.people.inviting import AGAIN_AFTER, InviteeFacts
from policies.people.printing import (
    CODE_DRAWN,
    CODE_LETTERS,
    WRONG_NUMBERS,
    at_home,
    checked,
    in_households,
    may_be_printed,
    may_take_address,
    needs_number,
    on_paper,
    read_code,
    read_number,
    wrong_address,
    wrong_number,
)
from policies.sentence import say
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.policies.people.test_inviting import ANA, INES, NOBODY, NOW, ROSA, SENT, TOM, person, roster

drawn = st.text(CODE_LETTERS, min_size=CODE_DRAWN, max_size=CODE_DRAWN)


@given(drawn)
def test_a_code_is_read_however_it_is_typed(letters: str) -> None:
    code = checked(letters)

    assert read_code(code) == code
    assert read_code(f" {on_paper(code).lower()} ") == code
    assert on_paper(code) == f"{code[:4]}-{code[4:8]}-{code[8:]}"


@given(drawn, st.integers(0, CODE_DRAWN), st.sampled_from(CODE_LETTERS))
def test_one_wrong_letter_is_seen(letters: str, place: int, other: str) -> None:
    code = checked(letters)
    wrong = code[:place] + other + code[place + 1 :]

    assert read_code(wrong) == (code if wrong == code else None)


@given(drawn, st.integers(0, CODE_DRAWN - 1))
def test_two_letters_that_changed_places_are_seen(letters: str, place: int) -> None:
    code = checked(letters)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert read_code(wrong) == (code if wrong == code else None)


@pytest.mark.parametrize("typed", ["", "ABCD-EFGH", checked("A" * CODE_DRAWN) + "A", "O0IL" * 3, "ÄBCDEFGHJKMN"])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_number_is_read_with_whatever_is_between() -> None:
    assert read_number(" 482 913.") == "482913"
    assert read_number("none, or ４") == ""


@pytest.mark.parametrize("who", [ROSA, ANA, INES, person("rosa", Role.GUARDIAN, email=None)])
def test_a_page_is_printed_for_parents_staff_and_admins_with_an_address_or_without(who: object) -> None:
    verdict = may_be_printed(roster(who), who, InviteeFacts(sharing=("Tom",)), NOW)  # type: ignore[arg-type]

    assert isinstance(verdict, Allowed)
    assert "good for a week" in verdict.because


@pytest.mark.parametrize(
    ("who", "its", "why"),
    [
        (replace(ROSA, active=False), NOBODY, "not at this school any more"),
        (ROSA, InviteeFacts(signed_up=True), "signed up already"),
        (ROSA, InviteeFacts(at_home=True), "of your own child, so another admin prints"),
        (person("omar", Role.GUARDIAN), NOBODY, "no child who is here now"),
        (ROSA, InviteeFacts(last=SENT), "just now"),
    ],
)
def test_why_no_page_is_printed_is_said(who: object, its: InviteeFacts, why: str) -> None:
    verdict = may_be_printed(roster(who), who, its, NOW)  # type: ignore[arg-type]

    assert isinstance(verdict, Refused)
    assert why in verdict.because


def test_a_page_brings_an_email_so_none_is_printed_where_email_is_off() -> None:
    verdict = may_be_printed(roster(settings=SchoolSettings(email=False)), ROSA, NOBODY, NOW)

    assert isinstance(verdict, Refused)
    assert "switched email off" in verdict.because


def test_a_page_is_printed_again_as_often_as_wanted() -> None:
    assert isinstance(may_be_printed(roster(), ROSA, InviteeFacts(last=SENT), NOW + AGAIN_AFTER), Allowed)


@pytest.mark.parametrize(
    ("who", "its", "needs"),
    [
        (ROSA, NOBODY, False),
        (replace(ROSA, email=None), NOBODY, True),
        (replace(ROSA, email="at home"), NOBODY, True),
        (ROSA, InviteeFacts(sharing=("Tom",)), True),
        (ROSA, InviteeFacts(closed=say("Mail there came back.")), True),
    ],
)
def test_a_number_is_asked_for_where_the_office_has_no_address_that_is_theirs_alone(
    who: object, its: InviteeFacts, needs: bool
) -> None:
    assert needs_number(who, its) is needs  # type: ignore[arg-type]


def test_pages_lie_household_after_household_then_who_works_there() -> None:
    nora, omar = person("nora", Role.GUARDIAN), person("omar", Role.GUARDIAN)
    its = roster(nora, omar)
    ben = Student(id="ben", name="Ben", guardians=frozenset({"nora", "omar"}))
    children = {"nora": frozenset({"ben"}), "omar": frozenset({"ben"}), **its.children_of}
    its = replace(its, students={**its.students, "ben": ben}, children_of=children)

    assert in_households(its, ["tom", "ines", "omar", "ana", "rosa", "nora"]) == [
        "nora", "omar", "rosa", "tom", "ana", "ines",
    ]  # fmt: skip


def test_parents_of_half_siblings_are_one_household() -> None:
    omar = person("omar", Role.GUARDIAN)
    its = roster(omar)
    leo = Student(id="leo", name="Leo", guardians=frozenset({"tom", "omar"}))
    children = {"rosa": frozenset({"mia"}), "tom": frozenset({"mia", "leo"}), "omar": frozenset({"leo"})}
    its = replace(its, students={**its.students, "leo": leo}, children_of=children)

    assert in_households(its, ["rosa", "tom", "omar"]) == ["omar", "rosa", "tom"]
    assert in_households(its, ["rosa", "omar"]) == ["omar", "rosa"]
    assert in_households(its, []) == []


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.frozensets(st.sampled_from("vwxyz"), max_size=3)))
def test_whoever_shares_a_child_by_way_of_whomever_lies_together_however_many_they_are(
    children: dict[str, frozenset[str]],
) -> None:
    its = roster(*(person(one, Role.GUARDIAN) for one in children))
    students = {one: Student(id=one, name="Alike") for one in "vwxyz"}
    its = replace(its, students=students, children_of=children)

    households: list[set[str]] = []  # one parent after the other, the slow way: whom they touch becomes one
    for one in sorted(children):
        mine = {one} | {other for other, theirs in children.items() if theirs & children[one]}
        apart = [some for some in households if not some & mine]
        households = [*apart, mine.union(*(some for some in households if some & mine))]
    inside = [sorted(some, key=lambda one: (its.people[one].name, one)) for some in households]
    alone = [some for some in inside if not children[some[0]]]
    both = [some for some in inside if children[some[0]]]
    assert in_households(its, list(children)) == [one for some in (*alone, *both) for one in some]


def test_somebody_takes_an_address_of_their_own() -> None:
    alone = replace(ROSA, email=None)
    verdict = may_take_address(roster(alone), alone, "rosa@mail.example", ())

    assert isinstance(verdict, Allowed)


@pytest.mark.parametrize(
    ("address", "others", "why"),
    [
        ("at home", (), "no email address"),
        ("Tom@families.example", (), "yours alone"),
        ("tom@elsewhere.example", ("tom",), "yours alone"),
    ],
)
def test_nobody_takes_the_address_of_another_parent(address: str, others: tuple[str, ...], why: str) -> None:
    verdict = may_take_address(roster(), ROSA, address, others)

    assert isinstance(verdict, Refused)
    assert why in verdict.because


def test_one_of_the_staff_who_is_a_parent_has_one_address_and_who_left_keeps_none_from_others() -> None:
    left = replace(TOM, active=False)

    namesake = replace(ANA, name="Rosa")

    assert isinstance(may_take_address(roster(namesake), ROSA, "ana@families.example", ("ana",)), Allowed)
    assert isinstance(may_take_address(roster(), ROSA, "ana@families.example", ("ana",)), Refused)
    assert isinstance(may_take_address(roster(left), ROSA, "tom@families.example", ("tom",)), Allowed)
    assert isinstance(may_take_address(roster(), ROSA, "rosa@families.example", ("rosa",)), Allowed)


def test_wrong_numbers_are_counted_down_until_the_page_ends() -> None:
    said = [str(wrong_number(wrong)) for wrong in range(1, WRONG_NUMBERS + 1)]

    assert [f"left: {left}." in one for left, one in zip((4, 3, 2, 1), said, strict=False)] == [True] * 4
    assert said[-1] == ""
    assert str(wrong_number(WRONG_NUMBERS + 1)) == ""
    assert timedelta() < AGAIN_AFTER


def test_an_address_that_is_refused_is_counted_down_likewise() -> None:
    said = [str(wrong_address(wrong)) for wrong in range(1, WRONG_NUMBERS + 1)]

    assert [f"yours alone. Tries left: {left}." in one for left, one in zip((4, 3, 2, 1), said, strict=False)] == [
        True
    ] * 4
    assert said[-1] == ""


def test_an_admin_prints_nothing_for_the_family_of_their_own_child_also_where_a_right_was_lost() -> None:
    nora = replace(person("nora", Role.GUARDIAN), human=frozenset({"nora"}))
    family = frozenset({"nora", "erik"})
    emil = Student(id="emil", name="Emil", guardians=frozenset({"erik"}), family=family)
    mia = Student(id="mia", name="Mia", guardians=frozenset({"rosa", "tom"}), family=frozenset({"rosa", "tom"}))
    its = replace(
        roster(nora, person("erik", Role.GUARDIAN)),
        students={"emil": emil, "mia": mia},
        same_human={"ines": frozenset({"ines", "nora"})},
    )

    assert at_home(its, "ines") == family
    assert at_home(its, "tom") == {"rosa", "tom"}
    assert at_home(its, "ana") == at_home(its, "") == frozenset()
