"""This file has the bodies of the doors to what somebody takes by text and email."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hub.doors.bodies import In, Out

MessageClass = Literal["routine", "emergency"]
ConsentState = Literal["open", "closed"]


class ConsentLine(Out, frozen=True):
    """A line of the ledger. by: the admin who noted it, by name; null where it came from outside."""

    at: str
    of: MessageClass
    state: ConsentState
    source: Literal["reply", "carrier", "one_click", "staff", "bounce"]
    why: str
    by: str | None


class ConsentAddress(Out, frozen=True):
    """
    An address and what may go there. routine, emergency: the sentence why nothing of that class does, null where
    it does. record: all that was noted, oldest first. address: in full for admins and for whose it is.
    """

    medium: Literal["sms", "email"]
    address: str
    routine: str | None
    emergency: str | None
    record: tuple[ConsentLine, ...]


class TextSettingsIn(In, frozen=True):
    """What is missing stays."""

    on: bool | None = None
    segment_price: int | None = None


class TextSettings(Out, frozen=True):
    """
    How the school sends texts. on: at all. segment_price: what a segment costs, in ten-thousandths of the school's
    currency, 0 where it is not known. sender: the number or service they come from, empty where none is set up.
    """

    on: bool
    segment_price: int
    sender: str


class Consents(Out, frozen=True):
    person: str
    name: str
    items: tuple[ConsentAddress, ...]


class ConsentIn(In, frozen=True):
    """why: what the person told the school, and how; it stays on record."""

    medium: Literal["sms", "email"]
    classes: Annotated[tuple[MessageClass, ...], Meta(min_length=1, max_length=2)]
    state: ConsentState
    why: Annotated[str, Meta(min_length=1, max_length=500)]
