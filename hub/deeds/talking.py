"""This file is what happens when an admin sets how the school's conversations go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from hub.deeds.fresh import on_fresh_rules
from hub.errors import Forbidden, Invalid
from hub.store import journal, schema
from hub.store.clock import stamp
from hub.store.snapshot import settings_of, settings_text
from policies.hours import may_be_hours
from policies.seeing import STAFF_SIDE
from policies.setting import may_set
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction


async def set_talking(school: School, admin: str, wanted: Mapping[str, Any], now: datetime) -> None:
    """
    Change how far back the newly assigned read, whether parents start, and the office's hours; by field's name.

    Raises:
        Forbidden: only admins do.
        Invalid: no week is like these hours.
    """
    if isinstance(verdict := may_be_hours(wanted.get("office_hours", ())), Refused):
        raise Invalid(f"office_hours: {verdict.because}")
    await on_fresh_rules(school, lambda snapshot: _set(school, snapshot, admin, wanted, stamp(now)))
    await school.catch_up()


async def _set(school: School, snapshot: Snapshot, admin: str, wanted: Mapping[str, Any], at: str) -> None:
    if isinstance(verdict := may_set(snapshot.roster.people[admin]), Refused):
        raise Forbidden(verdict.because)
    await school.store.write(lambda transaction: _change(transaction, snapshot, admin, wanted, at), school.id)


def _change(transaction: Transaction, snapshot: Snapshot, admin: str, wanted: Mapping[str, Any], at: str) -> None:
    school, its = snapshot.school, schema.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    before = settings_of(
        transaction.connection.execute(select(its.c.settings).where(its.c.id == school)).scalar_one()
    )
    after = replace(before, **wanted)
    if after != before:
        transaction.connection.execute(update(its).where(its.c.id == school).values(settings=settings_text(after)))
        change = journal.Draft(kind="setting", audience=STAFF_SIDE, at=at, author=admin, rule=True)
        journal.append(transaction, school, change)
