"""This file is where a person has an alert sent again that reached nobody for certain; it keeps its key."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, NotFound
from hub.store import deliveries, journal, undelivered
from hub.store.clock import moment, stamp
from hub.store.lanes import NOTIFICATIONS
from notifiers import outbox
from policies.notify.schedule import WORTH_TELLING
from policies.notify.undelivered import EndedDelivery, may_resend, may_see_undelivered
from policies.sentence import say
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NOT_THERE = say("There is no such alert, or it is not yours to see.")


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
    await school.store.write(lambda transaction: _write(transaction, snapshot, admin, its, now), NOTIFICATIONS)


def _write(transaction: Transaction, snapshot: Snapshot, admin: str | None, its: str, now: datetime) -> None:
    journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
    if admin is not None and isinstance(verdict := may_see_undelivered(snapshot.roster.people[admin]), Refused):
        raise Forbidden(verdict.because)
    row = undelivered.one_of(transaction.connection, snapshot.school, its)
    if row is None or (admin is not None and not sees(snapshot, admin, row)):
        raise NotFound(NOT_THERE)
    stopped = undelivered.stopped(transaction.connection, snapshot.school, [row])
    if isinstance(verdict := weighed(transaction.connection, snapshot, row, stopped, now), Refused):
        raise Conflict(verdict.because)
    if not deliveries.reopen_delivery(transaction.connection, its, stamp(now), stamp(now + WORTH_TELLING)):
        raise Conflict(say("Somebody has just had it sent again."))
    who = snapshot.roster.people[admin].name if admin is not None else "Who runs the hub"
    outbox.note(transaction.connection, its, stamp(now), "resent", f"{who} had it sent again.")


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
    ended = EndedDelivery(
        outcome=row["outcome"] or "",
        medium=row["medium"],
        ago=now - moment(row["planned_at"]),
        theirs=_theirs(connection, snapshot, row, now),
        stopped=row["id"] in stopped,
    )
    return may_resend(ended, snapshot.roster.settings)


def _theirs(connection: Connection, snapshot: Snapshot, row: RowMapping, now: datetime) -> bool:
    if row["medium"] == "push":
        return undelivered.has_device(connection, row, now)
    people = [snapshot.roster.people[one] for one in json.loads(row["recipients"]) if one in snapshot.roster.people]
    return row["address"] in {one.cell if row["medium"] == "sms" else one.mail for one in people if one.active}
