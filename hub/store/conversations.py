"""This file reads how many messages each conversation has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from hub.store.schema import conversation

if TYPE_CHECKING:
    from sqlalchemy import Connection


def list_counts(connection: Connection, school: str) -> Mapping[str, int]:
    """How many messages were shared in each conversation so far."""
    rows = connection.execute(select(conversation.c.id, conversation.c.n).where(conversation.c.school == school))
    return {its: n for its, n in rows}  # noqa: C416 (rows are not pairs to a type checker)
