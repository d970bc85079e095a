"""This file reads how people can be reached: their devices, what they wish, and what they have open right now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select

from hub.store import schema
from hub.store.clock import stamp
from hub.store.schema import preference, rhythm, watching
from policies.notify.preferences import USUAL, Category, Wishes
from policies.notify.quiet_hours import Quiet
from policies.notify.recipients import Address, How, Medium

if TYPE_CHECKING:
    from notifiers.outbox import Claimed

OPEN_FOR = timedelta(seconds=90)
"""How long a device counts as having a conversation open after it last said so; it says so again in time."""

DEVICES = 20
"""So many devices of a person ring, the newest ones: whoever registers thousands holds up nobody else's alerts."""

Devices = Mapping[str, tuple[Address, ...]]


@dataclass(frozen=True, slots=True)
class Reach:
    """Of some people: their push addresses, what they wish, if anything, and who has which conversation open."""

    devices: Devices = field(default_factory=dict)
    wishes: Mapping[str, Wishes] = field(default_factory=dict)
    watching: frozenset[tuple[str, str]] = frozenset()

    def wishes_of(self, person: str) -> Wishes:
        """What somebody wishes; the usual where they have chosen nothing."""
        return self.wishes.get(person, USUAL)


def reach_of(connection: Connection, people: Collection[str], now: datetime) -> Reach:
    """How these people can be reached, as this transaction sees it."""
    asked = list(people)
    seen = {"people": asked, "since": stamp(now - OPEN_FOR)}
    rows = connection.execute(_WATCHING, seen) if asked else ()
    there = frozenset((person, conversation) for person, conversation in rows)
    return Reach(devices_of(connection, asked, now), wishes_of(connection, asked), there)


def devices_of(connection: Connection, people: Collection[str], now: datetime) -> Devices:
    """The push addresses of these people: where they are signed in, the DEVICES newest of each."""
    found: defaultdict[str, list[Address]] = defaultdict(list)
    for person, provider, address in connection.execute(_DEVICES, {"people": list(people), "at": stamp(now)}):
        found[person].append(Address(Medium.PUSH, address, provider))
    return {person: tuple(addresses) for person, addresses in found.items()}


def addresses_of(connection: Connection, people: Collection[str]) -> Mapping[str, list[str]]:
    """The numbers and email addresses of these people, by school."""
    its = schema.person.c
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = connection.execute(select(its.school, its.cell, its.email).where(its.id.in_(list(people))))
    for school, *both in rows:
        found[school] += [address for address in both if address]
    return found


def forget_device(connection: Connection, provider: str, address: str) -> None:
    """Nothing is pushed there any more, to anybody."""
    its = schema.device.c
    connection.execute(delete(schema.device).where(its.provider == provider, its.address == address))


def signed_out(connection: Connection, due: Iterable[Claimed], now: datetime) -> frozenset[str]:
    """The ids of those of these pushes that would ring where nobody whom they are for is signed in by now."""
    pushes = [one for one in due if one.medium == Medium.PUSH]
    if not pushes:
        return frozenset()
    devices = devices_of(connection, {person for one in pushes for person in one.recipients}, now)
    return frozenset(
        one.id for one in pushes if not any(_at(one) in devices.get(person, ()) for person in one.recipients)
    )


def _at(one: Claimed) -> Address:
    return Address(Medium.PUSH, one.address, one.provider)


def wishes_of(connection: Connection, people: Collection[str]) -> Mapping[str, Wishes]:
    """The wishes of those of these people who have chosen anything."""
    asked = {"people": list(people)}
    hows: defaultdict[str, dict[tuple[Category, Medium], How]] = defaultdict(dict)
    for person, category, medium, how in connection.execute(_PREFERENCES, asked):
        hows[person][Category(category), Medium(medium)] = How(how)
    found = {person: Wishes(hows=its) for person, its in hows.items()}
    for person, begins, ends, zone, digest_at in connection.execute(_RHYTHMS, asked):
        quiet = None if begins is None else Quiet(begins, ends)
        found[person] = Wishes(hows=hows.get(person, {}), quiet=quiet, zone=zone, digest_at=digest_at)
    return found


# Made once: building a statement costs more than running it.
_PEOPLE: BindParameter[list[str]] = bindparam("people", expanding=True)
_WATCHING = (
    select(watching.c.person, watching.c.conversation)
    .distinct()
    .where(watching.c.person.in_(_PEOPLE), watching.c.at > bindparam("since"))
)
_PREFERENCES = select(preference.c.person, preference.c.category, preference.c.medium, preference.c.how).where(
    preference.c.person.in_(_PEOPLE)
)
_RHYTHMS = select(
    rhythm.c.person, rhythm.c.quiet_begins, rhythm.c.quiet_ends, rhythm.c.zone, rhythm.c.digest_at
).where(rhythm.c.person.in_(_PEOPLE))
_NEWEST = (
    select(
        schema.device.c.person,
        schema.device.c.provider,
        schema.device.c.address,
        schema.device.c.created_at,
        schema.device.c.id,
        func.row_number()
        .over(
            partition_by=schema.device.c.person,
            order_by=(schema.device.c.created_at.desc(), schema.device.c.id.desc()),
        )
        .label("place"),
    )
    .join(schema.session, schema.session.c.id == schema.device.c.session)
    .where(
        schema.device.c.person.in_(_PEOPLE),
        schema.session.c.ended_at.is_(None),
        schema.session.c.expires_at > bindparam("at"),
    )
    .subquery()
)
_DEVICES = (
    select(_NEWEST.c.person, _NEWEST.c.provider, _NEWEST.c.address)
    .where(_NEWEST.c.place <= DEVICES)
    .order_by(_NEWEST.c.created_at, _NEWEST.c.id)
)
