"""This file is the event that tells the office that an email or a text became no message."""

from channels.events.event import EventKind

EVENT = EventKind(
    name="unsorted",
    headline="An email or a text became no message; please look",
    path="/#/unsorted",
    notice="unsorted",
)
