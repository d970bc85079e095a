"""What a message must show, at the least: something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.conversations.visible import shows

NOTHING = (
    "\u200b\u2800\u3164\u2060 \n\t\u00a0\u3000\u200d\u200e\u202e\ufeff\u00ad"
    "\u115f\u1160\uffa0\u034f\ufe0f\U000e0101\U000e0041\u0378"
)


@pytest.mark.parametrize("sign", [*NOTHING], ids=lambda sign: f"U+{ord(sign):04X}")
def test_what_nobody_can_see_says_nothing(sign: str) -> None:
    assert not shows(sign * 3)
    assert shows(f"{sign}Yes{sign}")


@pytest.mark.parametrize("text", ["a", ".", "👍", "👍🏽", "中", "ة", "5", "-", "\u0301", "\ue000", "❤️"])
def test_whatever_is_drawn_says_something(text: str) -> None:
    assert shows(text)


def test_an_empty_text_says_nothing() -> None:
    assert not shows("")


@given(st.text(st.sampled_from(NOTHING)), st.text(st.sampled_from(NOTHING)))
def test_blanks_around_a_word_change_nothing(before: str, after: str) -> None:
    assert not shows(before + after)
    assert shows(f"{before}x{after}")
