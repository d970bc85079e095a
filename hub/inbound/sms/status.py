"""This file follows what Twilio says later of a text: its timeline grows, and who was not reached is told again."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.notify.fallback import close_address, plan_next_medium
from hub.store import texts
from hub.store.clock import moment, stamp
from hub.store.lanes import NOTIFICATIONS
from hub.store.row_security import Across
from notifiers import outbox
from notifiers.notification import RetryAt
from notifiers.receipts import ENDS, FAILED, RANK, Blame, failure, in_words
from policies.notify.consent import Source

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import RowMapping

    from hub.hub import Hub
    from hub.store.texts import Report
    from hub.store.transaction import Transaction
    from notifiers.receipts import Failure

log = logging.getLogger("roomwire.telling")

BLAMED = {Blame.BLOCKED: Source.CARRIER, Blame.DEAD: Source.BOUNCE}
_WHAT = {"sent": "sent", "delivered": "delivered", "undelivered": "undelivered", "failed": "failed",
         "canceled": "cancelled", "read": "read"}  # fmt: skip


async def received(hub: Hub, report: Report) -> None:
    """
    Take note of a report, once; it is committed when this returns.

    Raises:
        Unavailable: nothing was written; it may come again.
    """
    now = hub.clock()
    noted = await hub.schools.opening(
        lambda: hub.store.write(
            lambda transaction: _received(transaction, hub, report, now), NOTIFICATIONS, whose=Across.ANSWERS
        )
    )
    if noted:
        hub.worker.wake.set()


def _received(transaction: Transaction, hub: Hub, report: Report, now: datetime) -> bool:
    """Whether anybody may have to be told again."""
    connection, at = transaction.connection, stamp(now)
    row = texts.delivery_of(connection, report)
    if row is None:
        log.warning("a report about a text that is not ours", extra={"status": report.status})
        return False
    transaction.turn_to(row["school"])
    before = texts.statuses(connection, report)
    if report.status in before:
        return False
    texts.record(connection, row["school"], report, at)
    failed = report.status in FAILED
    detail = in_words(report.code) if failed or report.code else ""
    what = _WHAT.get(report.status)
    outbox.note(connection, row["id"], at, what or "reported", detail if what else report.status[:40])
    if _is_late(report, before) or not _is_about(row, report):
        return False
    if failed:
        _failed(transaction, hub, row, failure(report.code, row["attempts"]), now)
        return True
    if row["outcome"] == "ambiguous" and report.status in RANK:  # it was taken after all
        texts.ended(connection, row["id"], at, "accepted", report.sid)
    if report.status == "canceled":
        texts.ended(connection, row["id"], at, "cancelled", "Twilio cancelled it.")
    return False


def _is_late(report: Report, before: frozenset[str]) -> bool:
    """Whether more is known already; what we know nothing of changes nothing."""
    known = [RANK[one] for one in before if one in RANK]
    return report.status not in RANK or RANK[report.status] <= max(known, default=-1)


def _is_about(row: RowMapping, report: Report) -> bool:
    """Whether it is about the newest attempt, and the delivery has not ended otherwise."""
    if row["outcome"] is None:  # before our own commit, or after it failed and while it waits to be tried again
        return row["handed_at"] is not None
    return (row["outcome"], row["detail"]) == ("accepted", report.sid) or row["outcome"] == "ambiguous"


def _failed(transaction: Transaction, hub: Hub, row: RowMapping, its: Failure, now: datetime) -> None:
    """It is tried again, or its end is written down, and the next medium planned."""
    connection, at = transaction.connection, stamp(now)
    if its.loud:
        log.error("Twilio does not deliver our texts", extra={"why": its.outcome.why})
    if isinstance(its.outcome, RetryAt) and row["outcome"] == "accepted":
        due = now + (its.outcome.after or timedelta())
        if due < moment(row["expires_at"]):
            texts.again(connection, row["id"], stamp(due), its.outcome.why)
            return outbox.note(connection, row["id"], at, "retrying", its.outcome.why)
    why = its.outcome.why
    texts.ended(connection, row["id"], at, ENDS[type(its.outcome)], why)
    one = texts.claimed(row)
    if its.blame in BLAMED:
        close_address(connection, one, BLAMED[its.blame], why, now)
    return plan_next_medium(connection, hub.schools[row["school"]].snapshot, one, now)
