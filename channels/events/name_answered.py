"""This file is the event that tells somebody what became of their wish to be called otherwise."""

from channels.events.event import EventKind

EVENT = EventKind(
    name="name_answered",
    headline="The school has answered what you wish to be called",
    path="/#/me",
    notice="name_answered",
)
