"""This file takes an email that came in: by its address it is an answer, a report, or the wish for no more."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.actions.notify.unsubscribe import BY_EMAIL, unsubscribe
from hub.errors import RateLimited, Unavailable
from hub.inbound.email.bounces import bounced
from hub.inbound.email.letters import Unreadable, read
from hub.inbound.email.listing import Came, listed, unread
from hub.inbound.email.replying import replied
from hub.notify.rendering import signer_of
from hub.store.row_security import Across
from notifiers import outbox
from policies.inbound.unsorted import Reason
from policies.sentence import say

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

NO_SUCH_ADDRESS = say("There is no such address here.")
GONE = say("This address belongs to an email that is not on record any more. Please write in Roomwire.")


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
        return Never(NO_SUCH_ADDRESS)
    try:
        one = await hub.store.read(lambda connection: outbox.found(connection, purpose[1]), Across.ANSWERS)
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
    try:
        letter = await asyncio.to_thread(read, mail.raw, hub.settings.mail_authserv)  # others go on meanwhile
    except Unreadable as error:
        log.warning("an email cannot be read", extra={"delivery": one.id, "why": str(error)})
        return Taken(await unread(hub, one, mail.raw, str(error)))
    its = hashlib.sha256(f"reply\0{one.id}\0{letter.id}".encode("utf-8", "replace")).hexdigest()
    came = Came(one, mail.raw, letter, its)
    if mail.sender != "":
        return Taken(await replied(hub, came))  # also what somebody's program sent where reports go
    if purpose == "bounce" and letter.reports:
        return Taken(await _reported(hub, came))
    return Taken(await listed(hub, came, Reason.AUTOMATIC, letter.automatic or FROM_NOBODY))


FROM_NOBODY = "It names nobody to answer to, as automatic answers do."
NO_FAILURE = "It reports nothing that went wrong."


async def _reported(hub: Hub, came: Came) -> str:
    """What a report of a mail server came to; one about somebody else, or about nothing, is the office's."""
    its = hashlib.sha256(f"bounce\0{came.one.id}\0{came.letter.id}".encode("utf-8", "replace")).hexdigest()
    became = await bounced(hub, came.one, came.letter, its)
    if became == "stranger":
        return await listed(hub, came, Reason.REPORT)
    if became == "dropped":
        return await listed(hub, came, Reason.AUTOMATIC, NO_FAILURE)
    return became
