"""This file puts several things into one phrase of a sentence."""

from collections.abc import Sequence
from functools import reduce

from policies.sentence import Listed, say


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "Mia", "Mia and Leo", "Mia, Leo and Emil"; empty where there are none."""
    if len(names) < 2:
        return "".join(names)
    return say("{names} and {last}", names=Listed(names[:-1]), last=names[-1])


def one_of(names: Sequence[str]) -> str:
    """Names of which one is enough: "Mia", "Mia or Leo", "Mia, Leo or Emil"; empty where there are none."""
    if len(names) < 2:
        return "".join(names)
    return say("{names} or {last}", names=Listed(names[:-1]), last=names[-1])


def every(names: Sequence[str]) -> str:
    """Names with every word between: "Mia and Leo and Emil"."""
    return reduce(lambda so_far, last: say("{names} and {last}", names=so_far, last=last), names) if names else ""


def either(names: Sequence[str]) -> str:
    """Names of which one is enough, with every word between: "Mia or Leo or Emil"."""
    return reduce(lambda so_far, last: say("{names} or {last}", names=so_far, last=last), names) if names else ""
