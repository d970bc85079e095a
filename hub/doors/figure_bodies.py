"""This file has the bodies that say how a school's alerts went, day by day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from hub.doors.bodies import Out


class MediumFigures(Out, frozen=True):
    """
    How a day's alerts went on one medium; planned is the sum of all but confirmed and unreached.

    arrived: the provider took them; confirmed: of those, what the carrier reports to be on the phone (texts alone).
    joined: told together with another. read, needless: not sent, as it was read before or for another reason.
    unreached: the sum of dead_address to expired. waiting: not over yet. median_s, p95_s: seconds from the message
    to the provider, of what was to ring at once; null where nothing was.
    """

    medium: Literal["push", "email", "sms"]
    planned: int
    arrived: int
    confirmed: int
    joined: int
    read: int
    needless: int
    unreached: int
    dead_address: int
    opted_out: int
    bad_message: int
    misconfigured: int
    expired: int
    ambiguous: int
    waiting: int
    median_s: float | None
    p95_s: float | None


class DayFigures(Out, frozen=True):
    """
    A day of the school's calendar. media: those that alerts were planned on.

    texts: which the provider took, or may have; segments: of all of them; cost: in the school's currency, at its
    price of today, null where it has set none.
    """

    day: date
    media: tuple[MediumFigures, ...]
    texts: int
    segments: int
    cost: str | None


class Figures(Out, frozen=True):
    """How alerts went from begin to end, both included, newest day first; days are those of zone's clock."""

    begin: date
    end: date
    zone: str
    days: tuple[DayFigures, ...]
