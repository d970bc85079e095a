"""This file keeps on which devices somebody has signed in to an account before, by fingerprints of that pair."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from hub.store.schema import known_device

if TYPE_CHECKING:
    from sqlalchemy import Connection


MOST_KNOWN = 50
"""Devices of one account that are known at a time: a program that keeps no cookie is another one each time."""


def meet_device(connection: Connection, account: str, device: str, at: str) -> bool:
    """
    Whether somebody signed in to the account on this device before; from now on somebody has.

    Beyond so many the one unused longest is forgotten.
    """
    its = known_device.c.account == account, known_device.c.device == device
    if connection.execute(update(known_device).where(*its).values(used_at=at)).rowcount:
        return True
    connection.execute(insert(known_device).values(account=account, device=device, used_at=at))
    theirs = select(known_device.c.device).where(known_device.c.account == account)
    newest = theirs.order_by(known_device.c.used_at.desc(), known_device.c.device)
    if too_many := connection.execute(newest.offset(MOST_KNOWN)).scalars().all():
        forget_devices(connection, account, too_many)
    return False


def is_known(connection: Connection, account: str, device: str) -> bool:
    """Whether somebody did, without writing down that it was looked at."""
    its = known_device.c.account == account, known_device.c.device == device
    return connection.execute(select(known_device.c.device).where(*its)).first() is not None


def any_device(connection: Connection, account: str) -> bool:
    """Whether any device of the account is known."""
    its = select(known_device.c.device).where(known_device.c.account == account)
    return connection.execute(its.limit(1)).first() is not None


def forget_devices(connection: Connection, account: str, devices: Collection[str] = (), *, but: str = "") -> None:
    """Forget these devices of an account, or where none is named all but one."""
    its = known_device.c.account == account
    which = known_device.c.device.in_(list(devices)) if devices else known_device.c.device != but
    connection.execute(delete(known_device).where(its, which))


def delete_unused(connection: Connection, since: str) -> None:
    """Forget devices that nobody signed in on since then: what a browser keeps of them is over as well."""
    connection.execute(delete(known_device).where(known_device.c.used_at < since))
