"""This file answers which sessions of open sockets are over: ended anywhere, or past their time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from hub.store.many import in_parts
from hub.store.schema import session


def over(connection: Connection, sessions: Sequence[str], now: str) -> tuple[frozenset[str], frozenset[str]]:
    """Of these sessions, which were ended, and which have merely expired: unused to their end, noted or not."""
    ended, alive = set[str](), set[str]()
    its = session.c
    for page in in_parts(sessions):
        rows = connection.execute(select(its.id, its.ended_at, its.expires_at).where(its.id.in_(page)))
        for one, ended_at, expires_at in rows:
            if ended_at is not None and ended_at < expires_at:
                ended.add(one)
            elif ended_at is None and expires_at > now:
                alive.add(one)
    return frozenset(ended), frozenset(sessions) - ended - alive
