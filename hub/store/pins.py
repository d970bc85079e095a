"""This file keeps the PINs by which people act on room devices, hashed, and how many tries in a row were wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert, select, update

from hub.store.schema import pin

if TYPE_CHECKING:
    from sqlalchemy import Connection


class KeptPin(NamedTuple):
    """A PIN as it is kept; set_at: since when it is this one."""

    hash: str
    set_at: str


def find_pin(connection: Connection, person: str) -> KeptPin | None:
    """Somebody's PIN; None where they have none."""
    row = connection.execute(select(pin.c.hash, pin.c.set_at).where(pin.c.person == person)).first()
    return None if row is None else KeptPin(*row)


def lock_pin(connection: Connection, person: str) -> str | None:
    """The hash of somebody's PIN, which nobody changes or clears meanwhile; None where they have none."""
    its = select(pin.c.hash).where(pin.c.person == person).with_for_update()
    return connection.execute(its).scalar()


def put_pin(connection: Connection, person: str, hashed: str, at: str) -> None:
    """Give somebody a PIN in place of any former one; wrong tries are counted anew."""
    delete_pin(connection, person)
    connection.execute(insert(pin).values(person=person, hash=hashed, wrong=0, set_at=at))


def delete_pin(connection: Connection, person: str) -> bool:
    """Take somebody's PIN away; whether they had one."""
    return bool(connection.execute(delete(pin).where(pin.c.person == person)).rowcount)


def count_wrong(connection: Connection, person: str) -> int:
    """Count one more wrong try; how many there were in a row, 0 where there is no PIN any more."""
    more = update(pin).where(pin.c.person == person).values(wrong=pin.c.wrong + 1).returning(pin.c.wrong)
    return connection.execute(more).scalar() or 0


def begin_anew(connection: Connection, person: str) -> None:
    """A right PIN ends the row of wrong ones."""
    connection.execute(update(pin).where(pin.c.person == person, pin.c.wrong > 0).values(wrong=0))
