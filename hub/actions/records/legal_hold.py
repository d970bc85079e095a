"""This file is what happens when an admin puts records on hold, and when they release them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.queries.records.retention import concerned
from hub.store import journal, legal_holds
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.legal_holds import LegalHold
from hub.store.names import new
from policies.records.activity_log import Deed
from policies.records.legal_hold import HoldOn, concerned_students, may_give_reason, may_hold
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NO_HOLD = say("There is no such hold here.")
NOTHING_THERE = say("There is no such child, person or conversation here.")
HELD_ALREADY = say("This is on hold already.")
RELEASED = say("This hold was released already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldWanted:
    """What an admin puts on hold: about is the id of a student, person or conversation."""

    admin: str
    on: HoldOn
    about: str
    reason: str


async def put_on_hold(school: School, action: HoldWanted, now: datetime) -> str:
    """
    Keep all of it from being removed from this moment on; the id of the hold.

    Raises:
        NotFound: nothing here is called that.
        Forbidden: only admins do, and not about themselves or their own child.
        Invalid: they do not say why.
        Conflict: it is on hold already.
    """
    if isinstance(given := may_give_reason(action.reason.strip()), Refused):
        raise Invalid(given.because)
    return await on_fresh_rules(school, lambda snapshot: _put(school, snapshot, action, now))


async def _put(school: School, snapshot: Snapshot, action: HoldWanted, now: datetime) -> str:
    roster = snapshot.roster
    known = {
        HoldOn.STUDENT: roster.students,
        HoldOn.PERSON: roster.people,
        HoldOn.CONVERSATION: snapshot.conversations,
    }
    if action.about not in known[action.on]:
        raise NotFound(NOTHING_THERE)
    _check(snapshot, action.admin, action.on, action.about)
    return await school.store.write(lambda one: _write(one, snapshot, action, stamp(now)), school.id)


def _check(snapshot: Snapshot, admin: str, on: HoldOn, about: str) -> None:
    roster = snapshot.roster
    if isinstance(verdict := may_hold(roster, roster.people[admin], concerned(snapshot, on, about)), Refused):
        raise Forbidden(verdict.because)


def _write(transaction: Transaction, snapshot: Snapshot, action: HoldWanted, at: str) -> str:
    connection, school = transaction.connection, snapshot.school
    journal.lock(transaction, school)  # what is removed at night looks for holds under the same lock
    journal.check_rules(transaction, school, snapshot.rules_seq)
    there = (one for one in legal_holds.list_holds(connection, school) if one.released_at is None)
    if any((one.on, one.about) == (action.on.value, action.about) for one in there):
        raise Conflict(HELD_ALREADY)
    by = snapshot.roster.people[action.admin]
    made = LegalHold(
        id=new("lh"), school=school, on=action.on.value, about=action.about, reason=action.reason.strip(), by=by.id,
        by_name=by.name, at=at,
    )  # fmt: skip
    legal_holds.add_hold(connection, made)
    put_on_record(transaction, _noted(snapshot, made, action.admin, Deed.HOLD_SET, at))
    return made.id


def _noted(snapshot: Snapshot, hold: LegalHold, admin: str, deed: Deed, at: str) -> LogDraft:
    """
    On record: which hold, by its id. Whom it is about and why stands with the hold, which other rules guard; the
    children are named by their ids, so that the log leaves it out for an admin whose child it is.
    """
    by = snapshot.roster.people[admin]
    children = sorted(concerned_students(snapshot.roster, concerned(snapshot, HoldOn(hold.on), hold.about)))
    facts = {"hold": hold.id, "on": hold.on, "about": [{"student": one} for one in children]}
    return LogDraft(school=snapshot.school, deed=deed, at=at, by=by.id, by_name=by.name, facts=facts)


async def release_hold(school: School, admin: str, its: str, now: datetime) -> None:
    """
    Let what was on hold be removed by the school's rules again; that it was on hold stays on record.

    Raises:
        NotFound: there is no such hold, or it is about them or their own child.
        Conflict: it was released already.
    """

    async def released(snapshot: Snapshot) -> None:
        await school.store.write(lambda one: _release(one, snapshot, _Release(admin, its, stamp(now))), school.id)

    await on_fresh_rules(school, released)


@dataclass(frozen=True, slots=True)
class _Release:
    admin: str
    hold: str
    at: str


def _release(transaction: Transaction, snapshot: Snapshot, action: _Release) -> None:
    connection, school = transaction.connection, snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    hold = legal_holds.find_hold(connection, school, action.hold)
    person = snapshot.roster.people[action.admin]
    if hold is None:
        raise NotFound(NO_HOLD)
    about = concerned(snapshot, HoldOn(hold.on), hold.about)
    if isinstance(may_hold(snapshot.roster, person, about), Refused):
        raise NotFound(NO_HOLD)
    if hold.released_at is not None:
        raise Conflict(RELEASED)
    legal_holds.release_hold(connection, hold, person.id, person.name, action.at)
    put_on_record(transaction, _noted(snapshot, hold, action.admin, Deed.HOLD_RELEASED, action.at))
