"""This file keeps sessions, and ends them with their tickets and phones; sockets and polls follow."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from hub.store.clock import stamp
from hub.store.many import in_parts
from hub.store.schema import account, device, person, pin, profile, session, ticket

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """
    id: the fingerprint of its token. person: whom it was opened as.

    browser, system: what it is on, in words; device: as known_device has it. Each is empty where not known.

    room_device: on which the person acts by their PIN, in its room, with that standing; all empty for a sign-in.
    """

    id: str
    account: str
    person: str
    created_at: str
    expires_at: str
    browser: str = ""
    system: str = ""
    device: str = ""
    room_device: str = ""
    room: str = ""
    standing: str = ""


_SELECT = select(*(session.c[one.name] for one in fields(OpenSession)))


def insert_session(connection: Connection, opened: OpenSession) -> None:
    """Write down a session that begins."""
    connection.execute(insert(session).values(**asdict(opened)))


def find_open(connection: Connection, session_id: str, now: str) -> OpenSession | None:
    """A session by its id, where it was not ended and is not over."""
    alive = session.c.id == session_id, session.c.ended_at.is_(None), session.c.expires_at > now
    row = connection.execute(_SELECT.where(*alive)).mappings().first()
    return None if row is None else OpenSession(**row)


def list_open(connection: Connection, account_id: str, now: str) -> list[OpenSession]:
    """Every session of an account that goes on, the one used last first."""
    alive = session.c.account == account_id, session.c.ended_at.is_(None), session.c.expires_at > now
    found = _SELECT.where(*alive).order_by(session.c.expires_at.desc(), session.c.id)
    return [OpenSession(**row) for row in connection.execute(found).mappings()]


def is_living(connection: Connection, session_id: str, person_id: str, now: str) -> bool:
    """Whether a session goes on, and the person it acts as is at the school."""
    here = select(person.c.id).where(person.c.id == person_id, person.c.left_at.is_(None)).exists()
    alive = session.c.id == session_id, session.c.ended_at.is_(None), session.c.expires_at > now
    return connection.execute(select(session.c.id).where(*alive, here)).scalar() is not None


def was_of(connection: Connection, session_id: str, account_id: str) -> bool:
    """Whether this was ever a session of the account."""
    mine = session.c.id == session_id, session.c.account == account_id
    return connection.execute(select(session.c.id).where(*mine)).first() is not None


def extend_session(connection: Connection, session_id: str, due: str, until: str) -> bool:
    """
    Let a session last until then; whether it was to end by due.

    Only once of several requests at the same time, and never one that has ended meanwhile.
    """
    old = session.c.id == session_id, session.c.ended_at.is_(None), session.c.expires_at <= due
    extended = bool(connection.execute(update(session).where(*old).values(expires_at=until)).rowcount)
    if extended:
        warned = device.c.session == session_id, device.c.warned_at.is_not(None)
        connection.execute(update(device).where(*warned).values(warned_at=None))
    return extended


def put_off_end(connection: Connection, session_id: str, now: str, until: str) -> bool:
    """Let somebody act on a room device until then; whether they still did now."""
    alive = session.c.id == session_id, session.c.ended_at.is_(None), session.c.expires_at > now
    return bool(connection.execute(update(session).where(*alive).values(expires_at=until)).rowcount)


def list_acting(
    connection: Connection, *, devices: Collection[str] = (), people: Collection[str] = ()
) -> list[str]:
    """The sessions, not ended, of whoever acts on these room devices, and of these people on any."""
    acting = session.c.room_device != "", session.c.ended_at.is_(None)
    found = [
        one
        for which, ids in ((session.c.room_device, devices), (session.c.person, people))
        for part in in_parts(ids)
        for one in connection.execute(select(session.c.id).where(*acting, which.in_(part))).scalars()
    ]
    return sorted(set(found))


def list_others(connection: Connection, account_id: str, session_id: str) -> list[str]:
    """The other sessions of an account that were not ended."""
    others = session.c.account == account_id, session.c.id != session_id, session.c.ended_at.is_(None)
    return list(connection.execute(select(session.c.id).where(*others)).scalars())


def list_expired(connection: Connection, now: str, limit: int) -> list[str]:
    """Sessions that are over and not ended yet, without those that a phone still belongs to."""
    rings = select(device.c.id).where(device.c.session == session.c.id).exists()
    over = session.c.ended_at.is_(None), session.c.expires_at <= now, ~rings
    return list(connection.execute(select(session.c.id).where(*over).limit(limit)).scalars())


def accounts_of(connection: Connection, sessions: Collection[str]) -> list[str]:
    """The account of each of these sign-ins, by its id; an account as often as it has one of them."""
    signed_in = select(session.c.account).where(session.c.room_device == "")
    parts = (signed_in.where(session.c.id.in_(part)) for part in in_parts(sessions))
    return [one for part in parts for one in connection.execute(part).scalars()]


def list_signed_in(connection: Connection, people: Collection[str], now: str) -> list[str]:
    """Of these people, by id, those whose account is signed in anywhere, each once."""
    asked = (
        select(profile.c.person)
        .distinct()
        .join(session, session.c.account == profile.c.account)
        .where(session.c.ended_at.is_(None), session.c.expires_at > now)
    )
    parts = (asked.where(profile.c.person.in_(part)) for part in in_parts(people))
    return [one for part in parts for one in connection.execute(part).scalars()]


def delete_ended(connection: Connection, before: str, limit: int) -> int:
    """Forget sessions that ended before then; how many those were."""
    over = select(session.c.id).where(session.c.ended_at < before).limit(limit)
    gone = list(connection.execute(over).scalars())
    for table in (ticket, device):
        connection.execute(delete(table).where(table.c.session.in_(gone)))
    connection.execute(delete(session).where(session.c.id.in_(gone)))
    return len(gone)


def end_all(
    transaction: Transaction,
    now: datetime,
    *,
    people: Collection[str] = (),
    accounts: Collection[str] = (),
    sessions: Collection[str] = (),
) -> tuple[str, ...]:
    """
    End these sessions, those of these accounts, and all that these people have; the sessions that were ended now.

    In the transaction of the action: no ticket opens a socket any more, and no phone rings. Sockets and long polls
    end within a second on every hub, at once where Schools.sessions_ended is called after the commit. A session
    of somebody who goes on in another profile stays, without the tickets and phones of the one that is gone.
    """
    connection = transaction.connection
    ended = {*accounts, *_out(connection, people)}
    sessions = {*sessions, *list_acting(connection, people=people)}
    for part in in_parts(people):
        connection.execute(delete(pin).where(pin.c.person.in_(part)))
        connection.execute(delete(ticket).where(ticket.c.person.in_(part)))
        connection.execute(delete(device).where(device.c.person.in_(part)))
    return _end(connection, {*sessions, *_sessions_of(connection, ended)}, stamp(now))


def _end(connection: Connection, sessions: Collection[str], at: str) -> tuple[str, ...]:
    """The rows are ended first: what ties a phone to one meanwhile has done so, or waits and finds it ended."""
    ended: list[str] = []
    for part in in_parts(sessions):
        alive = session.c.id.in_(part), session.c.ended_at.is_(None)
        done = connection.execute(update(session).where(*alive).values(ended_at=at).returning(session.c.id))
        ended += done.scalars()
        connection.execute(delete(ticket).where(ticket.c.session.in_(part)))
        connection.execute(delete(device).where(device.c.session.in_(part)))
    return tuple(ended)


def _sessions_of(connection: Connection, accounts: Collection[str]) -> Iterator[str]:
    for part in in_parts(accounts):
        alive = session.c.account.in_(part), session.c.ended_at.is_(None)
        yield from connection.execute(select(session.c.id).where(*alive)).scalars()


def _out(connection: Connection, people: Collection[str]) -> Iterator[str]:
    """The accounts of these people that have no profile left at any school; nobody signs in to one meanwhile."""
    for part in in_parts(people):
        theirs = select(profile.c.account).where(profile.c.person.in_(part))
        locked = select(account.c.id).where(account.c.id.in_(theirs)).order_by(account.c.id)
        connection.execute(locked.with_for_update(key_share=True)).all()
        here = (
            select(profile.c.account)
            .join(person, person.c.id == profile.c.person)
            .where(profile.c.account.in_(theirs), person.c.left_at.is_(None))
        )
        yield from connection.execute(theirs.distinct().where(profile.c.account.not_in(here))).scalars()
