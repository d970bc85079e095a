"""This file says for whom what was changed, taken out or withdrawn is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.changing import may_see_revisions
from policies.verdict import Allowed

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot


def on_record(snapshot: Snapshot, person: str, conversation: str | None) -> bool:
    """Whether person may read what the messages of a conversation said before."""
    membership = snapshot.membership(person, conversation or "")
    if membership is None:
        return False
    return isinstance(may_see_revisions(snapshot.roster.people[person], own_child=membership.own_child), Allowed)
