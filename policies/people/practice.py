"""This file knows the practice students, on whom new staff try things."""

PRACTICE = frozenset({("sarah", "test"), ("mark", "test"), ("julia", "test")})
"""Given and family name, folded. Three whole names and no pattern: a real child may be called Test."""


def is_practice(given: str, family: str) -> bool:
    """Whether a student of this name is a practice student (research/domain.md, D1 and D2)."""
    return (given.strip().casefold(), family.strip().casefold()) in PRACTICE
