"""This file has the bodies of the doors to how a school sends emails."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from hub.doors.bodies import In, Named, Out


class EmailSettingsIn(In, frozen=True):
    """What is missing stays; empty words are the school's own name, and no address."""

    display_name: Annotated[str, Meta(max_length=200)] | None = None
    reply_to: Annotated[str, Meta(max_length=300)] | None = None
    language: Annotated[str, Meta(max_length=20)] | None = None
    on: bool | None = None


class EmailSettings(Out, frozen=True):
    """
    How the school sends emails: whether at all (on), from whom, in which language to who has chosen none.

    reply_to: where an answer goes that becomes no message. address: the hub's own, that emails come from; empty
    where no mail server is set up. answers: whether an answer to a message's email becomes a message.
    """

    display_name: str
    reply_to: str
    language: str
    languages: tuple[Named, ...]
    on: bool
    address: str
    answers: bool
    school_name: str


class MailTaken(Out, frozen=True):
    """What became of an email that was handed over, in one word."""

    became: str
