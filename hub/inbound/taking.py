"""This file takes an email that came in: by its address it is an answer, a report, or the wish for no more."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.deeds.unsubscribe import BY_EMAIL, unsubscribe
from hub.errors import RateLimited, Unavailable
from hub.inbound.bouncing import bounced
from hub.inbound.letters import Unreadable, read
from hub.inbound.replying import replied
from hub.mailing import signer_of
from notifiers import outbox

if TYPE_CHECKING:
    from hub.hub import Hub
    from notifiers.outbox import Claimed

log = logging.getLogger("roomwire.inbound")


@dataclass(frozen=True, slots=True)
class Taken:
    """It is ours now, whatever came of it; nobody need bring it again."""

    what: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now; whoever brings it is to try again."""

    why: str


@dataclass(frozen=True, slots=True)
class Never:
    """It can never work; the sentence is for who wrote it."""

    why: str


Ending = Taken | Later | Never

NOBODY = "There is no such address here."
GONE = "This address belongs to an email that is not on record any more. Please write in Roomwire."
NULL_ONLY = "This address takes only reports of mail that came back."
UNREADABLE = "This email cannot be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An email, and its envelope. sender: as the envelope has it; empty for reports, None where it is not known."""

    sender: str | None
    recipient: str
    raw: bytes


def purpose_of(hub: Hub, recipient: str) -> tuple[str, str] | None:
    """What an address is for, and of which delivery it is; None for every address that is not ours."""
    signer, (local, _, domain) = signer_of(hub.settings), recipient.rpartition("@")
    if signer is None or not hub.settings.mail_domain or domain.lower() != hub.settings.mail_domain:
        return None
    return signer.read_local(local)


async def take(hub: Hub, mail: Mail) -> Ending:
    """What becomes of an email; it never raises for what somebody may have written into it."""
    purpose = purpose_of(hub, mail.recipient)
    if purpose is None:
        return Never(NOBODY)
    try:
        one = await hub.store.read(lambda connection: outbox.found(connection, purpose[1]))
        if one is None:
            return Never(GONE)
        await hub.schools.level(one.school, 0, one.recipients[0])
        return await _taken(hub, mail, one, purpose[0])
    except (Unavailable, RateLimited) as met:
        return Later(met.sentence)


async def _taken(hub: Hub, mail: Mail, one: Claimed, purpose: str) -> Ending:
    if purpose == "stop":
        await unsubscribe(hub.schools[one.school], one.address, BY_EMAIL, hub.clock())
        return Taken("unsubscribed")
    if purpose == "bounce" and mail.sender != "":
        return Never(NULL_ONLY)
    try:
        letter = await asyncio.to_thread(read, mail.raw)  # a large one keeps nobody else waiting
    except Unreadable as error:
        log.warning("an email about %s cannot be read: %s", one.id, error)
        return Never(UNREADABLE)
    its = hashlib.sha256(f"{purpose}\0{one.id}\0{letter.id}".encode("utf-8", "replace")).hexdigest()
    if purpose == "bounce":
        return Taken(await bounced(hub, one, letter, its))
    if mail.sender == "":
        log.info("an email about %s was dropped: it is a report", one.id)
        return Taken("dropped")
    match await replied(hub, one, letter, its):
        case None:
            return Taken("done")
        case str() as why:
            return Never(why)
