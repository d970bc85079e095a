"""This file says whom a reader may know by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.people.knowing import knows_by_name

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot


def known_by(snapshot: Snapshot, person: str) -> frozenset[str]:
    """The ids of everybody person may know by name: who works here, and who shares a family's conversation."""
    theirs = snapshot.of_person.get(person, ())
    families = [one for one in theirs if snapshot.conversations[one].subject.about in {"student", "person"}]
    shares = frozenset[str]().union(*(snapshot.members(one) for one in families))
    return knows_by_name(snapshot.roster, snapshot.roster.people[person], shares)
