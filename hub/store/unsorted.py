"""This file keeps what came in by email or text and became no message, until somebody of the office settles it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from hub.store import journal
from hub.store.clock import moment, stamp
from hub.store.names import new
from hub.store.schema import OPEN, unsorted
from policies.inbound.unsorted import QUIET, Reason, lookers

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

WORDS = 20_000
"""Characters of its text that are shown; the longest message is shorter."""

ORIGINAL = 256 * 1024
"""Octets of an original of somebody nobody knows; what somebody of the school wrote is kept whole."""

STRANGERS = 200
"""
Open entries of people nobody knows, for one reason; more are counted and not kept. Each reason has its own:
automatic answers by the hundred must not cost the words of a parent whom a mail server doubts.
"""

TOLD_AGAIN = timedelta(hours=1)
"""How often strangers may ring the admins."""

SETTLED = 200
"""Settled entries of one answer; what is open is listed whole, or what came first would be out of sight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsorted:
    """
    An email ("email") or a text ("sms") that became no message. address: whom it names as its sender, person: whose
    that is, None where that is not sure. detail: what a rule or a mail server said. original: None for a text.
    files: what tells those that came with it from others; with another one it is another entry.
    """

    medium: str
    address: str
    person: str | None
    reason: Reason
    detail: str = ""
    text: str = ""
    original: bytes | None = None
    files: str = ""


def keep(transaction: Transaction, snapshot: Snapshot, one: Unsorted, at: str) -> bool:
    """
    Put it on the list of the office and tell the admins who look at it; whether it is new there.

    The same once more, while the first is not settled, is counted and rings nobody again.
    """
    connection, school = transaction.connection, snapshot.school
    journal.lock(transaction, school)
    alike = _alike(one)
    if _counted(connection, school, alike, at):
        return False
    if one.person is None and _strangers(connection, school, one.reason) >= STRANGERS:
        alike = hashlib.sha256(f"many\0{one.reason}".encode()).hexdigest()
        if _counted(connection, school, alike, at):
            return False
    rings = one.reason not in QUIET and not (one.person is None and _rang(connection, school, at))
    connection.execute(insert(unsorted).values(**_row(school, one, alike, at), told_at=at if rings else None))
    if rings:
        tell(transaction, snapshot, "unsorted", one.person, at)
    return True


def tell(transaction: Transaction, snapshot: Snapshot, kind: str, writer: str | None, at: str) -> None:
    """Let the devices of those who look at it know that it came ("unsorted"), or was settled ("sorted")."""
    for admin in sorted(lookers(snapshot.roster, writer)):
        journal.append(transaction, snapshot.school, journal.Draft(kind=kind, audience=admin, at=at))


def _alike(one: Unsorted) -> str:
    parts = (one.medium, one.address, one.person or "", one.reason, one.text, one.files)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _counted(connection: Connection, school: str, alike: str, at: str) -> bool:
    its = unsorted.c
    again = update(unsorted).where(its.school == school, its.alike == alike, OPEN)
    return bool(connection.execute(again.values(count=its.count + 1, at=at)).rowcount)


def _strangers(connection: Connection, school: str, reason: Reason) -> int:
    its = unsorted.c
    mine = select(func.count()).where(its.school == school, its.person.is_(None), its.reason == reason.value, OPEN)
    return int(connection.execute(mine).scalar_one())


def _rang(connection: Connection, school: str, at: str) -> bool:
    its, since = unsorted.c, stamp(moment(at) - TOLD_AGAIN)
    mine = select(its.id).where(its.school == school, its.person.is_(None), its.told_at > since)
    return connection.execute(mine.limit(1)).first() is not None


def _row(school: str, one: Unsorted, alike: str, at: str) -> dict[str, Any]:
    raw = one.original if one.person is not None or len(one.original or b"") <= ORIGINAL else None
    return {
        "id": new("u"), "school": school, "medium": one.medium, "address": one.address[:320], "person": one.person,
        "reason": one.reason.value, "detail": one.detail, "text": one.text[:WORDS], "original": raw, "alike": alike,
        "count": 1, "first_at": at, "at": at, "note": "",
    }  # fmt: skip


_SHOWN = [one for one in unsorted.c if one.name not in {"original", "alike"}]


def listed(connection: Connection, school: str) -> list[RowMapping]:
    """What is open, newest first, then the newest of what is settled; without the originals."""
    its = unsorted.c
    has = its.original.is_not(None).label("has_original")
    asked = select(*_SHOWN, has).where(its.school == school).order_by(its.at.desc(), its.id.desc())
    settled = asked.where(its.settled_at.is_not(None)).limit(SETTLED)
    return [row for part in (asked.where(OPEN), settled) for row in connection.execute(part).mappings()]


def one_of(connection: Connection, school: str, its: str) -> RowMapping | None:
    """One of a school's, with its original."""
    mine = unsorted.c.school == school, unsorted.c.id == its
    return connection.execute(select(unsorted).where(*mine)).mappings().first()


def end(connection: Connection, its: str, by: str, note: str, at: str) -> None:
    """Write down that it was looked at."""
    ended = {"settled_at": at, "settled_by": by, "note": note}
    connection.execute(update(unsorted).where(unsorted.c.id == its).values(**ended))
