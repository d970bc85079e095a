"""This file begins an erasure, and lets each slice of it only as long as nothing speaks against it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hub.queries.records.erasure import concerned_by, erased_of, facts_of, logged
from hub.store import erased_messages, erased_rows, erasures, journal, legal_holds
from hub.store.activity_log import put_on_record
from hub.store.clock import moment, stamp
from hub.store.erased_traces import ErasureSubject, find_subject, still_theirs, traces_in
from hub.store.erasures import ALL, RETURNED, Erasure
from hub.store.roster_words import LOCAL
from hub.store.row_security import Across
from hub.store.snapshot import snapshot
from notifiers.writing.sentences import said
from policies.records.activity_log import Deed
from policies.records.erasure import ErasureOf, is_due, may_erase, others_who_decide
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from hub.store.store import Store
    from hub.store.transaction import Transaction
    from policies.records.traces import Traces

PAUSE_S = 0.05
"""How long the next commit waits: so that others get in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRun:
    """One erasure under way tonight. words: what stands instead of the name in what people read."""

    store: Store
    erasure: Erasure
    subject: ErasureSubject
    traces: Traces
    words: str
    now: datetime
    goes_on: Callable[[], bool]

    @property
    def at(self) -> str:
        return stamp(self.now)

    @property
    def erased(self) -> erased_messages.Erased:
        """What is taken out of messages."""
        return erased_of(self.subject, self.traces, self.now, self.words)

    def theirs_in(self, connection: Connection) -> Traces:
        """What is looked for, without what somebody else bears by now."""
        return still_theirs(connection, self.subject, self.traces)

    async def looked_anew(self) -> ErasureRun:
        """The same, with what is nobody else's by now."""
        return replace(self, traces=await self.store.read(self.theirs_in, Across.NIGHT))


class ErasureStopped(Exception):  # noqa: N818 (not a fault: the rest waits, or is over)
    """It is day, somebody has put something on hold since tonight's work began, or who left is back."""


async def begin_or_go_on(
    store: Store, one: Erasure, now: datetime, goes_on: Callable[[], bool]
) -> ErasureRun | None:
    """An erasure that goes on tonight; None where it is not due, where something is in the way, or it is over."""
    rules = await store.read(lambda connection: snapshot(connection, one.school), Across.NIGHT)
    if one.begun_at is None:
        if not await store.read(lambda connection: _may_begin(connection, rules, one, now), Across.NIGHT):
            return None
        await store.write(lambda transaction: _begin(transaction, one, now), one.school, Across.NIGHT)
    else:
        if await store.read(lambda connection: _is_held(connection, rules, one, now), Across.NIGHT):
            return None
        await store.write(lambda transaction: _end_if_back(transaction, one, now), one.school, Across.NIGHT)
    return await store.read(lambda connection: _run_of(store, connection, rules, one, now, goes_on), Across.NIGHT)


def _run_of(
    store: Store, connection: Connection, rules: Snapshot, one: Erasure, now: datetime, goes_on: Callable[[], bool]
) -> ErasureRun | None:
    found = erasures.find_erasure(connection, one.school, one.id)
    subject = find_subject(connection, one.school, one.on, one.about)
    if found is None or subject is None or found.begun_at is None or found.ended_at is not None:
        return None
    return ErasureRun(
        store=store, erasure=found, subject=subject,
        traces=still_theirs(connection, subject, erasures.traces_kept(found.traces)),
        words=said(subject.instead, rules.roster.settings.language), now=now, goes_on=goes_on,
    )  # fmt: skip


