"""This file has an answer as a person means it, before a program wraps it."""

from __future__ import annotations

import base64
from dataclasses import dataclass

CUP = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one pixel."""


@dataclass(frozen=True)
class Picture:
    """A picture within the words. after: it stands behind this many lines; 0 is above all."""

    after: int
    name: str = "cup.png"
    data: bytes = CUP


@dataclass(frozen=True)
class Answer:
    """
    What somebody answers.

    text: lines and empty lines as typed. subject: one of their own; None leaves the program's. pictures: within the
    lines.
    """

    text: str
    subject: str | None = None
    pictures: tuple[Picture, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines as typed; a text of nothing is one empty line."""
        return self.text.split("\n")

    def pieces(self) -> list[str | Picture]:
        """Runs of lines, and the pictures between them, in order; no run is empty of lines."""
        found: list[str | Picture] = []
        start = 0
        for picture in sorted(self.pictures, key=lambda one: one.after):
            stop = min(max(picture.after, start), len(self.lines))
            if stop > start:
                found.append("\n".join(self.lines[start:stop]))
            found.append(picture)
            start = stop
        if start < len(self.lines) or not found:
            found.append("\n".join(self.lines[start:]))
        return found
