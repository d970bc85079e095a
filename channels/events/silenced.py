"""This file is the event that tells somebody that a device of theirs has fallen silent."""

from channels.events.event import EventKind

EVENT = EventKind(
    name="silenced",
    headline="Alerts on a device of yours have stopped; sign in there again",
    path="/#/me",
    notice="silenced",
    pushed=False,
)