def _may_begin(connection: Connection, rules: Snapshot, one: Erasure, now: datetime) -> bool:
    """Whether it is due and nothing is in the way; who is here again is found when it would begin."""
    on, roster = ErasureOf(one.on), rules.roster
    subject = find_subject(connection, one.school, one.on, one.about)
    if subject is None:
        return False
    if subject.left_at is None:
        return True
    if one.scope != ALL:
        if legal_holds.held_in(connection, one.school):
            return False
        facts = facts_of(connection, rules, subject, traces_in(connection, subject, names=False), now)
        return not isinstance(may_erase(roster, roster.people[one.about], facts), Refused)
    others = others_who_decide(roster, one.by, concerned_by(on, one.about))
    if not is_due(moment(one.due_at), now, agreed=one.agreed_at is not None, others=others):
        return False
    known = roster.students[one.about] if on is ErasureOf.STUDENT else roster.people[one.about]
    facts = facts_of(connection, rules, subject, traces_in(connection, subject), now)
    return not isinstance(may_erase(roster, known, facts), Refused)


def _is_held(connection: Connection, rules: Snapshot, one: Erasure, now: datetime) -> bool:
    """Whether what is under way meets a hold that was set since."""
    subject = find_subject(connection, one.school, one.on, one.about)
    if subject is None or one.scope != ALL:
        return bool(legal_holds.held_in(connection, one.school))
    return facts_of(connection, rules, subject, erasures.traces_kept(one.traces), now).held


def _begin(transaction: Transaction, one: Erasure, now: datetime) -> None:
    """From here on nobody takes it back; no roster knows them any more, and what is looked for is kept."""
    connection, at = transaction.connection, stamp(now)
    journal.lock(transaction, one.school)
    found = erasures.find_erasure(connection, one.school, one.id)
    subject = find_subject(connection, one.school, one.on, one.about)
    if found is None or subject is None or found.begun_at is not None or found.ended_at is not None:
        return
    if has_returned(transaction, one, at):
        return
    if _newly_held(connection, one.school, at):
        return
    traces = traces_in(connection, subject, names=one.scope == ALL)
    values = {"begun_at": at, "traces": erasures.kept_traces(traces, subject.source)}
    if one.scope == ALL:
        values["mark"] = erasures.mark_of(one.school, one.on, subject.side, subject.source)
        erased_rows.detach(connection, subject, f"{LOCAL}{subject.id}")
    erasures.change_erasure(connection, one.id, **values)


def _end_if_back(transaction: Transaction, one: Erasure, now: datetime) -> None:
    journal.lock(transaction, one.school)
    has_returned(transaction, one, stamp(now))


def has_returned(transaction: Transaction, one: Erasure, at: str) -> bool:
    """
    Whether whom it is about is here again, also since it began: it ends with that, on record.

    What went by then is gone; nothing more of who is here goes.
    """
    connection, school = transaction.connection, one.school
    subject = find_subject(connection, school, one.on, one.about)
    if subject is None or subject.left_at is not None:
        return False
    found = erasures.find_erasure(connection, school, one.id)
    if found is not None and found.ended_at is None:
        ended = {"ended_at": at, "ended": RETURNED, "traces": "", "reason": ""}
        erasures.change_erasure(connection, one.id, **ended)
        if one.scope == ALL:
            put_on_record(transaction, logged(snapshot(connection, school), one, Deed.ERASURE_GIVEN_UP, None, at))
    return True


def _newly_held(connection: Connection, school: str, since: str) -> bool:
    """Whether anything was put on hold since tonight's work began; whether it is about this is looked at anew."""
    holds = legal_holds.list_holds(connection, school)
    return any(one.released_at is None and one.at >= since for one in holds)


async def in_slice(run: ErasureRun, work: Callable[[Transaction], int], lane: str = "") -> int:
    """
    A commit of its own, then a pause for others.

    Only if it still is night, nobody has put anything on hold, and whom it is about has not come back.
    """
    if not run.goes_on():
        raise ErasureStopped

    def done(transaction: Transaction) -> int:
        if not lane:
            journal.lock(transaction, run.erasure.school)
        if _newly_held(transaction.connection, run.erasure.school, run.at):
            return -1
        if has_returned(transaction, run.erasure, run.at):
            return -1
        return work(transaction)

    found = await run.store.write(done, lane or run.erasure.school, Across.NIGHT)
    if found < 0:
        raise ErasureStopped
    await asyncio.sleep(PAUSE_S)
    return found
