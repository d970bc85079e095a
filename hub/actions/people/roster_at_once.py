"""This file ends at once what of a held roster is not asked about, and tells admins whose access stays open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from hub.actions.people.sync_roster import ComingIn, PreparedSync, prepare, sync_prepared
from hub.errors import Conflict
from hub.oneroster.kept_bundle import mirrored
from hub.oneroster.rows import Bundle, by_school
from hub.oneroster.spreadsheet.fitted import fitted, known_of
from hub.oneroster.wanted import wanted
from hub.store import account_mail, roster, schools
from hub.store.clock import day_in, stamp
from hub.store.pick_up_rows import listed_here
from hub.store.pick_ups import roster_with_pick_ups
from hub.store.roster_words import lines
from hub.store.snapshot import facts_of, school_row
from policies.people.listed_pick_ups import pick_ups_end
from policies.people.roster import roster_on
from policies.people.roster_access import access_changes
from policies.people.roster_held import ends_at_once, ends_for, loses_access
from policies.sentence import say

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.actions.people.sync_roster import SchoolPlan
    from hub.store.schools import SchoolName
    from hub.store.snapshot import RosterRows
    from hub.store.transaction import Transaction
    from policies.people.facts import Person
    from policies.people.listed_pick_ups import Listed
    from policies.people.roster import Roster
    from policies.people.roster_access import access_changes
from policies.people.roster_held import EndsAtOnce

TAKES_NOTHING = say("The roster takes nothing from them that they still have. Look at it again.")
NO_ADMIN = say("The school would have no admin. Make somebody else an admin first, or say yes to all of it.")


@dataclass(frozen=True, slots=True)
class OpenAccess:
    """
    Whose access in a school stays open until a yes, by name, and the admins who are told, by id. loses: what they
    would lose, by sentences as they are kept.
    """

    names: tuple[str, ...]
    admins: frozenset[str]
    loses: tuple[list[Any], ...]


@dataclass(frozen=True, slots=True)
class SchoolAtOnce:
    """
    What of a held roster ends at once in one school, worked out on its rules of rules_seq. sync: None where nothing
    does.

    open: once that has ended; whole: while nothing has.
    """

    rules_seq: int | None
    sync: PreparedSync | None
    open: OpenAccess
    whole: OpenAccess


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Likewise of every school of a bundle that there is, by source; and what it was worked out of."""

    bundle: Bundle
    moment: ComingIn
    parts: Mapping[str, SchoolAtOnce]


@dataclass(frozen=True, slots=True)
class EndedAtOnce:
    """Who lost access at once, by sentences as they are kept, and whose is open still."""

    ended: tuple[list[Any], ...]
    open: OpenAccess


def prepare_at_once(connection: Connection, bundle: Bundle, time_zone: str, now: datetime) -> AtOnce:
    """What of a bundle that is held ends at once in each of its schools, while nobody has to wait for it."""
    moment, parts = ComingIn(time_zone, now, on_record=True), dict[str, SchoolAtOnce]()
    for source, part in by_school(bundle).items():
        known = schools.find_by_source(connection, source)
        if known is not None:  # where it is new, nobody has access who could lose it
            parts[source] = _prepared(connection, known, part, moment)
    return AtOnce(bundle, moment, parts)


class RosterCompared(NamedTuple):
    """A school's roster as it is today, and as a bundle of it would make it; likewise who may pick up by it."""

    before: Roster
    after: Roster
    had: Listed
    has: Listed


def compared(
    connection: Connection, known: SchoolName, rows: RosterRows, bundle: Bundle, now: datetime
) -> RosterCompared:
    """A school's roster, and what a bundle would make of it. rows: of its roster, with its pick-ups."""
    its, day = dict(school_row(connection, known.id)), day_in(known.time_zone, now)
    if bundle.covers is not None:
        bundle = fitted(bundle, known_of(known, rows))
    after = roster.brought(rows, wanted(bundle), stamp(now)).rows
    return RosterCompared(
        roster_on(facts_of(its, rows), day),
        roster_on(facts_of(its, after), day),
        listed_here(rows),
        listed_here(after),
    )


def _prepared(connection: Connection, known: SchoolName, part: Bundle, moment: ComingIn) -> SchoolAtOnce:
    rows, now = roster_with_pick_ups(connection, known.id), moment.now
    both = compared(connection, known, rows, part, now)
    whole = _open(both.before, both.after)
    rules_seq = schools.find_rules_seq(connection, known.id)
    ends = replace(ends_at_once(both.before, both.after), pick_ups=pick_ups_end(both.had, both.has))
    if not ends.any():
        return SchoolAtOnce(rules_seq, None, whole, whole)
    less = narrowed(mirrored(known, rows), rows, ends)
    then = compared(connection, known, rows, less, now).after
    sync = prepare(connection, less, moment.time_zone, now, on_record=True)
    return SchoolAtOnce(rules_seq, sync, _open(then, both.after), whole)


