"""This file keeps what became of each email that came in, so that none is dealt with twice."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from hub.store.schema import inbound_email

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundEmail:
    """
    id: of whom it came to and of its Message-ID. delivery: the email that it answers, or that came back.

    address: where that one had gone, or who wrote. answered_at: None while its writer is to be told something.
    """

    id: str
    school: str
    delivery: str
    address: str
    became: str
    detail: str
    at: str
    answered_at: str | None = None


def insert_email(connection: Connection, came: InboundEmail) -> None:
    """Write down what became of an email that came in."""
    connection.execute(insert(inbound_email).values(**asdict(came)))


def find_email(connection: Connection, email_id: str) -> RowMapping | None:
    """An email that came in before; None where it is new."""
    asked = select(inbound_email).where(inbound_email.c.id == email_id)
    return connection.execute(asked).mappings().first()


def note_answered(connection: Connection, email_id: str, at: str) -> None:
    """Nothing more is to be told to who wrote it."""
    connection.execute(update(inbound_email).where(inbound_email.c.id == email_id).values(answered_at=at))


def note_told(connection: Connection, email_id: str, writer: str, at: str) -> None:
    """Who wrote it is about to be told what did not become of it. writer: their address, in lower case."""
    mine = update(inbound_email).where(inbound_email.c.id == email_id)
    connection.execute(mine.values(told_at=at, told_to=writer))


def was_told(connection: Connection, writer: str, since: str, besides: str) -> bool:
    """Whether something was told to this address since then, on account of another email than besides."""
    its = inbound_email.c
    lately = select(its.id).where(its.told_to == writer, its.told_at > since, its.id != besides)
    return connection.execute(lately.limit(1)).first() is not None
