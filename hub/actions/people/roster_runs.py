"""This file brings a roster in by whatever door it comes, and keeps a log of every run, whatever becomes of it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from hub.actions.people.sync_roster import Changes, Undone, prepare, sync_prepared
from hub.errors import Unavailable
from hub.store import roster_runs as runs
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.lanes import ROSTER
from hub.store.names import new
from hub.store.people import find_named
from hub.store.roster_words import (
    ISSUES_KEPT,
    RunHeld,
    RunIssue,
    RunIssues,
    RunSaid,
    counts_text,
    lines,
    said_text,
)
from hub.store.schools import find_by_source, list_schools
from policies.people.roster_runs import ANSWER_WITHIN, RunSource, RunState
from policies.records.activity_log import Deed
from policies.sentence import apart, english, in_turn, say, several

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.actions.people.sync_roster import Held, SchoolPlan
    from hub.oneroster.apart import ReadApart
    from hub.oneroster.rows import Bundle
    from hub.store.schools import SchoolName
    from hub.store.store import Store
    from hub.store.transaction import Transaction

log = logging.getLogger("roomwire.roster")

NOTHING = RunIssues()

ELSEWHERE = say("Nothing was changed here, as the same bundle takes much away from another school.")
FAILED = say(
    "It could not be brought in, and nothing was changed. Try again; if it fails again, whoever runs the hub finds"
    " the reason in its log."
)
LESS = say("Nobody is left out with that.")
UNREADABLE = say(
    "The bundle could not be read, and nothing was changed. It is of several schools, so whoever runs the hub"
    " sees what is wrong in it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterDoor:
    """
    How a roster came. file: what it is called. by: the admin, None where nobody pressed anything. digest: sha256 of
    the bundle. run: the held one that is answered now. warnings: of the rows, for the schools that it goes to.
    body: its rows, which wait for an admin's answer where it is held; None where they are not kept.
    """

    source: RunSource
    file: str
    started: datetime
    by: str | None = None
    digest: str | None = None
    run: str | None = None
    warnings: RunIssues = NOTHING
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What a bundle changes. applied: it was. held: what has to be said twice; then nothing was changed."""

    changes: Changes
    applied: bool
    held: tuple[Held, ...] = ()


NAME = 100
"""Characters of the name of a file that are kept."""


def printable(name: str) -> str:
    """What a file is called, as it can be kept and shown whatever a disk or a browser calls it."""
    whole = name.encode(errors="replace").decode()
    return "".join(one for one in whole if one.isprintable()).strip()[:NAME] or "roster.zip"


async def bring_in(
    store: Store, bundle: Bundle, door: RosterDoor, time_zone: str, now: datetime, *, confirmed: bool = False
) -> BroughtIn:
    """
    Bring every school of bundle to what it says, or none; each school's log has a run of it, also where it failed.

    time_zone: of schools that are new. confirmed: somebody knows how many it takes away.

    Raises:
        Unavailable: it was not done.
    """
    try:
        prepared = await store.read(lambda one: prepare(one, bundle, time_zone, now, on_record=True))
        written = partial(note, door, now)
        changes = await store.write(
            lambda one: sync_prepared(one, prepared, confirmed=confirmed, written=written), ROSTER
        )
    except Undone as undone:
        plans = undone.plans
        await store.write(lambda one: _note_held(one, plans, door, now), ROSTER)
        return BroughtIn(undone.changes, applied=False, held=undone.held)
    except Exception:
        await note_failed(store, [row.source for row in bundle.schools], door, now)
        raise
    return BroughtIn(changes, applied=True)


def note(door: RosterDoor, now: datetime, transaction: Transaction, plan: SchoolPlan) -> None:
    """Write down that a plan was written, in the same transaction."""
    state = RunState.APPLIED if plan.changes.any() else RunState.UNCHANGED
    made = _run(door, plan.school.id, state, now, said_of_plan(plan, door.warnings))
    runs.write_run(transaction.connection, replace(made, counts=counts_text(plan.counts)), plan.before)
    if door.by is not None and state is RunState.APPLIED:
        put_roster_deed(transaction, made, door.by, Deed.ROSTER_APPLIED, stamp(now))


def put_roster_deed(transaction: Transaction, run: runs.RosterRun, admin: str, deed: Deed, at: str) -> None:
    """Put on record that an admin changed who has access, by a run that says what."""
    names = {one.id: one.name for one in find_named(transaction.connection, [admin])}
    facts = {"run": run.id}
    draft = LogDraft(school=run.school, deed=deed, at=at, by=admin, by_name=names.get(admin, ""), facts=facts)
    put_on_record(transaction, draft)


def said_of_plan(plan: SchoolPlan, warnings: RunIssues = NOTHING) -> RunSaid:
    """What a plan changes, in words."""
    access = plan.access
    return RunSaid(
        gains=lines(access.gains) if access is not None else (),
        loses=lines(access.loses) if access is not None else (),
        children=lines((*access.children, *plan.others)) if access is not None else (),
        held=tuple(RunHeld(sentence=apart(one.sentence), names=one.names) for one in plan.held),
        issues=warnings,
    )


