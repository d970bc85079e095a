"""This file is what happens when an admin changes what the school chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from channels.kinds import kinds
from hub.bus.fresh import on_fresh_rules
from hub.errors import Forbidden, Invalid
from hub.reference.phone_numbers import may_be_country
from hub.store import journal, rights
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import day_in, stamp
from hub.store.settings import fetch_settings, keep_settings
from notifiers.writing.words import languages
from policies.conversations.seeing import STAFF_SIDE
from policies.notify.emailing import may_be_language
from policies.records.activity_log import Deed
from policies.records.log_settings import changed_settings
from policies.review.reminding import may_be_second
from policies.review.sharing import NEVER_SHARED, SETTING_OF
from policies.sentence import Listed, on_field, say
from policies.settings import SchoolSettings, SettingsGroup, changed, may_change, tidied, within_bounds
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction


def governed() -> tuple[str, ...]:
    """Every item type that may wait for approval: those of all kinds, texts and photos under "message"."""
    types = {item for kind in kinds().values() for item in kind.items}
    return tuple(sorted({SETTING_OF.get(item, item) for item in types} - NEVER_SHARED))


KNOWN: Mapping[str, Callable[[Any], Verdict]] = {
    "language": lambda language: may_be_language(language or "-", languages()),
    "country": may_be_country,
}
"""Bounds that ask what this hub has: its languages and the countries with numbers of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChange:
    """What an admin wants of one group: by field of SchoolSettings, and staff_only by item type."""

    admin: str
    group: SettingsGroup
    wanted: Mapping[str, Any]


async def change_settings(school: School, change: SettingsChange, now: datetime) -> SchoolSettings:
    """
    Change what is wanted, and return what the school has chosen by then; what is not named stays.

    Whether another second approver, or anything, may be chosen is decided on fresh rules; whose conversations
    follow is written in the same transaction.

    Raises:
        Forbidden: only admins do; the sentence names what.
        Invalid: a school cannot choose that; the sentence says what it can.
    """
    wanted = tidied(change.group, change.wanted)
    _check(change.group, wanted)
    change = replace(change, wanted=wanted)
    after = await on_fresh_rules(school, lambda snapshot: _change(school, snapshot, change, now))
    await school.catch_up()
    return after


def _check(group: SettingsGroup, wanted: Mapping[str, Any]) -> None:
    _check_types(wanted.get("staff_only", {}))
    if isinstance(verdict := within_bounds(group, wanted), Refused):
        raise Invalid(verdict.because)
    for name, rule in KNOWN.items():
        if name in wanted and isinstance(verdict := rule(wanted[name]), Refused):
            raise Invalid(on_field(name, verdict.because))


def _check_types(items: Mapping[str, bool]) -> None:
    for item in items:
        if item in NEVER_SHARED:
            raise Invalid(on_field(item, say("is never shared with families, so there is nothing to set.")))
        if item not in governed():
            raise Invalid(
                on_field(item, say("there is no such setting; there are {names}.", names=Listed(governed())))
            )


async def _change(school: School, snapshot: Snapshot, change: SettingsChange, now: datetime) -> SchoolSettings:
    admin = snapshot.roster.people[change.admin]
    if isinstance(verdict := may_change(admin, change.group.words(change.wanted)), Refused):
        raise Forbidden(verdict.because)
    second = change.wanted.get("second_approver")
    if second and isinstance(verdict := may_be_second(snapshot.roster, second), Refused):
        raise Invalid(on_field("second_approver", verdict.because))
    return await school.store.write(lambda transaction: _write(transaction, snapshot, change, now), school.id)


def _write(transaction: Transaction, snapshot: Snapshot, change: SettingsChange, now: datetime) -> SchoolSettings:
    school = snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    before = fetch_settings(transaction.connection, school)
    after = changed(before, change.wanted)
    if after != before:
        keep_settings(transaction.connection, school, after)
        put_on_record(transaction, _noted(snapshot, changed_settings(before, after), change.admin, stamp(now)))
        _follow(transaction, snapshot, before, after, change.admin, now)
    return after


def _noted(snapshot: Snapshot, found: dict[str, list[Any]], admin: str, at: str) -> LogDraft:
    """On record: which settings, as they were and as they are; whom one names, by name."""
    people = snapshot.roster.people
    by = people[admin]
    if second := found.get("second_approver"):
        found["second_approver"] = [people[one].name if one in people else "" for one in second]
    return LogDraft(
        school=snapshot.school, deed=Deed.SETTINGS, at=at, by=by.id, by_name=by.name, facts={"settings": found}
    )


def _follow(
    transaction: Transaction,
    snapshot: Snapshot,
    before: SchoolSettings,
    after: SchoolSettings,
    admin: str,
    now: datetime,
) -> None:
    """Who counts as a parent is a change of the roster, and told as one; all else is a change of settings."""
    school, at = snapshot.school, stamp(now)
    if after.payers_only != before.payers_only:
        day = day_in(snapshot.time_zone, now)
        rights.settle(transaction, school, day, at, by=admin, before=snapshot)
        return
    draft = journal.Draft(kind="setting", audience=STAFF_SIDE, at=at, author=admin, rule=True)
    journal.append(transaction, school, draft)
    if (after.oversight, after.four_eyes) != (before.oversight, before.four_eyes):
        rights.retell(transaction, snapshot, at)
