"""This file is what happens when somebody chooses how they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert

from hub.errors import Invalid
from hub.store.reach import wishes_of
from hub.store.wish_schema import preference, rhythm
from policies.preferring import may_prefer, merged
from policies.verdict import Refused
from policies.wishes import USUAL, Wishes

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.transaction import Transaction


async def wishes(school: School, person: str) -> Wishes:
    """What a person chose; the usual where they chose nothing."""
    found = await school.store.read(lambda connection: wishes_of(connection, [person]))
    return found.get(person, USUAL)


async def prefer(school: School, person: str, wanted: Mapping[str, Any]) -> Wishes:
    """
    Change what a person wishes, by field's name; hows are merged into what is chosen. Returns what holds now.

    Raises:
        Invalid: they cannot choose that; the sentence says why.
        Unavailable: nothing was saved.
    """
    return await school.store.write(lambda transaction: _prefer(transaction, school, person, wanted))


def _prefer(transaction: Transaction, school: School, person: str, wanted: Mapping[str, Any]) -> Wishes:
    before = wishes_of(transaction.connection, [person]).get(person, USUAL)
    after = replace(before, **{**wanted, "hows": merged(before.hows, wanted.get("hows", {}))})
    if isinstance(verdict := may_prefer(school.snapshot.roster.people[person], after), Refused):
        raise Invalid(verdict.because)
    _write(transaction, school.id, person, after)
    return after


def _write(transaction: Transaction, school: str, person: str, after: Wishes) -> None:
    connection, whose = transaction.connection, {"whose": person}
    connection.execute(_NO_PREFERENCES, whose)
    connection.execute(_NO_RHYTHM, whose)
    rows = [
        {"school": school, "person": person, "category": category.value, "medium": medium.value, "how": how.value}
        for (category, medium), how in after.hows.items()
    ]
    if rows:
        connection.execute(insert(preference), rows)
    if replace(after, hows={}) != USUAL:
        quiet = after.quiet
        connection.execute(
            insert(rhythm).values(
                school=school,
                person=person,
                quiet_begins=quiet.begins if quiet else None,
                quiet_ends=quiet.ends if quiet else None,
                zone=after.zone,
                digest_at=after.digest_at,
            )
        )


_NO_PREFERENCES = delete(preference).where(preference.c.person == bindparam("whose"))
_NO_RHYTHM = delete(rhythm).where(rhythm.c.person == bindparam("whose"))
