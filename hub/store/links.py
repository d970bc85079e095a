"""This file keeps the short addresses that texts carry: each leads to a place in the app until it expires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from hub.store.schema import link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from notifiers.outbox import Claimed

CODE = 11
"""Characters of a code, of 64 each: nobody finds one by trying."""

_PREFIX = len("n_")
_MAKE = text(
    "insert into link (code, delivery, school, path, expires_at)"
    " values (:code, :delivery, :school, :path, :expires_at) on conflict (code) do nothing"
)


def code_of(delivery: str) -> str:
    """The code of a delivery's short address: part of its random name, so that every attempt carries the same."""
    return delivery[_PREFIX : _PREFIX + CODE]


def make(connection: Connection, claimed: Iterable[Claimed]) -> None:
    """Make the short addresses of what is about to be texted, in the transaction that claims it."""
    rows = [
        {
            "code": code_of(one.id),
            "delivery": one.id,
            "school": one.school,
            "path": one.path,
            "expires_at": one.expires_at,
        }
        for one in claimed
        if one.medium == "sms"
    ]
    if rows:
        connection.execute(_MAKE, rows)


def leads_to(connection: Connection, code: str, at: str) -> str | None:
    """The place in the app that a code leads to; None where it has expired, or never was one."""
    return connection.execute(select(link.c.path).where(link.c.code == code, link.c.expires_at > at)).scalar()
