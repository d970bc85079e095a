"""Who wishes to be called otherwise than the roster says asks an admin; names taken before that wait for one"""

from __future__ import annotations

import logging
import secrets
from datetime import UTC, datetime

from alembic import op
import sqlalchemy as sa


revision = "0023"
down_revision = "0022"

log = logging.getLogger("roomwire.records")


def upgrade() -> None:
    """Forward only; nothing is sent. The roster's name stands again until the office has looked at the other one."""
    open_ones = sa.text("settled_at is null")
    op.create_table(
        "name_wish",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("current", sa.String(), nullable=False),
        sa.Column("wanted", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("origin in ('asked', 'earlier')", name="name_wish_origin"),
        sa.CheckConstraint("answer in ('approved', 'declined', 'withdrawn')", name="name_wish_answer"),
        sa.CheckConstraint(
            "(settled_at is null) = (settled_by is null) and (settled_at is null) = (answer is null)",
            name="name_wish_settled_whole",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "name_wish_open", "name_wish", ["person"], unique=True, sqlite_where=open_ones, postgresql_where=open_ones
    )
    op.create_index("name_wish_by_school", "name_wish", ["school", "at"])
    op.create_index("name_wish_by_person", "name_wish", ["person", "at"])
    _ask_about_earlier_ones(op.get_bind())


def _ask_about_earlier_ones(connection: sa.Connection) -> None:
    person = _table("person", "id", "school", "role", "given", "family", "display_name", "left_at")
    wish = _table("name_wish", "id", "school", "person", "current", "wanted", "origin", "at", "reason")
    taken = person.c.display_name.is_not(None), person.c.role != "admin"
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    found = [
        {
            "id": f"w_{secrets.token_urlsafe(15)}", "school": row["school"], "person": row["id"],
            "current": f"{row['given']} {row['family']}", "wanted": row["display_name"], "origin": "earlier",
            "at": at, "reason": "",
        }
        for row in connection.execute(sa.select(person).where(*taken, person.c.left_at.is_(None))).mappings()
        if row["display_name"] != f"{row['given']} {row['family']}"
    ]  # fmt: skip
    if found:
        connection.execute(sa.insert(wish), found)
        log.warning("%d people had chosen another name than the roster's; admins find them under Names", len(found))
    connection.execute(sa.update(person).where(*taken).values(display_name=None))


def _table(name: str, *columns: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), *(sa.Column(one, sa.String) for one in columns))
