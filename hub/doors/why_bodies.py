"""This file has the bodies of the doors that explain: who would hear, who was told, and why."""

from __future__ import annotations

from typing import Literal

from channels.items import Item
from hub.doors.bodies import In, Out
from hub.wire import Id, Sharing, Urgency


class PreviewIn(In, frozen=True):
    conversation: Id
    item: Item
    urgency: Urgency = "normal"


class Recipient(Out, frozen=True):
    """media: what rings first; says: a sentence for each medium that waits, and until when."""

    person: str
    name: str
    media: tuple[str, ...]
    says: tuple[str, ...]


class Skipped(Out, frozen=True):
    person: str
    name: str
    why: str


class Wording(Out, frozen=True):
    """
    One wording of a text. language: its code. count: to how many numbers. text: as they read it, its link being an
    example. alphabet, segments: of each.
    """

    language: str
    count: int
    text: str
    alphabet: Literal["gsm", "ucs2"]
    segments: int


class Texts(Out, frozen=True):
    """
    What would go as a text, in each language that somebody is told in, the most numbers first. count: to how many
    numbers. cost: of all, in the school's currency; null where it set no price.
    """

    count: int
    wordings: tuple[Wording, ...]
    cost: str | None


class Preview(Out, frozen=True):
    """
    Who would hear of it if it were posted (and, where held, approved) now. expect: when a parent may expect an
    answer, null where that is now. texts: null where nobody is told by text.
    """

    sharing: Sharing
    why: str
    expect: str | None
    recipients: tuple[Recipient, ...]
    skipped: tuple[Skipped, ...]
    texts: Texts | None


class Step(Out, frozen=True):
    """One thing that happened to a delivery; detail in words."""

    at: str
    what: Literal[
        "planned",
        "handed",
        "accepted",
        "failed",
        "retrying",
        "ambiguous",
        "cancelled",
        "joined",
        "postponed",
        "reported",
        "sent",
        "delivered",
        "undelivered",
        "read",
        "passed on",
        "waits",
        "resent",
        "cleared",
        "bounced",
        "delayed",
    ]
    medium: str
    address: str
    detail: str


class Told(Out, frozen=True):
    """What became of one message for one person. skipped: why no medium was used, null where one was."""

    person: str
    name: str
    read_at_or_before: str | None
    read: bool
    skipped: str | None
    steps: tuple[Step, ...]


class Timeline(Out, frozen=True):
    message: str
    sharing: Sharing
    items: tuple[Told, ...]


class Explanation(Out, frozen=True):
    """Yes or no, and why. change: the screen on which an admin changes a no; null where there is none."""

    answer: bool
    because: tuple[str, ...]
    change: Literal["children", "staff", "settings"] | None
