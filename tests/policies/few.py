"""This file is a pytest plugin for who counts what tests notice: few random examples, and always the same."""

import hypothesis


def pytest_configure() -> None:
    """What a rare example alone would notice is not noticed: chance proves no rule. Nothing is made small."""
    hypothesis.settings.register_profile(
        "few",
        max_examples=10,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    )
    hypothesis.settings.load_profile("few")
