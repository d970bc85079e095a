"""Several things in one English phrase."""

import pytest

from policies.wording import either, every, listed, one_of


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Mia"], "Mia"),
        (["Mia", "Leo"], "Mia and Leo"),
        (("Mia", "Leo", "Emil"), "Mia, Leo and Emil"),
    ],
)
def test_names_stand_in_a_sentence(names, said: str) -> None:
    assert listed(names) == said


def test_what_is_one_of_several_is_told_with_or() -> None:
    assert one_of(["by text", "by email", "by push"]) == "by text, by email or by push"


def test_what_is_one_of_few_has_the_word_between_each() -> None:
    assert either(["Mia"]) == "Mia"
    assert either(["Ben", "Kim", "Omar"]) == "Ben or Kim or Omar"


def test_where_there_are_none_nothing_is_told_of() -> None:
    assert [one_of([]), every([]), either([])] == ["", "", ""]
    assert one_of(["Mia"]) == "Mia"


def test_names_stand_with_the_word_between_each() -> None:
    assert every(["push", "email", "text message"]) == "push and email and text message"
