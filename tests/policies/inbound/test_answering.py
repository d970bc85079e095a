"""Which conversation a text answers; where that is unclear, nobody guesses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.inbound.answering import (
    Answers,
    SentText,
    Unclear,
    answered,
    author_of,
    open_places,
    readers_of,
    writers_from,
)
from tests.school import dana, nora, nora_at_home, rosa, tom

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def sent(hours: float, place: str | None) -> SentText:
    return SentText(NOW - timedelta(hours=hours), place)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([], Unclear.NOTHING),
        ([sent(1, "leo")], Answers("leo")),
        ([sent(3, "leo"), sent(1, "leo")], Answers("leo")),
        ([sent(3, "mia"), sent(1, "leo")], Unclear.SEVERAL),
        ([sent(25, "mia"), sent(1, "leo")], Answers("leo")),
        ([sent(24, "mia"), sent(1, "leo")], Unclear.SEVERAL),
        ([sent(50, "mia"), sent(30, "leo")], Answers("leo")),
        ([sent(30, "leo"), sent(50, "mia")], Answers("leo")),
        ([sent(24 * 30, "leo")], Answers("leo")),
        ([sent(24 * 31, "leo")], Unclear.NOTHING),
        ([sent(1, None)], Unclear.NOTHING),
        ([sent(1, None), sent(2, "leo")], Answers("leo")),
        ([sent(1, None), sent(2, "leo"), sent(3, "mia")], Unclear.SEVERAL),
        ([sent(1, None), sent(50, "leo")], Answers("leo")),
        ([sent(30, None), sent(50, "leo")], Answers("leo")),
        ([sent(1, None), sent(24 * 31, "leo")], Unclear.NOTHING),
    ],
)
def test_a_text_answers_the_one_conversation_that_is_open(texts: list[SentText], found: Answers | Unclear) -> None:
    assert answered(texts, NOW) == found


places = st.sampled_from(["leo", "mia", "luca", None])
texts = st.lists(st.builds(sent, st.floats(0, 24 * 40), places), max_size=8)


@given(texts)
def test_never_is_a_text_put_where_another_conversation_is_open_too(texts: list[SentText]) -> None:
    found = answered(texts, NOW)

    if isinstance(found, Answers):
        open_now = {one.answers_in for one in texts if NOW - one.at <= timedelta(hours=24)} - {None}
        assert open_now <= {found.conversation}
        assert found.conversation in {one.answers_in for one in texts}


@given(texts)
def test_what_takes_no_answer_never_makes_one_unclear(texts: list[SentText]) -> None:
    taking = [one for one in texts if one.answers_in is not None]

    assert answered(texts, NOW) == answered(taking, NOW)
    assert (answered(texts, NOW) is Unclear.SEVERAL) == (len(open_places(texts, NOW)) > 1)


def test_a_number_of_one_human_being_is_theirs_on_every_profile_and_of_two_nobodys() -> None:
    assert author_of([]) is Unclear.NOBODY
    assert author_of([rosa]) is rosa
    assert author_of([rosa, tom]) is Unclear.SHARED
    assert author_of([nora_at_home, nora]) is nora_at_home
    assert author_of([nora_at_home, nora, dana]) is Unclear.SHARED
    assert author_of([rosa, replace(tom, human=rosa.human | tom.human)]) is rosa


def test_a_number_of_two_parents_who_share_an_address_as_well_is_nobodys() -> None:
    mail = frozenset({"mail:home@families.example"})

    assert author_of([replace(rosa, human=mail), replace(tom, human=mail)]) is Unclear.SHARED
    assert author_of([replace(rosa, human=mail), replace(nora, human=mail)]).id == rosa.id  # type: ignore[union-attr]


ROSAS, TOMS = "rosa@families.example", "tom@families.example"
MOVED = replace(rosa, email="rosa@new.example")
GIVEN_AWAY = replace(dana, email=ROSAS)
WAITS = replace(MOVED, unconfirmed=True)


@pytest.mark.parametrize(
    ("sender", "went_to", "recipients", "people", "found"),
    [
        (ROSAS, ROSAS, [rosa], [rosa, tom], [rosa]),
        (ROSAS, ROSAS.upper(), [rosa], [replace(rosa, email=ROSAS.upper()), tom], [rosa]),
        (TOMS, ROSAS, [rosa], [rosa, tom], []),
        ("evil@x.example", ROSAS, [rosa], [rosa, tom], []),
        (ROSAS, ROSAS, [replace(rosa, active=False)], [replace(rosa, active=False)], []),
        ("rosa@new.example", ROSAS, [MOVED], [MOVED, tom], [rosa]),
        (ROSAS, ROSAS, [MOVED], [MOVED, tom], [rosa]),
        (ROSAS, ROSAS, [MOVED], [MOVED, GIVEN_AWAY], []),
        (ROSAS, ROSAS, [MOVED], [MOVED, replace(GIVEN_AWAY, active=False)], [rosa]),
        (ROSAS, ROSAS, [MOVED], [MOVED, replace(nora, email=ROSAS, human=rosa.human)], [rosa]),
        (ROSAS, ROSAS, [rosa, replace(tom, email=ROSAS)], [rosa, replace(tom, email=ROSAS)], [rosa, tom]),
        (ROSAS, ROSAS, [], [rosa], []),
        (ROSAS, ROSAS, [WAITS], [WAITS, tom], [rosa]),
        (ROSAS, ROSAS, [WAITS], [WAITS, replace(GIVEN_AWAY, unconfirmed=True)], []),
        (ROSAS, ROSAS, [WAITS], [WAITS, replace(nora, email=ROSAS, human=rosa.human, unconfirmed=True)], [rosa]),
        ("rosa@new.example", ROSAS, [WAITS], [WAITS, tom], []),
        (ROSAS, ROSAS, [rosa, replace(tom, email=ROSAS, unconfirmed=True)], [rosa], [rosa, tom]),
        (ROSAS, "home@x.example", [replace(rosa, unconfirmed=True)], [replace(rosa, unconfirmed=True)], []),
    ],
)  # fmt: skip
def test_an_email_is_answered_from_the_address_it_went_to_or_by_whose_it_is_now(
    sender: str, went_to: str, recipients, people, found
) -> None:
    assert [one.id for one in writers_from(sender, went_to, recipients, people)] == [one.id for one in found]


def test_an_address_that_waits_names_nobody_but_makes_it_unsure_who_of_two_wrote() -> None:
    waits = replace(rosa, email=TOMS, unconfirmed=True)
    his = replace(tom, email=TOMS.upper())

    assert readers_of(TOMS, [waits]) == []
    assert readers_of(TOMS, [replace(his, active=False), waits]) == []
    assert readers_of(TOMS, [dana, waits, his]) == [his, waits]
