"""This file has what a sender is given, and the eight answers it may come back with."""

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Notice:
    """
    What an alert is about, for media that say it in whole sentences and in the reader's language.

    kind: its words are "notices.<kind>" in the catalogs of notifiers/writing/languages; "other" says the headline
    as it is. who: the name of whoever did it. count: of how many things. detail: a sentence of ours that is shown
    as it is. loud: "urgent", "emergency" or "drill", empty for most. about: of kind "several", each thing, by
    category and whom it is from. parent_of: the given names of the children whose parent they are called; None of
    who works at the school, empty where no child is named.
    """

    kind: str
    who: str = ""
    count: int = 1
    detail: str = ""
    loud: str = ""
    about: tuple[tuple[str, str], ...] = ()
    parent_of: tuple[str, ...] | None = None

    def packed(self) -> str:
        """As the outbox keeps it: JSON of whatever is not as usual."""
        usual, names = Notice(self.kind), [its.name for its in fields(self)[1:]]
        told = {name: now for name in names if (now := getattr(self, name)) != getattr(usual, name)}
        return json.dumps({"kind": self.kind, **told})

    @classmethod
    def unpacked(cls, text: str) -> Self:
        """What packed made; what a newer hub knows besides is left out."""
        read, known = json.loads(text), {its.name for its in fields(cls)}
        found = cls(**{name: value for name, value in read.items() if name in known})
        return replace(
            found,
            about=tuple((category, who) for category, who in found.about),
            parent_of=None if found.parent_of is None else tuple(found.parent_of),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """
    What an email carries besides.

    reply_to: where an answer goes; answers: what is written there becomes a message. one_mailbox: it does not, as
    several people read the address, and nobody knows whose it would be. bounces_to: the envelope's sender,
    where mail that comes back goes; None for the sender's own address. unsubscribe: a page that ends routine emails
    to this address, and an address that does; empty where there is none.
    answering: the Message-ID that it answers; nothing ever answers or returns such an email.
    """

    notice: Notice
    language: str = "en"
    reply_to: str = ""
    answers: bool = False
    one_mailbox: bool = False
    bounces_to: str | None = None
    unsubscribe: tuple[str, ...] = ()
    answering: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """
    One alert, ready to be put on a medium. It holds no item: a headline and a path are all that leaves the hub.

    key: the delivery's id, the same on every attempt; what a provider gets as collapse key, Topic or Message-ID.
    thread: the conversation's id, the same for every alert of it; emails of one thread stand together.
    url: absolute, of the place in the app.
    created_at: when it was planned; sent_at: when it is handed over, None where that is then.
    expires_at: after this moment nobody wants to hear of it any more.
    mailing: for emails; None says the headline alone. in_whole: a text says all of it, in several segments too.
    """

    key: str
    thread: str
    title: str
    body: str
    url: str
    sender_name: str
    created_at: datetime
    expires_at: datetime
    mailing: Mailing | None = None
    sent_at: datetime | None = None
    in_whole: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it. receipt is the provider's name for it, empty where it gives none."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class DeadAddress:
    """Nobody is at this address any more; it is removed, and the next medium may be tried."""

    why: str


@dataclass(frozen=True, slots=True)
class Full:
    """Somebody is there, and the mailbox takes nothing for now: full, or switched off. The next medium is tried."""

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
    """
    Our credentials or settings are wrong; no message can pass, none is to blame.

    perhaps: it was said of this address, and may be true of it alone.
    """

    why: str
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class RetryAt:
    """
    It was certainly not taken. after: how long the provider asks us to wait, None where it did not say.

    down: it could not be reached or is broken itself; a run of those shuts it. Merely busy, it is not down.
    perhaps: for this address alone, as far as one can tell.
    """

    why: str
    after: timedelta | None = None
    down: bool = False
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may have been taken: the answer was lost."""

    why: str


Outcome = Accepted | DeadAddress | Full | OptedOut | BadMessage | Misconfigured | RetryAt | Ambiguous
"""Source: DESIGN.md section 7; research/notifiers.md section 7."""


def storable(said: str) -> str:
    """A provider's words as a database keeps them: some say what is no text, and a row must stay readable."""
    if said.isascii() and "\0" not in said:
        return said
    return said.encode("utf-8", "replace").decode().replace("\0", "")


def readable(outcome: Outcome) -> Outcome:
    """The same outcome, in words that can be kept."""
    if isinstance(outcome, Accepted):
        return Accepted(storable(outcome.receipt))
    return replace(outcome, why=storable(outcome.why))
