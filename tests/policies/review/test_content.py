"""What a text names: the child of another family is seen, and nobody else is taken for one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.facts import Dated, Guardianship, Role, Student
from policies.people.folding import words_of
from policies.people.roster import Facts, Roster, roster_on
from policies.review.content import Content, Name, held_by_content, named_in, names_of
from tests.school import DAY, FACTS, ana, ines, roster

CHILDREN = (
    Student(id="mia", name="Mia Alvarez", given="Mia"),
    Student(id="luca", name="Luca Alvarez", given="Luca"),
    Student(id="leo", name="Leo Novak", given="Leo"),
    Student(id="zoe", name="Zoë Brooks", given="Zoë"),
    Student(id="anna", name="Anna-Lena Berg", given="Anna-Lena"),
    Student(id="kim", name="Kim Moss", given="Kim"),
    Student(id="rosa-m", name="Rosa Moss", given="Rosa"),
    Student(id="mia-m", name="Mia Moss", given="Mia"),
    Student(id="ada", name="Ada Bell", given="Ada", active=False),
    Student(id="sarah", name="Sarah Test", given="Sarah", practice=True),
)
SCHOOL = replace(
    FACTS,
    students=CHILDREN,
    placements=tuple(Dated(one.id, "acorns") for one in CHILDREN),
    guardianships=(
        Guardianship("rosa", "mia"),
        Guardianship("tom", "mia"),
        Guardianship("tom", "luca"),
        Guardianship("dana", "leo"),
    ),
)


def why(text: str, *addressed: str, facts: Facts = SCHOOL, tagged: frozenset[str] = frozenset()) -> str:
    school = roster(facts)
    content = Content(
        text=text, author=school.people["ana"], addressed=tuple(school.students[one] for one in addressed),
        tagged=tagged,
    )  # fmt: skip
    return held_by_content(school, names_of(school), content)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Leo bit her on the arm", "Leo"),
        ("she played with leo.", "Leo"),
        ("LEO’s mother was there", "Leo"),
        ("It was Leo's turn", "Leo"),
        ("(Leo)", "Leo"),
        ("Leo_Novak", "Leo and Leo Novak"),
        ("With Leo  Novak\nand others", "Leo and Leo Novak"),
        ("Zoe painted", "Zoë"),
        ("ZOË painted", "Zoë"),
        ("Ｌｅｏ painted", "Leo"),
        ("Anna-Lena sang", "Anna-Lena"),
        ("anna lena sang", "Anna-Lena"),
        ("Mia Moss pushed Mia", "Mia Moss"),
        ("Kim Moss laughed", "Kim Moss"),
        ("Rosa Moss cried", "Rosa Moss"),
    ],
)
def test_a_text_to_mias_family_that_names_another_familys_child_is_looked_at_first(text: str, called: str) -> None:
    many = " and " in called
    assert why(text, "mia") == f"It names {called}, who {'are' if many else 'is'} not of this family."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mia slept well",
        "Luca fetched Mia",
        "Mia Alvarez and Luca Alvarez",
        "The leopard, Leonie and Galileo",
        "Anna sang, Lena danced",
        "Novak",
        "Kim helped her",  # Kim works here
        "Rosa called",  # her mother
        "Ask Tom",
        "Ada was here",  # has left
        "Sarah Test",
        "Ana Reyes",
        "🙂 … —",
    ],
)
def test_what_names_nobody_or_the_family_itself_is_not(text: str) -> None:
    assert why(text, "mia") == ""
    assert why("Leo", "mia") != ""


def test_brothers_and_sisters_are_of_the_family_whatever_was_denied_whom() -> None:
    from policies.people.facts import Denial, Power

    lost = (Denial(guardian="tom", student="luca", power=Power.SEE),)
    assert why("Luca fetched her", "mia", facts=replace(SCHOOL, denials=lost)) == ""
    assert why("Luca fetched him", "leo") == "It names Luca, who is not of this family."


@pytest.mark.parametrize("text", ["Mia has chickenpox", "Leo Novak is one year older today"])
def test_to_several_families_no_child_is_named_at_all(text: str) -> None:
    assert why(text).endswith(", and goes to several families.")
    assert why("A child has chickenpox") == ""


def test_three_children_are_named_in_a_sentence() -> None:
    said = why("Leo, Zoe and Anna-Lena", "mia")
    assert said == "It names Anna-Lena, Leo and Zoë, who are not of this family."


def test_a_photo_of_a_child_without_consent_is_looked_at_first() -> None:
    said = "Leo Novak is on a photo, and there is no consent to photos."

    assert why("", "leo", tagged=frozenset({"leo"})) == said
    assert why("", "mia", tagged=frozenset({"leo"})) == said  # nor is he of this family
    assert why("", tagged=frozenset({"leo", "mia"})) == said
    assert why("With Leo", "mia", tagged=frozenset({"mia"})) == said.replace("Leo Novak", "Mia Alvarez")
    assert why("", "mia", tagged=frozenset({"nobody"})) == ""


OTHERS = (
    *CHILDREN,
    Student(id="lukasz", name="Łukasz Zieliński", given="Łukasz"),
    Student(id="pat", name="Nora O’Brien", given="Nora"),
    Student(id="mary", name="Anne-Marie Ode", given="Anne-Marie"),
    Student(id="wei", name="小明 王", given="小明"),
    Student(id="li", name="伟 李", given="伟"),
    Student(id="sai", name="ทราย สุขใจ", given="ทราย"),
    Student(id="minjun", name="민준 김", given="민준"),
    Student(id="will", name="Will Yoder", given="Will"),
    Student(id="cher", name="明美", given="明美"),
)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Lukasz bit her today", "Łukasz"),
        ("ŁUKASZ bit her today", "Łukasz"),
        ("Nora OBrien was there", "Nora O’Brien"),
        ("Nora O'Brien was there", "Nora O’Brien"),
        ("Annemarie sang", "Anne-Marie"),
        ("Anne Marie sang", "Anne-Marie"),
        ("今天小明咬了她", "小明"),
        ("王小明今天咬了她", "小明 and 小明 王"),
        ("小明 王 was there", "小明 and 小明 王"),
        ("李伟咬了她", "伟 李"),
        ("น้องทรายไม่สบาย", "ทราย"),
        ("민준이가 울었어요", "민준"),
        ("今日は明美ちゃんと", "明美"),
        ("今天Leo咬了她", "Leo"),
        ("We think Will bit her", "Will"),
        ("Will Y. bit her, we think", "Will"),
    ],
)
def test_a_name_is_found_in_whichever_letters_and_joints_it_is_written(text: str, called: str) -> None:
    said = why(text, "mia", facts=replace(SCHOOL, students=OTHERS))

    assert said == f"It names {called}, who {'are' if ' and ' in called else 'is'} not of this family."


@pytest.mark.parametrize("text", ["伟大的一天", "小小的明天", "Will you pick her up?", "Brien", "ทุกคนสบายดี"])
def test_a_part_of_a_name_or_a_word_is_nobody(text: str) -> None:
    assert why(text, "mia", facts=replace(SCHOOL, students=OTHERS)) == ""


def test_a_child_is_known_beside_a_name_that_is_a_word_and_a_word_is_not() -> None:
    names = names_of(roster(replace(SCHOOL, students=OTHERS)))

    assert names.is_known("nora")
    assert not names.is_known("will")
    assert not names.is_known("nobody")


def test_a_child_without_a_name_that_has_words_is_never_found() -> None:
    nameless = replace(SCHOOL, students=(*CHILDREN, Student(id="x", name="—", given="—")))

    assert why("— —", "mia", facts=nameless) == ""


words = st.sampled_from(["Leo", "Novak", "Mia", "slept", "Zoë", "and", "Moss", "Kim", "well", "Anna", "Lena"])


@given(st.lists(words), st.lists(words))
def test_a_further_word_never_lets_go_what_was_looked_at_first(said: list[str], more: list[str]) -> None:
    if why(" ".join(said), "mia"):
        assert why(" ".join([*said, *more]), "mia")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ’.,", max_size=80))
def test_what_has_no_childs_name_is_never_held(text: str) -> None:
    names = {word for one in CHILDREN for word in words_of(one.name)}
    if not names & set(words_of(text)):
        assert why(text) == ""


def test_staff_and_admins_are_called_what_they_are_called() -> None:
    school: Roster = roster_on(
        replace(SCHOOL, people=(*SCHOOL.people, replace(ines, id="leo-w", name="Leo Ward"))), DAY
    )
    content = Content(text="Leo will call you", author=ana, addressed=(school.students["mia"],))

    assert held_by_content(school, names_of(school), content) == ""
    parent = replace(SCHOOL.people[0], id="leo-p", name="Leo Novak", role=Role.GUARDIAN)
    elsewhere = roster_on(replace(SCHOOL, people=(*SCHOOL.people, parent)), DAY)
    assert held_by_content(elsewhere, names_of(elsewhere), content) != ""


def test_a_child_with_one_name_alone_is_known_by_it_once() -> None:
    one = (Student(id="leo", name="Leo Novak", given=""), Student(id="cher", name="Cher", given="Cher"))
    names = names_of(roster(replace(SCHOOL, students=one)))

    assert named_in(names, "Leo and Cher") == {Name("cher", ("cher",), full=True)}
    assert named_in(names, "Leo Novak") == {Name("leo", ("leo", "novak"), full=True)}
    assert names.by_word["cher"] == (Name("cher", ("cher",), full=True),)


def test_a_child_of_two_names_is_known_by_both_and_by_the_given_one() -> None:
    both, given_name = Name("leo", ("leo", "novak"), full=True), Name("leo", ("leo",), full=False)

    assert named_in(names_of(roster(SCHOOL)), "Leo Novak") == {both, given_name}
    assert named_in(names_of(roster(SCHOOL)), "Leo") == {given_name}


def test_who_is_called_exactly_like_a_child_of_the_family_is_taken_for_that_child() -> None:
    namesake = Student(id="mia-2", name="Mia Alvarez", given="Mia")
    two = replace(SCHOOL, students=(*CHILDREN, namesake))

    assert why("Mia Moss", "mia", facts=two) != ""
    assert why("Mia Alvarez", "mia", facts=two) == ""


def test_a_text_alone_is_about_nobody_and_shows_nobody() -> None:
    alone = Content(text="", author=ana)

    assert (alone.addressed, alone.tagged) == ((), frozenset())
