"""This file puts an email that became no message on the list of the office."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.actions.inbound.unsorted import keep
from hub.inbound.email.blanking import host_of, without_secrets
from hub.store.unsorted import Unsorted
from policies.inbound.unsorted import SENTENCES, Reason

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.inbound.email.letters import Letter
    from notifiers.outbox import Claimed


@dataclass(frozen=True, slots=True)
class Came:
    """
    An email that came in. one: the delivery it is about; raw: as it came; letter: what it says; its: what tells it
    from every other email, however often it is brought.
    """

    one: Claimed
    raw: bytes
    letter: Letter
    its: str


def entry(hub: Hub, came: Came, reason: Reason, detail: str = "", person: str | None = None) -> Unsorted:
    """Its line on the list. person: who wrote it, where that is sure."""
    letter = came.letter
    words = "\n\n".join(one for one in (letter.subject, letter.text or letter.page_text) if one)
    files = hashlib.sha256(b"\0".join(one.raw for one in letter.files)).hexdigest() if letter.files else ""
    return Unsorted(
        medium="email", address=", ".join(letter.senders), person=person, reason=reason,
        detail="" if detail == SENTENCES[reason] else detail,
        text=without_secrets(words, host_of(hub.settings.base_url)), original=came.raw, files=files,
    )  # fmt: skip


async def listed(hub: Hub, came: Came, reason: Reason, detail: str = "", person: str | None = None) -> str:
    """
    List it; "listed". person: who wrote it, where that is sure.

    Raises:
        Unavailable: nothing was saved; the email is to be brought again.
    """
    await keep(hub.schools[came.one.school], entry(hub, came, reason, detail, person), hub.clock())
    return "listed"


async def unread(hub: Hub, one: Claimed, raw: bytes, why: str) -> str:
    """List an email that cannot be read; "listed"."""
    its = Unsorted(
        medium="email", address="", person=None, reason=Reason.UNREADABLE, detail=why, original=raw,
        files=hashlib.sha256(raw).hexdigest(),
    )  # fmt: skip
    await keep(hub.schools[one.school], its, hub.clock())
    return "listed"
