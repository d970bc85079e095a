"""This file reads what was said while people were out, and is not theirs to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from hub.store.schema import missed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from policies.conversations.returning import Stretch


def missed_by(connection: Connection, school: str) -> Mapping[tuple[str, str], tuple[Stretch, ...]]:
    """By person and conversation, what was said while they were out and is not theirs to read."""
    found: defaultdict[tuple[str, str], list[Stretch]] = defaultdict(list)
    its = missed.c
    rows = select(its.person, its.conversation, its.after_n, its.to_n).where(its.school == school)
    for person, conversation, after, to in connection.execute(rows.order_by(its.after_n)):
        found[person, conversation].append((after, to))
    return {whose: tuple(stretches) for whose, stretches in found.items()}
