"""This file counts what mail servers said of an address lately: now, as they refused, and later, in reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from hub.store.consents import folded
from hub.store.schema import inbound_email
from notifiers.settling import TAKES_NOTHING
from notifiers.tables import delivery

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from notifiers.outbox import Claimed


def soft_before(connection: Connection, one: Claimed, since: str) -> int:
    """How often mail to this address did not get through for now, since then; this delivery itself not counted."""
    its, sent, address = inbound_email.c, delivery.c, folded(one.address)
    reports = connection.execute(
        select(func.count()).where(
            its.school == one.school, func.lower(its.address) == address, its.became == "soft", its.at >= since
        )
    )
    refusals = connection.execute(
        select(func.count()).where(
            sent.school == one.school, sent.medium == one.medium, func.lower(sent.address) == address,
            sent.id != one.id, sent.settled_at >= since, sent.detail.startswith(TAKES_NOTHING),
        )
    )  # fmt: skip
    return int(reports.scalar_one()) + int(refusals.scalar_one())


def complaints(connection: Connection, school: str, since: str) -> tuple[int, str, str]:
    """
    What came back since then for our own faults: of how many mail domains, what was said last, when the first did.

    (0, "", "") where nothing did.
    """
    its = inbound_email.c
    rows = connection.execute(
        select(its.address, its.detail, its.at)
        .where(its.school == school, its.became == "policy", its.at >= since)
        .order_by(its.at)
    ).all()
    domains = {folded(row.address).rpartition("@")[2] for row in rows}
    return (len(domains), rows[-1].detail, rows[0].at) if rows else (0, "", "")


def others_at(connection: Connection, one: Claimed, since: str) -> int:
    """How many other addresses of the same mail domain came back since then, whatever was said of them."""
    its, domain = inbound_email.c, folded(one.address).rpartition("@")[2]
    rows = connection.execute(
        select(its.address)
        .where(its.school == one.school, its.at >= since, its.became.in_(("hard", "soft", "policy")))
        .distinct()
    )
    there = {folded(address) for address in rows.scalars()} - {folded(one.address)}
    return sum(address.rpartition("@")[2] == domain for address in there)
