"""Lists of who may pick a child up, as people write them: what is certain is read, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.folding import words_of
from policies.people.pick_up_lists import (
    LONGEST_LIST,
    MOST_LISTED,
    DoubtKind,
    ListedPickUp,
    PickUpDoubt,
    PickUpsRead,
    read_pick_up,
    read_pick_ups,
    together,
)

Who = tuple[str, str, str]


def who(written: str) -> list[Who]:
    return [(one.name, one.relation, one.phone) for one in read_pick_ups(written).listed]


def doubts(written: str) -> list[tuple[str, bool]]:
    return [(one.kind.value, one.whole) for one in read_pick_ups(written).doubts]


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Maria Lopez (aunt) 555-0101; Joe Diaz", [("Joe Diaz", "", ""), ("Maria Lopez", "aunt", "555-0101")]),
        ("Maria Lopez, Joe Diaz", [("Joe Diaz", "", ""), ("Maria Lopez", "", "")]),
        ("Maria Lopez\nJoe Diaz | Ana Ruiz", [("Ana Ruiz", "", ""), ("Joe Diaz", "", ""), ("Maria Lopez", "", "")]),
        ("Lopez, Maria; Diaz, Joe (uncle) 555-0102", [("Joe Diaz", "uncle", "555-0102"), ("Maria Lopez", "", "")]),
        ("Maria Lopez - aunt - (555) 010-1234", [("Maria Lopez", "aunt", "(555) 010-1234")]),
        ("Maria Lopez (555) 010-1234 (aunt), cell", [("Maria Lopez", "aunt", "(555) 010-1234")]),
        ("Maria Lopez, aunt, 555-010-1234, Joe Diaz, uncle",
         [("Joe Diaz", "uncle", ""), ("Maria Lopez", "aunt", "555-010-1234")]),
        ("Maria Lopez (aunt, 555-010-1234)", [("Maria Lopez", "aunt", "555-010-1234")]),
        ("Maria Lopez (555-010-1234)", [("Maria Lopez", "", "555-010-1234")]),
        ("Maria C Lopez c: 555-010-1234 x12", [("Maria C Lopez", "", "555-010-1234 x12")]),
        ("Maria Lopez 5550101 / 5550102", [("Maria Lopez", "", "5550101, 5550102")]),
        ("Maria Lopez 5550101 cell aunt", [("Maria Lopez", "aunt", "5550101")]),
        ("Maria Lopez (aunt / cell)", [("Maria Lopez", "aunt", "")]),
        ("Aunt Maria Lopez", [("Maria Lopez", "Aunt", "")]),
        ("Aunt: Maria Lopez", [("Maria Lopez", "Aunt", "")]),
        ("Maria Lopez aunt", [("Maria Lopez", "aunt", "")]),
        ("Joe Diaz and Ana Ruiz (grandparents)",
         [("Ana Ruiz", "grandparents", ""), ("Joe Diaz", "grandparents", "")]),
        ("José de la Cruz (tío) tel. +34 600 111 222", [("José de la Cruz", "tío", "+34 600 111 222")]),
        ("Łukasz Wąsik (wujek)", [("Łukasz Wąsik", "wujek", "")]),
        ("MARIA LOPEZ; Seán O'Brien-Smith (friend)",
         [("MARIA LOPEZ", "", ""), ("Seán O'Brien-Smith", "friend", "")]),
        ("王小明 (uncle)", [("王小明", "uncle", "")]),
        ("Maria Lopez; Lopez Maria (aunt); maria", [("Maria Lopez", "aunt", "")]),
        ("", []), ("n/a", []), ("None.", []), ("Brak", []),
    ],
)  # fmt: skip
def test_names_relations_and_numbers_are_read_as_they_are_written(written: str, listed: list[Who]) -> None:
    assert who(written) == listed


@pytest.mark.parametrize(
    "written",
    ["Joe Diaz supervised only", "Not: Tom Alvarez; Joe Diaz", "Do NOT release to Tom Alvarez",
     "Everyone except Joe Diaz",
     "Joe Diaz supervised only; Maria Lopez", "Joe Diaz can't pick up; Ana Ruiz", "Maria Lopez, no Tom",
     "See court order", "(not) Tom Alvarez; Joe Diaz", "Joe Diaz, Ana Ruiz (both supervised)",
     "Joe Diaz & Ana Ruiz (court)", "Maria Lopez; Joe Diaz (all supervised)", "Parents only", "Solo Maria Lopez",
     "Joe Diaz, orden judicial", "Maria Lopez; Joe Diaz DNR", "TRO Joe Diaz",
     "Joe Diaz tylko z kuratorem", "Joe Diaz, zakaz", "Joe Diaz (supervised only"],
)  # fmt: skip
def test_a_word_that_takes_back_lets_nobody_of_the_list_pick_up(written: str) -> None:
    assert who(written) == []
    assert doubts(written) == [("limited", True)]


@pytest.mark.parametrize("why", ["supervised only", "no", "not on Fridays", "court order", "except Mondays", "nie"])
def test_behind_one_name_in_brackets_it_is_said_of_that_one_wherever_they_stand(why: str) -> None:
    written = f"Joe Diaz; Maria Lopez; Diaz Joe ({why})"

    assert who("Joe Diaz; Maria Lopez") == [("Joe Diaz", "", ""), ("Maria Lopez", "", "")]
    assert who(written) == [("Maria Lopez", "", "")]
    assert doubts(written) == [("limited", False)]


@pytest.mark.parametrize(
    "written",
    ["Lopez, Maria", "Grandma", "Maria", "Maria Lopez (Fridays)", "Maria Lopez on Fridays", "maria lopez",
     "Joe & Ana Diaz",
     "Joe Diaz *", "Joe Diaz 123", "Tom Alvarez (father?)", "Maria Lopez (aunt", "555-010-1234", "Ask Office",
     "Maria Lopez - Joe Diaz", "Lopez Garcia, Maria", "Maria Lopez Ana Ruiz Joe Diaz Bo Tate", "Aunt Maria",
     "(aunt) 555-010-1234", "Maria Lopez 555-0101 Joe Diaz 555-0102", "Maria 555-0101 Lopez",
     "Maria Lopez: Aunt Ana Ruiz: Joe Diaz"],
)  # fmt: skip
def test_what_is_no_whole_name_for_certain_is_nobody(written: str) -> None:
    assert who(written) == []
    assert doubts(written) == [("unclear", False)]


def test_several_names_on_one_side_of_a_comma_are_nobodys_whole_name() -> None:
    assert who("Lopez & Diaz, Maria; Ana Ruiz") == [("Ana Ruiz", "", "")]
    assert doubts("Lopez & Diaz, Maria; Ana Ruiz") == [("unclear", False)]


def test_a_list_that_is_too_long_is_another_column() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"Maria Lo{one}{other}" for one in letters for other in letters]

    assert len(who("; ".join(names[:MOST_LISTED]))) == MOST_LISTED
    assert doubts("; ".join(names[: MOST_LISTED + 1])) == doubts("x" * (LONGEST_LIST + 1)) == [("too_long", True)]
    assert who("; ".join(names[: MOST_LISTED + 1])) == []


def test_who_has_columns_of_their_own_may_be_called_anything_that_is_a_name() -> None:
    assert read_pick_up("Nan Bird", "Friend of mother", "555-0101", "parent:7") == ListedPickUp(
        "Nan Bird", "Friend of mother", "555-0101", "parent:7"
    )
    assert read_pick_up("Cher", "", "") == ListedPickUp("Cher")
    for name, relation in (("Bo Tate", "Father (no contact)"), ("Bo Tate", "Uncle?"), ("Bo Tate not", "")):
        found = read_pick_up(name, relation, "")
        assert isinstance(found, PickUpDoubt)
        assert found.kind is DoubtKind.LIMITED
    for name in ("Bo Tate 2", "Cell", ""):
        found = read_pick_up(name, "", "")
        assert isinstance(found, PickUpDoubt)
        assert found.kind is DoubtKind.UNCLEAR


def test_several_lists_of_a_child_are_one_and_what_one_takes_back_no_other_gives() -> None:
    first = PickUpsRead((ListedPickUp("Joe Diaz", "", "555-0101", "parent:1"), ListedPickUp("Ana Ruiz")))
    second = PickUpsRead((ListedPickUp("Diaz Joe", "uncle", "555-0102", "parent:2"),))

    assert together([first, second]) == (
        ListedPickUp("Ana Ruiz"), ListedPickUp("Joe Diaz", "uncle", "555-0101, 555-0102", "parent:1 parent:2"),
    )  # fmt: skip
    assert together([first, read_pick_ups("Joe Diaz (supervised)")]) == (ListedPickUp("Ana Ruiz"),)
    assert together([first, read_pick_ups("not Joe Diaz")]) == ()


@given(st.text(max_size=120))
def test_whatever_is_written_is_read_or_told_and_nobody_is_made_up(written: str) -> None:
    read = read_pick_ups(written)

    said = set(words_of(written))
    assert all(set(words_of(one.name)) <= said for one in read.listed)
    assert read.listed == read_pick_ups(written).listed


@given(st.sampled_from(["not", "no", "only", "except", "supervised", "court", "nie", "solo"]), st.integers(0, 5))
def test_such_a_word_anywhere_gives_nobody_more(word: str, at: int) -> None:
    words = ["Maria", "Lopez", ";", "Joe", "Diaz"]
    words.insert(at, word)

    assert who(" ".join(words)) == []
