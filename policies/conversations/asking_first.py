"""This file decides what is summed up for its author before it goes, because it reaches many or wakes people."""

from policies.people.facts import Area

HANDFUL = 10
"""More parents than have children at one table: above it a slip of the thumb is read by people it is not about."""


def asks_first(area: Area, parents: int) -> bool:
    """
    Whether whoever writes in a conversation of this area, which so many parents would be told of, is asked first.

    Colleagues who talk among themselves are not: there a slip reaches no family. What is marked as urgent is asked
    about wherever it is written.

    Source: research/app.md, B.
    """
    return area is Area.ANNOUNCEMENTS or parents > HANDFUL
