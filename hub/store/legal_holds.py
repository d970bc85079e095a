"""This file keeps legal holds: what is not removed, why, since when, and who let it go again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from hub.store.schema import legal_hold
from policies.records.legal_hold import HeldRecords, HoldOn, held_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """A hold on what about names by id. released_at and the rest of it: None while it holds."""

    id: str
    school: str
    on: str
    about: str
    reason: str
    by: str
    by_name: str
    at: str
    released_at: str | None = None
    released_by: str | None = None
    released_name: str | None = None


_COLUMNS = tuple(legal_hold.c[one.name] for one in fields(LegalHold))


def list_holds(connection: Connection, school: str) -> list[LegalHold]:
    """Every hold there was in a school, those that hold first, then the newest."""
    its = legal_hold.c
    asked = select(*_COLUMNS).where(its.school == school).order_by(its.at.desc(), its.id)
    found = [LegalHold(**row) for row in connection.execute(asked).mappings()]
    return sorted(found, key=lambda one: one.released_at is not None)


def find_hold(connection: Connection, school: str, its: str) -> LegalHold | None:
    """A hold of a school by its id; None where there is none."""
    asked = select(*_COLUMNS).where(legal_hold.c.school == school, legal_hold.c.id == its)
    row = connection.execute(asked).mappings().first()
    return None if row is None else LegalHold(**row)


def add_hold(connection: Connection, one: LegalHold) -> None:
    """Let something be held from now on."""
    connection.execute(insert(legal_hold).values(**asdict(one)))


def release_hold(connection: Connection, one: LegalHold, by: str, by_name: str, at: str) -> None:
    """Let a hold end; that it was there stays on record."""
    ended = {"released_at": at, "released_by": by, "released_name": by_name}
    connection.execute(update(legal_hold).where(legal_hold.c.id == one.id).values(**ended))


def held_in(connection: Connection, school: str) -> HeldRecords:
    """All that is on hold in a school at this moment."""
    its = legal_hold.c
    rows = connection.execute(select(its.on, its.about).where(its.school == school, its.released_at.is_(None)))
    return held_of((HoldOn(on), about) for on, about in rows)
