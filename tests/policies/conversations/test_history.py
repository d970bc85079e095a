"""How far back somebody reads who is newly assigned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.conversations.history import reach
from policies.conversations.seeing import ALL, Side, may_read
from policies.settings import History


@pytest.mark.parametrize(
    ("history", "admin", "begins"),
    [
        (History.ALL, False, 0), (History.WEEK, False, 40), (History.ASSIGNED, False, 50),
        (History.ALL, True, 0), (History.WEEK, True, 0), (History.ASSIGNED, True, 0),
    ],
)  # fmt: skip
def test_a_new_teacher_reads_from_where_the_school_says_and_an_admin_everything(
    history: History, admin: bool, begins: int
) -> None:
    assert reach(Side.STAFF, ((50, None),), history, {50: 40}, admin=admin) == ((begins, None),)


def test_a_week_that_nobody_looked_up_is_the_assignment_itself() -> None:
    assert reach(Side.STAFF, ((50, None),), History.WEEK, {}, admin=False) == ((50, None),)


@given(
    history=st.sampled_from(History), admin=st.booleans(), seq=st.integers(1, 60), since=st.integers(1, 60),
    week=st.integers(1, 60),
)  # fmt: skip
def test_a_parent_never_reads_what_was_said_before_they_belonged(
    history: History, admin: bool, seq: int, since: int, week: int
) -> None:
    spans = reach(Side.GUARDIAN, ((since, None),), history, {since: week}, admin=admin)

    assert may_read(Side.GUARDIAN, ALL, seq, spans, own_child=False) is (seq >= since)


@given(seq=st.integers(1, 60), since=st.integers(2, 60), back=st.integers(0, 59), until=st.none() | st.just(70))
def test_each_choice_reads_no_less_than_the_narrower_one(
    seq: int, since: int, back: int, until: int | None
) -> None:
    def reads(history: History) -> bool:
        spans = reach(Side.STAFF, ((since, until),), history, {since: max(1, since - back)}, admin=False)
        return may_read(Side.STAFF, ALL, seq, spans, own_child=False)

    assert reads(History.ASSIGNED) <= reads(History.WEEK) <= reads(History.ALL)
    assert reads(History.ALL) is (until is None)
    assert reads(History.ASSIGNED) is (until is None and seq >= since)


def test_who_comes_back_reads_a_week_before_their_return_and_their_first_stay_as_it_was() -> None:
    stays = ((10, 20), (50, None))

    assert reach(Side.STAFF, stays, History.WEEK, {10: 5, 50: 40}, admin=False) == ((10, 20), (40, None))
    assert reach(Side.STAFF, stays, History.ASSIGNED, {10: 5, 50: 40}, admin=False) == stays