def seen_of(plan: SchoolPlan) -> str:
    """What an admin saw of a plan, as one word: it is another as soon as the plan would change anything else."""
    shown = [counts_text(plan.counts), said_text(said_of_plan(plan))]
    return hashlib.sha256(msgspec.json.encode(shown, enc_hook=english)).hexdigest()[:32]


def about_all(file: str, sentence: str, others: RunIssues = NOTHING) -> RunIssues:
    """What is to be said of a bundle as a whole, before whatever else was found in it."""
    first = RunIssue(file=file, line=0, column="", reason=apart(sentence))
    return RunIssues(items=(first, *others.items), more=others.more)


def with_left_out(file: str, reading: ReadApart) -> RunIssues:
    """What is to be known of a bundle that can be applied: what is gone on without, then what is warned of."""
    if (left_out := reading.left_out) is None:
        return reading.warnings
    rows, people = left_out.rows, left_out.people
    its = in_turn(
        several("One row is refused and left out.", "{count} rows are refused and left out.", count=rows),
        several("One person is left out with that.", "{count} people are left out with that.", count=people)
        if people
        else LESS,
    )
    found = (*left_out.issues.items, *reading.warnings.items)
    more = left_out.issues.more + reading.warnings.more + max(0, len(found) - ISSUES_KEPT)
    return about_all(file, its, RunIssues(items=found[:ISSUES_KEPT], more=more))


async def note_refused(
    store: Store, problems: RunIssues, door: RosterDoor, now: datetime, only: Collection[str] = ()
) -> None:
    """
    Write down that a bundle could not be read. Where there are several schools nobody knows whose it is: rows of
    one are not told to the others.

    only: the ids of schools; empty for all there are.
    """

    def write(transaction: Transaction) -> None:
        known = list_schools(transaction.connection)
        issues = problems if len(known) == 1 else about_all(door.file, UNREADABLE)
        for one in known:
            if not only or one.id in only:
                write_refused(transaction.connection, one.id, issues, door, now)

    await store.write(write, ROSTER)


def write_refused(connection: Connection, school: str, issues: RunIssues, door: RosterDoor, now: datetime) -> str:
    """Write down that a bundle is refused in one school; the id of the run."""
    made = _run(door, school, RunState.REFUSED, now, RunSaid(issues=issues))
    runs.write_run(connection, made)
    return made.id


async def note_failed(store: Store, sources: Sequence[str], door: RosterDoor, now: datetime) -> None:
    """Write down that it failed in these schools, by their sources, as far as the records can be written at all."""

    def write(transaction: Transaction) -> None:
        for one in _known(transaction.connection, sources):
            said = RunSaid(issues=about_all(door.file, FAILED))
            runs.write_run(transaction.connection, _run(door, one.id, RunState.FAILED, now, said))

    try:
        await store.write(write, ROSTER)
    except Unavailable as met:
        log.warning("a run of the roster failed, and is not in its log", extra={"why": met.sentence})


def _note_held(transaction: Transaction, plans: Sequence[SchoolPlan], door: RosterDoor, now: datetime) -> None:
    for plan in plans:
        if plan.rules_seq is None:  # who is new has nobody to tell
            continue
        said = said_of_plan(plan, door.warnings if plan.held else about_all(door.file, ELSEWHERE))
        run = replace(_run(door, plan.school.id, RunState.HELD, now, said), counts=counts_text(plan.counts))
        runs.write_run(transaction.connection, run)
        if door.body is not None:
            upload = waiting(run.school, replace(door, run=run.id), now)
            runs.insert_upload(transaction.connection, upload, door.body)


def waiting(school: str, door: RosterDoor, now: datetime) -> runs.RosterUpload:
    """What is kept of a roster until its answer, with what was warned of."""
    said = RunSaid(issues=door.warnings)
    return runs.RosterUpload(
        id=new("y"), school=school, source=door.source.value, by=door.by, file=door.file, digest=door.digest or "",
        run=door.run, at=stamp(now), expires_at=stamp(now + ANSWER_WITHIN), said=said_text(said),
    )  # fmt: skip


def _known(connection: Connection, sources: Sequence[str]) -> list[SchoolName]:
    found = [find_by_source(connection, one) for one in sources]
    return [one for one in found if one is not None]


def _run(door: RosterDoor, school: str, state: RunState, now: datetime, said: RunSaid) -> runs.RosterRun:
    return runs.RosterRun(
        id=door.run or new("y"),
        school=school,
        source=door.source.value,
        by=door.by,
        file=door.file,
        digest=door.digest,
        started_at=stamp(door.started),
        ended_at=stamp(now),
        state=state.value,
        counts=counts_text({}),
        said=said_text(said),
    )
