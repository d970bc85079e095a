"""This file keeps whom people have kept from starting new conversations with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from hub.store.schema import block

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping


def insert_block(connection: Connection, school: str, person: str, blocked: str, at: str) -> None:
    """Write down that person keeps blocked from starting."""
    connection.execute(insert(block).values(school=school, person=person, blocked=blocked, at=at))


def delete_block(connection: Connection, school: str, person: str, blocked: str) -> None:
    """Let blocked start new conversations with person again."""
    mine = block.c.school == school, block.c.person == person, block.c.blocked == blocked
    connection.execute(delete(block).where(*mine))


def list_blocks(connection: Connection, school: str, person: str) -> list[RowMapping]:
    """Whom person has blocked, newest first."""
    asked = select(block).where(block.c.school == school, block.c.person == person)
    return list(connection.execute(asked.order_by(block.c.at.desc(), block.c.blocked)).mappings())
