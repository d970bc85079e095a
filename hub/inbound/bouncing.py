"""This file writes down mail that came back, and closes the address where nothing more is to go there."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select

from hub.planning import plan_again
from hub.store import consents, journal
from hub.store.clock import stamp
from hub.store.mail_schema import inbound
from notifiers import outbox
from policies.bouncing import SOFT_DAYS, Bounce, bounce_of, closes
from policies.consent import CLOSES, Source, State
from policies.telling import Medium

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.inbound.letters import Letter
    from hub.inbound.reports import Report
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from notifiers.outbox import Claimed

log = logging.getLogger("roomwire.inbound")

WORST = (Bounce.HARD, Bounce.POLICY, Bounce.SOFT, Bounce.DELAYED)


async def bounced(hub: Hub, one: Claimed, letter: Letter, its: str) -> str:
    """
    What a report about a delivery came to, in one word; brought twice, it counts once.

    Raises:
        Unavailable: nothing was saved.
    """
    found = {bounce: report for report in letter.reports if (bounce := bounce_of(report.action, report.status))}
    bounce = next((one for one in WORST if one in found), None)
    if bounce is None:
        log.info("what came back of %s tells of no failure that we can read", one.id)
        return "dropped"
    snapshot, now, said = hub.schools[one.school].snapshot, hub.clock(), _words(found[bounce])
    if bounce is Bounce.POLICY:
        log.error("a mail server refuses what we send, and not the address: %s: %s", one.id, said)
    await hub.store.write(
        lambda transaction: _write(transaction, snapshot, one, (its, bounce, said), now), one.school
    )
    return bounce.value


def _words(report: Report) -> str:
    return " ".join(part for part in (report.status, report.said) if part)


def _write(
    transaction: Transaction, snapshot: Snapshot, one: Claimed, what: tuple[str, Bounce, str], now: datetime
) -> None:
    (its, bounce, said), at = what, stamp(now)
    connection = transaction.connection
    journal.lock(transaction, one.school)
    if connection.execute(select(inbound.c.id).where(inbound.c.id == its)).first() is not None:
        return
    before = _soft(connection, one, stamp(now - timedelta(days=SOFT_DAYS)))
    row = {"id": its, "school": one.school, "delivery": one.id, "address": one.address}
    connection.execute(insert(inbound).values(**row, became=bounce.value, detail=said, at=at, answered_at=at))
    outbox.note(connection, one.id, at, "delayed" if bounce is Bounce.DELAYED else "bounced", said)
    if closes(bounce, before):
        _close(transaction, snapshot, one, said, now)


def _soft(connection: Connection, one: Claimed, since: str) -> int:
    """How often mail to this address came back for now, since then."""
    its = inbound.c
    mine = (
        its.school == one.school,
        func.lower(its.address) == one.address.lower(),
        its.became == "soft",
        its.at >= since,
    )
    return connection.execute(select(func.count()).select_from(inbound).where(*mine)).scalar_one()


def _close(transaction: Transaction, snapshot: Snapshot, one: Claimed, said: str, now: datetime) -> None:
    """Nothing more goes there, and who did not get this is told of it by the next medium."""
    at, connection = stamp(now), transaction.connection
    if (Medium.EMAIL, one.address) in consents.closed(connection, one.school, [one.address]):
        return
    change = consents.Change(
        medium=Medium.EMAIL, address=one.address, classes=CLOSES[Source.BOUNCE], state=State.CLOSED,
        source=Source.BOUNCE, why=said or "Mail to it came back.", at=at,
    )  # fmt: skip
    consents.note(connection, one.school, change)
    if one.expires_at > at:
        plan_again(transaction.connection, snapshot, one, now)
