"""This file deals with an answer that came from another address than the one that our email went to."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from hub.inbound.email.listing import listed
from hub.inbound.email.notifying import answered
from hub.notify.reply_target import author_among
from hub.store import journal
from hub.store.clock import stamp
from hub.store.inbound_emails import InboundEmail, find_email, insert_email
from policies.inbound.answering import readers_of
from policies.inbound.unsorted import Reason

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.inbound.email.listing import Came
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NOT_THEIRS = "Only who got this email can answer it here, from the address that it went to."


async def stranger(hub: Hub, came: Came) -> str:
    """
    List it for the office. Who is somebody of the school, as their mail server proved, is told so by an email;
    everybody else hears nothing: a forger learns nothing.

    Raises:
        Unavailable: nothing was saved, or they could not be told; the email is to be brought again.
    """
    writer = _known(hub.schools[came.one.school].snapshot, came) if hub.settings.mail_authserv else None
    await listed(hub, came, Reason.STRANGER, person=writer)
    if writer is None:
        return "listed"
    sender = came.letter.senders[0]
    theirs = replace(came, its=hashlib.sha256(f"stranger\0{came.its}\0{sender}".encode()).hexdigest())
    if await _noted(hub, theirs):
        return "answered"
    return "answered" if await answered(hub, theirs, writer, NOT_THEIRS) else "listed"


def _known(snapshot: Snapshot, came: Came) -> str | None:
    """Whose address it is; None where that is nobody's, or several people's."""
    sender, people = came.letter.senders[0], snapshot.roster.people.values()
    return author_among(snapshot, [one.id for one in readers_of(sender, people)])


async def _noted(hub: Hub, came: Came) -> bool:
    """Put it on record; whether it was there and is dealt with."""
    email = InboundEmail(
        id=came.its, school=came.one.school, delivery=came.one.id, address=came.letter.senders[0],
        became="refused", detail=NOT_THEIRS, at=stamp(hub.clock()),
    )  # fmt: skip

    def note(transaction: Transaction) -> bool:
        journal.lock(transaction, came.one.school)
        known = find_email(transaction.connection, came.its)
        if known is None:
            insert_email(transaction.connection, email)
        return known is not None and known["answered_at"] is not None

    return await hub.store.write(note, came.one.school)
