"""This file decides what of a dated fact holds on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from policies.people.facts import Dated, Denial


def holds(fact: Dated | Denial, day: date) -> bool:
    """Whether fact holds on day: a begin in the future is not there yet, the last day still counts."""
    return (fact.begin is None or fact.begin <= day) and (fact.end is None or day <= fact.end)


def rooms_on(facts: Iterable[Dated], day: date, rooms: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """
    The rooms of everybody on day, by who; only rooms still open count.

    Source: research/domain.md, B1 and C1 (a start date in the future does not count).
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.room in rooms and holds(fact, day):
            found[fact.who].add(fact.room)
    return {who: frozenset(its) for who, its in found.items()}
