"""This file finds whose conversations change as a school's rules do, without asking about those that stay alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from channels.kinds.kind import nobody

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot
    from policies.conversations.seeing import Spans


@dataclass(frozen=True, slots=True)
class Move:
    """
    Somebody whose conversations change, and which they gain and lose, in order.

    places: of those they gain that were there before, what they may read there from then on.
    """

    person: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    places: Mapping[str, Spans]


def moves(before: Snapshot, after: Snapshot) -> Sequence[Move]:
    """Everybody whose conversations are others after than before, in order; both are of the same school."""
    gained: defaultdict[str, list[str]] = defaultdict(list)
    lost: defaultdict[str, list[str]] = defaultdict(list)
    parties = _other_parties(before, after)
    for one in sorted(before.conversations.keys() | after.conversations.keys()):
        if _stays(one, before, after, parties):
            continue
        had, has = _inside(before, one), _inside(after, one)
        for person in has - had:
            gained[person].append(one)
        for person in had - has:
            lost[person].append(one)
    return [
        Move(
            person, tuple(gained[person]), tuple(lost[person]),
            {one: after.members(one)[person].spans for one in gained[person] if one in before.conversations},
        )
        for person in sorted(gained.keys() | lost.keys())
    ]  # fmt: skip


def _other_parties(before: Snapshot, after: Snapshot) -> frozenset[str]:
    """The parties that somebody comes into or leaves."""
    return frozenset(
        party
        for party in before.people.keys() | after.people.keys()
        if (had := before.people.get(party)) is not (has := after.people.get(party)) and had != has
    )


def _stays(conversation: str, before: Snapshot, after: Snapshot, others: frozenset[str]) -> bool:
    """
    Whether everybody stays in a conversation, and nobody comes: nothing changed by which anybody is in one.

    That is its parties, who is in those, and whom the rules keep out of it (Snapshot.members, Kind.kept).
    """
    its = after.conversations.get(conversation)
    if its is None or conversation not in before.conversations or its.kind.keeps_out is not nobody:
        return False
    parties, area = after.parties.get(conversation, ()), its.kind.area
    return (
        before.parties.get(conversation, ()) == parties
        and all(party not in others for party, _, _ in parties)
        and before.roster.kept_out.get(area) == after.roster.kept_out.get(area)
        and its.kind.outside(before.roster, its.subject, ()) == its.kind.outside(after.roster, its.subject, ())
    )


def _inside(rules: Snapshot, conversation: str) -> frozenset[str]:
    if conversation not in rules.conversations:
        return frozenset()
    return frozenset(person for person, its in rules.members(conversation).items() if its.spans[-1][1] is None)
