"""This file reads rows of who may pick up by the roster as the rules take them; it needs no SQL."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from policies.people.pick_up_lists import ListedPickUp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.store.many import Row
    from hub.store.snapshot import RosterRows

PICK_UPS = "listed_pick_up"
"""The table, by whose name its rows stand beside those of the roster's other tables."""


def listed_here(rows: RosterRows) -> dict[str, frozenset[ListedPickUp]]:
    """By the id of each child who is here, who may pick it up by the roster, of the rows of a school."""
    listed = listed_of(rows[PICK_UPS])
    return {row["id"]: listed.get(row["id"], frozenset()) for row in rows["student"] if row["left_at"] is None}


def listed_of(rows: Iterable[Row]) -> dict[str, frozenset[ListedPickUp]]:
    """By the id of the child who stands in the roster's list, of the rows of a school."""
    found: defaultdict[str, set[ListedPickUp]] = defaultdict(set)
    for row in rows:
        found[row["student"]].add(listed_in(row))
    return {student: frozenset(its) for student, its in found.items()}


def listed_in(row: Row) -> ListedPickUp:
    """A row of the table as the rules take it."""
    return ListedPickUp(row["name"], row["relation"], row["phone"], row["source"])
