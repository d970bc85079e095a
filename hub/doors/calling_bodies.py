"""This file has the bodies of the doors to what is urgent: confirming it, and whom it has not reached."""

from __future__ import annotations

from hub.doors.bodies import Out
from hub.wire import Urgency


class Confirmation(Out, frozen=True):
    """An emergency that one confirmed, and when."""

    message: str
    at: str


class Confirmations(Out, frozen=True):
    items: tuple[Confirmation, ...]


class Standing(Out, frozen=True):
    """
    Where somebody stands with something urgent. reached_at: when they read it, or confirmed it where that is asked
    for, null while they have not. says: what comes next. call: "now" where they are to be called. number: for the
    office.
    """

    person: str
    name: str
    reached_at: str | None
    says: str
    call: str | None
    number: str | None


class Urgent(Out, frozen=True):
    """Something urgent that was said; people: those to call first."""

    message: str
    conversation: str
    title: str
    author_name: str
    at: str
    urgency: Urgency
    people: tuple[Standing, ...]


class Calls(Out, frozen=True):
    """What was urgent within a day, newest first, with those whom it has not reached."""

    items: tuple[Urgent, ...]
