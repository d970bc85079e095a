"""This file is what happens when an admin asks that data be erased, another agrees, or one takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.queries.records.erasure import concerned_by, facts_of, logged
from hub.store import erasures, journal
from hub.store.activity_log import put_on_record
from hub.store.clock import stamp
from hub.store.erased_traces import find_subject, traces_in
from hub.store.erasures import ALL, TAKEN_BACK, Erasure
from hub.store.names import new
from hub.store.row_security import Across
from policies.records.activity_log import Deed
from policies.records.erasure import (
    WAIT,
    ErasureOf,
    may_agree,
    may_be_erasure_reason,
    may_decide_erasure,
    may_erase,
)
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.verdict import Verdict

NOBODY_LEFT = say("There is no such child or person here who left.")
NO_ERASURE = say("There is no such erasure here.")
ASKED_ALREADY = say("Somebody asked for that already.")
BEGUN = say("It is done, or under way. Nobody can take it back any more.")
OVER = say("It was taken back, or is over.")
AGREED = say("Another admin has agreed already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureWanted:
    """Whom an admin asks to erase: about is the id of a student or person who left."""

    admin: str
    on: ErasureOf
    about: str
    reason: str


@dataclass(frozen=True, slots=True)
class ErasureAnswer:
    """An admin who agrees to an erasure, or takes it back."""

    admin: str
    erasure: str


async def ask_erasure(school: School, action: ErasureWanted, now: datetime) -> str:
    """
    Let somebody's data be erased in a week, if nobody takes it back and another admin agrees; its id.

    Raises:
        NotFound: nobody here is called that, or they were erased.
        Forbidden: only admins do, and not about themselves or their own child.
        Invalid: they do not say why.
        Conflict: something stands in the way, or it was asked for.
    """
    if isinstance(given := may_be_erasure_reason(action.reason.strip()), Refused):
        raise Invalid(given.because)

    async def asked(snapshot: Snapshot) -> str:
        _check(snapshot, action)
        verdict = await school.store.read(lambda one: _verdict(one, snapshot, action, now), Across.ACCOUNT)
        if isinstance(verdict, Refused):
            raise Conflict(verdict.because)
        return await school.store.write(lambda one: _ask(one, snapshot, action, now), school.id)

    return await on_fresh_rules(school, asked)


def _check(snapshot: Snapshot, action: ErasureWanted) -> None:
    roster = snapshot.roster
    known = roster.students if action.on is ErasureOf.STUDENT else roster.people
    if action.about not in known or known[action.about].erased:
        raise NotFound(NOBODY_LEFT)
    concerned = concerned_by(action.on, action.about)
    if isinstance(verdict := may_decide_erasure(roster, roster.people[action.admin], concerned), Refused):
        raise Forbidden(verdict.because)


def _verdict(connection: Connection, snapshot: Snapshot, action: ErasureWanted, now: datetime) -> Verdict:
    subject = find_subject(connection, snapshot.school, action.on, action.about)
    if subject is None:
        raise NotFound(NOBODY_LEFT)
    facts = facts_of(connection, snapshot, subject, traces_in(connection, subject), now)
    roster = snapshot.roster
    one = roster.students[action.about] if action.on is ErasureOf.STUDENT else roster.people[action.about]
    return may_erase(roster, one, facts)


def _ask(transaction: Transaction, snapshot: Snapshot, action: ErasureWanted, now: datetime) -> str:
    connection, school = transaction.connection, snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    if erasures.find_open_about(connection, school, action.about) is not None:
        raise Conflict(ASKED_ALREADY)
    by = snapshot.roster.people[action.admin]
    made = Erasure(
        id=new("er"), school=school, on=action.on.value, about=action.about, scope=ALL,
        reason=action.reason.strip(), by=by.id, by_name=by.name, at=stamp(now), due_at=stamp(now + WAIT),
    )  # fmt: skip
    erasures.add_erasure(connection, made)
    put_on_record(transaction, logged(snapshot, made, Deed.ERASURE_ASKED, by, stamp(now)))
    return made.id


async def agree_to_erasure(school: School, action: ErasureAnswer, now: datetime) -> None:
    """
    Let another admin say yes.

    Raises:
        NotFound: there is none, or it is about them or their own child.
        Forbidden: they asked for it themselves.
        Conflict: somebody agreed already, or it is over.
    """

    async def agreed(snapshot: Snapshot) -> None:
        await school.store.write(lambda one: _agree(one, snapshot, action, stamp(now)), school.id)

    await on_fresh_rules(school, agreed)


def _agree(transaction: Transaction, snapshot: Snapshot, action: ErasureAnswer, at: str) -> None:
    found, person = _open(transaction, snapshot, action), snapshot.roster.people[action.admin]
    about = concerned_by(ErasureOf(found.on), found.about)
    if isinstance(verdict := may_agree(snapshot.roster, person, found.by, about), Refused):
        raise Forbidden(verdict.because)
    if found.agreed_at is not None:
        raise Conflict(AGREED)
    agreed = {"agreed_at": at, "agreed_by": person.id, "agreed_name": str(person.name)}
    erasures.change_erasure(transaction.connection, found.id, **agreed)
    put_on_record(transaction, logged(snapshot, found, Deed.ERASURE_AGREED, person, at))


def _open(transaction: Transaction, snapshot: Snapshot, action: ErasureAnswer) -> Erasure:
    """An erasure that has not begun, and that its admin may know of."""
    connection, school = transaction.connection, snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    found = erasures.find_erasure(connection, school, action.erasure)
    person = snapshot.roster.people[action.admin]
    if found is None or found.scope != ALL:
        raise NotFound(NO_ERASURE)
    if isinstance(
        may_decide_erasure(snapshot.roster, person, concerned_by(ErasureOf(found.on), found.about)), Refused
    ):
        raise NotFound(NO_ERASURE)
    if found.begun_at is not None:
        raise Conflict(BEGUN)
    if found.ended_at is not None:
        raise Conflict(OVER)
    return found


async def take_back_erasure(school: School, action: ErasureAnswer, now: datetime) -> None:
    """
    Let nothing be erased; any admin may who may know of it.

    Raises:
        NotFound: there is none, or it is about them or their own child.
        Conflict: it has begun, or is over.
    """

    async def taken_back(snapshot: Snapshot) -> None:
        await school.store.write(lambda one: _take_back(one, snapshot, action, stamp(now)), school.id)

    await on_fresh_rules(school, taken_back)


def _take_back(transaction: Transaction, snapshot: Snapshot, action: ErasureAnswer, at: str) -> None:
    found, person = _open(transaction, snapshot, action), snapshot.roster.people[action.admin]
    ended = {"ended_at": at, "ended": TAKEN_BACK, "ended_by": person.id}
    erasures.change_erasure(transaction.connection, found.id, **ended)
    put_on_record(transaction, logged(snapshot, found, Deed.ERASURE_TAKEN_BACK, person, at))
