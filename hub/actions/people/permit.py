"""This file is what happens when an admin sets what one of the staff may do, and in which rooms they work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import NO_SUCH_PERSON, Forbidden, Invalid, NotFound
from hub.store import journal, permissions, rights
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import day_in, stamp
from policies.people.permissions import may_assign, may_grant
from policies.records.activity_log import Deed, changed_permissions
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.facts import Dated, Permissions, Person


MAX_ROOMS = 50
"""Rooms of one person; a school has a dozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChange:
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


async def permit(school: School, action: StaffChange, now: datetime) -> None:
    """
    Set it. Everybody's conversations follow in the same transaction; no sync undoes it.

    Raises:
        NotFound: nobody here is called that.
        Forbidden: the admin may not; the sentence says why.
        Invalid: there is no such room, or its dates are the wrong way round.
    """
    await on_fresh_rules(school, lambda snapshot: _permit(school, snapshot, action, now))
    await school.catch_up()


async def _permit(school: School, snapshot: Snapshot, action: StaffChange, now: datetime) -> None:
    roster = snapshot.roster
    admin, person = roster.people[action.admin], roster.people.get(action.person)
    if isinstance(verdict := may_assign(admin, admin), Refused):  # to whom it is not open, nobody is here either
        raise Forbidden(verdict.because)
    if person is None or not person.active:
        raise NotFound(NO_SUCH_PERSON)
    wanted = None if action.permissions is None else action.permissions(person.permissions)
    if wanted is not None and isinstance(verdict := may_grant(roster, admin, person, wanted), Refused):
        raise Forbidden(verdict.because)
    if (action.rooms is not None or action.primary) and isinstance(verdict := may_assign(admin, person), Refused):
        raise Forbidden(verdict.because)
    _check_rooms(snapshot, action)
    await school.store.write(lambda one: _change(one, snapshot, action, person, wanted, now), school.id)


def _check_rooms(snapshot: Snapshot, action: StaffChange) -> None:
    rooms = {room.id for room in snapshot.roster.rooms.values() if room.active}
    if len(action.rooms or ()) > MAX_ROOMS:
        raise Invalid(on_field("rooms", say("no more than {most} for one person.", most=MAX_ROOMS)))
    for one in action.rooms or ():
        if one.room not in rooms:
            raise Invalid(on_field("rooms", say("there is no such room.")))
        if one.begin is not None and one.end is not None and one.end < one.begin:
            raise Invalid(
                on_field(
                    "rooms",
                    say(
                        "the time in {room} would end before it begins.", room=snapshot.roster.rooms[one.room].name
                    ),
                )
            )
    if action.primary and action.primary not in rooms:
        raise Invalid(on_field("primary", say("there is no such room.")))


def _change(
    transaction: Transaction,
    snapshot: Snapshot,
    action: StaffChange,
    person: Person,
    wanted: Permissions | None,
    now: datetime,
) -> None:
    school, connection = snapshot.school, transaction.connection
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    put_on_record(transaction, *_noted(transaction, snapshot, action, person, wanted, stamp(now)))
    if wanted is not None:
        permissions.write(connection, school, person.id, wanted, action.admin, stamp(now))
    if action.rooms is not None:
        permissions.assign(connection, school, person.id, action.rooms, action.admin)
    if action.primary is not None:
        permissions.put_first(connection, person.id, action.primary or None)
    day = day_in(snapshot.time_zone, now)
    rights.settle(transaction, school, day, stamp(now), by=action.admin, before=snapshot)


def _noted(
    transaction: Transaction,
    snapshot: Snapshot,
    action: StaffChange,
    person: Person,
    wanted: Permissions | None,
    at: str,
) -> list[LogDraft]:
    """On record: what changes, as it is before it is written."""
    facts = {
        Deed.PERMISSIONS: changed_permissions(person.permissions, wanted) if wanted is not None else {},
        Deed.ROOMS: _changed_rooms(transaction, snapshot, action, person),
    }
    by = snapshot.roster.people[action.admin]
    return [
        LogDraft(school=snapshot.school, deed=deed, at=at, by=by.id, by_name=by.name,
                 about=person.id, about_name=person.name, facts=changed)
        for deed, changed in facts.items() if changed
    ]  # fmt: skip


def _changed_rooms(
    transaction: Transaction, snapshot: Snapshot, action: StaffChange, person: Person
) -> dict[str, list[list[str]]]:
    names = {room.id: room.name for room in snapshot.roster.rooms.values()}
    found: dict[str, list[list[str]]] = {}
    if action.rooms is not None:
        kept = permissions.assignments(transaction.connection, snapshot.school).get(person.id, ())
        before, after = {one for one, by_hand in kept if by_hand}, set(action.rooms)
        if before != after:
            named = ([names[one.room] for one in rooms if one.room in names] for rooms in (before, after))
            found["rooms"] = [sorted(one) for one in named]
    if action.primary is not None:
        first = [[names[one]] if one in names else [] for one in (person.primary, action.primary)]
        found |= {"first": first} if first[0] != first[1] else {}
    return found
