"""Who may have meant several conversations is offered those they got, and a bare number is their choice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.inbound.choosing import MAX_OFFERED, ReceivedText, chosen, in_words, offered
from policies.notify.segments import segments

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def told(place: str, who: str, minute: int) -> ReceivedText:
    return ReceivedText(place, who, NINE + timedelta(minutes=minute))


def test_each_conversation_is_offered_once_by_its_newest_text_and_keeps_its_number() -> None:
    ana, ben, again = told("mia", "Ana Reyes", 4), told("leo", "Ben Carter", 10), told("mia", "Ines Walker", 30)

    assert offered([ben, ana]) == (ana, ben)
    assert offered([again, ben, ana]) == (again, ben)
    assert offered([]) == ()


def test_of_many_the_newest_are_offered() -> None:
    many = [told(f"place {minute}", "Ana Reyes", minute) for minute in range(20)]

    assert offered(many) == tuple(many[-MAX_OFFERED:])


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ([told("mia", "Ana Reyes", 4), told("leo", "Ben Carter", 10)], "1 Ana 9:04, 2 Ben 9:10"),
        ([told("mia", "Ana Reyes", 4), told("leo", "Ana Reyes", 310)], "1 Ana 9:04, 2 Ana 14:10"),
        ([told("mia", "Ana Reyes", 4), told("leo", "Ana Brook", 5)], "1 Ana Reyes 9:04, 2 Ana Brook 9:05"),
        ([told("mia", "José Núñez", 4), told("leo", "Zoë Ng", 5)], "1 José 9:04, 2 Zoe 9:05"),
        ([told("mia", "Łukasz Nowak", 4), told("leo", "李 明", 5)], "1 Łukasz 9:04, 2 李 9:05"),
        ([told("mia", "", 4), told("leo", "Ben Carter", 5)], "1 9:04, 2 Ben 9:05"),
    ],
)
def test_a_choice_names_who_wrote_and_when(choices: list[ReceivedText], said: str) -> None:
    assert in_words(choices) == said


@pytest.mark.parametrize("body", ["1", " 1 ", "1.", "#1", "(1)", "1)", "1!", "１", "1️⃣", "\n1\n"])
def test_a_bare_number_chooses(body: str) -> None:
    assert chosen(body, 2) == 0


@pytest.mark.parametrize(
    "body",
    [
        "",
        "0",
        "3",
        "12",
        "1 please",
        "1 bottle",
        "one",
        "1 2",
        "1,2",
        "1?",
        "at 1",
        "1:30",
        "1" + " " * 20,
        "½",
        "-1",
    ],
)
def test_all_else_is_a_text_like_any_other(body: str) -> None:
    assert chosen(body, 2) is None


people = st.sampled_from(["Ana Reyes", "Ana Brook", "Ben Carter", "José Núñez", "Inês Öz"])


@given(st.lists(st.builds(told, st.sampled_from("abcdefgh"), people, st.integers(0, 1_400)), max_size=30))
def test_only_what_was_told_is_offered_each_once_and_in_one_segment(texts: list[ReceivedText]) -> None:
    choices = offered(texts)

    assert set(choices) <= set(texts)
    assert len({one.place for one in choices}) == len(choices) <= MAX_OFFERED
    assert len(choices) == min(MAX_OFFERED, len({one.place for one in texts}))
    assert segments(in_words(choices)).alphabet == "gsm"
    assert [chosen(str(number), len(choices)) for number in range(1, len(choices) + 1)] == list(range(len(choices)))
