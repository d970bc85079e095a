"""Who may wish to be called what: nobody is taken for somebody who works here, and admins say yes or no."""

from dataclasses import replace

import pytest

from policies.people.facts import Person, Role
from policies.people.renaming import (
    A_DAY,
    MAX_NAME,
    deciders,
    may_answer,
    may_be_called,
    may_decline,
    may_wish,
    skeleton,
    takes_effect,
)
from policies.people.roster import roster_on
from policies.verdict import Allowed, Refused
from tests.school import DAY, FACTS, ana, ben, ines, nora, nora_at_home, omar, rosa

PEOPLE = (
    replace(ines, name="Ines Walker", listed="Ines Walker"),
    replace(omar, name="Omar Haddad"),
    replace(ana, name="Miss Ana", listed="Ana Reyes"),
    replace(ben, name="Marv", listed="Marv"),
    replace(nora, name="Nora Lind"),
    replace(nora_at_home, name="Nora Lind"),
    replace(rosa, name="Rosa Alvarez"),
    Person(id="gone", role=Role.STAFF, name="Gil Gone", human=frozenset(), active=False),
)
SCHOOL = roster_on(replace(FACTS, people=PEOPLE), DAY)


def said(who: str, wanted: str) -> str:
    verdict = may_be_called(SCHOOL, SCHOOL.people[who], wanted)
    return verdict.because if isinstance(verdict, Refused) else ""


@pytest.mark.parametrize(
    "wanted",
    ["Rosie Alvarez", "Rosa María", "Łucja", "小明 王", "カナ かな 漢字", "김민준 李", "Роза Альварес", "أحمد",
     "Walker Alvarez", "Rosa Street", "Ana", "Gil Gone", "X Æ", "O’Brien", "Anne-Marie", "Ｒosa", "Oʻzbek",
     "Dr. Alvarez", "x" * MAX_NAME],
)  # fmt: skip
def test_a_name_that_is_nobodys_may_be_wished_for(wanted: str) -> None:
    assert said("rosa", wanted) == ""
    assert may_be_called(SCHOOL, SCHOOL.people["rosa"], wanted) == Allowed(
        "An admin of the school says yes or no to it."
    )


@pytest.mark.parametrize(
    ("wanted", "because"),
    [
        ("", "please give a name, without line breaks or control characters."),
        ("a\nb", "please give a name, without line breaks or control characters."),
        ("Ines\u202eWalker", "please give a name, without line breaks or control characters."),
        ("12", "please give a name, without line breaks or control characters."),
        ("🙂", "please give a name, without line breaks or control characters."),
        ("x" * (MAX_NAME + 1), "a name has at most 80 letters."),
        ("Rоsa", "a word of this name mixes letters of several alphabets. Please type it in one."),
        ("Rosa Αlvarez", "a word of this name mixes letters of several alphabets. Please type it in one."),
        ("李a", "a word of this name mixes letters of several alphabets. Please type it in one."),
        ("Teacher Rosa", "this name says that you work at the school."),
        ("Rosa (Office)", "this name says that you work at the school."),
        ("DIRECTORA Rosa", "this name says that you work at the school."),
        ("Maple Street", "this is the school’s own name."),
        ("The Maple Street Families", "this is the school’s own name."),
        ("MapleStreet", "this is the school’s own name."),
        ("Ines Walker", "somebody who works at the school is called that, or nearly."),
        ("ínes WALKER", "somebody who works at the school is called that, or nearly."),
        ("lnes Walker", "somebody who works at the school is called that, or nearly."),
        ("1nes Wa1ker", "somebody who works at the school is called that, or nearly."),
        ("Ines VValker", "somebody who works at the school is called that, or nearly."),
        ("InesWalker", "somebody who works at the school is called that, or nearly."),
        ("Mrs. Walker, Ines", "somebody who works at the school is called that, or nearly."),
        ("Miss Ana", "somebody who works at the school is called that, or nearly."),
        ("Ana Reyes", "somebody who works at the school is called that, or nearly."),
        ("Marv", "somebody who works at the school is called that, or nearly."),
        ("Marν".replace("Mar", "Μαρ"), ""),
        ("Nora Lind", "somebody who works at the school is called that, or nearly."),
    ],
)
def test_a_name_that_is_none_or_somebody_elses_may_not_be_wished_for(wanted: str, because: str) -> None:
    assert said("rosa", wanted) == because


def test_staff_say_that_they_are_staff_and_are_called_as_they_are_on_another_profile() -> None:
    assert said("ben", "Teacher Ben") == ""
    assert said("ben", "Ines Walker") != ""
    assert said("nora-at-home", "Nora Lind") == ""


def test_a_school_of_one_word_is_itself_alone() -> None:
    acorn = replace(SCHOOL, school_name="Acorn")

    assert may_be_called(acorn, SCHOOL.people["rosa"], "Αcοrn".replace("Α", "A").replace("ο", "o")) == Refused(
        "this is the school’s own name."
    )
    assert isinstance(may_be_called(acorn, SCHOOL.people["rosa"], "Rosa Acorn"), Allowed)


def test_what_looks_alike_has_one_skeleton() -> None:
    assert skeleton("Inеs") == skeleton("INES") == skeleton("lnes") == skeleton("1ne5") == "lnes"
    assert skeleton("Marnie") == skeleton("MAMIE")
    assert skeleton("O’Brien") == skeleton("OBrien")
    assert skeleton("Rosa") != skeleton("Rose")


def test_one_wish_is_open_at_a_time_and_a_day_has_five() -> None:
    assert may_wish(None, A_DAY - 1) == Allowed("The school is asked whether you may be called so.")
    assert may_wish(None, A_DAY) == Refused("You have asked for 5 names within a day. Please try again tomorrow.")
    assert may_wish("Rosie", 0) == Refused("You have asked to be called Rosie. The school has not answered yet.")


def test_a_no_says_why() -> None:
    assert may_decline(" \n") == Refused("Say in a sentence why, so that they know what they may be called.")
    assert may_decline("Both names, please.") == Allowed("This says why.")


def test_admins_ask_nobody_and_others_do() -> None:
    assert [takes_effect(SCHOOL.people[one]) for one in ("ines", "ana", "rosa")] == [True, False, False]


def test_admins_answer_the_wishes_of_others_and_the_only_one_their_own() -> None:
    assert deciders(SCHOOL, "rosa") == {"ines", "omar"}
    assert deciders(SCHOOL, "ines") == {"omar"}
    assert may_answer(SCHOOL, "ines", "rosa") == Allowed("Admins answer who may be called what.")
    assert may_answer(SCHOOL, "ana", "rosa") == Refused("Only admins answer who may be called what.")
    assert may_answer(SCHOOL, "ines", "ines") == Refused("This is your own wish, so another admin answers it.")
    alone = roster_on(replace(FACTS, people=(ines, rosa)), DAY)
    assert deciders(alone, "ines") == {"ines"}
    assert may_answer(alone, "ines", "ines") == Allowed("Admins answer who may be called what.")
