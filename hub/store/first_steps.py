"""This file keeps which schools have put the steps of their first hour away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from hub.store.schema import first_steps

if TYPE_CHECKING:
    from sqlalchemy import Connection


def are_put_away(connection: Connection, school: str) -> bool:
    """Whether an admin of the school has put its first steps away."""
    mine = select(first_steps.c.school).where(first_steps.c.school == school)
    return connection.execute(mine).first() is not None


def put_away(connection: Connection, school: str, by: str, at: str) -> None:
    """Put the first steps of a school away, where nobody has done so before."""
    if not are_put_away(connection, school):
        connection.execute(insert(first_steps).values(school=school, by=by, at=at))
