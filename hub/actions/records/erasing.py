"""This file is what happens at night to the data of who is erased: slice after slice, until nothing names them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.actions.records.erasure_run import ErasureRun, ErasureStopped, begin_or_go_on, in_slice
from hub.oneroster.erased import bundle_without, state_without
from hub.queries.records.erasure import logged
from hub.rounds import every, tried
from hub.store import erased_log, erased_messages, erased_rows, erasures, journal, roster_states
from hub.store.activity_log import put_on_record
from hub.store.erasures import ALL, DONE, Erasure
from hub.store.lanes import AUDIT, ROSTER
from hub.store.names import new
from hub.store.roster_runs import find_before, replace_before
from hub.store.row_security import Across
from hub.store.schools import list_days
from hub.store.snapshot import snapshot
from policies.conversations.seeing import STAFF_SIDE
from policies.records.activity_log import Deed
from policies.records.retention import is_night

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.hub import Hub
    from hub.store.schools import SchoolDay
    from hub.store.snapshot import Snapshot
    from hub.store.store import Store
    from hub.store.transaction import Transaction

ERASE_EVERY_S = 900.0
"""How often it is looked whether it is night somewhere."""

A_COMMIT = 20
"""Messages that one commit changes: so long a post stands in line at the most."""

ROWS_A_COMMIT = 100
"""Rows of other tables, or entries of the activity log, that one commit changes: nobody stands in line for them."""

TURNS = 50
"""How often a step is begun anew in one night, where something is written of somebody meanwhile."""

ERASING = "erasing the data of who left"


async def erase_left(hub: Hub) -> None:
    """Erase what is due in each school, at night by its own clock, for ever."""
    await every(ERASE_EVERY_S, lambda: erase_due(hub.store, hub.clock), ERASING)


async def erase_due(store: Store, clock: Callable[[], datetime]) -> None:
    """The same once: each school in which it is night by then; one for which it fails holds up no other."""
    wanted = await store.read(erasures.list_schools_with, Across.NIGHT)
    for school in await store.read(list_days, Across.NIGHT):
        night = partial(_is_night, school, clock)
        if school.id in wanted and night():
            await tried(partial(erase_in, store, school, clock(), night), ERASING, school.id)


def _is_night(school: SchoolDay, clock: Callable[[], datetime]) -> bool:
    return is_night(clock().astimezone(ZoneInfo(school.time_zone)))


async def erase_in(
    store: Store, school: SchoolDay, now: datetime, goes_on: Callable[[], bool] = lambda: True
) -> int:
    """
    Erase whom it is due to in a school; of how many nothing is left.

    goes_on: asked before each slice; where it says no, the rest is left for the next night. Each step looks for
    what is left and takes some of it, so it may be killed anywhere, and two nodes may do the same at once.
    """
    done = 0
    for one in await store.read(lambda connection: erasures.list_open(connection, school.id), Across.NIGHT):
        done += await _tried(store, one, now, goes_on)
    return done


async def _tried(store: Store, one: Erasure, now: datetime, goes_on: Callable[[], bool]) -> int:
    """One that fails holds up none of those after it; it is tried again the next night."""
    done: list[int] = []

    async def its() -> None:
        done.append(await _erase(store, one, now, goes_on))

    await tried(its, ERASING, one.school)
    return sum(done)


async def _erase(store: Store, one: Erasure, now: datetime, goes_on: Callable[[], bool]) -> int:
    run = await begin_or_go_on(store, one, now, goes_on)
    if run is None:
        return 0
    steps: Sequence[Callable[[ErasureRun], Awaitable[None]]] = (
        (_access, _messages, _alerts, _tables, _rosters, _log, _last)
        if one.scope == ALL
        else (_access, _alerts, _tables, _last)
    )
    try:
        for step in steps:
            await step(await run.looked_anew())
    except ErasureStopped:
        return 0
    return 1


async def _access(run: ErasureRun) -> None:
    """What they sign in and are reached by, and what is kept by their addresses; all of it is a few rows."""

    def gone(transaction: Transaction) -> int:
        connection = transaction.connection
        if run.subject.side:
            erased_rows.delete_access(connection, run.subject.id)
            erased_rows.delete_contacts(connection, run.subject, run.theirs_in(connection))
        if run.erasure.scope == ALL:
            erased_rows.delete_named(connection, run.subject)
        return 1

    await in_slice(run, gone)


async def _messages(run: ErasureRun) -> None:
    """Their name and tag out of what was said; of a child what is of it alone goes."""
    for _ in range(TURNS):
        found = await run.store.read(
            lambda connection: erased_messages.find_messages(connection, run.erased), Across.NIGHT
        )
        if not found.named and not found.alone:
            return
        done = 0
        for some, work in ((found.named, _say_anew), (found.alone, _let_go)):
            for start in range(0, len(some), A_COMMIT):
                done += await in_slice(run, partial(work, run.erased, some[start : start + A_COMMIT]))
        if not done:
            return


def _say_anew(one: erased_messages.Erased, messages: Sequence[str], transaction: Transaction) -> int:
    return erased_messages.erase_in(transaction, one, messages)


def _let_go(one: erased_messages.Erased, messages: Sequence[str], transaction: Transaction) -> int:
    return erased_messages.empty_in(transaction, one, messages)


async def _alerts(run: ErasureRun) -> None:
    """What waits for them is not sent; where alerts went is forgotten."""
    if not run.subject.side:
        return
    forget = partial(_forget, run)
    while await in_slice(run, forget):
        pass


def _forget(run: ErasureRun, transaction: Transaction) -> int:
    connection = transaction.connection
    traces = run.theirs_in(connection)
    return erased_rows.forget_addresses(connection, run.subject, traces, run.at, ROWS_A_COMMIT)


async def _tables(run: ErasureRun) -> None:
    """Every other row that names them: alerts to others, reasons, notes, runs of the roster, and whatever comes."""
    for wanted in erased_rows.tables_searched(
        run.erasure.school, run.traces, run.words, names=run.erasure.scope == ALL
    ):
        keys = await run.store.read(partial(_find, wanted), Across.NIGHT)
        for start in range(0, len(keys), ROWS_A_COMMIT):
            part = keys[start : start + ROWS_A_COMMIT]
            await in_slice(run, partial(_scrub, wanted, part), "" if wanted.table.name == "event" else AUDIT)


def _find(wanted: erased_rows.Searched, connection: Connection) -> list[erased_rows.RowKey]:
    return erased_rows.find_named_rows(connection, wanted)


def _scrub(wanted: erased_rows.Searched, keys: Sequence[erased_rows.RowKey], transaction: Transaction) -> int:
    return erased_rows.scrub_rows(transaction.connection, wanted, keys)


async def _rosters(run: ErasureRun) -> None:
    """Out of what an undo would bring back, and of what changes of a roster are read over."""
    side, source = run.subject.side, erasures.source_kept(run.erasure.traces)

    def before(transaction: Transaction) -> int:
        connection, school = transaction.connection, run.erasure.school
        kept, gone = find_before(connection, school), {run.subject.source}
        if not roster_states.is_still_known(connection, source, {school}):
            gone.add(source)  # else they are somebody else's by now: who came again as somebody new
        less = None if kept is None else bundle_without(kept, side, *gone)
        if less is not None:
            replace_before(connection, school, less)
        return 1

    await in_slice(run, before, ROSTER)

    def said_without(digest: str, transaction: Transaction) -> int:
        connection = transaction.connection
        schools = roster_states.list_schools_by(connection, digest)
        if roster_states.is_still_known(connection, source, schools):
            return 1  # somebody's here as well: on another profile, or at another school of the bundle
        body = roster_states.find_state_body(connection, digest)
        less = None if body is None else state_without(body, source)
        if less is not None:
            roster_states.replace_state(transaction, digest, less)
        return 1

    own = partial(roster_states.list_states_of, school=run.erasure.school)
    for digest in await run.store.read(own, Across.NIGHT):
        await in_slice(run, partial(said_without, digest), ROSTER)


async def _log(run: ErasureRun) -> None:
    """Out of the activity log; in each commit an entry vouches for just that, and says that it was done."""
    school, traces = run.erasure.school, run.traces
    rules = await run.store.read(lambda connection: snapshot(connection, school), Across.NIGHT)
    for _ in range(TURNS):
        found = await run.store.read(
            lambda connection: erased_log.find_entries(connection, school, traces), Across.NIGHT
        )
        if not found and run.erasure.noted_at is not None:
            return
        for start in range(0, max(len(found), 1), ROWS_A_COMMIT):
            some = found[start : start + ROWS_A_COMMIT]
            await in_slice(run, partial(_redact, run, rules, some, new("lb")), AUDIT)
        run = await _noted(run)


def _redact(run: ErasureRun, rules: Snapshot, entries: Sequence[int], batch: str, transaction: Transaction) -> int:
    connection, school = transaction.connection, run.erasure.school
    transaction.alone(f"log {school}")
    mark = erased_log.redact(connection, school, entries, run.traces, instead=str(run.subject.instead), batch=batch)
    found = erasures.find_erasure(connection, school, run.erasure.id)  # another node may have said so meanwhile
    if mark or (found is not None and found.noted_at is None):
        erasures.change_erasure(connection, run.erasure.id, noted_at=run.at)
        facts = {"batch": batch, "mark": mark}
        put_on_record(transaction, logged(rules, run.erasure, Deed.ERASED, None, run.at, **facts))
    return 1


async def _noted(run: ErasureRun) -> ErasureRun:
    its = run.erasure
    found = await run.store.read(
        lambda connection: erasures.find_erasure(connection, its.school, its.id), Across.NIGHT
    )
    return run if found is None else replace(run, erasure=found)


async def _last(run: ErasureRun) -> None:
    """The row itself; from this event on everybody's rules have them without a name."""

    def wiped(transaction: Transaction) -> int:
        connection, one = transaction.connection, run.erasure
        found = erasures.find_erasure(connection, one.school, one.id)
        if found is None or found.ended_at is not None:
            return 1
        if one.scope == ALL:
            erased_rows.wipe(transaction, run.subject, run.at)
        else:
            erased_rows.wipe_contacts(connection, run.subject.id)
        ended = {"ended_at": run.at, "ended": DONE, "traces": "", "reason": ""}
        erasures.change_erasure(connection, one.id, **ended)
        change = journal.Draft(kind="roster", audience=STAFF_SIDE, at=run.at, rule=True)
        journal.append(transaction, one.school, change)
        return 1

    await in_slice(run, wiped)
