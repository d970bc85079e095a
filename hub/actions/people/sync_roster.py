"""This file brings the stored roster to what a bundle says: whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from hub.oneroster.kept_bundle import kept_bundle, mirrored
from hub.oneroster.rows import Bundle, by_school
from hub.oneroster.spreadsheet.fitted import fitted, known_of
from hub.oneroster.spreadsheet.known_children import other_children
from hub.oneroster.wanted import wanted
from hub.store import erasures, rights, roster, schools
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.changed_email import emails_of, note_changed
from hub.store.clock import day_in, stamp
from hub.store.database import unhurried
from hub.store.invitations import end_invitations
from hub.store.linking import link_found
from hub.store.names import new
from hub.store.people import find_named
from hub.store.pick_up_rows import PICK_UPS, listed_here
from hub.store.pick_ups import collected, roster_with_pick_ups
from hub.store.roster import RosterBrought
from hub.store.roster_runs import newest_run
from hub.store.roster_words import said_of
from hub.store.schools import SchoolName
from hub.store.sessions import end_all, list_signed_in
from hub.store.snapshot import EMPTY_ROWS, facts_of, school_row, snapshot_of, weighed_on
from policies.people.display_names import full_name
from policies.people.listed_pick_ups import pick_up_changes
from policies.people.roster import roster_on
from policies.people.roster_access import AccessChanges, KindCount, access_changes, kind_counts
from policies.people.roster_held import loses_access
from policies.people.roster_losses import Loss, losses
from policies.people.roster_runs import RunState
from policies.records.activity_log import Deed
from policies.sentence import Sentence, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import RosterRows, Snapshot
    from hub.store.transaction import Transaction
    from policies.people.roster import Roster


class ChangeCount(msgspec.Struct):
    """What changed of one kind of thing; removed people, students and rooms are deactivated and kept."""

    added: int = 0
    changed: int = 0
    removed: int = 0


class Changes(msgspec.Struct):
    """What a sync changes, by kind of thing."""

    schools: ChangeCount = msgspec.field(default_factory=ChangeCount)
    rooms: ChangeCount = msgspec.field(default_factory=ChangeCount)
    students: ChangeCount = msgspec.field(default_factory=ChangeCount)
    people: ChangeCount = msgspec.field(default_factory=ChangeCount)
    guardians: ChangeCount = msgspec.field(default_factory=ChangeCount)
    placements: ChangeCount = msgspec.field(default_factory=ChangeCount)
    assignments: ChangeCount = msgspec.field(default_factory=ChangeCount)
    pick_ups: ChangeCount = msgspec.field(default_factory=ChangeCount)

    def any(self) -> bool:
        """Whether anything changes at all."""
        return self != Changes()


class Held(msgspec.Struct, frozen=True):
    """What a bundle takes away from one school that somebody has to say twice (policies/people/roster_losses)."""

    school: str
    what: str
    count: int
    of: int
    names: tuple[str, ...]
    sentence: str


class Undone(Exception):  # noqa: N818 (not a fault: it rolls the action back)
    """Carries what would have changed, and what is held, out of the transaction that is then undone."""

    def __init__(self, changes: Changes, held: tuple[Held, ...], plans: tuple[SchoolPlan, ...]) -> None:
        super().__init__()
        self.changes, self.held, self.plans = changes, held, plans


@dataclass(frozen=True, slots=True)
class ComingIn:
    """
    When a bundle comes in, and the time zone of schools that are new.

    on_record: whose access changes is worked out too, and what the roster was before is kept.
    """

    time_zone: str
    now: datetime
    on_record: bool = False


@dataclass(frozen=True, slots=True)
class SchoolPlan:
    """
    What a bundle changes of one school, nothing of it written. name: as the bundle has it; day: the school's own.

    rules_seq: of the rules that it was worked out on, None where the school is new. turns: the day is another.
    counts, access, before: where they are asked for and something changes, how many of whom, who gains and loses
    what, and the roster as it was (kept_bundle); the last two are None of a school that is new. others: of children
    who come in as others than those of their name (other_children). tells_pick_ups: it says who may pick up.
    """

    school: SchoolName
    name: str
    rules_seq: int | None
    day: date
    turns: bool
    changes: Changes
    held: tuple[Held, ...]
    brought: RosterBrought
    ruling: rights.Ruling | None
    counts: Mapping[str, KindCount]
    access: AccessChanges | None
    others: tuple[Sentence, ...]
    before: bytes | None
    tells_pick_ups: bool = False


Written = Callable[["Transaction", SchoolPlan], None]
"""What is done with the plan of each school right after it was written, in the same transaction; it may raise."""


@dataclass(frozen=True, slots=True)
class PreparedSync:
    """
    A bundle that comes in, and what it changes as far as that has been worked out, by school's source.

    A sync takes the plans out, so that it is done once.
    """

    bundle: Bundle
    moment: ComingIn
    plans: dict[str, SchoolPlan]


def prepare(
    connection: Connection, bundle: Bundle, time_zone: str, now: datetime, *, on_record: bool = False
) -> PreparedSync:
    """
    Work out what bundle changes, while nobody has to wait for it; sync_prepared looks whether it still holds.

    Whatever it goes by moves a school's rules as it changes (docs/adr/0048-a-sync-is-worked-out-beforehand.md).
    """
    parts, moment = by_school(bundle), ComingIn(time_zone, now, on_record)
    plans = dict[str, SchoolPlan]()
    unhurried(connection)
    for source, part in parts.items():
        plans[source] = _plan(connection, schools.find_by_source(connection, source), part, moment)
    return PreparedSync(bundle, moment, plans)


def sync_roster(
    transaction: Transaction,
    bundle: Bundle,
    time_zone: str,
    now: datetime,
    *,
    dry_run: bool = False,
    confirmed: bool = False,
) -> Changes:
    """
    Bring every school of bundle to what it says; schools it does not name stay as they are.

    Who is missing is deactivated, and comes back as the same person. Rights follow in the same transaction,
    with one roster event per school that changed. confirmed: somebody knows how many it takes away.

    Raises:
        Undone: that was asked for, or it takes too many away; nothing is kept, in no school.
    """
    prepared = PreparedSync(bundle, ComingIn(time_zone, now), {})
    return sync_prepared(transaction, prepared, dry_run=dry_run, confirmed=confirmed)


def sync_prepared(
    transaction: Transaction,
    prepared: PreparedSync,
    *,
    dry_run: bool = False,
    confirmed: bool = False,
    written: Written | None = None,
) -> Changes:
    """
    Likewise, of what was worked out before; a school whose rules have moved since then is worked out anew.

    Raises:
        Undone: that was asked for, or it takes too many away; nothing is kept, in no school.
        Exception: whatever written raises; likewise.
    """
    unhurried(transaction.connection)
    plans = _held_still(transaction, prepared)
    changes, held = _sum([plan.changes for plan in plans]), tuple(one for plan in plans for one in plan.held)
    if dry_run or (held and not confirmed):
        raise Undone(changes, held, tuple(plans))
    plans.reverse()
    while plans:
        plan = plans.pop()  # and let go of it: all of them are large
        _write(transaction, plan, prepared.moment.now)
        if written is not None:
            written(transaction, plan)
    return changes


def _held_still(transaction: Transaction, prepared: PreparedSync) -> list[SchoolPlan]:
    """The plan of every school, as it is now and nobody changes it until the commit."""
    connection, found, parts = transaction.connection, list[SchoolPlan](), dict[str, Bundle]()
    for source in sorted(row.source for row in prepared.bundle.schools):  # all who lock several do it in this order
        known, plan = schools.lock_by_source(connection, source), prepared.plans.pop(source, None)
        if plan is None or not _holds(connection, plan, known):
            parts = parts or by_school(prepared.bundle)
            plan = _plan(connection, known, parts[source], prepared.moment)
        found.append(plan)
    return found


def _holds(connection: Connection, plan: SchoolPlan, known: SchoolName | None) -> bool:
    if known is None or plan.rules_seq is None:
        return known is None and plan.rules_seq is None
    return known == plan.school and schools.find_rules_seq(connection, known.id) == plan.rules_seq


def _plan(connection: Connection, known: SchoolName | None, bundle: Bundle, moment: ComingIn) -> SchoolPlan:
    changes, others = Changes(), tuple[Sentence, ...]()
    if known is None:
        (named,) = bundle.schools
        one = SchoolName(new("s"), named.source, named.name, moment.time_zone)
        day = day_in(one.time_zone, moment.now)
        its = dict(schools.new_row(one, day))
        rows: RosterRows = {**EMPTY_ROWS, PICK_UPS: ()}
        changes.schools.added = 1
    else:
        one, day = known, day_in(known.time_zone, moment.now)
        its, rows = dict(school_row(connection, one.id)), roster_with_pick_ups(connection, one.id)
        if bundle.covers is not None:
            before_it = known_of(one, rows)
            bundle = fitted(bundle, before_it)
            others = other_children(bundle, before_it)
        changes.schools.changed = int(one.name != bundle.schools[0].name)
    brought = roster.brought(rows, wanted(bundle), stamp(moment.now))
    if known is not None:
        others = (*others, *_erased_again(connection, one.id, brought))
    for kind, count in brought.counts.items():
        setattr(changes, kind, ChangeCount(count.added, count.changed, count.removed))
    undecided, weighed = facts_of(its, rows), weighed_on(its)
    had = roster_on(undecided, day)
    has = roster_on(facts_of(its, brought.rows), day) if changes.any() else had

    counted = moment.on_record and changes.any()
    on_record = counted and known is not None

    access = access_changes(had, has) if on_record else None
    held = _held(bundle.schools[0].name, losses(had, has)) if has is not had else ()
    if not held and access is not None and access.loses and _waits(connection, one.id):
        held = (_asked_too(bundle.schools[0].name, had, has),)
    if access is not None:
        access = _with_pick_ups(access, one.name, rows, brought.rows, day)

    def before() -> Snapshot:
        return snapshot_of(connection, its, had if weighed == day else roster_on(undecided, weighed))

    return SchoolPlan(
        school=one,
        name=bundle.schools[0].name,
        rules_seq=None if known is None else its["rules_seq"],
        day=day,
        turns=weighed != day,
        changes=changes,
        held=held,
        brought=roster.to_write(brought),
        ruling=rights.weigh(connection, has, before, changed=changes.any() or weighed != day),
        counts=kind_counts(had, has) if counted else {},
        access=access,
        others=others,
        before=kept_bundle(mirrored(one, rows)) if on_record else None,
        tells_pick_ups=any(row.listed for row in bundle.pick_ups) or changes.pick_ups != ChangeCount(),
    )


def _with_pick_ups(
    access: AccessChanges, school: str, rows: RosterRows, after: RosterRows, day: date
) -> AccessChanges:
    """With what becomes of who may pick up by the roster; they have no access to anything else."""
    its = pick_up_changes(collected(school, after), listed_here(rows), listed_here(after), day)
    return replace(
        access,
        gains=(*access.gains, *its.gains),
        loses=(*access.loses, *its.loses),
        children=(*access.children, *its.others),
    )


def _erased_again(connection: Connection, school: str, brought: RosterBrought) -> list[Sentence]:
    """Whose data was erased and who is listed again: nothing of before comes back, and an admin reads that."""
    added = {
        erasures.mark_of(school, on, row.get("side") or "", row["source"]): full_name(row["given"], row["family"])
        for on, rows in (("student", brought.students.added), ("person", brought.people.added))
        for row in rows
    }
    return [
        say(
            "{name} was erased here before, and comes as somebody new: nothing of before is known.", name=added[one]
        )
        for one in sorted(erasures.list_known(connection, school, added), key=lambda its: added[its])
    ]


STILL_WAITS = say(
    "A roster that takes much away waits for an answer, and part of it has ended. What this one takes away is asked"
    " about too."
)


def _waits(connection: Connection, school: str) -> bool:
    """Whether part has ended of a roster that nobody has answered: what is left may be under every bound."""
    newest = newest_run(connection, school, tuple(RunState))
    return newest is not None and newest.state == RunState.HELD and bool(said_of(newest.said).at_once)


def _asked_too(school: str, had: Roster, has: Roster) -> Held:
    names, of = (
        tuple(str(one.name) for one in loses_access(had, has)),
        sum(one.active for one in had.people.values()),
    )
    return Held(school, WAITS, len(names), of, names, STILL_WAITS)


WAITS = "waits"
"""What is held because a roster before it is, beside the kinds of losses."""


def _held(school: str, lost: Iterable[Loss]) -> tuple[Held, ...]:
    return tuple(Held(school, one.kind.value, len(one.names), one.of, one.names, one.sentence) for one in lost)


def _sum(every: Sequence[Changes]) -> Changes:
    found = Changes()
    for one in every:
        for kind in found.__struct_fields__:
            total, its = getattr(found, kind), getattr(one, kind)
            total.added, total.changed, total.removed = (
                total.added + its.added, total.changed + its.changed, total.removed + its.removed,
            )  # fmt: skip
    return found


def _write(transaction: Transaction, plan: SchoolPlan, now: datetime) -> None:
    connection, school = transaction.connection, plan.school
    if plan.rules_seq is None:
        schools.insert_school(connection, school, plan.day)
    elif plan.name != school.name:
        schools.rename_school(connection, school.id, plan.name)
    before = emails_of(connection, [row["id"] for row in plan.brought.people.changed if "email" in row])
    roster.write_brought(connection, school.id, plan.brought)
    note_changed(transaction, before, now)
    if plan.brought.people.left:
        put_on_record(transaction, *_left(connection, school.id, plan.brought.people.left, stamp(now)))
        # who comes back does not come back with the old sign-ins
        end_all(transaction, now, people=plan.brought.people.left)
        end_invitations(connection, plan.brought.people.left, stamp(now))  # nor by an invitation of before
    if plan.changes.any():
        link_found(transaction, school.id, now)
    if plan.turns:
        schools.turn_day(connection, school.id, plan.day)
    if plan.ruling is not None:
        rights.rule(transaction, school.id, plan.ruling, stamp(now))


def _left(connection: Connection, school: str, people: Collection[str], at: str) -> list[LogDraft]:
    """On record: who was signed in and leaves."""
    return [
        LogDraft(school=school, deed=Deed.LEFT, at=at, about=one.id, about_name=one.name)
        for one in find_named(connection, list_signed_in(connection, people, at))
    ]
