"""This file is what happens when an admin sets how the school's conversations go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from hub.deeds.fresh import on_fresh_rules
from hub.errors import Forbidden, Invalid
from hub.store import journal, rights, schema
from hub.store.clock import stamp
from hub.store.snapshot import settings_of, settings_text
from notifiers.writing.words import languages
from policies.changing import may_be_edit
from policies.emailing import may_be_language, may_be_reply_to, may_be_sender_name
from policies.hours import may_be_closed, may_be_hours
from policies.reminding import may_be_limit, may_be_second
from policies.seeing import STAFF_SIDE
from policies.segments import may_be_price
from policies.setting import may_set
from policies.timing import may_be_ladder, may_be_most
from policies.undoing import may_be_undo
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction


RULES: Mapping[str, Callable[[Any], Verdict]] = {
    "office_hours": may_be_hours,
    "closed_dates": may_be_closed,
    "undo_seconds": may_be_undo,
    "edit_minutes": may_be_edit,
    "review_minutes": may_be_limit,
    "segment_price": may_be_price,
    "email_name": may_be_sender_name,
    "email_reply_to": may_be_reply_to,
    "language": lambda language: may_be_language(language or "-", languages()),
    "ladder_minutes": may_be_ladder,
    "push_a_day": may_be_most,
    "texts_a_day": may_be_most,
    "emails_a_day": may_be_most,
}
"""What a school may choose, by field's name; what is not here is one of a few words."""


async def set_talking(school: School, admin: str, wanted: Mapping[str, Any], now: datetime) -> None:
    """
    Change how far back the newly assigned read, when the office answers, how long one takes back; by field's name.

    Raises:
        Forbidden: only admins do.
        Invalid: a school cannot choose that; the sentence says what it can.
    """
    for name, rule in RULES.items():
        if name in wanted and isinstance(verdict := rule(wanted[name]), Refused):
            raise Invalid(f"{name}: {verdict.because}")
    await on_fresh_rules(school, lambda snapshot: _set(school, snapshot, admin, wanted, stamp(now)))
    await school.catch_up()


async def _set(school: School, snapshot: Snapshot, admin: str, wanted: Mapping[str, Any], at: str) -> None:
    if isinstance(verdict := may_set(snapshot.roster.people[admin]), Refused):
        raise Forbidden(verdict.because)
    second = wanted.get("second_approver")
    if second and isinstance(verdict := may_be_second(snapshot.roster, second), Refused):
        raise Invalid(f"second_approver: {verdict.because}")
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
        if (after.oversight, after.four_eyes) != (before.oversight, before.four_eyes):
            rights.retell(transaction, snapshot, at)
        if after.today_counts != before.today_counts:
            rights.settle(transaction, school, snapshot.roster.day, at, changed=False, by=admin, before=snapshot)
