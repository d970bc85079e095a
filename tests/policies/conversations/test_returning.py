"""Who was out of a conversation and is back."""

import pytest

from policies.conversations.returning import Stretch, is_back, out_of_sight, unread
from policies.conversations.seeing import Spans


@pytest.mark.parametrize(
    ("spans", "seq", "back"),
    [
        (((5, None),), 6, False),  # here for the first time
        (((1, 4), (5, None)), 6, True),
        (((0, 4), (0, None)), 6, True),  # staff who may read all of it were out as well
        (((5, 9),), 6, False),  # they have left again since, which says nothing of then
        (((1, 6), (7, None)), 6, True),
    ],
)
def test_who_has_been_in_before_is_back(spans: Spans, seq: int, back: bool) -> None:
    assert is_back(spans, seq) is back


@pytest.mark.parametrize(
    ("spans", "stretch"),
    [
        (((1, 4), (9, None)), (4, 9)),
        (((1, 2), (3, 4), (9, None)), (4, 9)),  # of the first time out it was said then
        (((0, 4), (0, None)), None),
        (((1, 4), (4, None)), None),
        (((5, None),), None),
    ],
)
def test_what_was_said_while_out_is_out_of_sight_unless_it_may_be_read(
    spans: Spans, stretch: Stretch | None
) -> None:
    assert out_of_sight(spans) == stretch


@pytest.mark.parametrize(
    ("n", "read_n", "missed", "count"),
    [
        (9, 4, (), 5),
        (9, 2, ((4, 7),), 4),  # 3 and 4 from before, 8 and 9 from after
        (9, 5, ((4, 7),), 2),
        (9, 7, ((4, 7),), 2),
        (9, 9, ((4, 7),), 0),
        (9, 0, ((1, 3), (5, 8)), 4),
        (3, 4, (), 0),  # a marker that is ahead of what is known here
    ],
)
def test_what_may_not_be_read_is_not_unread(n: int, read_n: int, missed: tuple[Stretch, ...], count: int) -> None:
    assert unread(n, read_n, missed) == count


@pytest.mark.parametrize(
    ("withdrawn", "count"),
    [((), 4), ((8,), 3), ((3, 8, 9), 1), ((6,), 4), ((2,), 4), ((10,), 4), ((3, 4, 5, 6, 7, 8, 9), 0)],
)
def test_what_was_taken_back_is_not_unread_and_counts_once(withdrawn: tuple[int, ...], count: int) -> None:
    assert unread(9, 2, ((4, 7),), withdrawn) == count
