"""This file ends sign-ins that nobody uses, and tells whose phone falls silent with one: before that, and then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.actions.people.sessions import forget_passed, sweep
from hub.rounds import every
from hub.store import devices, journal
from hub.store.account_log import note
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.sessions import accounts_of, end_all, list_expired
from policies.records.activity_log import Deed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.hub import Hub
    from hub.store.store import ScopedStore, Store
    from hub.store.transaction import Transaction

BEFORE = timedelta(days=7)
"""How long before its end somebody is told: there is a weekend in it."""

END_IDLE_EVERY_S = 900.0
"""How often it is looked; that a session is over is known at once, whatever is written down."""

SESSIONS_PER_COMMIT = 500
"""Sessions ended in one commit."""


async def end_idle(hub: Hub) -> None:
    """End what nobody uses, and forget guesses that limit nobody any more, for ever."""

    async def end() -> None:
        now = hub.clock()
        await idle(
            hub.store, await hub.store.read(lambda connection: _that_end(connection, now), Across.NIGHT), now
        )
        await hub.guessing.sweep(now)

    await every(END_IDLE_EVERY_S, end, "ending sign-ins that nobody uses")


async def idle(store: Store, schools: Collection[str], now: datetime) -> None:
    """
    Tell of devices that are about to fall silent, and of those that have; end their sessions, forget old ones.

    A device that was told of says so in its row, and one that has fallen silent has none any more: whichever
    worker is the first does it, once.
    """
    for school in sorted(schools):
        await _tell_in(store.of(Across.ACCOUNT.within(school)), school, now)
    its = store.of(Across.NIGHT)
    while await its.write(lambda transaction: _end(transaction, now)) == SESSIONS_PER_COMMIT:
        pass
    while await its.write(lambda transaction: sweep(transaction, now)):
        pass
    await its.write(lambda transaction: forget_passed(transaction, now))


async def _tell_in(store: ScopedStore, school: str, now: datetime) -> None:
    if await store.read(lambda connection: _ends(connection, school, now)):
        await store.write(lambda transaction: _tell(transaction, school, now), school)


def _that_end(connection: Connection, now: datetime) -> list[str]:
    return devices.list_schools_that_end(connection, stamp(now), stamp(now + BEFORE))


def _ends(connection: Connection, school: str, now: datetime) -> bool:
    return devices.any_ends(connection, school, stamp(now), stamp(now + BEFORE))


def _tell(transaction: Transaction, school: str, now: datetime) -> None:
    journal.lock(transaction, school)
    at, connection = stamp(now), transaction.connection
    silenced = devices.delete_silent(connection, school, at)
    unused = devices.note_warned(connection, school, at, stamp(now + BEFORE))
    for kind, people in (("silenced", silenced), ("unused", unused)):
        for person in sorted(people):
            journal.append(transaction, school, journal.Draft(kind=kind, audience=person, at=at))


def _end(transaction: Transaction, now: datetime) -> int:
    """Once nobody is to be told of its devices any more: those of schools that were not looked at wait."""
    over = list_expired(transaction.connection, stamp(now), SESSIONS_PER_COMMIT)
    for one in accounts_of(transaction.connection, over):
        note(transaction, one, Deed.UNUSED, stamp(now))
    return len(end_all(transaction, now, sessions=over))
