"""This file tells who wrote an email what did not arrive of it: once, and no more often than once an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.errors import Unavailable
from hub.inbound.email.listing import listed
from hub.notify.rendering import ReplyTo, reply_notification
from hub.store.clock import stamp
from hub.store.inbound_emails import note_answered, note_told, was_told
from notifiers.notification import Misconfigured, Notice, RetryAt
from policies.inbound.unsorted import Reason
from policies.notify.recipients import Medium
from policies.sentence import say

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.inbound.email.listing import Came
    from hub.store.transaction import Transaction

ONCE_IN = timedelta(hours=1)
"""How often an address is answered at the most: a program that answers us must not keep us busy (RFC 3834, 2)."""

FILES = "These files did not arrive: {}"


async def answered(hub: Hub, came: Came, person: str, why: str, left: str = "") -> bool:
    """
    Tell its writer, by an email, why it became no message, or which files did not arrive; whether they were told.

    why: the rule's sentence; left: the files, in one line; one of them is empty. Where they were answered within
    the hour, the office has it: what became no message lies there already, and what lost files is put there.

    Raises:
        Unavailable: it could not be told; the email is to be brought again, and is told of then.
    """
    school = came.one.school
    tells = await hub.store.write(lambda transaction: _takes(transaction, came, hub.clock()), school)
    if tells:
        notice = Notice("refused", detail=why) if why else Notice("without_files", detail=left)
        await _send(hub, came, person, notice)
    at = stamp(hub.clock())
    if not tells and left and not why:
        await listed(hub, came, Reason.REFUSED, FILES.format(left), person)
    await hub.store.write(lambda transaction: note_answered(transaction.connection, came.its, at), school)
    return tells


def _takes(transaction: Transaction, came: Came, now: datetime) -> bool:
    """
    Whether this email is the one that is answered within the hour: it says so before it is, as others may come in.

    Where the answer cannot be sent it is brought again, and still is the one.
    """
    writer, connection = came.letter.senders[0], transaction.connection
    transaction.alone(f"notices {writer}")
    if was_told(connection, writer, stamp(now - ONCE_IN), came.its):
        return False
    note_told(connection, came.its, writer, stamp(now))
    return True


async def _send(hub: Hub, came: Came, person: str, notice: Notice) -> None:
    snapshot, letter = hub.schools[came.one.school].snapshot, came.letter
    to = ReplyTo(came.one, person, came.its, letter.id)
    reply = reply_notification(hub.settings, snapshot, to, notice, hub.clock())
    outcome = await hub.dispatcher.send_directly(Medium.EMAIL, letter.senders[0], person, reply)
    if isinstance(outcome, RetryAt | Misconfigured):
        raise Unavailable(say("The answer to this email cannot be sent right now."))
