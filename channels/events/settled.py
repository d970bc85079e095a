"""This file is the event that tells who reported something that the school has looked at it."""

from channels.events.event import EventKind

EVENT = EventKind(
    name="settled",
    headline="The school has looked at what you reported",
    path="/#/reports",
    notice="settled",
)
