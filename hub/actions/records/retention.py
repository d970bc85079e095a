"""This file is what happens when an admin sets how long records are kept, and what is removed at night by that."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from channels.kinds import retention_kinds
from hub.errors import Conflict, Forbidden, Invalid
from hub.queries.records.erasure import but_who_is_needed, list_contacts_kept
from hub.rounds import every, tried
from hub.store import erasures, journal, legal_holds, retention
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import day_in, moment, stamp
from hub.store.emptied import Emptied, empty
from hub.store.names import new
from hub.store.retention import Aged, AgedCount, RemovalKey, RetentionRule
from hub.store.row_security import Across
from hub.store.schools import list_days
from hub.store.snapshot import snapshot
from policies.records.activity_log import Deed
from policies.records.retention import ALERTS, CONTACTS, cutoff, is_night, may_keep_for, may_set_retention
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.hub import Hub
    from hub.store.schools import SchoolDay
    from hub.store.snapshot import Snapshot
    from hub.store.store import Store
    from hub.store.transaction import Transaction

REMOVE_EVERY_S = 900.0
"""How often it is looked whether it is night somewhere."""

FOUND_AT_ONCE = 1_000
"""Messages that are looked for at once, outside of what holds anybody up: it reads years of a journal."""

A_COMMIT, PAUSE_S = 20, 0.05
"""Messages that one commit empties, and how long the next one waits: so long a post stands in line at the most."""

ALERTS_A_COMMIT = 500
"""Alerts that one commit removes: rows that nobody else waits for."""

REMOVING = "removing records by a school's rule"

NO_KIND = say("There is no such kind of record.")
BY_RULE = say("It was removed by the school’s retention rule.")
OTHERWISE = say("There is more or less to remove by now than you have seen. Look at it again, then switch it on.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionChange:
    """
    How long an admin wants a kind of record to be kept. on: whether what is older is removed from tonight on.

    seen: how many would go as they saw it in the preview, which is needed to switch it on.
    """

    admin: str
    kind: str
    months: int
    on: bool
    seen: int | None = None


async def set_retention(school: School, action: RetentionChange, now: datetime) -> None:
    """
    Keep how long a kind of record stays; nothing goes before the night, and nothing without a look at what goes.

    Raises:
        Forbidden: only admins do.
        Invalid: there is no such kind, or it would be kept for too short or too long.
        Conflict: what would go is not what they saw.
    """
    rules = school.snapshot
    if isinstance(verdict := may_set_retention(rules.roster.people[action.admin]), Refused):
        raise Forbidden(verdict.because)
    if (kind := retention_kinds().get(action.kind)) is None:
        raise Invalid(on_field("kind", NO_KIND))
    if isinstance(bounds := may_keep_for(kind, action.months), Refused):
        raise Invalid(on_field("months", bounds.because))
    if action.on and await school.store.read(lambda one: _goes(one, rules, action, now)) != action.seen:
        raise Conflict(OTHERWISE)
    await school.store.write(lambda one: _set(one, rules, action, now), school.id)


def _goes(connection: Connection, rules: Snapshot, action: RetentionChange, now: datetime) -> int:
    """How many records would go; asked before anything is locked, as it may look at years of a journal."""
    wanted = aged(rules.school, action.kind, action.months, now)
    wanted = but_who_is_needed(connection, rules, wanted, now)
    return retention.count_aged(connection, wanted, legal_holds.held_in(connection, rules.school)).many


def _set(transaction: Transaction, rules: Snapshot, action: RetentionChange, now: datetime) -> None:
    connection, school, at = transaction.connection, rules.school, stamp(now)
    journal.lock(transaction, school)
    before = retention.list_rules(connection, school).get(action.kind)
    if before is not None and (before.months, before.on_at is not None) == (action.months, action.on):
        return
    by = rules.roster.people[action.admin]
    rule = RetentionRule(
        school=school, kind=action.kind, months=action.months, on_at=at if action.on else None, by=by.id, at=at
    )
    retention.keep_rule(connection, rule)
    facts = {"label": str(retention_kinds()[action.kind].label), "months": action.months, "on": action.on}
    put_on_record(
        transaction,
        LogDraft(school=school, deed=Deed.RETENTION_SET, at=at, by=by.id, by_name=by.name, facts=facts),
    )


def aged(school: str, kind: str, months: int, now: datetime) -> Aged:
    """What is looked for by a rule of so many months at this moment."""
    return Aged(
        school=school,
        kind=kind,
        from_leaving=retention_kinds()[kind].from_leaving,
        before=stamp(cutoff(now, months)),
    )


async def remove_aged(hub: Hub) -> None:
    """Remove what is older than each school keeps it, at night by its own clock, for ever."""
    await every(REMOVE_EVERY_S, lambda: remove_due(hub.store, hub.clock), REMOVING)


async def remove_due(store: Store, clock: Callable[[], datetime]) -> None:
    """The same once: each school in which it is night by then; one for which it fails holds up no other."""
    on = set(await store.read(retention.list_switched_on, Across.NIGHT))
    for school in await store.read(list_days, Across.SCHOOLS):
        if school.id not in on or not _is_night(school, clock):
            continue
        night = lambda: _is_night(school, clock)  # noqa: B023, E731 (awaited)
        await tried(lambda: remove_in(store, school, clock(), night), REMOVING, school.id)  # noqa: B023 (awaited)


def _is_night(school: SchoolDay, clock: Callable[[], datetime]) -> bool:
    return is_night(clock().astimezone(ZoneInfo(school.time_zone)))


async def remove_in(
    store: Store, school: SchoolDay, now: datetime, goes_on: Callable[[], bool] = lambda: True
) -> int:
    """
    Remove from a school what is older than its rules keep it, slice after slice; how many records those were.

    Each slice is a commit of its own, weighed anew: a hold that was set a moment ago keeps what is left. goes_on:
    asked before each; where it says no, the rest is left for the next night.
    """
    removed = 0
    for rule in (await store.read(lambda one: retention.list_rules(one, school.id), school.id)).values():
        if rule.on_at is None or rule.kind not in retention_kinds():
            continue
        its = _Night(school.id, school.time_zone, rule.kind, now, goes_on)
        removed += await _WAYS.get(rule.kind, _remove_messages)(store, its)
    await store.write(lambda one: _note(one, school, stamp(now + timedelta(milliseconds=1))), school.id)
    return removed


class _Night(NamedTuple):
    """What is removed of one kind in one school, for as long as it goes on."""

    school: str
    time_zone: str
    kind: str
    now: datetime
    goes_on: Callable[[], bool]


async def _remove_messages(store: Store, its: _Night) -> int:
    removed = 0
    while its.goes_on() and (found := await store.read(lambda one: _found(one, its), its.school)):
        before = removed
        for start in range(0, len(found), A_COMMIT):
            if not its.goes_on():
                return removed
            some = found[start : start + A_COMMIT]
            removed += await store.write(lambda one: _remove(one, its, some), its.school)  # noqa: B023 (awaited)
            await asyncio.sleep(PAUSE_S)
        if removed == before:  # what was found is on hold by now, or the rule is off
            break
    return removed


def _found(connection: Connection, its: _Night) -> list[str]:
    if (months := _months(connection, its)) is None:
        return []
    wanted, held = aged(its.school, its.kind, months, its.now), legal_holds.held_in(connection, its.school)
    return [one.id for one in retention.list_aged(connection, wanted, held, FOUND_AT_ONCE)]


def _months(connection: Connection, its: _Night) -> int | None:
    """After how many months it goes; None where the rule is off by now."""
    rule = retention.list_rules(connection, its.school).get(its.kind)
    return rule.months if rule is not None and rule.on_at is not None else None


def _remove(transaction: Transaction, its: _Night, messages: Sequence[str]) -> int:
    """Empty those of these that go even now; how many did."""
    connection, at = transaction.connection, stamp(its.now)
    journal.lock(transaction, its.school)
    if (months := _months(connection, its)) is None:
        return 0
    wanted, held = aged(its.school, its.kind, months, its.now), legal_holds.held_in(connection, its.school)
    found = retention.list_still_aged(connection, wanted, held, messages)
    for one in found:
        empty(transaction, Emptied(its.school, one.id, at, BY_RULE, removed_after=months))
    moments = [one.at for one in found]
    gone = AgedCount(len(found), min(moments, default=None), max(moments, default=None))
    _noted_in_ledger(connection, its, months, gone)
    return gone.many


def _noted_in_ledger(connection: Connection, its: _Night, months: int, gone: AgedCount) -> None:
    if gone.many:
        key = RemovalKey(its.school, its.kind, day_in(its.time_zone, its.now))
        retention.note_removal(connection, key, months, gone, stamp(its.now))


async def _remove_alerts(store: Store, its: _Night) -> int:
    removed = 0
    while its.goes_on() and (gone := await store.write(lambda one: _remove_some_alerts(one, its), its.school)):
        removed += gone
        await asyncio.sleep(PAUSE_S)
    return removed


def _remove_some_alerts(transaction: Transaction, its: _Night) -> int:
    connection = transaction.connection
    journal.lock(transaction, its.school)
    if (months := _months(connection, its)) is None:
        return 0
    wanted, held = aged(its.school, its.kind, months, its.now), legal_holds.held_in(connection, its.school)
    gone = retention.delete_alerts(connection, wanted, held, ALERTS_A_COMMIT)
    _noted_in_ledger(connection, its, months, gone)
    return gone.many


async def _let_go_contacts(store: Store, its: _Night) -> int:
    needed = await store.read(lambda one: _needed(one, its), Across.NIGHT)
    return await store.write(lambda one: _ask_for_contacts(one, its, needed), its.school, Across.NIGHT)


def _needed(connection: Connection, its: _Night) -> frozenset[str]:
    """Who stays reached as they are; read before anything is locked, and asked of each anew before it begins."""
    if (months := _months(connection, its)) is None:
        return frozenset()
    wanted = aged(its.school, its.kind, months, its.now)
    return list_contacts_kept(connection, snapshot(connection, its.school), wanted, its.now)


def _ask_for_contacts(transaction: Transaction, its: _Night, needed: frozenset[str]) -> int:
    """What is found goes the way of an erasure (ADR 66), the same night; the rule is what asked for it."""
    connection, at = transaction.connection, stamp(its.now)
    journal.lock(transaction, its.school)
    if (months := _months(connection, its)) is None:
        return 0
    held = legal_holds.held_in(connection, its.school)
    wanted = replace(aged(its.school, its.kind, months, its.now), but=needed)
    found = retention.list_aged_contacts(connection, wanted, held, FOUND_AT_ONCE)
    for one in found:
        made = erasures.Erasure(
            id=new("er"), school=its.school, on="person", about=one.id, scope=erasures.CONTACTS, reason="", by="",
            by_name="", at=at, due_at=at,
        )  # fmt: skip
        erasures.add_erasure(connection, made)
    moments = [one.at for one in found]
    gone = AgedCount(len(found), min(moments, default=None), max(moments, default=None))
    _noted_in_ledger(connection, its, months, gone)
    return gone.many


_WAYS = {ALERTS: _remove_alerts, CONTACTS: _let_go_contacts}
"""The kinds that are no messages."""


def _note(transaction: Transaction, school: SchoolDay, at: str) -> None:
    """
    Of each kind one entry a night, of what is not on record yet: nothing can be taken out of the chain again.

    The days are the school's own.
    """
    for one in retention.take_unnoted(transaction.connection, school.id, at):
        oldest, newest = (day_in(school.time_zone, moment(its)).isoformat() for its in (one.oldest, one.newest))
        facts = {
            "label": str(retention_kinds()[one.kind].label),
            "months": one.months,
            "count": one.count - one.noted,
            "oldest": oldest,
            "newest": newest,
        }
        put_on_record(transaction, LogDraft(school=school.id, deed=Deed.REMOVED, at=at, facts=facts))
