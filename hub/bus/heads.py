"""This file remembers, per conversation, where each audience's last event stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.store.changes import CHANGES, rewritten
from hub.store.conversations import list_counts
from hub.store.journal import Stored
from hub.store.messages import list_lasts, list_later_changes, list_withdrawn
from policies.conversations.seeing import ALL, STAFF_SIDE

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot


@dataclass(slots=True)
class Heads:
    """
    The last event of every conversation and audience, of every person, and of the whole staff.

    It answers, without reading anything, what a person was last told: a guardian's head never moves for what
    guardians may not see. changes: the edits and withdrawals after the last of them, which not everybody may read
    who reads the last. withdrawn: by conversation, the n of what was taken back, in order.
    """

    last: dict[tuple[str, str], Stored] = field(default_factory=dict)
    changes: dict[tuple[str, str], list[Stored]] = field(default_factory=dict)
    n: dict[str, int] = field(default_factory=dict)
    withdrawn: dict[str, list[int]] = field(default_factory=dict)

    def note(self, stored: Stored) -> None:
        """Take a new event in: as the last of its conversation, or as a change of what is there."""
        event = stored.event
        key = event.conversation or "", stored.audience
        if event.kind in CHANGES:
            self._change(stored)
            return
        self.last[key] = stored
        self.changes.pop(key, None)
        if event.n is not None and event.conversation is not None:
            self.n[event.conversation] = event.n

    def _change(self, change: Stored) -> None:
        where = change.event.conversation or ""
        for key in ((where, ALL), (where, STAFF_SIDE)):
            if (one := self.last.get(key)) is not None:
                self.last[key] = rewritten(one, change)
        its = self.changes.setdefault((where, change.audience), [])
        its[:] = [*(rewritten(one, change) for one in its), change]
        if change.event.kind == "withdrawn" and change.event.of_n is not None:
            self.take_back(where, change.event.of_n)

    def take_back(self, conversation: str, n: int) -> None:
        """Note that message n of a conversation, which families saw, was taken back."""
        its = self.withdrawn.setdefault(conversation, [])
        if n not in its[bisect_left(its, n) :][:1]:
            insort(its, n)

    def withdrawn_between(self, conversation: str, after: int, before: int) -> list[int]:
        """The n of what was taken back there, of those greater than after and smaller than before."""
        its = self.withdrawn.get(conversation, [])
        return its[bisect_right(its, after) : bisect_left(its, before)]

    def last_for(self, snapshot: Snapshot, person: str, conversation: str) -> Stored | None:
        """The newest event of a conversation that person may read."""
        found = (self.last.get((conversation, audience)) for audience in (ALL, STAFF_SIDE))
        return _newest(one for one in found if one and snapshot.may_read(person, one.event, one.audience))

    def of(self, snapshot: Snapshot, person: str) -> int:
        """The seq of the newest event that person may read, 0 where there is none."""
        theirs = snapshot.of_person.get(person, ())
        its = [self.last_for(snapshot, person, one) for one in theirs]
        if self.changes:
            its += [self._last_change(snapshot, person, one) for one in theirs]
        own = [self.last.get(("", audience)) for audience in (person, STAFF_SIDE)]
        told = [one for one in own if one and snapshot.may_read(person, one.event, one.audience)]
        newest = _newest([*(one for one in its if one), *told])
        return newest.event.seq if newest else 0

    def _last_change(self, snapshot: Snapshot, person: str, conversation: str) -> Stored | None:
        found = [one for audience in (ALL, STAFF_SIDE) for one in self.changes.get((conversation, audience), ())]
        return _newest(one for one in found if snapshot.may_read(person, one.event, one.audience))


def _newest(events: Iterable[Stored]) -> Stored | None:
    return max(events, key=lambda one: one.event.seq, default=None)


def heads(connection: Connection, school: str) -> Heads:
    """The heads as the journal has them now."""
    found = Heads()
    for one in list_lasts(connection, school):
        found.last[one.event.conversation or "", one.audience] = one
    for one in list_later_changes(connection, school):
        found.changes.setdefault((one.event.conversation or "", one.audience), []).append(one)
    for conversation, n in list_withdrawn(connection, school):
        found.take_back(conversation, n)
    found.n = dict(list_counts(connection, school))
    return found
