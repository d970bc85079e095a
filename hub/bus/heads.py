"""This file remembers, per conversation, where each audience's last event stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from hub.store import schema
from hub.store.changes import CHANGES, rewritten
from hub.store.journal import Stored, stored_at
from policies.seeing import ALL, STAFF_SIDE

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot


@dataclass(slots=True)
class Heads:
    """
    The last event of every conversation and audience, of every person, and of the whole staff.

    It answers, without reading anything, what a person was last told: a guardian's head never moves for what
    guardians may not see. changes: the edits and withdrawals after the last of them, which not everybody may read
    who reads the last.
    """

    last: dict[tuple[str, str], Stored] = field(default_factory=dict)
    changes: dict[tuple[str, str], list[Stored]] = field(default_factory=dict)
    n: dict[str, int] = field(default_factory=dict)

    def note(self, stored: Stored) -> None:
        """Take a new event in."""
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
    event, conversation = schema.event, schema.conversation
    found = Heads()
    lasts = connection.execute(
        select(func.max(event.c.seq))
        .where(event.c.school == school, event.c.kind.not_in(CHANGES))
        .group_by(event.c.conversation, event.c.audience)
    )
    for one in stored_at(connection, school, [seq for (seq,) in lasts]):
        found.last[one.event.conversation or "", one.audience] = one
    changes = connection.execute(
        select(event.c.seq).where(event.c.school == school, event.c.kind.in_(CHANGES)).order_by(event.c.seq)
    )
    for one in stored_at(connection, school, [seq for (seq,) in changes]):
        key = one.event.conversation or "", one.audience
        if key not in found.last or found.last[key].event.seq < one.event.seq:
            found.changes.setdefault(key, []).append(one)
    counted = connection.execute(select(conversation.c.id, conversation.c.n).where(conversation.c.school == school))
    found.n = {one: n for one, n in counted}  # noqa: C416 (rows are not pairs to a type checker)
    return found
