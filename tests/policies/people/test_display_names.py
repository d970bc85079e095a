"""What people are called, and what stands beside a parent's name: never the child of another family."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.display_names import beside, beside_author, briefly, children_known, full_name, with_label
from policies.people.facts import Denial, Guardianship, Power, Student
from policies.people.roster import Roster
from tests.school import FACTS, roster

SCHOOL = roster(
    replace(
        FACTS,
        students=(
            *FACTS.students,
            Student(id="luca", name="Luca Alvarez", given="Luca"),
            Student(id="zoe", name="Zoë", given=""),
        ),
        guardianships=(*FACTS.guardianships, Guardianship("rosa", "luca"), Guardianship("rosa", "zoe")),
    )
)


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        ("Mia", "Alvarez", "Mia Alvarez"),
        (" Mia ", " Alvarez", "Mia Alvarez"),
        ("Suharto", "", "Suharto"),
        ("Suharto", ".", "Suharto"),
        ("Suharto", " - ", "Suharto"),
        (".", "Suharto", "Suharto"),
        ("", "Suharto", "Suharto"),
        ("—", "—", "—"),
        ("", ".", "."),
        ("J.", "R.", "J. R."),
    ],
)
def test_one_name_alone_is_a_name_without_a_trailing_blank_or_dot(given: str, family: str, name: str) -> None:
    assert full_name(given, family) == name


@pytest.mark.parametrize(
    ("person", "reader", "said"),
    [
        ("rosa", "ana", "parent of Luca, Mia and Zoë"),
        ("rosa", "ines", "parent of Luca, Mia and Zoë"),
        ("rosa", "rosa", "parent of Luca, Mia and Zoë"),
        ("rosa", "tom", "parent of Mia"),
        ("tom", "rosa", "parent of Mia"),
        ("rosa", "dana", "a parent"),
        ("dana", "rosa", "a parent"),
        ("dana", "ana", "parent of Leo"),
        ("ana", "rosa", ""),
        ("ines", "ana", ""),
        ("nora", "nora-at-home", ""),
        ("nora-at-home", "nora", "parent of Emil"),
    ],
)
def test_beside_a_parents_name_stands_whose_parent_they_are_as_far_as_the_reader_may_know(
    person: str, reader: str, said: str
) -> None:
    assert beside(SCHOOL, SCHOOL.people[person], reader) == said


def test_who_lost_the_right_to_see_a_child_learns_nothing_and_is_shown_as_a_parent() -> None:
    lost = roster(replace(FACTS, denials=(Denial(guardian="tom", student="mia", power=Power.SEE),)))

    assert beside(roster(), roster().people["rosa"], "tom") == "parent of Mia"  # else it would prove nothing
    assert beside(lost, lost.people["rosa"], "tom") == "a parent"
    assert beside(lost, lost.people["tom"], "ana") == "a parent"


def test_to_several_readers_only_what_each_of_them_may_know_is_said() -> None:
    assert children_known(SCHOOL, "rosa", ["ana", "ines"]) == ("Luca", "Mia", "Zoë")
    assert children_known(SCHOOL, "rosa", ["ana", "tom"]) == ("Mia",)
    assert children_known(SCHOOL, "rosa", ["tom", "dana"]) == ()
    assert children_known(SCHOOL, "rosa", ["nobody"]) == ("Luca", "Mia", "Zoë")
    assert children_known(SCHOOL, "ana", ["rosa"]) == ()


@given(st.sampled_from(sorted(SCHOOL.people)), st.sampled_from(["rosa", "tom", "dana", "nora-at-home"]))
def test_no_parent_ever_reads_the_name_of_a_child_that_is_not_theirs(person: str, reader: str) -> None:
    school: Roster = SCHOOL
    others = [one for one in school.students.values() if reader not in one.guardians]

    said = beside(school, school.people[person], reader)
    assert others
    assert not any((one.given or one.name) in said for one in others)


def test_an_alert_names_the_child_that_a_conversation_is_about_where_every_reader_knows_it() -> None:
    rosa, ana, mia = SCHOOL.people["rosa"], SCHOOL.people["ana"], SCHOOL.students["mia"]

    assert beside_author(SCHOOL, rosa, mia, ["ana", "tom"]) == ("Mia",)
    assert beside_author(SCHOOL, rosa, SCHOOL.students["zoe"], ["ana"]) == ("Zoë",)
    assert beside_author(SCHOOL, rosa, mia, ["ana", "dana"]) == ()
    assert beside_author(SCHOOL, rosa, mia, ["nobody"]) == ()
    assert beside_author(SCHOOL, rosa, SCHOOL.students["leo"], ["ana"]) == ()
    assert beside_author(SCHOOL, rosa, None, ["ana"]) == ("Luca", "Mia", "Zoë")
    assert beside_author(SCHOOL, rosa, None, ["tom"]) == ("Mia",)
    assert beside_author(SCHOOL, ana, mia, ["rosa"]) is None


def test_an_alert_says_it_behind_the_name_and_briefly_where_several_are_named() -> None:
    assert with_label("Rosa", ("Luca", "Mia")) == "Rosa, parent of Luca and Mia"
    assert with_label("Rosa", ()) == "Rosa, a parent"
    assert with_label("Ana", None) == "Ana"
    assert [briefly("Rosa", one) for one in (("Luca", "Mia"), (), None)] == ["Rosa (Luca / Mia)", "Rosa", "Rosa"]
