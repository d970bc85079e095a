"""This file keeps what people wish to be called, and how it was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from hub.store.names import new
from hub.store.schema import OPEN, name_wish

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

SETTLED = 50
"""Answered wishes that are listed; what is open is listed whole."""


def add(connection: Connection, school: str, person: str, current: str, wanted: str, at: str) -> str:
    """Note a wish; its id. current: what they are called now."""
    its = new("w")
    row = {"id": its, "school": school, "person": person, "current": current, "wanted": wanted}
    connection.execute(insert(name_wish).values(**row, origin="asked", at=at, reason=""))
    return its


def waiting(connection: Connection, person: str) -> RowMapping | None:
    """A person's wish that nobody has answered yet."""
    return connection.execute(select(name_wish).where(name_wish.c.person == person, OPEN)).mappings().first()


def lately(connection: Connection, person: str, since: str) -> int:
    """How many wishes a person has made since then, withdrawn ones too."""
    its = name_wish.c
    mine = its.person == person, its.origin == "asked", its.at > since
    return int(connection.execute(select(func.count()).select_from(name_wish).where(*mine)).scalar_one())


def last(connection: Connection, person: str) -> RowMapping | None:
    """A person's newest wish, answered or not; None where they have had none."""
    its = name_wish.c
    asked = select(name_wish).where(its.person == person).order_by(its.at.desc(), its.id).limit(1)
    return connection.execute(asked).mappings().first()


def listed(connection: Connection, school: str) -> list[RowMapping]:
    """What is open, oldest first, then the newest of what admins have answered."""
    its = name_wish.c
    mine = select(name_wish).where(its.school == school)
    answered = mine.where(its.answer.in_(("approved", "declined"))).order_by(its.settled_at.desc(), its.id)
    parts = (mine.where(OPEN).order_by(its.at, its.id), answered.limit(SETTLED))
    return [row for part in parts for row in connection.execute(part).mappings()]


def one_of(connection: Connection, school: str, its: str) -> RowMapping | None:
    """A wish by its id; None where this school has none of that id."""
    mine = name_wish.c.school == school, name_wish.c.id == its
    return connection.execute(select(name_wish).where(*mine)).mappings().first()


def end(connection: Connection, its: str, answer: str, by: str, reason: str, at: str) -> None:
    """Write down how it was answered. reason: what the person reads of it."""
    ended = {"settled_at": at, "settled_by": by, "answer": answer, "reason": reason}
    connection.execute(update(name_wish).where(name_wish.c.id == its, OPEN).values(**ended))
