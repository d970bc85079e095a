"""This file is what admins do with a roster from the page: bring one, look at it, say yes or no, take one back."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.actions.people import roster_runs
from hub.actions.people.roster_runs import (
    RosterDoor,
    about_all,
    put_roster_deed,
    said_of_plan,
    seen_of,
    waiting,
    with_left_out,
)
from hub.actions.people.sync_roster import Undone, prepare, sync_prepared
from hub.bus.fresh import on_fresh_rules, read_on_fresh_rules
from hub.errors import Conflict, Forbidden, Met, NotFound, RateLimited
from hub.oneroster.apart import read_apart
from hub.oneroster.kept_bundle import bundle_of
from hub.queries.people.roster_runs import last_by_hand, undoing
from hub.queries.people.roster_source import SchoolSource, source_of
from hub.store import journal
from hub.store import roster_runs as runs
from hub.store.clock import day_in, moment, stamp
from hub.store.journal import StaleRules
from hub.store.names import new
from hub.store.roster_words import RunIssues, RunSaid, said_of
from hub.store.schools import find_source
from policies.people.roster_runs import RunSource, by_hand_from, may_apply, may_run
from policies.records.activity_log import Deed
from policies.sentence import Listed, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from hub.actions.people.sync_roster import PreparedSync, SchoolPlan
    from hub.bus.school import School
    from hub.oneroster.apart import RosterLeftOut, SheetToName
    from hub.oneroster.rows import Bundle
    from hub.store.roster_runs import RosterUpload
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.roster_access import KindCount

OTHERS = 10
"""Names of other schools in a bundle that are said; a chain has hundreds."""

GONE = say(
    "This roster does not wait any more: somebody has answered, a newer one came, or a day is over. Bring it again."
)
NO_SUCH_RUN = say("There is no such run of the roster.")
MOVED = say("The roster has changed since you looked. Look at what it would change now, then say yes.")
ASKED = say("This takes so much away that you have to say yes to it. Nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """
    A zip or a spreadsheet that an admin brings, and how its endDates are meant (hub/reference/end_dates.py).

    without_refused: go on without rows that are refused, as far as that gives nobody more.
    """

    admin: str
    name: str
    packed: bytes
    end_dates: str
    without_refused: bool = False


@dataclass(frozen=True, slots=True)
class RosterTaken:
    """
    upload: what waits now, empty where it was refused; then run is its place in the log. Both are empty where
    somebody has to name the columns first: to_name are the sheets, and nothing was kept.

    left_out: what is gone on without, or would be where it was refused; None: nothing, or there is no going on.
    """

    upload: str
    run: str
    left_out: RosterLeftOut | None
    to_name: tuple[SheetToName, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterTrial:
    """
    What a roster would change now, if it were applied. upload: what waits; None of a run that is taken back.

    seen: what a yes has to name, so that it is for just that. any: whether it changes anything.
    """

    upload: RosterUpload | None
    said: RunSaid
    counts: Mapping[str, KindCount]
    seen: str
    any: bool


async def bring(school: School, file: RosterFile, now: datetime) -> RosterTaken:
    """
    Read a roster, and keep what it has of this school until an admin says yes or no; nothing is applied.

    Raises:
        Forbidden: only admins do that.
        Unavailable: it could not be read in time.
    """
    whose = await read_on_fresh_rules(school, lambda one, rules: _source(one, rules, file.admin))
    zone = school.snapshot.time_zone
    source = whose.as_of(day_in(zone, now), file.end_dates)
    reading = await read_apart(
        file.name, file.packed, source, whose.source, without_refused=file.without_refused, tells=True
    )
    if reading.to_name:
        return RosterTaken("", "", None, reading.to_name)
    body = next((one.body for one in reading.parts if one.source == whose.source), None)
    refused = bool(reading.problems.items)
    issues = reading.problems if refused else with_left_out(file.name, reading)
    others = Listed(sorted(one.name for one in reading.parts if one.source != whose.source)[:OTHERS])
    name = school.snapshot.roster.school_name
    if body is None and not refused:
        issues = about_all(file.name, say("This bundle has nothing of {school} in it.", school=name), issues)
    elif others:
        its = say(
            "Only {school} is brought in. Left out, as it is not yours: {others}.", school=name, others=others
        )
        issues = about_all(file.name, its, issues)
    digest = (await asyncio.to_thread(hashlib.sha256, file.packed)).hexdigest()
    door = RosterDoor(source=RunSource.PAGE, file=file.name, started=now, by=file.admin, digest=digest)

    def write(transaction: Transaction, rules: Snapshot) -> RosterTaken:
        _check(transaction, rules, file.admin)
        if body is None:
            run = roster_runs.write_refused(transaction.connection, school.id, issues, door, now)
            return RosterTaken("", run, reading.left_out)
        upload = waiting(school.id, replace(door, warnings=issues), now)
        runs.insert_upload(transaction.connection, upload, body)
        return RosterTaken(upload.id, "", reading.left_out)

    return await on_fresh_rules(school, lambda rules: school.store.write(lambda one: write(one, rules), school.id))


def _source(connection: Connection, rules: Snapshot, admin: str) -> SchoolSource:
    _refuse_others(rules, admin)
    return source_of(connection, rules.school)


def _refuse_others(rules: Snapshot, person: str) -> None:
    if isinstance(verdict := may_run(rules.roster.people[person]), Refused):
        raise Forbidden(verdict.because)


def _check(transaction: Transaction, rules: Snapshot, admin: str) -> None:
    """Go on only if the admin is one still, by the rules that hold until the commit."""
    _refuse_others(rules, admin)
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)


async def look(school: School, admin: str, upload: str, now: datetime) -> RosterTrial:
    """
    What a roster that waits would change now.

    Raises:
        Forbidden: only admins see that.
        NotFound: it does not wait in this school, or no more.
    """

    def read(connection: Connection, rules: Snapshot) -> RosterTrial:
        _refuse_others(rules, admin)
        its = _waiting(connection, rules.school, upload, now)
        plan = _plan(connection, rules, _body(connection, its), now)
        return _trial(plan, its, said_of(its.said).issues)

    return await read_on_fresh_rules(school, read)


def _waiting(connection: Connection, school: str, upload: str, now: datetime) -> RosterUpload:
    its = runs.find_upload(connection, school, upload, stamp(now))
    if its is None:
        raise NotFound(GONE)
    return its


def _body(connection: Connection, its: RosterUpload) -> Bundle:
    body = runs.find_upload_body(connection, its.id)
    if body is None:
        raise NotFound(GONE)
    return bundle_of(body)


def _plan(connection: Connection, rules: Snapshot, bundle: Bundle, now: datetime) -> SchoolPlan:
    (plan,) = prepare(connection, bundle, rules.time_zone, now, on_record=True).plans.values()
    return plan


def _trial(plan: SchoolPlan, upload: RosterUpload | None, warnings: RunIssues) -> RosterTrial:
    return RosterTrial(upload, said_of_plan(plan, warnings), plan.counts, seen_of(plan), plan.changes.any())


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterYes:
    """
    An admin says yes to what they saw. of: the roster that waits, or the run that is taken back.

    confirmed: also to what is held.
    """

    admin: str
    of: str
    seen: str
    confirmed: bool = False


async def apply(school: School, yes: RosterYes, now: datetime) -> str:
    """
    Apply a roster that waits, if it changes just what the admin saw; the id of its run.

    Raises:
        Forbidden: only admins do that.
        NotFound: it does not wait in this school, or no more: of two who answer one is first.
        Conflict: it would change something else by now, or what is held was not said yes to; nothing is changed.
        RateLimited: one came in by hand within the hour.
    """

    def work(transaction: Transaction, rules: Snapshot, prepared: PreparedSync) -> str:
        _check(transaction, rules, yes.admin)
        connection = transaction.connection
        its = _waiting(connection, rules.school, yes.of, now)
        if its.source == RunSource.PAGE:
            _not_too_often(connection, rules, now)
        runs.delete_upload(connection, its.id)
        run = its.run or new("y")
        door = RosterDoor(
            source=RunSource(its.source), file=its.file, started=moment(its.at), by=yes.admin, digest=its.digest,
            run=run, warnings=said_of(its.said).issues,
        )  # fmt: skip

        def written(inner: Transaction, plan: SchoolPlan) -> None:
            _is_seen(plan, yes)
            roster_runs.note(door, now, inner, plan)

        sync_prepared(transaction, prepared, confirmed=yes.confirmed, written=written)
        return run

    def body(connection: Connection, rules: Snapshot) -> Bundle:
        _refuse_others(rules, yes.admin)
        return _body(connection, _waiting(connection, rules.school, yes.of, now))

    try:
        return await _sync(school, body, work, now)
    except (Met, StaleRules):
        raise
    except Exception:
        await _note_failed(school, yes, now)
        raise


async def _note_failed(school: School, yes: RosterYes, now: datetime) -> None:
    """What was to be applied waits still; its failure is in the log beside it."""

    def found(connection: Connection) -> RosterDoor | None:
        its = runs.find_upload(connection, school.id, yes.of, stamp(now))
        return None if its is None else RosterDoor(
            source=RunSource(its.source), file=its.file, started=moment(its.at), by=yes.admin, digest=its.digest
        )  # fmt: skip

    door, source = await school.store.read(lambda one: (found(one), find_source(one, school.id)))
    if door is not None:
        await roster_runs.note_failed(school.store, [source], door, now)


def _is_seen(plan: SchoolPlan, yes: RosterYes) -> None:
    if seen_of(plan) != yes.seen:
        raise Conflict(MOVED)


def _not_too_often(connection: Connection, rules: Snapshot, now: datetime) -> None:
    last = last_by_hand(connection, rules.school)
    if isinstance(verdict := may_apply(last, now, ZoneInfo(rules.time_zone)), Refused):
        again = by_hand_from(last, now)
        raise RateLimited(verdict.because, after_s=(again - now).total_seconds() if again else None)


async def _sync(
    school: School,
    body: Callable[[Connection, Snapshot], Bundle],
    work: Callable[[Transaction, Snapshot, PreparedSync], str],
    now: datetime,
) -> str:
    """What work returns, in one transaction, on rules that hold; what it takes is worked out before."""

    async def decided(rules: Snapshot) -> str:
        prepared = await school.store.read(
            lambda one: prepare(one, body(one, rules), rules.time_zone, now, on_record=True)
        )
        try:
            return await school.store.write(lambda one: work(one, rules, prepared), school.id)
        except Undone as undone:
            raise Conflict(ASKED) from undone

    done = await on_fresh_rules(school, decided)
    await school.catch_up()
    return done


async def decline(school: School, admin: str, upload: str, now: datetime) -> None:
    """
    Say no to a roster that waits: what it holds is deleted, and nothing was changed.

    Raises:
        Forbidden: only admins do that.
        NotFound: it does not wait in this school, or no more.
    """

    def write(transaction: Transaction, rules: Snapshot) -> None:
        _check(transaction, rules, admin)
        its = _waiting(transaction.connection, rules.school, upload, now)
        runs.delete_upload(transaction.connection, its.id)
        if its.run is not None:
            runs.drop_run(transaction.connection, its.run, admin, stamp(now))

    await on_fresh_rules(school, lambda rules: school.store.write(lambda one: write(one, rules), school.id))


async def look_back(school: School, admin: str, run: str, now: datetime) -> RosterTrial:
    """
    What taking a run back would change now, and so who would regain access.

    Raises:
        Forbidden: only admins see that.
        NotFound: there is no such run in this school.
        Conflict: it cannot be taken back; the sentence says why.
    """

    def read(connection: Connection, rules: Snapshot) -> RosterTrial:
        _refuse_others(rules, admin)
        return _trial(_plan(connection, rules, _as_before(connection, rules, run), now), None, RunIssues())

    return await read_on_fresh_rules(school, read)


def _as_before(connection: Connection, rules: Snapshot, run: str) -> Bundle:
    """What the roster was before a run."""
    its = runs.find_run(connection, rules.school, run)
    if its is None:
        raise NotFound(NO_SUCH_RUN)
    if isinstance(verdict := undoing(connection, its), Refused):
        raise Conflict(verdict.because)
    return bundle_of(runs.fetch_before(connection, run))


async def undo(school: School, yes: RosterYes, now: datetime) -> str:
    """
    Take a run back: what the source had said before it is so again. What the school has said stays as it is by now:
    who was denied a child stays so, and sessions and links that ended stay ended.

    Raises:
        Forbidden: only admins do that.
        NotFound: there is no such run in this school.
        Conflict: it cannot be taken back, or that would change something else than the admin saw.
    """

    def work(transaction: Transaction, rules: Snapshot, prepared: PreparedSync) -> str:
        _check(transaction, rules, yes.admin)
        _as_before(transaction.connection, rules, yes.of)  # of two who take it back at the same time one does
        sync_prepared(transaction, prepared, confirmed=True, written=lambda _, plan: _is_seen(plan, yes))
        runs.undo_run(transaction.connection, yes.of, yes.admin, stamp(now))
        if (run := runs.find_run(transaction.connection, rules.school, yes.of)) is not None:
            put_roster_deed(transaction, run, yes.admin, Deed.ROSTER_UNDONE, stamp(now))
        return yes.of

    def body(connection: Connection, rules: Snapshot) -> Bundle:
        _refuse_others(rules, yes.admin)
        return _as_before(connection, rules, yes.of)

    return await _sync(school, body, work, now)
