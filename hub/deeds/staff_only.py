"""This file is what happens when an admin sets what waits for approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from channels.kinds import kinds
from hub.deeds.fresh import on_fresh_rules
from hub.errors import Forbidden, Invalid
from hub.store import journal, schema
from hub.store.clock import stamp
from hub.store.snapshot import settings_of, settings_text
from policies.seeing import STAFF_SIDE
from policies.setting import may_set
from policies.sharing import NEVER_SHARED, SETTING_OF
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction


def governed() -> tuple[str, ...]:
    """Every setting there is: the item types of all kinds, texts and photos under "message"."""
    types = {item for kind in kinds().values() for item in kind.items}
    return tuple(sorted({SETTING_OF.get(item, item) for item in types} - NEVER_SHARED))


async def set_staff_only(school: School, admin: str, wanted: dict[str, bool], now: datetime) -> frozenset[str]:
    """
    Change what waits for an admin, and return all that does; what is not named stays. It changes only what
    comes after.

    Raises:
        Forbidden: only admins do.
        Invalid: a name is unknown, or is never shared whatever anybody asks for.
    """
    _known(wanted)
    result = await on_fresh_rules(school, lambda snapshot: _set(school, snapshot, admin, wanted, stamp(now)))
    await school.catch_up()
    return result


async def _set(school: School, snapshot: Snapshot, admin: str, wanted: dict[str, bool], at: str) -> frozenset[str]:
    match may_set(snapshot.roster.people[admin]):
        case Refused(because):
            raise Forbidden(because)
        case Allowed():
            return await school.store.write(
                lambda transaction: _change(transaction, snapshot, admin, wanted, at), school.id
            )


def _known(wanted: dict[str, bool]) -> None:
    for name in wanted:
        if name in NEVER_SHARED:
            raise Invalid(f"{name}: is never shared with families, so there is nothing to set.")
        if name not in governed():
            raise Invalid(f"{name}: there is no such setting; there are {', '.join(governed())}.")


def _change(
    transaction: Transaction, snapshot: Snapshot, admin: str, wanted: dict[str, bool], at: str
) -> frozenset[str]:
    school = snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    its = schema.school
    settings = settings_of(
        transaction.connection.execute(select(its.c.settings).where(its.c.id == school)).scalar_one()
    )
    chosen = {name for name, on in wanted.items() if on}
    kept = frozenset((settings.staff_only | chosen) - {name for name, on in wanted.items() if not on})
    if kept != settings.staff_only:
        text = settings_text(replace(settings, staff_only=kept))
        transaction.connection.execute(update(its).where(its.c.id == school).values(settings=text))
        change = journal.Draft(kind="setting", audience=STAFF_SIDE, at=at, author=admin, rule=True)
        journal.append(transaction, school, change)
    return kept
