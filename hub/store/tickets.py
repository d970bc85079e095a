"""This file keeps the tickets with which devices open their sockets, by fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert

from hub.store.schema import ticket

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.transaction import Transaction


class TicketHolder(NamedTuple):
    """Whom a ticket stands for; seq: where the school's journal stood."""

    session: str
    account: str
    person: str
    school: str
    seq: int


def insert_ticket(connection: Connection, ticket_id: str, session_id: str, person_id: str, expires_at: str) -> None:
    """Let a session open a socket as a person."""
    connection.execute(
        insert(ticket).values(id=ticket_id, session=session_id, person=person_id, expires_at=expires_at)
    )


def delete_expired(connection: Connection, now: str) -> None:
    """Forget the tickets whose time is over."""
    connection.execute(delete(ticket).where(ticket.c.expires_at < now))


def take_ticket(transaction: Transaction, ticket_id: str, now: str) -> TicketHolder | None:
    """
    Whom it stands for; None where it is over, or its session or profile is.

    Whoever deletes the row has it: of two hubs that are shown it at once, one finds it.
    """
    found = transaction.run("delete from ticket where id = ? returning session, person, expires_at", (ticket_id,))
    if found is None:
        return None
    session_id, person_id, expires_at = found
    if expires_at <= now:
        return None
    row = transaction.run(_HOLDER, (session_id, now, person_id))
    return None if row is None else TicketHolder(*row)


_HOLDER = (
    "select session.id, session.account, person.id, person.school, school.seq from session"
    " join person on person.left_at is null join school on school.id = person.school"
    " where session.id = ? and session.ended_at is null and session.expires_at > ? and person.id = ?"
)
