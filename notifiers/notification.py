"""This file has what a sender is given, and the seven answers it may come back with."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """
    One alert, ready to be put on a medium. It holds no item: a headline and a path are all that leaves the hub.

    key: the delivery's id, the same on every attempt; what a provider gets as collapse key, Topic or Message-ID.
    thread: the conversation's id, the same for every alert of it; emails of one thread stand together.
    url: absolute, of the place in the app.
    expires_at: after this moment nobody wants to hear of it any more.
    """

    key: str
    thread: str
    title: str
    body: str
    url: str
    sender_name: str
    created_at: datetime
    expires_at: datetime
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it. receipt is the provider's name for it, empty where it gives none."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class DeadAddress:
    """Nobody is at this address any more; it is removed, and the next medium may be tried."""

    why: str


@dataclass(frozen=True, slots=True)
class OptedOut:
    """The person asked this sender to stop."""

    why: str


@dataclass(frozen=True, slots=True)
class BadMessage:
    """The provider will never take this message; a fault of ours, to be seen and not repeated."""

    why: str


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """Our credentials or settings are wrong; no message can pass, none is to blame."""

    why: str


@dataclass(frozen=True, slots=True)
class RetryAt:
    """
    It was certainly not taken. after: how long the provider asks us to wait, None where it did not say.

    down: it could not be reached or is broken itself; a run of those shuts it. Merely busy, it is not down.
    """

    why: str
    after: timedelta | None = None
    down: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may have been taken: the answer was lost."""

    why: str


Outcome = Accepted | DeadAddress | OptedOut | BadMessage | Misconfigured | RetryAt | Ambiguous
"""Source: DESIGN.md section 7; research/notifiers.md section 7."""
