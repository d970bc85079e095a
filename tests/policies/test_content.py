"""What a text names: the child of another family is seen, and nobody else is taken for one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.content import Content, Name, held_by_content, named_in, names_of, words_of
from policies.facts import Dated, Facts, Guardianship, Role, Student
from policies.roster import Roster, roster_on
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
    from policies.facts import Denial, Power

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
    consented = replace(SCHOOL, photo_consents=frozenset({"leo"}))

    assert why("", "leo", tagged=frozenset({"leo"}), facts=consented) == ""
    assert why("", tagged=frozenset({"leo"}), facts=consented) == ""
    assert why("", "leo", tagged=frozenset({"leo", "mia"}), facts=consented) == (
        "Mia Alvarez is on a photo, and there is no consent to photos."
    )
    assert why("", "mia", tagged=frozenset({"nobody"}), facts=consented) == ""


def test_a_photo_of_another_familys_child_is_looked_at_first_though_its_parents_agreed_to_photos() -> None:
    consented = replace(SCHOOL, photo_consents=frozenset({"leo", "mia", "luca"}))

    assert why("", "mia", tagged=frozenset({"mia", "luca"}), facts=consented) == ""  # her brother
    assert why("", "mia", tagged=frozenset({"mia", "leo"}), facts=consented) == (
        "Leo Novak is on a photo, and is not of this family."
    )
    assert why("With Leo", "mia", tagged=frozenset({"mia"}), facts=consented) == (
        "It names Leo, who is not of this family."
    )
    assert why("", tagged=frozenset({"mia", "leo"}), facts=consented) == ""


def test_words_are_compared_without_case_accents_and_marks() -> None:
    assert words_of("Zoë’s BIG_day, 2×") == ["zoe", "s", "big", "day", "2"]
    assert words_of("Straße") == ["strasse"]


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
