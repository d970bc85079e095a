"""This file says for whom what was changed, taken out or withdrawn is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.items import is_of_day, type_of
from hub.queries.conversations.posting import may_write
from policies.conversations.changing import may_see_revisions
from policies.verdict import Allowed

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot
    from hub.wire import Event


def on_record(snapshot: Snapshot, person: str, conversation: str | None, said: Event | None = None) -> bool:
    """Whether person may read what the messages of a conversation said before; said: the one it is about."""
    membership = snapshot.membership(person, conversation or "")
    if membership is None:
        return False
    keeps = said is not None and _keeps(snapshot, person, said)
    its = may_see_revisions(snapshot.roster.people[person], own_child=membership.own_child, keeps_day=keeps)
    return isinstance(its, Allowed)


def _keeps(snapshot: Snapshot, person: str, said: Event) -> bool:
    """Whether it tells of a day that person may write to now; what was withdrawn has no item."""
    if said.item is None or not is_of_day(said.item):
        return False
    where, who = snapshot.conversations[said.conversation or ""], snapshot.roster.people[person]
    return isinstance(may_write(snapshot, where, who, type_of(said.item), begun=True), Allowed)
