"""This file reads how people can be reached: their devices, what they wish, and what they have open right now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, bindparam, select

from hub.store import schema
from hub.store.clock import stamp
from hub.store.wish_schema import preference, rhythm, watching
from policies.quiet import Quiet
from policies.telling import Address, How, Medium
from policies.wishes import USUAL, Category, Wishes

OPEN_FOR = timedelta(seconds=90)
"""How long a device counts as having a conversation open after it last said so; it says so again in time."""

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
    return Reach(devices_of(connection, asked), wishes_of(connection, asked), there)


def devices_of(connection: Connection, people: Collection[str]) -> Devices:
    """The push addresses of these people."""
    found: defaultdict[str, list[Address]] = defaultdict(list)
    for person, provider, address in connection.execute(_DEVICES, {"people": list(people)}):
        found[person].append(Address(Medium.PUSH, address, provider))
    return {person: tuple(addresses) for person, addresses in found.items()}


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
_DEVICES = (
    select(schema.device.c.person, schema.device.c.provider, schema.device.c.address)
    .where(schema.device.c.person.in_(_PEOPLE))
    .order_by(schema.device.c.created_at, schema.device.c.id)
)
