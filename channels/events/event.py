"""This file has what an event that is no message says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKind:
    """
    An event that stands in no conversation and is for one person, its audience in the journal.

    name: on the wire and in the journal. headline: what a phone shows of it; nothing of what was said, and no name.
    path: where that leads. notice: what kind of notice that is, as notifiers/writing/languages knows it. pushed:
    push is the first way to tell of it; else text and email are, as of a device that nobody looks at.
    """

    name: str
    headline: str
    path: str
    notice: str = "other"
    pushed: bool = True
