"""This file is the event that tells an admin that something was reported."""

from channels.events.event import EventKind

EVENT = EventKind(
    name="reported",
    headline="Something was reported; please look at it",
    path="/#/reports",
    notice="reported",
)
