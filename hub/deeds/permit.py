"""This file is what happens when an admin sets what one of the staff may do, and in which rooms they work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.deeds.fresh import on_fresh_rules
from hub.errors import Forbidden, Invalid, NotFound
from hub.store import journal, permissions, rights
from hub.store.clock import stamp
from policies.permitting import may_assign, may_grant
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.facts import Dated, Permissions, Person

NOBODY = "Nobody here is called that."

MOST = 50
"""Rooms of one person; a school has a dozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """
    What an admin sets for one of the staff; what is None stays.

    permissions: from those they have to those they shall have. rooms: in place of those that admins gave before;
    the roster's stay. primary: the room that is theirs first, empty for none.
    """

    admin: str
    person: str
    permissions: Callable[[Permissions], Permissions] | None = None
    rooms: tuple[Dated, ...] | None = None
    primary: str | None = None


async def permit(school: School, deed: Deed, now: datetime) -> None:
    """
    Set it. Everybody's conversations follow in the same transaction; no sync undoes it.

    Raises:
        NotFound: nobody here is called that.
        Forbidden: the admin may not; the sentence says why.
        Invalid: there is no such room, or its dates are the wrong way round.
    """
    await on_fresh_rules(school, lambda snapshot: _permit(school, snapshot, deed, now))
    await school.catch_up()


async def _permit(school: School, snapshot: Snapshot, deed: Deed, now: datetime) -> None:
    roster = snapshot.roster
    admin, person = roster.people[deed.admin], roster.people.get(deed.person)
    if isinstance(verdict := may_assign(admin, admin), Refused):  # to whom it is not open, nobody is here either
        raise Forbidden(verdict.because)
    if person is None or not person.active:
        raise NotFound(NOBODY)
    wanted = None if deed.permissions is None else deed.permissions(person.permissions)
    if wanted is not None and isinstance(verdict := may_grant(roster, admin, person, wanted), Refused):
        raise Forbidden(verdict.because)
    if (deed.rooms is not None or deed.primary) and isinstance(verdict := may_assign(admin, person), Refused):
        raise Forbidden(verdict.because)
    _check_rooms(snapshot, deed)
    await school.store.write(lambda one: _change(one, snapshot, deed, (person, wanted), now), school.id)


def _check_rooms(snapshot: Snapshot, deed: Deed) -> None:
    rooms = {room.id for room in snapshot.roster.rooms.values() if room.active}
    if len(deed.rooms or ()) > MOST:
        raise Invalid(f"rooms: no more than {MOST} for one person.")
    for one in deed.rooms or ():
        if one.room not in rooms:
            raise Invalid("rooms: there is no such room.")
        if one.begin is not None and one.end is not None and one.end < one.begin:
            raise Invalid(f"rooms: the time in {snapshot.roster.rooms[one.room].name} would end before it begins.")
    if deed.primary and deed.primary not in rooms:
        raise Invalid("primary: there is no such room.")


def _change(
    transaction: Transaction,
    snapshot: Snapshot,
    deed: Deed,
    what: tuple[Person, Permissions | None],
    now: datetime,
) -> None:
    school, connection = snapshot.school, transaction.connection
    person, wanted = what
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    if wanted is not None:
        permissions.write(connection, (school, person.id), wanted, deed.admin, stamp(now))
    if deed.rooms is not None:
        permissions.assign(connection, (school, person.id), deed.rooms, deed.admin)
    if deed.primary is not None:
        permissions.put_first(connection, person.id, deed.primary or None)
    day = now.astimezone(ZoneInfo(snapshot.time_zone)).date()
    rights.settle(transaction, school, day, stamp(now), changed=True, by=deed.admin, before=snapshot)
