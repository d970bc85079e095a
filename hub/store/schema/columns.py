"""This file says what all tables share: where they are declared, and how a moment is written."""

from sqlalchemy import Column, Integer, MetaData, String, text

metadata = MetaData()

Time = String(24)
"""A moment in UTC, to the millisecond, as the wire writes it: it sorts as text and reads alike everywhere."""

OPEN = text("settled_at is null")
"""What nobody has settled or answered yet. A query in these very words uses the index."""

GOOD = text("used_at is null and ended_at is null")
"""Of somebody's invitations the one that was neither used nor ended. A query in these very words uses the index."""

UNENDED = text("ended_at is null")
"""What is still to be done, or under way."""

CHANGE = text("kind in ('edited', 'withdrawn')")
"""Events that change what was said before them; likewise in these words (hub.store.changes.CHANGES)."""

ASIDE = text("audience <> 'all' and kind not in ('edited', 'withdrawn')")
"""Events that not everybody in their conversation reads, changes left out; likewise."""


def text_(name: str, *, null: bool = False, **more: object) -> Column[str]:
    """A column of text; null: whether it may be empty."""
    return Column(name, String, nullable=null, **more)  # type: ignore[arg-type]


def number(name: str, *, null: bool = False, **more: object) -> Column[int]:
    """A column of whole numbers; null: whether it may be empty."""
    return Column(name, Integer, nullable=null, **more)  # type: ignore[arg-type]
