"""This file tells who wrote an email what did not arrive of it: once, and no more often than once an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from hub.errors import Unavailable
from hub.inbound.listing import listed
from hub.mailing import notice_to
from hub.store.clock import stamp
from hub.store.mail_schema import inbound
from notifiers.notification import Misconfigured, Notice, RetryAt
from policies.unsorted import Reason

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.hub import Hub
    from hub.inbound.listing import Came
    from hub.store.transaction import Transaction

ONCE_IN = timedelta(hours=1)
"""How often an address is answered at the most: a program that answers us must not keep us busy (RFC 3834, 2)."""

FILES = "These files did not arrive: {}"


async def answered(hub: Hub, came: Came, person: str, what: tuple[str, str]) -> bool:
    """
    Tell its writer, by an email, why it became no message, or which files did not arrive; whether they were told.

    what: the rule's sentence, and the files in one line; one of them is empty. Where they were answered within the
    hour, the office has it: what became no message lies there already, and what lost files is put there.

    Raises:
        Unavailable: it could not be told; the email is to be brought again, and is told of then.
    """
    (why, left), one = what, came.one
    since = stamp(hub.clock() - ONCE_IN)
    tells = not await hub.store.read(lambda connection: _told(connection, came, since))
    if tells:
        await _send(
            hub, came, person, Notice("refused", detail=why) if why else Notice("without_files", detail=left)
        )
    at = stamp(hub.clock())

    def done(transaction: Transaction) -> None:
        told = {"told_at": at, "told_to": came.letter.senders[0]} if tells else {}
        transaction.connection.execute(
            update(inbound).where(inbound.c.id == came.its).values(answered_at=at, **told)
        )

    if not tells and left and not why:
        await listed(hub, came, Reason.REFUSED, FILES.format(left), person)
    await hub.store.write(done, one.school)
    return tells


def _told(connection: Connection, came: Came, since: str) -> bool:
    """Whether something was told to this address since then."""
    its = inbound.c
    lately = select(its.id).where(its.told_to == came.letter.senders[0], its.told_at > since, its.id != came.its)
    return connection.execute(lately.limit(1)).first() is not None


async def _send(hub: Hub, came: Came, person: str, notice: Notice) -> None:
    snapshot, letter = hub.schools[came.one.school].snapshot, came.letter
    told = notice_to(hub.settings, snapshot, (came.one, person), notice, (came.its, letter.id), hub.clock())
    outcome = await hub.telling.carriers["email"].senders[0].send(letter.senders[0], told)
    if isinstance(outcome, RetryAt | Misconfigured):
        raise Unavailable("The answer to this email cannot be sent right now.")
