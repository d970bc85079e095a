"""This file is what admins do with a roster from the page: bring one, look at it, say yes or no, take one back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.actions.people import roster_runs
from hub.actions.people.roster_at_once import TAKES_NOTHING, narrowed_for, open_access
from hub.actions.people.roster_runs import (
    RosterDoor,
    note_at_once,
    put_roster_deed,
    said_of_plan,
    seen_of,
)
from hub.actions.people.roster_taken import RosterFile, RosterTaken, check, refuse_others, take
from hub.actions.people.sync_roster import Undone, prepare, sync_prepared
from hub.bus.fresh import on_fresh_rules, read_on_fresh_rules
from hub.errors import Conflict, Met, NotFound, RateLimited
from hub.oneroster.kept_bundle import as_school, bundle_of
from hub.queries.people.roster_runs import last_by_hand, undoing
from hub.queries.people.roster_source import SchoolSource, source_of
from hub.store import roster_runs as runs
from hub.store.clock import moment, stamp
from hub.store.journal import StaleRules
from hub.store.names import new
from hub.store.people import find_named
from hub.store.roster_states import StateSaid, find_state, forget_state
from hub.store.roster_words import RunIssues, RunSaid, lines, said_of
from hub.store.row_security import Across
from hub.store.schools import call_by_source, find_by_source, find_source
from policies.people.roster_runs import RunSource, by_hand_from, may_apply
from policies.records.activity_log import Deed
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from sqlalchemy import Connection

    from hub.actions.people.sync_roster import PreparedSync, SchoolPlan
    from hub.bus.school import School
    from hub.oneroster.rows import Bundle
    from hub.store.roster_runs import RosterUpload
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.facts import Person
    from policies.people.roster_access import KindCount

GONE = say(
    "This roster does not wait any more: somebody has answered, a newer one came, or a day is over. Bring it again."
)
NO_SUCH_RUN = say("There is no such run of the roster.")
MOVED = say("The roster has changed since you looked. Look at what it would change now, then say yes.")
OTHERS_SCHOOL = say("Another school of this hub has this roster by now. Nothing was changed.")
ASKED = say("This takes so much away that you have to say yes to it. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class RosterTrial:
    """
    What a roster would change now, if it were applied. upload: what waits; None of a run that is taken back.

    seen: what a yes has to name, so that it is for just that. any: whether it changes anything. open: of one that
    is held, who would lose access and has it still.
    """

    upload: RosterUpload | None
    said: RunSaid
    counts: Mapping[str, KindCount]
    seen: str
    any: bool
    open: tuple[Person, ...] = ()


async def bring(school: School, file: RosterFile, now: datetime) -> RosterTaken:
    """
    Read a roster, and keep what it has of this school until an admin says yes or no; nothing is applied.

    Raises:
        Forbidden: only admins do that.
        Unavailable: it could not be read in time.
    """
    whose = await read_on_fresh_rules(school, lambda one, rules: _source(one, rules, file.admin), Across.SCHOOLS)
    return await take(school, file, whose, now)


def _source(connection: Connection, rules: Snapshot, admin: str) -> SchoolSource:
    refuse_others(rules, admin)
    return source_of(connection, rules.school)


async def look(school: School, admin: str, upload: str, now: datetime) -> RosterTrial:
    """
    What a roster that waits would change now.

    Raises:
        Forbidden: only admins see that.
        NotFound: it does not wait in this school, or no more.
    """

    def read(connection: Connection, rules: Snapshot) -> RosterTrial:
        refuse_others(rules, admin)
        its = _waiting(connection, rules.school, upload, now)
        _not_overtaken(connection, its)
        bundle = _body(connection, its)
        trial = _trial(_plan(connection, rules, bundle, now), its, said_of(its.said).issues)
        if its.run is None:  # it came by an admin, who answers now
            return trial
        return replace(trial, open=open_access(connection, rules.school, bundle, now))

    return await read_on_fresh_rules(school, read)


def _waiting(connection: Connection, school: str, upload: str, now: datetime) -> RosterUpload:
    its = runs.find_upload(connection, school, upload, stamp(now))
    if its is None:
        raise NotFound(GONE)
    return its


def _not_overtaken(connection: Connection, its: RosterUpload) -> None:
    """Changes are of what the source had said: over anything else they would take back what came in since."""
    if its.over is not None and find_state(connection, its.school) != its.over:
        raise Conflict(roster_runs.OVERTAKEN)


def _body(connection: Connection, its: RosterUpload) -> Bundle:
    return _called_here(connection, its.school, _as_there(connection, its))


def _as_there(connection: Connection, its: RosterUpload) -> Bundle:
    """What waits, as its source calls it: before the first roster that is not how the school is known here."""
    body = runs.find_upload_body(connection, its.id)
    if body is None:
        raise NotFound(GONE)
    return bundle_of(body)


def _called_here(connection: Connection, school: str, bundle: Bundle) -> Bundle:
    return as_school(bundle, bundle.schools[0].source, find_source(connection, school))


def _call_as_there(connection: Connection, school: str, source: str) -> None:
    """
    Let the school be the one that its first roster names; nobody else's rosters may name it.

    Raises:
        Conflict: another school of this hub is called so by now.
    """
    if source != find_source(connection, school):
        if find_by_source(connection, source) is not None:
            raise Conflict(OTHERS_SCHOOL)
        call_by_source(connection, school, source)


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
        check(transaction, rules, yes.admin)
        connection = transaction.connection
        its = _waiting(connection, rules.school, yes.of, now)
        _not_overtaken(connection, its)
        if its.by is not None:
            _not_too_often(connection, rules, now)
        there = _as_there(connection, its).schools[0].source
        runs.delete_upload(connection, its.id)
        run = its.run or new("y")
        door = RosterDoor(
            source=RunSource(its.source), file=its.file, started=moment(its.at), by=yes.admin, digest=its.digest,
            run=run, warnings=said_of(its.said).issues,
            state=None if its.state is None else StateSaid(its.state, None, its.over),
        )  # fmt: skip

        def written(inner: Transaction, plan: SchoolPlan) -> None:
            _is_seen(plan, yes)
            roster_runs.note(door, now, inner, plan)

        sync_prepared(transaction, prepared, confirmed=yes.confirmed, written=written)
        _call_as_there(connection, rules.school, there)
        return run

    def body(connection: Connection, rules: Snapshot) -> Bundle:
        refuse_others(rules, yes.admin)
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
            return await school.store.write(
                lambda one: work(one, rules, prepared), school.id, across=Across.ACCOUNT
            )
        except Undone as undone:
            raise Conflict(ASKED) from undone

    done = await on_fresh_rules(school, decided)
    await school.catch_up()
    return done


async def end_access(school: School, admin: str, upload: str, people: Collection[str], now: datetime) -> None:
    """
    Take from these people, by their ids, what a held roster would take from them; the rest waits.

    Raises:
        Forbidden: only admins do that.
        NotFound: it does not wait in this school, or no more.
        Conflict: it takes nothing from them by now, or it would leave the school without an admin.
    """

    def body(connection: Connection, rules: Snapshot) -> Bundle:
        refuse_others(rules, admin)
        its = _waiting(connection, rules.school, upload, now)
        _not_overtaken(connection, its)
        return narrowed_for(connection, rules.school, _body(connection, its), people, now)

    def work(transaction: Transaction, rules: Snapshot, prepared: PreparedSync) -> str:
        check(transaction, rules, admin)
        connection = transaction.connection
        its = _waiting(connection, rules.school, upload, now)
        run = runs.find_run(connection, rules.school, its.run) if its.run is not None else None
        if run is None:
            raise NotFound(GONE)

        def written(inner: Transaction, plan: SchoolPlan) -> None:
            ended = lines(plan.access.loses) if plan.access is not None else ()
            note_at_once(inner, run, ended)
            if not plan.changes.any():
                raise Conflict(TAKES_NOTHING)
            for one in find_named(connection, sorted(people)):
                put_roster_deed(inner, run, admin, Deed.ROSTER_ENDED, stamp(now), one)

        sync_prepared(transaction, prepared, confirmed=True, written=written)
        return run.id

    await _sync(school, body, work, now)


async def decline(school: School, admin: str, upload: str, now: datetime) -> None:
    """
    Say no to a roster that waits: what it holds is deleted, and nothing was changed.

    Raises:
        Forbidden: only admins do that.
        NotFound: it does not wait in this school, or no more.
    """

    def write(transaction: Transaction, rules: Snapshot) -> None:
        check(transaction, rules, admin)
        its = _waiting(transaction.connection, rules.school, upload, now)
        runs.delete_upload(transaction.connection, its.id)
        if its.run is not None:
            runs.drop_run(transaction.connection, its.run, admin, stamp(now))

    await on_fresh_rules(
        school, lambda rules: school.store.write(lambda one: write(one, rules), school.id, across=Across.ACCOUNT)
    )


async def look_back(school: School, admin: str, run: str, now: datetime) -> RosterTrial:
    """
    What taking a run back would change now, and so who would regain access.

    Raises:
        Forbidden: only admins see that.
        NotFound: there is no such run in this school.
        Conflict: it cannot be taken back; the sentence says why.
    """

    def read(connection: Connection, rules: Snapshot) -> RosterTrial:
        refuse_others(rules, admin)
        return _trial(_plan(connection, rules, _as_before(connection, rules, run), now), None, RunIssues())

    return await read_on_fresh_rules(school, read)


def _as_before(connection: Connection, rules: Snapshot, run: str) -> Bundle:
    """What the roster was before a run."""
    its = runs.find_run(connection, rules.school, run)
    if its is None:
        raise NotFound(NO_SUCH_RUN)
    if isinstance(verdict := undoing(connection, its), Refused):
        raise Conflict(verdict.because)
    return _called_here(connection, rules.school, _before(connection, run))


def _before(connection: Connection, run: str) -> Bundle:
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
        check(transaction, rules, yes.admin)
        _as_before(transaction.connection, rules, yes.of)  # of two who take it back at the same time one does
        sync_prepared(transaction, prepared, confirmed=True, written=lambda _, plan: _is_seen(plan, yes))
        was = _before(transaction.connection, yes.of).schools[0].source
        _call_as_there(transaction.connection, rules.school, was)
        runs.undo_run(transaction.connection, yes.of, yes.admin, stamp(now))
        forget_state(transaction.connection, rules.school)  # what changes next is a change to what was taken back
        if (run := runs.find_run(transaction.connection, rules.school, yes.of)) is not None:
            put_roster_deed(transaction, run, yes.admin, Deed.ROSTER_UNDONE, stamp(now))
        return yes.of

    def body(connection: Connection, rules: Snapshot) -> Bundle:
        refuse_others(rules, yes.admin)
        return _as_before(connection, rules, yes.of)

    return await _sync(school, body, work, now)
