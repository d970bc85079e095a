"""This file brings a roster in by a door that needs no admin, and holds what takes much away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace as replace_struct

from hub.actions.people.roster_at_once import end_at_once, prepare_at_once, tell_admins
from hub.actions.people.roster_runs import (
    Disconnected,
    about_all,
    check_server,
    is_overtaken,
    keep_waiting,
    note,
    note_failed,
    run_of,
    said_of_plan,
)
from hub.actions.people.sync_roster import Changes, Undone, prepare, sync_prepared
from hub.errors import Conflict
from hub.oneroster.kept_bundle import as_school
from hub.store import roster_runs as runs
from hub.store.lanes import ROSTER
from hub.store.roster_words import counts_text, said_of
from hub.store.row_security import Across
from hub.store.schools import call_by_source, list_schools, taken_elsewhere
from policies.people.first_roster import its_school
from policies.people.roster_runs import RunState
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.actions.people.roster_at_once import AtOnce, EndedAtOnce
    from hub.actions.people.roster_runs import RosterDoor
    from hub.actions.people.sync_roster import Held, SchoolPlan
    from hub.oneroster.rows import Bundle
    from hub.store.store import Store
    from hub.store.transaction import Transaction

ELSEWHERE = say("Nothing was changed here, as the same bundle takes much away from another school.")
ELSEWHERE_ENDED = say(
    "Only who lost access at once was changed here, as the same bundle takes much away from another school."
)
CAME_BETWEEN = say("Another roster came in at the same moment. Nothing was changed. Bring it again.")


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """
    What a bundle changes. applied: it was. held: what has to be said twice; then nothing was changed but what ended
    at once, by sentences as they are kept.
    """

    changes: Changes
    applied: bool
    held: tuple[Held, ...] = ()
    at_once: tuple[list[Any], ...] = ()


async def bring_in(
    store: Store, bundle: Bundle, door: RosterDoor, time_zone: str, now: datetime, *, confirmed: bool = False
) -> BroughtIn:
    """
    Bring every school of bundle to what it says, or none; each school's log has a run of it, also where it failed.

    time_zone: of schools that are new. confirmed: somebody knows how many it takes away.

    Raises:
        Unavailable: it was not done.
        Disconnected: its server is the school's no more.
    """
    given, first = bundle, await store.read(lambda one: first_of(one, bundle), Across.ROSTER)
    if first is not None:
        bundle = as_school(bundle, first.there, first.here)
    try:
        prepared = await store.read(lambda one: prepare(one, bundle, time_zone, now, on_record=True), Across.ROSTER)
        written = partial(note, door, now)

        def synced(transaction: Transaction) -> Changes:
            _check_first(transaction.connection, given, first)
            done = sync_prepared(transaction, prepared, confirmed=confirmed, written=written)
            if first is not None:
                call_by_source(transaction.connection, first.school, first.there)
            return done

        changes = await store.write(synced, ROSTER, whose=Across.ROSTER)
    except Undone as undone:
        plans = undone.plans
        at_once = await store.read(lambda one: prepare_at_once(one, bundle, time_zone, now), Across.ROSTER)
        ended = await store.write(
            lambda one: _note_held(one, plans, at_once, door, now), ROSTER, whose=Across.ROSTER
        )
        return BroughtIn(undone.changes, applied=False, held=undone.held, at_once=ended)
    except Disconnected:
        raise
    except Exception:
        await note_failed(store.of(Across.ROSTER), [row.source for row in bundle.schools], door, now)
        raise
    return BroughtIn(changes, applied=True)


def _check_first(connection: Connection, given: Bundle, first: FirstRoster | None) -> None:
    if first_of(connection, given) != first:
        raise Conflict(CAME_BETWEEN)


@dataclass(frozen=True, slots=True)
class FirstRoster:
    """A school that awaits its first roster. here, there: what it is called until then, and in the roster."""

    school: str
    here: str
    there: str


def first_of(connection: Connection, bundle: Bundle) -> FirstRoster | None:
    """
    Whether what whoever runs the hub brings in is the first roster of the one school that was opened here by hand;
    of several nobody knows whose it is. None where it is not.
    """
    known = list_schools(connection)
    taken = taken_elsewhere(connection, known[0].id) if len(known) == 1 else None
    if taken is None or any(row.source == known[0].source for row in bundle.schools):
        return None
    there = its_school(known[0].name, {row.source: row.name for row in bundle.schools}, taken)
    return FirstRoster(known[0].id, known[0].source, there) if there else None


def _note_held(
    transaction: Transaction, plans: Sequence[SchoolPlan], at_once: AtOnce, door: RosterDoor, now: datetime
) -> tuple[list[Any], ...]:
    """Write down what is held, and end what is not asked about; what ended, by sentences as they are kept."""
    known = [one for one in plans if one.rules_seq is not None]  # who is new has nobody to tell
    for plan in known:
        check_server(transaction.connection, plan.school.id, door)
    ends = [one for one in known if not is_overtaken(transaction.connection, one.school.id, door)]
    every = tuple[list[Any], ...]()
    for source, its in end_at_once(transaction, at_once, [one.school.source for one in ends]).items():
        plan = next(one for one in known if one.school.source == source)
        _note_one(transaction, plan, its, door, now)
        every += its.ended
    return every


def _note_one(
    transaction: Transaction, plan: SchoolPlan, its: EndedAtOnce, door: RosterDoor, now: datetime
) -> None:
    connection, school = transaction.connection, plan.school.id
    before = runs.newest_run(connection, school, tuple(RunState))
    waits = before is not None and before.state == RunState.HELD  # nobody has answered: it goes on
    elsewhere = ELSEWHERE_ENDED if its.ended else ELSEWHERE
    said = said_of_plan(plan, door.warnings if plan.held else about_all(door.file, elsewhere))
    if its.ended:
        said = replace_struct(said, loses=its.open.loses)
    known = said_of(before.said).at_once if before is not None and waits else ()
    said = replace_struct(said, at_once=(*(one for one in known if one not in its.ended), *its.ended))
    run = replace(run_of(door, school, RunState.HELD, now, said), counts=counts_text(plan.counts))
    runs.write_run(connection, run)
    if door.body is None:
        return
    keep_waiting(transaction, school, replace(door, run=run.id), now)
    if plan.held and not waits:
        tell_admins(transaction, its.open, now)
