"""This file reads which alerts reached nobody for certain, which providers are shut, and what waits for them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, RowMapping, case, func, or_, select

from hub.store import consents, schema
from hub.store.page_cursor import PageCursor
from hub.store.reach import devices_of
from notifiers.tables import UNREACHED, delivery
from policies.notify.recipients import Address, Medium, consent_of
from policies.people.facts import Urgency


def unreached(
    connection: Connection, school: str, before: PageCursor | None, most: int
) -> tuple[list[RowMapping], PageCursor | None]:
    """
    The alerts that reached nobody for certain, newest first, without those whose people have read it by now,
    were reached at another address, or may still be; and where the next page begins, None at the end.
    """
    rows = _ended(connection, school, before, most)
    others, read = _others(connection, school, rows), _read(connection, school, rows)
    last = PageCursor(rows[-1]["settled_at"], rows[-1]["id"]) if len(rows) == most else None
    return [row for row in rows if not _reached(row, others[row["event"]], read)], last


def _ended(connection: Connection, school: str, before: PageCursor | None, most: int) -> list[RowMapping]:
    its = delivery.c
    asked = select(delivery).where(its.school == school, UNREACHED)
    if before is not None:
        same = its.settled_at == before.at
        asked = asked.where(or_(its.settled_at < before.at, same & (its.id < before.id)))
    found = connection.execute(asked.order_by(its.settled_at.desc(), its.id.desc()).limit(most))
    return list(found.mappings())


def _others(connection: Connection, school: str, rows: list[RowMapping]) -> Mapping[int, list[RowMapping]]:
    its = delivery.c
    events = sorted({row["event"] for row in rows})
    found: defaultdict[int, list[RowMapping]] = defaultdict(list)
    whole = delivery.alias()  # what went along with another ended as that one did
    ended = func.coalesce(whole.c.outcome, case((its.outcome != "joined", its.outcome)))
    here = its.school == school, its.event.in_(events), or_(ended.is_(None), ended == "accepted")
    asked = select(its.id, its.event, its.recipients).outerjoin(whole, whole.c.id == its.joined).where(*here)
    for row in connection.execute(asked).mappings():
        found[row["event"]].append(row)
    return found


def _read(connection: Connection, school: str, rows: list[RowMapping]) -> Mapping[tuple[str, str], int]:
    its = schema.marker.c
    where = its.school == school, its.conversation.in_({row["conversation"] for row in rows})
    found = connection.execute(select(its.person, its.conversation, its.read_n).where(*where))
    return {(row.person, row.conversation): row.read_n for row in found}


def _reached(row: RowMapping, others: list[RowMapping], read: Mapping[tuple[str, str], int]) -> bool:
    """Whether everybody whom an alert was for knows of it, or may still be told."""
    elsewhere = {person for one in others for person in json.loads(one["recipients"])}
    knows = {
        person
        for person in json.loads(row["recipients"])
        if person in elsewhere or (row["n"] is not None and read.get((person, row["conversation"]), 0) >= row["n"])
    }
    return knows == set(json.loads(row["recipients"]))


def one_of(connection: Connection, school: str, its: str) -> RowMapping | None:
    """A delivery by its id; None where this school has none of that id."""
    mine = delivery.c.id == its, delivery.c.school == school
    return connection.execute(select(delivery).where(*mine)).mappings().first()


def stopped(connection: Connection, school: str, rows: Iterable[RowMapping]) -> frozenset[str]:
    """The ids of those of these whose address takes no more of their kind, by the ledger of consents."""
    mine = [row for row in rows if row["medium"] != "push"]
    closed = consents.closed_to(connection, school, {row["address"] for row in mine})
    return frozenset(
        row["id"]
        for row in mine
        if (Medium(row["medium"]), row["address"]) in closed[consent_of(Urgency(row["urgency"]))]
    )


def has_device(connection: Connection, row: RowMapping, now: datetime) -> bool:
    """Whether somebody whom a delivery is for is still signed in at its push address."""
    address = Address(Medium.PUSH, row["address"], row["provider"])
    return any(address in its for its in devices_of(connection, json.loads(row["recipients"]), now).values())


def waiting(connection: Connection, school: str, medium: str, provider: str) -> int:
    """How many alerts of a school wait for a provider, and nobody has them in hand."""
    its = delivery.c
    here = its.medium == medium, its.provider == provider, its.settled_at.is_(None)
    mine = select(func.count()).where(*here, its.handed_at.is_(None), its.school == school)
    return int(connection.execute(mine).scalar_one())
