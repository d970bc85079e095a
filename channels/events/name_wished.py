"""This file is the event that tells an admin that somebody wishes to be called otherwise."""

from channels.events.event import EventKind

EVENT = EventKind(
    name="name_wished",
    headline="Somebody wishes to be called otherwise; please look",
    path="/#/names",
    notice="name_wished",
)
