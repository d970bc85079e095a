"""This file has where a page of a list ends, and so where the next one begins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageCursor:
    """The last row of a page that is ordered by moment, then id. at: as stamp wrote it."""

    at: str
    id: str

    def __str__(self) -> str:
        """As clients give it back: they are to read nothing out of it."""
        return f"{self.at},{self.id}"
