"""This file asks the rules when a parent may expect an answer, on the school's own clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from policies.conversations.office_hours import answers_expected

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot


def expected(snapshot: Snapshot, author: str, now: datetime) -> str | None:
    """The sentence for author, None where nothing needs to be said."""
    local = now.astimezone(ZoneInfo(snapshot.time_zone)).replace(tzinfo=None)
    return answers_expected(snapshot.roster, snapshot.roster.people[author], local) or None
