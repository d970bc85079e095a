"""This file is where a person says that push reaches them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from hub.store import schema
from hub.store.clock import stamp
from hub.store.names import new

if TYPE_CHECKING:
    from hub.deeds.sessions import Signed
    from hub.store.store import Store
    from hub.store.transaction import Transaction


async def add(store: Store, signed: Signed, provider: str, address: str, now: datetime) -> str:
    """
    The device's id; the same for the same address of the same person.

    An address is one phone: whoever signs in there now is told there, and nobody else any more.
    """
    return await store.write(lambda transaction: _add(transaction, signed, provider, address, stamp(now)))


def _add(transaction: Transaction, signed: Signed, provider: str, address: str, at: str) -> str:
    device = schema.device
    same = (device.c.provider == provider, device.c.address == address)
    known = transaction.connection.execute(
        select(device.c.id).where(device.c.person == signed.person, *same)
    ).scalar()
    mine = select(schema.profile.c.person).where(schema.profile.c.account == signed.account)
    transaction.connection.execute(delete(device).where(*same, device.c.person.not_in(mine)))
    if known is not None:
        return str(known)
    its = new("d")
    transaction.connection.execute(
        insert(device).values(
            id=its,
            school=signed.school,
            person=signed.person,
            provider=provider,
            address=address,
            created_at=at,
        )
    )
    return its


async def remove(store: Store, signed: Signed, its: str) -> None:
    """Forget a device of this person's; others' stay."""
    device = schema.device
    await store.write(
        lambda transaction: transaction.connection.execute(
            delete(device).where(device.c.id == its, device.c.person == signed.person)
        )
    )
