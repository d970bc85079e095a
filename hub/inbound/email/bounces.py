"""This file writes down mail that came back, and closes the address where nothing more is to go there."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.inbound.email.delivery_reports import folded
from hub.notify.fallback import close_address, plan_next_medium
from hub.notify.rendering import signer_of
from hub.store import consents, journal, returned
from hub.store.clock import stamp
from hub.store.inbound_emails import InboundEmail, find_email, insert_email
from notifiers import outbox
from policies.notify.bouncing import MAILBOXES_AT_ONCE, SOFT_DAYS, Bounce, Meaning, bounce_of, closes, report_of
from policies.notify.consent import Source
from policies.notify.recipients import Medium

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.inbound.email.delivery_reports import Report
    from hub.inbound.email.letters import Letter
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from notifiers.outbox import Claimed

log = logging.getLogger("roomwire.inbound")

WORST = (Bounce.HARD, Bounce.POLICY, Bounce.SOFT, Bounce.DELAYED)

STRANGER = "stranger"
"""What a report about another address than the one that the email went to comes to: it closes nothing."""

AT_ONCE_IN = timedelta(hours=1)
"""Where many other addresses of one mail domain came back within this time, it is not they who are gone."""


@dataclass(frozen=True, slots=True)
class _CameBack:
    """A report: what tells it from every other, what it comes to, and the mail server's words."""

    key: str
    bounce: Bounce
    said: str


async def bounced(hub: Hub, one: Claimed, letter: Letter, its: str) -> str:
    """
    What a report about a delivery came to, in one word; brought twice, it counts once.

    hard, soft, policy, delayed: see Bounce. stranger: it is about another address. dropped: it tells of no failure.

    Raises:
        Unavailable: nothing was saved.
    """
    ours = _envelope(hub, one)
    mine = [report for report in letter.reports if folded(one.address) in report.about]
    found = {bounce: report for report in mine if (bounce := _bounce(report, ours))}
    bounce = next((one for one in WORST if one in found), None)
    if bounce is None:
        other = not mine and any(_bounce(report, ours) for report in letter.reports)
        log.info(
            "what came back tells of %s", "another address" if other else "no failure", extra={"delivery": one.id}
        )
        return STRANGER if other else "dropped"
    snapshot, now, said = hub.schools[one.school].snapshot, hub.clock(), _words(found[bounce])
    came_back = _CameBack(its, bounce, said)
    became = await hub.store.write(
        lambda transaction: _write(transaction, snapshot, one, came_back, now), one.school
    )
    if became is Bounce.POLICY:
        log.error("what we send is refused, and not for the address", extra={"delivery": one.id, "why": said})
    hub.worker.wake.set()
    return became.value


def _envelope(hub: Hub, one: Claimed) -> str:
    """The address that this email came from on its envelope; empty where it was the sender's own."""
    signer, domain = signer_of(hub.settings), hub.settings.mail_domain
    return f"{signer.local('bounce', one.id)}@{domain}" if signer and domain else ""


def _bounce(report: Report, ours: str) -> Bounce | None:
    return bounce_of(report.action, report_of(report.said, report.status, report.stage, ours))


def _words(report: Report) -> str:
    return " ".join(part for part in (report.status, report.said) if part)


def _write(
    transaction: Transaction, snapshot: Snapshot, one: Claimed, came_back: _CameBack, now: datetime
) -> Bounce:
    its, bounce, said, at = came_back.key, came_back.bounce, came_back.said, stamp(now)
    connection = transaction.connection
    journal.lock(transaction, one.school)
    if find_email(connection, its) is not None:
        return bounce
    if bounce is Bounce.HARD and _meet_it_at_once(transaction, one, now):
        bounce = Bounce.POLICY
    before = returned.soft_before(connection, one, stamp(now - timedelta(days=SOFT_DAYS)))
    email = InboundEmail(
        id=its, school=one.school, delivery=one.id, address=one.address,
        became=bounce.value, detail=said, at=at, answered_at=at,
    )  # fmt: skip
    insert_email(connection, email)
    outbox.note(connection, one.id, at, "delayed" if bounce is Bounce.DELAYED else "bounced", said)
    if closes(bounce, before):
        _close(transaction, one, said, now)
    if bounce is not Bounce.DELAYED and one.expires_at > at:  # it did not arrive: they are told by the next medium
        plan_next_medium(connection, snapshot, one, now)
    return bounce


def _meet_it_at_once(transaction: Transaction, one: Claimed, now: datetime) -> bool:
    others = returned.others_at(transaction.connection, one, stamp(now - AT_ONCE_IN))
    return others >= MAILBOXES_AT_ONCE[Meaning.GONE]


def _close(transaction: Transaction, one: Claimed, said: str, now: datetime) -> None:
    """Nothing more goes there."""
    connection = transaction.connection
    if (Medium.EMAIL, one.address) not in consents.closed(connection, one.school, [one.address]):
        close_address(connection, one, Source.BOUNCE, said or "Mail to it came back.", now)
