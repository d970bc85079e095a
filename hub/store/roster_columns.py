"""This file keeps what the admins of a school said of the columns of its spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from hub.store.schema import roster_columns

if TYPE_CHECKING:
    from sqlalchemy import Connection


def find_columns(connection: Connection, school: str) -> str | None:
    """What is kept, as JSON (hub/oneroster/spreadsheet/kept_mapping.py); None where nothing is."""
    asked = select(roster_columns.c.mappings).where(roster_columns.c.school == school)
    return connection.execute(asked).scalar_one_or_none()


def keep_columns(connection: Connection, school: str, mappings: str) -> None:
    """Keep it, in place of what was kept before."""
    forget_columns(connection, school)
    connection.execute(insert(roster_columns).values(school=school, mappings=mappings))


def forget_columns(connection: Connection, school: str) -> bool:
    """Whether anything was kept; nothing is any more."""
    return bool(connection.execute(delete(roster_columns).where(roster_columns.c.school == school)).rowcount)
