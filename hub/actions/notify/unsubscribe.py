"""This file is what happens when somebody ends routine emails to their address, by a link or by an email."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.store import consents, journal
from hub.store.clock import stamp
from policies.notify.consent import CLOSES, Source, State
from policies.notify.recipients import Medium

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.transaction import Transaction

ONE_CLICK = "Asked for by the link in an email."
BY_EMAIL = "Asked for by an email to the address for it."


async def unsubscribe(school: School, address: str, why: str, now: datetime) -> None:
    """
    Send no more routine emails to an address; asked for twice, it is on record once.

    Raises:
        Unavailable: nothing was saved.
    """
    await school.store.write(lambda transaction: stop(transaction, school.id, address, why, stamp(now)), school.id)


def stop(transaction: Transaction, school: str, address: str, why: str, at: str) -> None:
    """Send no more routine emails to an address, within an action that is under way; twice is once."""
    journal.lock(transaction, school)  # two clicks at once are one
    connection = transaction.connection
    if (Medium.EMAIL, address) in consents.closed(connection, school, [address]):
        return
    change = consents.ConsentChange(
        medium=Medium.EMAIL, address=address, classes=CLOSES[Source.ONE_CLICK], state=State.CLOSED,
        source=Source.ONE_CLICK, why=why, at=at,
    )  # fmt: skip
    consents.note(connection, school, change)
