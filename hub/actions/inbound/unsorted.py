"""This file is what admins do about what came in by email or text and became no message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, NotFound
from hub.store import journal, unsorted
from hub.store.clock import stamp
from policies.inbound.unsorted import may_sort
from policies.sentence import say
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NOT_HERE = say("There is nothing of that name here, or it is not yours to look at.")


async def keep(school: School, one: unsorted.Unsorted, now: datetime) -> bool:
    """
    Put what became no message on the list of the office; whether it is new there.

    Raises:
        Unavailable: nothing was saved.
    """

    async def kept(snapshot: Snapshot) -> bool:
        return await school.store.write(
            lambda transaction: _keep(transaction, snapshot, one, stamp(now)), school.id
        )

    return await on_fresh_rules(school, kept)


def _keep(transaction: Transaction, snapshot: Snapshot, one: unsorted.Unsorted, at: str) -> bool:
    journal.lock(transaction, snapshot.school)
    journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
    return unsorted.keep(transaction, snapshot, one, at)


def listed(connection: Connection, snapshot: Snapshot, admin: str) -> list[RowMapping]:
    """
    What this admin looks at: what is open first.

    Raises:
        Forbidden: they are no admin.
    """
    if isinstance(verdict := may_sort(snapshot.roster, admin, None), Refused):
        raise Forbidden(verdict.because)
    rows = unsorted.listed(connection, snapshot.school)
    return [row for row in rows if isinstance(may_sort(snapshot.roster, admin, row["person"]), Allowed)]


def original(connection: Connection, snapshot: Snapshot, admin: str, its: str) -> bytes:
    """
    An email as it came.

    Raises:
        NotFound: there is none, it was not kept, or it is not theirs to see; all alike.
    """
    row = _mine(connection, snapshot, admin, its)
    if row["original"] is None:
        raise NotFound(NOT_HERE)
    return bytes(row["original"])


async def settle(school: School, admin: str, its: str, note: str, now: datetime) -> None:
    """
    Write down that somebody has looked at it.

    Raises:
        NotFound: there is none, or it is not theirs to see; both alike.
        Conflict: somebody has settled it; the sentence says who.
    """

    async def settled(snapshot: Snapshot) -> None:
        await school.store.write(lambda one: _settle(one, snapshot, admin, its, note, stamp(now)), school.id)

    await on_fresh_rules(school, settled)


def _settle(transaction: Transaction, snapshot: Snapshot, admin: str, its: str, note: str, at: str) -> None:
    school, connection = snapshot.school, transaction.connection
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    row = _mine(connection, snapshot, admin, its)
    if row["settled_at"] is not None:
        raise Conflict(say("{person} settled this already.", person=snapshot.roster.people[row["settled_by"]].name))
    unsorted.end(connection, its, admin, note.strip(), at)
    unsorted.tell(transaction, snapshot, "sorted", row["person"], at)


def _mine(connection: Connection, snapshot: Snapshot, admin: str, its: str) -> RowMapping:
    row = unsorted.one_of(connection, snapshot.school, its)
    if row is None or not isinstance(may_sort(snapshot.roster, admin, row["person"]), Allowed):
        raise NotFound(NOT_HERE)
    return row
