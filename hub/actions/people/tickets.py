"""This file is the ticket with which a device opens its socket: for one hello, for one minute."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.actions.people.sessions import Signed
from hub.errors import Unauthenticated
from hub.signing import fingerprint
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.tickets import ShownTicket, delete_expired, insert_ticket
from policies.sentence import say

if TYPE_CHECKING:
    from hub.store.store import Store
    from hub.store.transaction import Transaction

TICKET_LASTS = timedelta(seconds=60)
"""A phone opens its socket at once; a ticket found in a log the next day opens nothing."""


async def ticket(store: Store, signed: Signed, now: datetime) -> tuple[str, str]:
    """A new ticket for the profile signed stands for, and when it ends."""
    secret = secrets.token_urlsafe(24)
    until = stamp(now + TICKET_LASTS)
    await store.write(
        lambda transaction: _issue(transaction, signed, fingerprint(secret), until, stamp(now)),
        whose=Across.TICKET.within(signed.school),  # the old ones of quiet schools go with it
    )
    return secret, until


async def use(store: Store, secret: str, now: datetime) -> Signed:
    """
    Whom the ticket stands for. It is gone afterwards, whatever comes of it.

    Raises:
        Unauthenticated: unknown, used, too old, or its session or profile has ended.
    """
    holder = await store.write_swiftly(ShownTicket(fingerprint(secret), stamp(now)), "", whose=Across.TICKET)
    if holder is None:
        raise Unauthenticated(say("The ticket is not valid. Ask for a new one."))
    return Signed(*holder)


def _issue(transaction: Transaction, signed: Signed, its: str, until: str, now: str) -> None:
    delete_expired(transaction.connection, now)
    insert_ticket(transaction.connection, its, signed.session, signed.person, until)
