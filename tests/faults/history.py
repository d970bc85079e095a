"""What the clients say of a run: every action invoked and how it ended, and every event each device handled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Posted:
    """A message: invoked, and acknowledged or refused; anything else is not known yet, and is tried again."""

    author: str
    conversation: str
    cid: str
    text: str
    kind: str
    urgency: str = "normal"
    seq: int = 0
    id: str = ""
    sharing: str = ""
    refused: str = ""
    tries: int = 0

    @property
    def ended(self) -> bool:
        """Whether its author knows what became of it."""
        return bool(self.id or self.refused)


@dataclass(slots=True)
class Asked:
    """
    A change to a message, or its confirmation, by somebody who had read it: t is that of its frame.

    before, seen: what an amended one said and its edited_at, as its reader had them; item: what it is to say.
    late: what it confirms had been taken back before. seq: of the event that an acknowledged change became.
    code: of a refusal. tries: at the first, a refusal is of what was never done; at later ones an answer may have
    been lost.
    """

    person: str
    t: str
    message: str
    before: str = ""
    seen: str | None = None
    item: dict[str, Any] | None = None
    late: bool = False
    done: bool = False
    seq: int = 0
    code: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Handled:
    """An event that a device handled. head: what it was told the journal's head was when it connected."""

    seq: int
    kind: str
    conversation: str
    id: str
    n: int
    author: str
    text: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    head: int
    of: int = 0


@dataclass(slots=True)
class DeviceLog:
    """All that one device handled, in the order it did; anew: where it had to start from nothing again."""

    name: str
    person: str
    since: int
    handled: list[Handled] = field(default_factory=list)
    anew: int = 0


@dataclass(slots=True)
class History:
    """Everything that was seen from outside during a run."""

    posts: dict[str, Posted] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    devices: list[DeviceLog] = field(default_factory=list)
    reads: dict[tuple[str, str], int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    mails: list[tuple[str, str]] = field(default_factory=list)
    lists: list[tuple[str, dict[str, int]]] = field(default_factory=list)
    to_confirm: list[tuple[str, frozenset[str]]] = field(default_factory=list)

    def acknowledged(self, posted: Posted, seq: int, id: str, sharing: str) -> None:  # noqa: A002
        """An answer to a post; a repeat has to say the same."""
        if posted.id and (posted.id, posted.seq) != (id, seq):
            self.complaints.append(f"{posted.cid} was answered {posted.id} at {posted.seq}, then {id} at {seq}")
        posted.id, posted.seq, posted.sharing = id, seq, sharing

    def read(self, person: str, conversation: str, n: int) -> None:
        """A read marker that was acknowledged."""
        place = person, conversation
        self.reads[place] = max(n, self.reads.get(place, 0))
