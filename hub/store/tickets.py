"""This file keeps the tickets with which devices open their sockets, by fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert, select

from hub.store import schema
from hub.store.schema import person, session, ticket

if TYPE_CHECKING:
    from sqlalchemy import Connection


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


def take_ticket(connection: Connection, ticket_id: str, now: str) -> TicketHolder | None:
    """
    Whom it stands for; None where it is over, or its session or profile is.

    Whoever deletes the row has it: of two hubs that are shown it at once, one finds it.
    """
    taken = delete(ticket).where(ticket.c.id == ticket_id)
    found = connection.execute(taken.returning(ticket.c.session, ticket.c.person, ticket.c.expires_at)).first()
    if found is None or found.expires_at <= now:
        return None
    school = schema.school
    holder = (
        select(session.c.id, session.c.account, person.c.id, person.c.school, school.c.seq)
        .select_from(session)
        .join(person, person.c.id == found.person)
        .join(school, school.c.id == person.c.school)
    )
    alive = session.c.id == found.session, session.c.ended_at.is_(None), session.c.expires_at > now
    row = connection.execute(holder.where(*alive, person.c.left_at.is_(None))).first()
    return None if row is None else TicketHolder(*row)
