"""This file brings a roster in by whatever door it comes, and keeps a log of every run, whatever becomes of it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace as replace_struct

from hub.errors import Conflict, Unavailable
from hub.store import roster_runs as runs
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.lanes import ROSTER
from hub.store.names import new
from hub.store.people import NamedPerson, find_named
from hub.store.pick_ups import note_told
from hub.store.roster_folders import forget_missing
from hub.store.roster_servers import find_server
from hub.store.roster_states import StateSaid, digest_of, find_state, keep_state, put_body
from hub.store.roster_words import (
    ISSUES_KEPT,
    RunHeld,
    RunIssue,
    RunIssues,
    RunSaid,
    counts_text,
    lines,
    said_of,
    said_text,
)
from hub.store.row_security import Across
from hub.store.schools import find_by_source, list_schools
from policies.people.roster_runs import ANSWER_WITHIN, RunSource, RunState
from policies.records.activity_log import Deed
from policies.sentence import apart, english, in_turn, say, several

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.actions.people.sync_roster import SchoolPlan
    from hub.oneroster.apart import ReadApart
    from hub.oneroster.rows import Bundle, ReadBundle
    from hub.store.schools import SchoolName
    from hub.store.store import ScopedStore, Store
    from hub.store.transaction import Transaction

log = logging.getLogger("roomwire.roster")

NOTHING = RunIssues()

ELSEWHERE = say("Nothing was changed here, as the same bundle takes much away from another school.")
FAILED = say(
    "It could not be brought in, and nothing was changed. Try again; if it fails again, whoever runs the hub finds"
    " the reason in its log."
)
OVERTAKEN = say(
    "This has only what changed, and another roster has come in since it was read. Nothing was changed. Bring it"
    " again."
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
    body: its rows, which wait for an admin's answer where it is held; None where they are not kept. state: what its
    source has said with it; None where that is not known, so that no changes can be read over it. connected_at: of
    the server that was asked without an admin.
    """

    source: RunSource
    file: str
    started: datetime
    by: str | None = None
    digest: str | None = None
    run: str | None = None
    warnings: RunIssues = NOTHING
    body: bytes | None = None
    state: StateSaid | None = None
    connected_at: str | None = None


class Disconnected(Exception):  # noqa: N818 (nothing failed: an admin wished it)
    """The server that a roster came from was taken away, or replaced, while it was fetched; nothing was changed."""


def check_server(connection: Connection, school: str, door: RosterDoor) -> None:
    """Go on only while the server that a roster was fetched from is the school's; raises Disconnected."""
    server = find_server(connection, school) if door.connected_at is not None else None
    if door.connected_at is not None and (server is None or server.at != door.connected_at):
        raise Disconnected


NAME = 100
"""Characters of the name of a file that are kept."""


def printable(name: str) -> str:
    """What a file is called, as it can be kept and shown whatever a disk or a browser calls it."""
    whole = name.encode(errors="replace").decode()
    return "".join(one for one in whole if one.isprintable()).strip()[:NAME] or "roster.zip"


def note(door: RosterDoor, now: datetime, transaction: Transaction, plan: SchoolPlan) -> None:
    """
    Write down that a plan was written, in the same transaction.

    Raises:
        Conflict: it has changes to what the source had said, and another roster came in meanwhile.
        Disconnected: its server is the school's no more.
    """
    check_server(transaction.connection, plan.school.id, door)
    over = None if door.state is None else door.state.over
    if plan.rules_seq is not None and is_overtaken(transaction.connection, plan.school.id, door):
        raise Conflict(OVERTAKEN)  # of a school that is new nothing was said before
    keep_state(transaction, plan.school.id, door.state, stamp(now))
    forget_missing(transaction.connection, plan.school.id, door.digest, whole=over is None)
    if plan.tells_pick_ups:
        note_told(transaction.connection, plan.school.id, stamp(now))
    state = RunState.APPLIED if plan.changes.any() else RunState.UNCHANGED
    said = said_of_plan(plan, door.warnings)
    answered = None if door.run is None else runs.find_run(transaction.connection, plan.school.id, door.run)
    if answered is not None:  # who lost access before the yes stays on record
        said = replace_struct(said, at_once=said_of(answered.said).at_once)
    made = run_of(door, plan.school.id, state, now, said)
    runs.write_run(transaction.connection, replace(made, counts=counts_text(plan.counts)), plan.before)
    if door.by is not None and state is RunState.APPLIED:
        put_roster_deed(transaction, made, door.by, Deed.ROSTER_APPLIED, stamp(now))


