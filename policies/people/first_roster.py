"""This file says which school of a roster is the one that was opened here by hand, and has no roster yet."""

from collections.abc import Collection, Mapping

from policies.people.folding import fold
from policies.sentence import Listed, Perhaps, say

NAMES = 10
"""Names of schools that are said; a chain has hundreds."""


def its_school(name: str, there: Mapping[str, str], taken: Collection[str]) -> str:
    """
    What the roster calls the school of this name; empty where nobody can tell.

    there: the names of the schools in the roster, by what it calls them. taken: what the other schools of this hub
    are called by theirs, whose rosters are not brought in here. The only one that is left is meant, whatever its
    name: an office knows itself by a shorter one than its licence. Of several the one with just this name is.

    Source: research/domain.md, F and G (a launch guide).
    """
    left = {source: its for source, its in there.items() if source not in taken}
    if len(left) == 1:
        return next(iter(left))
    same = [source for source, its in left.items() if fold(its) == fold(name)]
    return same[0] if len(same) == 1 else ""


def why_none(name: str, there: Mapping[str, str], taken: Collection[str]) -> Perhaps:
    """Why a school's first roster cannot be told in a file, and what to do; empty where nothing is left in it."""
    left = sorted(its for source, its in there.items() if source not in taken)
    if len(left) < 2:  # of one there is no doubt
        return ""
    return say(
        "This roster is of several schools, and not just one is called {school}: {others}. Bring one that has your"
        " school alone.",
        school=name,
        others=Listed(left[:NAMES]),
    )
