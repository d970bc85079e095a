"""This file is where a person has an alert sent again that reached nobody for certain; it keeps its key."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from hub.deeds.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, NotFound
from hub.store import journal, undelivered
from hub.store.clock import moment, stamp
from notifiers import outbox
from notifiers.tables import delivery
from policies.undelivered import Ended, may_resend, may_see_undelivered
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NOT_THERE = "There is no such alert, or it is not yours to see."
LANE = "telling"
"""The lane of commits in which telling stands (hub/planning.py)."""

LASTS = timedelta(hours=24)
"""How long it is tried; as long as any alert."""


async def resend(school: School, admin: str | None, its: str, now: datetime) -> None:
    """
    Have an alert sent once more. admin: who asks, None for whoever runs the hub, at its command line.

    Rights, withdrawals and what was read meanwhile are weighed when it is claimed, as of every alert.

    Raises:
        Forbidden: only admins do that.
        NotFound: there is none, or it is not the admin's to see; both alike.
        Conflict: it must not be sent again; the sentence says why.
    """
    await on_fresh_rules(school, lambda snapshot: _resend(school, snapshot, admin, its, now))


async def _resend(school: School, snapshot: Snapshot, admin: str | None, its: str, now: datetime) -> None:
    await school.store.write(lambda transaction: _write(transaction, snapshot, (admin, its), now), LANE)


def _write(transaction: Transaction, snapshot: Snapshot, asked: tuple[str | None, str], now: datetime) -> None:
    admin, its = asked
    journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
    if admin is not None and isinstance(verdict := may_see_undelivered(snapshot.roster.people[admin]), Refused):
        raise Forbidden(verdict.because)
    row = undelivered.one_of(transaction.connection, snapshot.school, its)
    if row is None or (admin is not None and not sees(snapshot, admin, row)):
        raise NotFound(NOT_THERE)
    stopped = undelivered.stopped(transaction.connection, snapshot.school, [row])
    if isinstance(verdict := weighed(transaction.connection, snapshot, row, stopped, now), Refused):
        raise Conflict(verdict.because)
    if not _again(transaction.connection, its, now):
        raise Conflict("Somebody has just had it sent again.")
    who = snapshot.roster.people[admin].name if admin is not None else "Who runs the hub"
    outbox.note(transaction.connection, its, stamp(now), "resent", f"{who} had it sent again.")


def _again(connection: Connection, its: str, now: datetime) -> bool:
    done = connection.execute(
        update(delivery)
        .where(delivery.c.id == its, delivery.c.settled_at.is_not(None))
        .values(
            settled_at=None, outcome=None, detail="", handed_at=None, lease_until=None,
            due_at=stamp(now), expires_at=stamp(now + LASTS),
        )
    )  # fmt: skip
    return bool(done.rowcount)


def sees(snapshot: Snapshot, admin: str, row: RowMapping) -> bool:
    """Whether an admin may know of an alert: they are in its conversation, on the side that it is about."""
    if not row["conversation"]:  # of a report: it is for one person alone
        return admin in json.loads(row["recipients"])
    place = snapshot.membership(admin, row["conversation"])
    return place is not None and (row["n"] is not None or not place.own_child)


def weighed(
    connection: Connection,
    snapshot: Snapshot,
    row: RowMapping,
    stopped: frozenset[str],
    now: datetime,
) -> Verdict:
    """Whether an alert may be sent again; stopped: the ids of those whose address takes no more."""
    ended = Ended(
        outcome=row["outcome"] or "",
        medium=row["medium"],
        ago=now - moment(row["planned_at"]),
        theirs=_theirs(connection, snapshot, row),
        stopped=row["id"] in stopped,
    )
    return may_resend(ended, snapshot.roster.settings)


def _theirs(connection: Connection, snapshot: Snapshot, row: RowMapping) -> bool:
    if row["medium"] == "push":
        return undelivered.has_device(connection, row)
    people = [snapshot.roster.people[one] for one in json.loads(row["recipients"]) if one in snapshot.roster.people]
    return row["address"] in {one.cell if row["medium"] == "sms" else one.email for one in people if one.active}
