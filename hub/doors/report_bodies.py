"""This file has the bodies of the doors to reports, and to whom one has blocked."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from channels.items import Item
from hub.doors.bodies import In, Out, Reason
from hub.wire import Id


class ReportIn(In, frozen=True):
    """message: the one that is meant, null for the whole conversation."""

    reason: Annotated[str, Meta(max_length=10_000)]
    message: Id | None = None


class ReportMade(Out, frozen=True):
    id: str


class SettleIn(In, frozen=True):
    """note: what the reporter reads of it."""

    note: Reason = ""


class Report(Out, frozen=True):
    """
    What was reported. item: what the message says now, null for a whole conversation and where it was withdrawn.

    may_settle: whether this reader settles it; mine: whether they reported it. by_name, against_name: who reported
    it, and who wrote what was reported; null for all but who settles it.
    """

    id: str
    conversation: str
    title: str
    message: str | None
    item: Item | None
    reason: str
    at: str
    mine: bool
    may_settle: bool
    by_name: str | None
    against_name: str | None
    settled_at: str | None
    settled_by_name: str | None
    note: str


class Reports(Out, frozen=True):
    """What waits first, then the newest."""

    items: tuple[Report, ...]


class Block(Out, frozen=True):
    """Somebody who starts no new conversations with the reader."""

    person: str
    name: str
    at: str


class Blocks(Out, frozen=True):
    """Newest first."""

    items: tuple[Block, ...]
