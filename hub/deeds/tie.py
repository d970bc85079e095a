"""This file is what happens when an admin sets what somebody is to a child, and what they may do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, update

from hub.deeds.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.store import journal, rights, schema, ties
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.snapshot import settings_text
from policies.denying import may_set_ties
from policies.facts import Power, Tie
from policies.setting import may_set
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NOBODY = "There is no such person or student here."

MOST = 20
"""Denials of one person about one student: a few terms of a court's order, never more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """
    What an admin sets for a person and a student.

    denials: power, first and last day, in place of those there are; None leaves them. tie: None leaves it,
    GUARDIAN is what the source says (lifts a bar, ends a pick-up).
    """

    admin: str
    person: str
    student: str
    denials: tuple[tuple[Power, date | None, date | None], ...] | None = None
    tie: Tie | None = None


async def set_tie(school: School, deed: Deed, now: datetime) -> None:
    """
    Set it. Everybody's conversations follow in the same transaction; no sync undoes it.

    Raises:
        NotFound: nobody here is called that.
        Forbidden: only admins do, and not about their own child.
        Invalid: dates the wrong way round, too many, or denials for who is tied to the student by nothing.
        Conflict: who is a parent by the roster cannot be a mere pick-up.
    """
    for power, begin, end in deed.denials or ():
        if begin is not None and end is not None and end < begin:
            raise Invalid(f"denials: {power.value} would end before it begins.")
    if len(deed.denials or ()) > MOST:
        raise Invalid(f"denials: no more than {MOST} for one person and child.")
    await on_fresh_rules(school, lambda snapshot: _set(school, snapshot, deed, now))
    await school.catch_up()


async def _set(school: School, snapshot: Snapshot, deed: Deed, now: datetime) -> None:
    roster = snapshot.roster
    if isinstance(verdict := _may(snapshot, deed), Refused):
        raise Forbidden(verdict.because)
    student, person = roster.students.get(deed.student), roster.people.get(deed.person)
    if student is None or person is None:
        raise NotFound(NOBODY)
    if deed.tie is Tie.PICK_UP and deed.person in student.family - student.barred:
        raise Conflict(f"{person.name} is a parent of {student.name} in the roster, and picks up as one.")
    tied = student.family | student.collectors
    if deed.denials and deed.person not in tied and deed.tie is not Tie.PICK_UP:
        raise Invalid(f"denials: {person.name} is nothing to {student.name}, so there is nothing to deny.")
    await school.store.write(lambda transaction: _change(transaction, snapshot, deed, now), school.id)


def _may(snapshot: Snapshot, deed: Deed) -> Verdict:
    roster = snapshot.roster
    student = roster.students.get(deed.student)
    if student is None:
        raise NotFound(NOBODY)
    return may_set_ties(roster, roster.people[deed.admin], student)


def _change(transaction: Transaction, snapshot: Snapshot, deed: Deed, now: datetime) -> None:
    school, at = snapshot.school, stamp(now)
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    if deed.tie is not None:
        becomes = None if deed.tie is Tie.GUARDIAN else deed.tie
        ties.become(transaction.connection, school, (deed.person, deed.student), becomes)
    if deed.denials is not None:
        _deny(transaction, school, deed, at)
    day = now.astimezone(ZoneInfo(snapshot.time_zone)).date()
    rights.settle(transaction, school, day, at, changed=True, by=deed.admin, before=snapshot)


def _deny(transaction: Transaction, school: str, deed: Deed, at: str) -> None:
    its = schema.denial.c
    transaction.connection.execute(
        delete(schema.denial).where(its.school == school, its.guardian == deed.person, its.student == deed.student)
    )
    rows = [
        {
            "id": new("d"), "school": school, "guardian": deed.person, "student": deed.student,
            "power": power, "begin": begin, "end": end, "by": deed.admin, "at": at,
        }
        for power, begin, end in deed.denials or ()
    ]  # fmt: skip
    if rows:
        transaction.connection.execute(insert(schema.denial), rows)


async def set_payers_only(school: School, admin: str, now: datetime, *, on: bool) -> None:
    """
    Let only those count as parents who pay for a child's place, or all of them.

    Raises:
        Forbidden: only admins do.
    """
    await on_fresh_rules(school, lambda snapshot: _set_payers(school, snapshot, admin, now, on=on))
    await school.catch_up()


async def _set_payers(school: School, snapshot: Snapshot, admin: str, now: datetime, *, on: bool) -> None:
    if isinstance(verdict := may_set(snapshot.roster.people[admin]), Refused):
        raise Forbidden(verdict.because)
    if snapshot.roster.settings.payers_only != on:
        await school.store.write(lambda one: _change_payers(one, snapshot, admin, now, on=on), school.id)


def _change_payers(transaction: Transaction, snapshot: Snapshot, admin: str, now: datetime, *, on: bool) -> None:
    school, its = snapshot.school, schema.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    text = settings_text(replace(snapshot.roster.settings, payers_only=on))
    transaction.connection.execute(update(its).where(its.c.id == school).values(settings=text))
    day = now.astimezone(ZoneInfo(snapshot.time_zone)).date()
    rights.settle(transaction, school, day, stamp(now), changed=True, by=admin, before=snapshot)
