"""What mail that came back says about an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.bouncing import CLOSES_AFTER, SOFT_DAYS, Bounce, bounce_of, closes


@pytest.mark.parametrize(
    ("action", "status", "bounce"),
    [
        ("failed", "5.1.1", Bounce.HARD), ("failed", "5.1.10", Bounce.HARD), ("failed", "5.4.4", Bounce.HARD),
        ("failed", "4.4.1", Bounce.SOFT), ("failed", "4.2.2", Bounce.SOFT), ("failed", "5.2.2", Bounce.SOFT),
        ("failed", "5.2.1", Bounce.SOFT), ("failed", "5.0.0", Bounce.SOFT), ("failed", "5.4.1", Bounce.SOFT),
        ("failed", "5.7.1", Bounce.POLICY), ("failed", "5.7.26", Bounce.POLICY), ("failed", "5.6.0", Bounce.POLICY),
        ("failed", "5.5.2", Bounce.POLICY),
        ("failed", "4.7.1", Bounce.SOFT), ("delayed", "4.4.1", Bounce.DELAYED), ("delayed", "", Bounce.DELAYED),
        ("relayed", "2.0.0", None), ("delivered", "2.1.5", None), ("expanded", "2.0.0", None),
        ("failed", "", None), ("failed", "2.0.0", None), ("failed", "5.1", None), ("failed", "5.1.1 x", None),
        ("failed", "5.1.1111", None), ("", "5.1.1", None),
    ],
)  # fmt: skip
def test_what_came_back_is_hard_soft_a_policy_or_only_late(action: str, status: str, bounce: Bounce | None) -> None:
    assert bounce_of(action, status) is bounce


def test_a_wrong_address_is_closed_at_once_and_a_full_mailbox_the_third_time() -> None:
    assert closes(Bounce.HARD, 0)
    assert [closes(Bounce.SOFT, before) for before in range(4)] == [False, False, True, True]
    assert (CLOSES_AFTER, SOFT_DAYS) == (3, 7)
    assert [one.value for one in Bounce] == ["hard", "soft", "policy", "delayed"]


@given(before=st.integers(0, 1_000), bounce=st.sampled_from([Bounce.POLICY, Bounce.DELAYED]))
def test_nobody_loses_their_address_by_a_policy_against_us_or_by_what_is_late(before: int, bounce: Bounce) -> None:
    assert not closes(bounce, before)
