"""This file shows who is on a photo to whoever sees those children, and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from channels.items import Files
from hub.store.journal import Stored
from hub.wire import encode
from policies.conversations.tagging import list_shown_tags

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot


class Tags:
    """
    An event as each of its readers gets it: who is on its photos may be named to some of them alone.

    Those who get the same get the same object, which is encoded once.
    """

    def __init__(self, snapshot: Snapshot, stored: Stored) -> None:
        item = stored.event.item
        self._snapshot, self._stored = snapshot, stored
        self._files = item if isinstance(item, Files) and item.tagged else None
        self._made: dict[tuple[str, ...], Stored] = {self._files.tagged: stored} if self._files else {}

    def shown_to(self, person: str) -> Stored:
        """What a person gets, by id; they may read the event."""
        if self._files is None:
            return self._stored
        roster = self._snapshot.roster
        tagged = list_shown_tags(roster, roster.people[person], self._files.tagged)
        if tagged not in self._made:
            item = msgspec.structs.replace(self._files, tagged=tagged)
            event = msgspec.structs.replace(self._stored.event, item=item)
            its = self._stored
            self._made[tagged] = Stored(its.school, its.audience, its.rule, event, encode(event))
        return self._made[tagged]


def shown(snapshot: Snapshot, person: str, stored: Stored) -> Stored:
    """An event as a person gets it, by id; they may read it."""
    item = stored.event.item
    if not isinstance(item, Files) or not item.tagged:  # nearly all there is, for each device that comes back
        return stored
    return Tags(snapshot, stored).shown_to(person)
