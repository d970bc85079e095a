"""This file reads what decides how well people can be reached: of all who are asked about at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from hub.store import consents
from hub.store.reach import devices_of, wishes_of
from policies.notify.preferences import USUAL
from policies.notify.reachability import ContactFacts, Standing
from policies.notify.recipients import Medium

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from policies.people.facts import Person


def contacts_of(
    connection: Connection, school: str, people: Collection[Person], now: datetime
) -> Mapping[str, ContactFacts]:
    """What is known of these people besides the roster, by id; four statements, however many they are."""
    ids = [one.id for one in people]
    addresses = [address for one in people for address in (one.cell, one.email) if address]
    devices, wishes = devices_of(connection, ids, now), wishes_of(connection, ids)
    standing = consents.standing_at(connection, school, addresses)
    return {
        one.id: ContactFacts(
            devices=devices.get(one.id, ()),
            wishes=wishes.get(one.id, USUAL),
            closed={of: _theirs(notes, one) for of, notes in standing.items()},
        )
        for one in people
    }


def _theirs(notes: Standing, person: Person) -> Standing:
    its = ((Medium.SMS, person.cell or ""), (Medium.EMAIL, person.email or ""))
    return {where: notes[where] for where in its if where in notes}
