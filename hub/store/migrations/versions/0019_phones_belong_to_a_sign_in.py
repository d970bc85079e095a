"""Phones belong to a sign-in, and sign-ins end when they are not used"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from alembic import op
import sqlalchemy as sa


revision = "0019"
down_revision = "0018"

log = logging.getLogger("roomwire.records")

LASTS = timedelta(days=180)
"""How long a session lived unused when this was written; the rule may change later, and a migration may not."""

AT_ONCE = 500


def upgrade() -> None:
    """
    Forward only.

    A phone whose sign-in is not known belongs to the newest one that lives and may act as its person. Where there
    is none, nobody is signed in there as that person: it is forgotten, and they are told by text or email.
    """
    with op.batch_alter_table("device") as table:
        table.add_column(sa.Column("session", sa.String(), nullable=True))
        table.add_column(sa.Column("used_at", sa.String(length=24), nullable=True))
        table.add_column(sa.Column("warned_at", sa.String(length=24), nullable=True))
    _tie(op.get_bind(), _stamp(datetime.now(UTC)))
    with op.batch_alter_table("device") as table:
        table.alter_column("session", existing_type=sa.String(), nullable=False)
        table.alter_column("used_at", existing_type=sa.String(length=24), nullable=False)
        table.create_foreign_key("device_session_fkey", "session", ["session"], ["id"])
    op.create_index("device_by_address", "device", ["provider", "address"])
    op.create_index("device_by_session", "device", ["session"])


def _tie(connection: sa.Connection, now: str) -> None:
    session, profile, device = _table("session"), _table("profile"), _table("device")
    living = session.c.ended_at.is_(None), session.c.expires_at > now
    rows = connection.execute(
        sa.select(profile.c.person, session.c.id)
        .join(session, session.c.account == profile.c.account)
        .where(*living)
        .order_by(session.c.created_at, session.c.id)
    ).all()
    newest = {row.person: row.id for row in rows}
    for person in connection.execute(sa.select(device.c.person).distinct()).scalars().all():
        mine = device.c.person == person
        if person in newest:
            values = {"session": newest[person], "used_at": device.c.created_at}
            connection.execute(sa.update(device).where(mine).values(**values))
        else:
            gone = connection.execute(sa.delete(device).where(mine)).rowcount
            log.warning("%d devices of somebody who is signed in nowhere are forgotten", gone)
    _prolong(connection, session, living)


def _prolong(connection: sa.Connection, session: sa.Table, living: tuple[sa.ColumnElement[bool], ...]) -> None:
    """Who signed in lately stays so for as long as who signs in now."""
    rows = connection.execute(
        sa.select(session.c.id, session.c.created_at, session.c.expires_at).where(*living)
    ).all()
    later = [
        {"its": its, "until": until}
        for its, created_at, expires_at in rows
        if (until := _stamp(datetime.fromisoformat(created_at) + LASTS)) > expires_at
    ]
    moved = sa.update(session).where(session.c.id == sa.bindparam("its")).values(expires_at=sa.bindparam("until"))
    for start in range(0, len(later), AT_ONCE):
        connection.execute(moved, later[start : start + AT_ONCE])


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _table(name: str) -> sa.Table:
    columns = {
        "session": ("id", "account", "created_at", "expires_at", "ended_at"),
        "profile": ("account", "person"),
        "device": ("id", "person", "session", "created_at", "used_at"),
    }
    return sa.Table(name, sa.MetaData(), *(sa.Column(one, sa.String) for one in columns[name]))
