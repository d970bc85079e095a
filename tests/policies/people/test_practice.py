"""Who is a practice student."""

import pytest

from policies.people.practice import is_practice


@pytest.mark.parametrize(
    ("given", "family", "practice"),
    [
        ("Sarah", "Test", True),
        ("mark", "TEST", True),
        (" Julia ", "Test ", True),
        ("Anna", "Test", False),
        ("Sarah", "Tester", False),
        ("Test", "Sarah", False),
    ],
)
def test_d1_three_names_are_practice_and_a_real_child_called_test_is_not(
    given: str, family: str, practice: bool
) -> None:
    assert is_practice(given, family) is practice
