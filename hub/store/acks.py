"""This file keeps who confirmed that they have read what is urgent."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select, text

from hub.store.schema import ack


def acks_of(connection: Connection, school: str, messages: list[str]) -> Mapping[tuple[str, str], str]:
    """Who confirmed these messages, by message and person, with when."""
    rows = connection.execute(
        select(ack.c.message, ack.c.person, ack.c.at).where(ack.c.school == school, ack.c.message.in_(messages))
    )
    return {(message, person): at for message, person, at in rows}


def insert_ack(connection: Connection, school: str, message: str, person: str, at: str) -> bool:
    """Write down that a person confirmed a message; whether they had not before."""
    row = {"school": school, "message": message, "person": person, "at": at}
    return bool(connection.execute(_INSERT, row).rowcount)


_INSERT = text(
    "insert into ack (school, message, person, at) values (:school, :message, :person, :at)"
    " on conflict (school, message, person) do nothing"
)


def list_confirmed(connection: Connection, school: str, person: str) -> Mapping[str, str]:
    """The messages that a person confirmed, with when."""
    rows = connection.execute(select(ack.c.message, ack.c.at).where(ack.c.school == school, ack.c.person == person))
    return {row.message: row.at for row in rows}