def is_overtaken(connection: Connection, school: str, door: RosterDoor) -> bool:
    """Whether a roster has only what changed, and another one came in since it was read."""
    over = None if door.state is None else door.state.over
    return over is not None and find_state(connection, school) != over


def state_said(reading: ReadApart | ReadBundle, over: str | None) -> StateSaid | None:
    """
    What a source has said with what was read, of which changes can be read later; None of a spreadsheet.

    over: the digest of what it was to be read over, where it has only what changed.
    """
    if reading.state is None:
        return None
    return StateSaid(digest_of(reading.state), reading.state, over if reading.changes else None)


def digest_of_bundle(bundle: Bundle) -> str:
    """What a server says of a school, as one word, whether it came as changes or whole."""
    said = replace(bundle, rows=0, births=())  # of changes only some have a row
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def put_roster_deed(
    transaction: Transaction, run: runs.RosterRun, admin: str, deed: Deed, at: str, about: NamedPerson | None = None
) -> None:
    """Put on record that an admin changed who has access, by a run that says what; about: of whom alone."""
    names = {one.id: one.name for one in find_named(transaction.connection, [admin])}
    facts = {"run": run.id}
    draft = LogDraft(
        school=run.school, deed=deed, at=at, by=admin, by_name=names.get(admin, ""), facts=facts,
        **({} if about is None else {"about": about.id, "about_name": about.name}),
    )  # fmt: skip
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
        issues = refusal_told(known, problems, door.file)
        for one in known:
            if not only or one.id in only:
                write_refused(transaction.connection, one.id, issues, door, now)

    await store.write(write, ROSTER, whose=Across.ROSTER)


def refusal_told(known: Sequence[SchoolName], problems: RunIssues, file: str) -> RunIssues:
    """What a school is told of a bundle that cannot be read; known: the schools there are."""
    return problems if len(known) == 1 else about_all(file, UNREADABLE)


def write_refused(connection: Connection, school: str, issues: RunIssues, door: RosterDoor, now: datetime) -> str:
    """Write down that a bundle is refused in one school; the id of the run."""
    made = run_of(door, school, RunState.REFUSED, now, RunSaid(issues=issues))
    runs.write_run(connection, made)
    return made.id


async def note_failed(store: ScopedStore, sources: Sequence[str], door: RosterDoor, now: datetime) -> None:
    """Write down that it failed in these schools, by their sources, as far as the records can be written at all."""

    def write(transaction: Transaction) -> None:
        for one in _known(transaction.connection, sources):
            said = RunSaid(issues=about_all(door.file, FAILED))
            runs.write_run(transaction.connection, run_of(door, one.id, RunState.FAILED, now, said))

    try:
        await store.write(write, ROSTER)
    except Unavailable as met:
        log.warning("a run of the roster failed, and is not in its log", extra={"why": met.sentence})


def note_at_once(transaction: Transaction, run: runs.RosterRun, ended: tuple[list[Any], ...]) -> None:
    """Write down who lost access by a run that is held still. ended: sentences as they are kept."""
    said = said_of(run.said)
    loses = tuple(one for one in said.loses if one not in ended)
    told = replace_struct(said, loses=loses, at_once=(*said.at_once, *ended))
    runs.keep_said(transaction.connection, run.id, said_text(told))


def keep_waiting(transaction: Transaction, school: str, door: RosterDoor, now: datetime) -> str:
    """Keep what a door brought until its answer; its id."""
    assert door.body is not None  # noqa: S101 (who calls it has looked)
    if door.state is not None:
        put_body(transaction, door.state)
    upload = _waiting(school, door, now)
    runs.insert_upload(transaction.connection, upload, door.body)
    return upload.id


def _waiting(school: str, door: RosterDoor, now: datetime) -> runs.RosterUpload:
    """What is kept of a roster until its answer, with what was warned of."""
    said = RunSaid(issues=door.warnings)
    return runs.RosterUpload(
        id=new("y"), school=school, source=door.source.value, by=door.by, file=door.file, digest=door.digest or "",
        run=door.run, at=stamp(now), expires_at=stamp(now + ANSWER_WITHIN), said=said_text(said),
        state=None if door.state is None else door.state.digest,
        over=None if door.state is None else door.state.over,
    )  # fmt: skip


def _known(connection: Connection, sources: Sequence[str]) -> list[SchoolName]:
    found = [find_by_source(connection, one) for one in sources]
    return [one for one in found if one is not None]


def run_of(door: RosterDoor, school: str, state: RunState, now: datetime, said: RunSaid) -> runs.RosterRun:
    """A run of a school, which ends now, with what it tells of."""
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