def _open(before: Roster, after: Roster) -> OpenAccess:
    names = tuple(str(one.name) for one in loses_access(before, after))
    return OpenAccess(names, before.admins, lines(access_changes(before, after).loses))


def end_at_once(transaction: Transaction, at_once: AtOnce, sources: Collection[str]) -> Mapping[str, EndedAtOnce]:
    """
    Do it in the schools of these sources; of each school what came of it, by its source.

    What was worked out holds only on the rules that it was worked out on: a school whose rules have moved is worked
    out anew, under its lock.
    """
    connection, found = transaction.connection, dict[str, EndedAtOnce]()
    parts = by_school(at_once.bundle)
    for source in sorted(parts):  # all who lock several do it in this order
        known = schools.lock_by_source(connection, source)
        if known is None:
            continue
        its = at_once.parts.get(source)
        if its is None or schools.find_rules_seq(connection, known.id) != its.rules_seq:
            its = _prepared(connection, known, parts[source], at_once.moment)
        ended = _end(transaction, its.sync) if source in sources and its.sync is not None else ()
        found[source] = EndedAtOnce(ended, its.open if ended else its.whole)
    return found


def _end(transaction: Transaction, sync: PreparedSync) -> tuple[list[Any], ...]:
    ended = list[list[Any]]()

    def written(_: Transaction, plan: SchoolPlan) -> None:
        ended.extend(lines(plan.access.loses) if plan.access is not None else ())

    # how many it may be was asked by ends_at_once
    sync_prepared(transaction, sync, confirmed=True, written=written)
    return tuple(ended)


def tell_admins(transaction: Transaction, its: OpenAccess, now: datetime) -> None:
    """Write to the admins that a roster waits for their answer, and whose access is open until then."""
    account_mail.put_of_held_roster(transaction, its.admins, its.names, now)


def open_access(connection: Connection, school: str, bundle: Bundle, now: datetime) -> tuple[Person, ...]:
    """Who has access that a bundle of their school would take, by name."""
    both = compared(connection, *_mirror(connection, school), bundle, now)
    return loses_access(both.before, both.after)


def narrowed_for(
    connection: Connection, school: str, bundle: Bundle, people: Collection[str], now: datetime
) -> Bundle:
    """
    The school's roster as it is, without what a bundle of it takes from these people, by their ids.

    Raises:
        Conflict: that is nothing, or the school would have no admin.
    """
    known, rows = _mirror(connection, school)
    before, after, *_ = compared(connection, known, rows, bundle, now)
    ends = ends_for(before, after, people)
    if not ends.any():
        raise Conflict(TAKES_NOTHING)
    if not before.admins - ends.people - ends.demoted:
        raise Conflict(NO_ADMIN)
    return narrowed(mirrored(known, rows), rows, ends)


def _mirror(connection: Connection, school: str) -> tuple[SchoolName, RosterRows]:
    known = schools.find_by_source(connection, schools.find_source(connection, school))
    assert known is not None  # noqa: S101 (who asks belongs to it)
    return known, roster_with_pick_ups(connection, school)


def narrowed(has: Bundle, rows: RosterRows, ends: EndsAtOnce) -> Bundle:
    """The roster as it is (mirrored), without what ends. rows: of the school's roster, by the names of tables."""
    source = {row["id"]: row["source"] for table in ("person", "student", "room") for row in rows[table]}
    guards = {row["id"]: row["role"] == "guardian" for row in rows["person"]}
    gone = {(source[one], guards[one]) for one in ends.people}
    parted = {(source[guardian], source[child]) for guardian, its in ends.children.items() for child in its}
    demoted = {source[one] for one in ends.demoted}
    dropped = {source[child]: its for child, its in ends.pick_ups.items()}
    moved = {(source[one], source[room]) for one, its in ends.rooms.items() for room in its}
    return replace(
        has,
        people=tuple(
            replace(one, role="staff") if one.role == "admin" and one.user in demoted else one
            for one in has.people
            if (one.user, one.role == "guardian") not in gone
        ),
        guardians=tuple(
            one for one in has.guardians if (one.user, True) not in gone and (one.user, one.student) not in parted
        ),
        assignments=tuple(
            one for one in has.assignments if (one.user, False) not in gone and (one.user, one.room) not in moved
        ),
        pick_ups=tuple(
            replace(one, listed=tuple(its for its in one.listed if its not in dropped.get(one.student, ())))
            for one in has.pick_ups
        ),
    )
