"""This file is what happens when somebody chooses how they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hub.errors import Invalid
from hub.store.reach import wishes_of
from hub.store.wishes import put_wishes
from policies.notify.choosing_preferences import may_prefer, merged
from policies.notify.preferences import USUAL, Wishes
from policies.verdict import Refused

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
    transaction.alone(f"wishes {person}")
    before = wishes_of(transaction.connection, [person]).get(person, USUAL)
    after = replace(before, **{**wanted, "hows": merged(before.hows, wanted.get("hows", {}))})
    if isinstance(verdict := may_prefer(school.snapshot.roster.people[person], after), Refused):
        raise Invalid(verdict.because)
    put_wishes(transaction.connection, school.id, person, after)
    return after
