"""This file keeps room devices: those that show a code, those that are paired, and when each was last seen."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from hub.store.schema import room_device, room_device_code

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDevice:
    """
    A device that is paired. secret: the fingerprint of what it keeps. by: the admin who paired it, by id.

    seen_at: it asked the hub then, or up to a minute later.
    """

    id: str
    school: str
    room: str
    name: str
    secret: str
    by: str
    paired_at: str
    seen_at: str


_SELECT = select(*(room_device.c[one.name] for one in fields(RoomDevice))).where(room_device.c.ended_at.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCode:
    """A code that a device shows until then. secret: the fingerprint of what the device keeps."""

    secret: str
    code: str
    expires_at: str


def put_code(connection: Connection, shown: ShownCode, now: str) -> None:
    """Let a device show a code in place of any former one of its own; codes that are over go with it."""
    its, over = room_device_code.c.secret == shown.secret, room_device_code.c.expires_at <= now
    connection.execute(delete(room_device_code).where(its | over))
    connection.execute(insert(room_device_code).values(**asdict(shown)))


def find_code(connection: Connection, secret: str, now: str) -> ShownCode | None:
    """The code that a device shows, by the fingerprint of what it keeps; None where it shows none any more."""
    columns = (room_device_code.c[one.name] for one in fields(ShownCode))
    alive = room_device_code.c.secret == secret, room_device_code.c.expires_at > now
    row = connection.execute(select(*columns).where(*alive)).mappings().first()
    return None if row is None else ShownCode(**row)


def take_code(connection: Connection, code: str, now: str) -> str | None:
    """Use up a code: the fingerprint of what its device keeps; None where no device shows it. It is good once."""
    its = room_device_code.c.code == code, room_device_code.c.expires_at > now
    return connection.execute(delete(room_device_code).where(*its).returning(room_device_code.c.secret)).scalar()


def insert_device(connection: Connection, paired: RoomDevice) -> None:
    """Write down that a device is paired from now on."""
    connection.execute(insert(room_device).values(**asdict(paired)))


def find_device(connection: Connection, secret: str) -> RoomDevice | None:
    """A paired device by the fingerprint of what it keeps; None where it never was, or was ended."""
    row = connection.execute(_SELECT.where(room_device.c.secret == secret)).mappings().first()
    return None if row is None else RoomDevice(**row)


def lock_device(connection: Connection, school: str, device: str) -> RoomDevice | None:
    """A school's paired device by its id, for a change of it; nobody else changes or ends it meanwhile."""
    its = _SELECT.where(room_device.c.id == device, room_device.c.school == school).with_for_update(key_share=True)
    row = connection.execute(its).mappings().first()
    return None if row is None else RoomDevice(**row)


def list_devices(connection: Connection, school: str) -> list[RoomDevice]:
    """All that are paired at a school, by name."""
    rows = connection.execute(_SELECT.where(room_device.c.school == school)).mappings()
    return sorted((RoomDevice(**row) for row in rows), key=lambda one: (one.name, one.id))


def move_device(connection: Connection, device: str, name: str, room: str) -> None:
    """Give a device this name and room."""
    connection.execute(update(room_device).where(room_device.c.id == device).values(name=name, room=room))


def end_device(connection: Connection, device: str, at: str) -> None:
    """What it keeps opens nothing from now on."""
    connection.execute(update(room_device).where(room_device.c.id == device).values(ended_at=at))


def see_device(connection: Connection, device: str, at: str) -> None:
    """Note that a device asked the hub."""
    connection.execute(update(room_device).where(room_device.c.id == device).values(seen_at=at))


def delete_codes(connection: Connection, now: str) -> None:
    """Forget the codes whose time is over."""
    connection.execute(delete(room_device_code).where(room_device_code.c.expires_at <= now))
