"""This file is the event that tells somebody that a device they do not open falls silent in a week."""

from channels.events.event import EventKind

EVENT = EventKind(
    name="unused",
    headline="Alerts on your device stop in a week; open Roomwire there",
    path="/#/me",
    notice="unused",
    pushed=False,
)
