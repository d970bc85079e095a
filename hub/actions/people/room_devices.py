"""This file is pairing a room device by the code it shows, and renaming, moving and ending it, as an admin."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.limits.guesses import of_pairing, of_showing
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.room_devices import (
    RoomDevice,
    ShownCode,
    end_device,
    find_device,
    insert_device,
    lock_device,
    move_device,
    put_code,
    take_code,
)
from hub.store.row_security import Across
from hub.store.sessions import end_all, list_acting
from policies.people.room_devices import (
    CODE_LASTS,
    CODE_LENGTH,
    CODE_LETTERS,
    code_of,
    may_be_name,
    may_be_room,
    may_pair,
)
from policies.records.activity_log import Deed
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.bus.school import School
    from hub.limits.guesses import Guessing
    from hub.store.transaction import Transaction

NO_CODE = on_field(
    "code", say("no device shows this code. Codes are good for ten minutes; look at the device once more.")
)
NO_DEVICE = say("There is no such room device any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """What an admin types to pair a device, in which session and from which address."""

    admin: str
    session: str
    address: str
    code: str
    room: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChange:
    """What an admin gives a device; what is None stays."""

    admin: str
    device: str
    room: str | None = None
    name: str | None = None


async def show_code(guessing: Guessing, secret: str, address: str, now: datetime) -> ShownCode:
    """
    A code for a device to show, in place of a former one of its own. secret: the fingerprint of what it keeps.

    Raises:
        Conflict: it is paired already.
        RateLimited: from this address too many asked for one.
    """
    await guessing.count(of_showing(address), now)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    shown = ShownCode(secret=secret, code=code, expires_at=stamp(now + CODE_LASTS))

    def write(transaction: Transaction) -> None:
        if find_device(transaction.connection, secret) is not None:
            raise Conflict(say("This device is paired already. An admin can end that under Settings."))
        put_code(transaction.connection, shown, stamp(now))

    await guessing.store.write(write, whose=Across.SECRET)
    return shown


async def pair(school: School, guessing: Guessing, its: Pairing, now: datetime) -> RoomDevice:
    """
    Pair the device that shows this code with a room; the code is used up by it.

    Raises:
        Forbidden: only admins do.
        Invalid: no device shows the code, there is no such room, or the name is none; the sentence names the field.
        RateLimited: too many codes were wrong.
    """
    roster = school.snapshot.roster
    if isinstance(verdict := may_pair(roster.people[its.admin]), Refused):
        raise Forbidden(verdict.because)
    _check(school, its.room, its.name)
    tries = of_pairing(its.session, its.address)
    await guessing.count(tries, now)

    def write(transaction: Transaction) -> RoomDevice:
        secret = take_code(transaction.connection, code_of(its.code), stamp(now))
        if secret is None:
            raise Invalid(NO_CODE)
        paired = RoomDevice(
            id=new("rd"), school=school.id, room=its.room, name=its.name.strip(), secret=secret, by=its.admin,
            paired_at=stamp(now), seen_at=stamp(now),
        )  # fmt: skip
        insert_device(transaction.connection, paired)
        room = roster.rooms[its.room].name
        _note(transaction, school, Deed.DEVICE_PAIRED, its.admin, {"device": paired.name, "in": room}, now)
        return paired

    paired = await school.store.write(write, school.id, across=Across.ACCOUNT)
    await guessing.back(tries)
    return paired


async def change(school: School, its: DeviceChange, now: datetime) -> RoomDevice:
    """
    Give a device another name or room; who acts on it is out at once where it moves.

    Raises:
        Forbidden: only admins do.
        NotFound: there is no such device, or it was ended.
        Invalid: there is no such room, or the name is none.
    """
    roster = school.snapshot.roster
    if isinstance(verdict := may_pair(roster.people[its.admin]), Refused):
        raise Forbidden(verdict.because)

    def write(transaction: Transaction) -> RoomDevice:
        device = _locked(transaction, school, its.device)
        room = device.room if its.room is None else its.room
        name = device.name if its.name is None else its.name.strip()
        _check(school, room if its.room is not None else None, name)
        facts: dict[str, object] = {}
        if name != device.name:
            facts["name"] = [device.name, name]
        if room != device.room:
            facts["moved"] = [roster.rooms[device.room].name, roster.rooms[room].name]
            _empty(transaction, device, now)
        if facts:
            move_device(transaction.connection, device.id, name, room)
            _note(transaction, school, Deed.DEVICE_CHANGED, its.admin, {"device": device.name, **facts}, now)
        kept = lock_device(transaction.connection, school.id, device.id)
        assert kept is not None  # noqa: S101 (it is locked)
        return kept

    return await school.store.write(write, school.id, across=Across.ACCOUNT)


async def end(school: School, admin: str, device: str, now: datetime) -> None:
    """
    Let a device be none of the school's any more; whoever acts on it is out at once.

    Raises:
        Forbidden: only admins do.
        NotFound: there is no such device, or it was ended.
    """
    if isinstance(verdict := may_pair(school.snapshot.roster.people[admin]), Refused):
        raise Forbidden(verdict.because)

    def write(transaction: Transaction) -> None:
        its = _locked(transaction, school, device)
        end_device(transaction.connection, its.id, stamp(now))
        _empty(transaction, its, now)
        _note(transaction, school, Deed.DEVICE_ENDED, admin, {"device": its.name}, now)

    await school.store.write(write, school.id, across=Across.ACCOUNT)


def _check(school: School, room: str | None, name: str) -> None:
    if isinstance(named := may_be_name(name), Refused):
        raise Invalid(on_field("name", named.because))
    if room is not None and isinstance(verdict := may_be_room(school.snapshot.roster, room), Refused):
        raise Invalid(on_field("room", verdict.because))


def _locked(transaction: Transaction, school: School, device: str) -> RoomDevice:
    found = lock_device(transaction.connection, school.id, device)
    if found is None:
        raise NotFound(NO_DEVICE)
    return found


def _empty(transaction: Transaction, device: RoomDevice, now: datetime) -> None:
    """Nobody acts on it any more."""
    end_all(transaction, now, sessions=list_acting(transaction.connection, devices=[device.id]))


def _note(
    transaction: Transaction, school: School, deed: Deed, admin: str, facts: Mapping[str, object], now: datetime
) -> None:
    by = school.snapshot.roster.people[admin]
    put_on_record(
        transaction,
        LogDraft(school=school.id, deed=deed, at=stamp(now), by=by.id, by_name=by.name, facts=facts),
    )
