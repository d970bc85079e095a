"""This file keeps where push finds people: a phone belongs to the session that registered it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, or_, select, update

from hub.store.names import new
from hub.store.schema import device, person, session

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Push is to find a person of a school there, as long as the session of their account lives."""

    school: str
    person: str
    account: str
    session: str
    provider: str
    address: str


def hold_session(connection: Connection, wanted: Registration, now: str) -> bool:
    """Whether the session goes on and the person is at the school: both stay so until the commit."""
    here = and_(person.c.id == wanted.person, person.c.left_at.is_(None))
    alive = session.c.id == wanted.session, session.c.ended_at.is_(None), session.c.expires_at > now
    held = select(session.c.id).join(person, here).where(*alive).with_for_update(key_share=True)
    return connection.execute(held).first() is not None


def put_device(connection: Connection, wanted: Registration, at: str, most: int) -> str:
    """
    The device's id; the same for the same address of the same person.

    An address is one phone: other accounts are told there no more, and what this account has there belongs to
    this session. Beyond most devices of a person the one unused longest goes.
    """
    same = device.c.provider == wanted.provider, device.c.address == wanted.address
    sessions = select(session.c.id).where(session.c.account == wanted.account)
    connection.execute(delete(device).where(*same, device.c.session.not_in(sessions)))
    connection.execute(update(device).where(*same).values(session=wanted.session))
    mine = update(device).where(*same, device.c.person == wanted.person)
    known = connection.execute(mine.values(used_at=at).returning(device.c.id)).scalar()
    if known is not None:
        return str(known)
    made = _insert(connection, wanted, at)
    _delete_unused(connection, wanted.person, made, most)
    return made


def _insert(connection: Connection, wanted: Registration, at: str) -> str:
    made = new("d")
    connection.execute(
        insert(device).values(
            id=made,
            school=wanted.school,
            person=wanted.person,
            session=wanted.session,
            provider=wanted.provider,
            address=wanted.address,
            created_at=at,
            used_at=at,
        )
    )
    return made


def _delete_unused(connection: Connection, person_id: str, newest: str, most: int) -> None:
    """Of the session that was used least lately, and there the one least heard of."""
    unused = (
        select(device.c.id)
        .join(session, session.c.id == device.c.session)
        .where(device.c.person == person_id, device.c.id != newest)
        .order_by(session.c.expires_at.desc(), device.c.used_at.desc(), device.c.id)
        .offset(most - 1)
    )
    gone = list(connection.execute(unused).scalars())
    connection.execute(delete(device).where(device.c.id.in_(gone)))


def delete_device(connection: Connection, device_id: str, person_id: str) -> None:
    """Forget a device of this person's; others' stay."""
    connection.execute(delete(device).where(device.c.id == device_id, device.c.person == person_id))


def any_ends(connection: Connection, school: str, now: str, soon: str) -> bool:
    """Whether a device of the school has fallen silent, or does so before soon and nobody was told."""
    ends = session.c.expires_at <= soon, or_(device.c.warned_at.is_(None), session.c.expires_at <= now)
    found = select(device.c.id).join(session, session.c.id == device.c.session).where(device.c.school == school)
    return connection.execute(found.where(*ends).limit(1)).scalar() is not None


def list_schools_that_end(connection: Connection, now: str, soon: str) -> list[str]:
    """The schools in which any does, likewise."""
    ends = session.c.expires_at <= soon, or_(device.c.warned_at.is_(None), session.c.expires_at <= now)
    found = select(device.c.school).join(session, session.c.id == device.c.session).where(*ends).distinct()
    return list(connection.execute(found).scalars())


def delete_silent(connection: Connection, school: str, now: str) -> set[str]:
    """Forget the school's devices whose session is over; whose they were."""
    over = select(session.c.id).where(session.c.expires_at <= now)
    gone = delete(device).where(device.c.school == school, device.c.session.in_(over)).returning(device.c.person)
    return set(connection.execute(gone).scalars())


def note_warned(connection: Connection, school: str, now: str, soon: str) -> set[str]:
    """Write down that people are told of devices that fall silent before soon; whose they are, once for each."""
    ends = select(session.c.id).where(session.c.expires_at <= soon, session.c.expires_at > now)
    fresh = device.c.school == school, device.c.session.in_(ends), device.c.warned_at.is_(None)
    warned = update(device).where(*fresh).values(warned_at=now).returning(device.c.person)
    return set(connection.execute(warned).scalars())
