"""This file keeps the tickets with which devices open their sockets, by fingerprint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from sqlalchemy import delete, insert

from hub.store.schema import ticket

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.transaction import Row, Transaction
    from hub.store.writing import Together


class TicketHolder(NamedTuple):
    """
    Whom a ticket stands for; seq: where the school's journal stood. room: of the room device on which they act with
    that standing, empty for a sign-in.
    """

    session: str
    account: str
    person: str
    school: str
    seq: int
    room: str
    standing: str


def insert_ticket(connection: Connection, ticket_id: str, session_id: str, person_id: str, expires_at: str) -> None:
    """Let a session open a socket as a person."""
    connection.execute(
        insert(ticket).values(id=ticket_id, session=session_id, person=person_id, expires_at=expires_at)
    )


def delete_expired(connection: Connection, now: str) -> None:
    """Forget the tickets whose time is over."""
    connection.execute(delete(ticket).where(ticket.c.expires_at < now))


@dataclass(frozen=True, slots=True)
class ShownTicket:
    """
    The work of a ticket that is shown (Store.write_swiftly): whom it stands for; None where it is over, or its
    session or profile is. now: as text.

    Whoever deletes the row has it: of two hubs that are shown it at once, one finds it.
    """

    together: ClassVar[Together]
    ticket: str
    now: str

    def __call__(self, transaction: Transaction) -> Callable[[], TicketHolder | None]:
        """Do it by itself; what it returns reads the answer."""
        if transaction.postgres:
            answered = transaction.send(_TAKE, (self.ticket, self.now, self.now))
            return lambda: _holder(answered())
        (found,) = take_all(transaction, [self])
        return lambda: found


def _holder(row: Row | None) -> TicketHolder | None:
    return None if row is None else TicketHolder(*row)


def take_all(transaction: Transaction, shown: Sequence[ShownTicket]) -> list[TicketHolder | None]:
    """On SQLite: whom each of these tickets stands for, as if one had been shown after the other."""
    rows = transaction.run_many(_DELETE, [(one.ticket,) for one in shown])
    taken = {ticket_id: ticket for ticket_id, *ticket in rows}
    pairs = {(session_id, person_id) for session_id, person_id, _ in taken.values()}
    living = {(row[0], row[2]): row for row in transaction.run_many(_HOLDERS, sorted(pairs))}
    became: list[TicketHolder | None] = []
    for one in shown:
        session_id, person_id, ticket_until = taken.pop(one.ticket, ("", "", ""))
        *row, session_until = living.get((session_id, person_id), (None, ""))
        became.append(TicketHolder(*row) if min(ticket_until, session_until) > one.now else None)
    return became


ShownTicket.together = staticmethod(take_all)

_DELETE = "delete from ticket where id in ({rows}) returning id, session, person, expires_at"

_OF_HOLDER = "session.id, session.account, person.id, person.school, school.seq, session.room, session.standing"

_HOLDERS = (
    "with asked (session, person) as ({rows})"  # noqa: S608 (columns of ours)
    f" select {_OF_HOLDER}, session.expires_at from asked"
    " cross join session on session.id = asked.session and session.ended_at is null"
    " cross join person on person.id = asked.person and person.left_at is null"
    " cross join school on school.id = person.school"
)

_TAKE = (
    "with taken as (delete from ticket where id = ? returning session, person, expires_at)"  # noqa: S608 (likewise)
    f" select {_OF_HOLDER} from taken"
    " join session on session.id = taken.session and session.ended_at is null and session.expires_at > ?"
    " join person on person.id = taken.person and person.left_at is null"
    " join school on school.id = person.school where taken.expires_at > ?"
)
