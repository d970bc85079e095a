"""This file is the ticket with which a device opens its socket: for one hello, for one minute."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from hub.deeds.sessions import Signed, fingerprint
from hub.errors import Unauthenticated
from hub.store import schema
from hub.store.clock import stamp

if TYPE_CHECKING:
    from hub.store.store import Store
    from hub.store.transaction import Transaction

LASTS = timedelta(seconds=60)
"""A phone opens its socket at once; a ticket found in a log the next day opens nothing."""


async def ticket(store: Store, signed: Signed, now: datetime) -> tuple[str, str]:
    """A new ticket for the profile signed stands for, and when it ends."""
    secret = secrets.token_urlsafe(24)
    until = stamp(now + LASTS)
    await store.write(lambda transaction: _issue(transaction, signed, fingerprint(secret), until, stamp(now)))
    return secret, until


async def use(store: Store, secret: str, now: datetime) -> Signed:
    """
    Whom the ticket stands for. It is gone afterwards, whatever comes of it.

    Raises:
        Unauthenticated: unknown, used, too old, or its session or profile has ended.
    """
    signed = await store.write(lambda transaction: _take(transaction, fingerprint(secret), stamp(now)))
    if signed is None:
        raise Unauthenticated("The ticket is not valid. Ask for a new one.")
    return signed


def _issue(transaction: Transaction, signed: Signed, its: str, until: str, now: str) -> None:
    table = schema.ticket
    transaction.connection.execute(delete(table).where(table.c.expires_at < now))
    transaction.connection.execute(
        insert(table).values(id=its, session=signed.session, person=signed.person, expires_at=until)
    )


def _take(transaction: Transaction, its: str, now: str) -> Signed | None:
    table, session, person, school = schema.ticket, schema.session, schema.person, schema.school
    row = transaction.connection.execute(
        select(session.c.id, session.c.account, person.c.id, person.c.school, school.c.seq)
        .join(table, table.c.session == session.c.id)
        .join(person, person.c.id == table.c.person)
        .join(school, school.c.id == person.c.school)
        .where(
            table.c.id == its,
            table.c.expires_at > now,
            session.c.ended_at.is_(None),
            session.c.expires_at > now,
            person.c.left_at.is_(None),
        )
    ).first()
    transaction.connection.execute(delete(table).where(table.c.id == its))
    return None if row is None else Signed(*row)
