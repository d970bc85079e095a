"""This file is how somebody comes to be called otherwise than the roster says: an admin answers their wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.store import journal, name_wishes
from hub.store.clock import stamp
from hub.store.people import set_display_name
from policies.conversations.seeing import STAFF_SIDE
from policies.people.renaming import deciders, may_answer, may_be_called, may_decline, may_wish, takes_effect
from policies.sentence import on_field, say
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NOT_HERE = say("There is no such wish here, or it is not yours to answer.")

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An admin's answer to a wish. reason: what the person reads of it; a no has one."""

    admin: str
    wish: str
    answer: Literal["approve", "decline"]
    reason: str


async def wish(school: School, person: str, name: str, now: datetime) -> None:
    """
    Wish to be called otherwise: an admin answers, and until then nothing changes but their list.

    An admin is called so at once, and who goes back to the name in the roster is, too; that withdraws an open wish.

    Raises:
        Invalid: it is no name, or that of somebody else; the sentence says which.
        Conflict: a wish is open, or these were enough for a day.
    """
    wanted = " ".join(filter(None, name.split(" ")))

    async def wished(snapshot: Snapshot) -> None:
        _check(snapshot, person, wanted)
        await school.store.write(lambda one: _wish(one, snapshot, person, wanted, now), school.id)

    await on_fresh_rules(school, wished)
    await school.catch_up()


def _check(snapshot: Snapshot, person: str, wanted: str) -> None:
    """Before anything is locked: what is refused costs nobody else a write."""
    its = snapshot.roster.people[person]
    if wanted in {its.name, its.listed}:
        return
    if isinstance(verdict := may_be_called(snapshot.roster, its, wanted), Refused):
        raise Invalid(on_field("display_name", verdict.because))


def _wish(transaction: Transaction, snapshot: Snapshot, person: str, wanted: str, now: datetime) -> None:
    connection, its = transaction.connection, snapshot.roster.people[person]
    journal.lock(transaction, snapshot.school)
    journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
    if wanted in {its.name, its.listed}:
        return _back(transaction, snapshot, person, wanted, stamp(now))
    open_one = name_wishes.waiting(connection, person)
    if open_one is not None and open_one["wanted"] == wanted:
        return None
    lately = name_wishes.lately(connection, person, stamp(now - DAY))
    if isinstance(verdict := may_wish(open_one["wanted"] if open_one else None, lately), Refused):
        raise Conflict(verdict.because)
    made = name_wishes.add(connection, snapshot.school, person, its.name, wanted, stamp(now))
    if not takes_effect(its):
        return _tell(transaction, snapshot, "name_wished", deciders(snapshot.roster, person), stamp(now))
    name_wishes.end(connection, made, "approved", person, "", stamp(now))
    return _call(transaction, snapshot, person, wanted, person, stamp(now))


def _back(transaction: Transaction, snapshot: Snapshot, person: str, wanted: str, at: str) -> None:
    """What they are called now, or in the roster, needs nobody's yes."""
    open_one = name_wishes.waiting(transaction.connection, person)
    if open_one is not None:
        name_wishes.end(transaction.connection, open_one["id"], "withdrawn", person, "", at)
        _tell(transaction, snapshot, "name_settled", deciders(snapshot.roster, person), at)
    if wanted != snapshot.roster.people[person].name:
        _call(transaction, snapshot, person, None, person, at)


def _call(transaction: Transaction, snapshot: Snapshot, person: str, name: str | None, by: str, at: str) -> None:
    """From here on they are shown so; None is as in the roster. by: who says so."""
    set_display_name(transaction.connection, person, name)
    change = journal.Draft(kind="roster", audience=STAFF_SIDE, at=at, author=by, rule=True)
    journal.append(transaction, snapshot.school, change)


def _tell(transaction: Transaction, snapshot: Snapshot, kind: str, people: frozenset[str], at: str) -> None:
    for one in sorted(people):
        journal.append(transaction, snapshot.school, journal.Draft(kind=kind, audience=one, at=at))


def listed(connection: Connection, snapshot: Snapshot, admin: str) -> list[RowMapping]:
    """
    The wishes that this admin answers, open ones first.

    Raises:
        Forbidden: they are no admin.
    """
    if admin not in snapshot.roster.admins:
        raise Forbidden(say("Only admins answer who may be called what."))
    rows = name_wishes.listed(connection, snapshot.school)
    return [row for row in rows if isinstance(may_answer(snapshot.roster, admin, row["person"]), Allowed)]


async def answer(school: School, given: Answered, now: datetime) -> None:
    """
    Say yes or no to a wish; the person is told. Only a yes changes what anybody is shown.

    Raises:
        NotFound: there is none, or it is not theirs to answer; both alike.
        Conflict: it was answered or withdrawn.
        Invalid: a no without a reason; or what was wished is by now the name of somebody who works here.
    """
    if given.answer == "decline" and isinstance(verdict := may_decline(given.reason), Refused):
        raise Invalid(on_field("reason", verdict.because))

    async def answered(snapshot: Snapshot) -> None:
        await school.store.write(lambda one: _answer(one, snapshot, given, stamp(now)), school.id)

    await on_fresh_rules(school, answered)
    await school.catch_up()


def _answer(transaction: Transaction, snapshot: Snapshot, given: Answered, at: str) -> None:
    journal.lock(transaction, snapshot.school)
    journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
    row, roster = _mine(transaction.connection, snapshot, given), snapshot.roster
    reason, person = given.reason.strip(), roster.people[row["person"]]
    if given.answer == "decline":
        name_wishes.end(transaction.connection, row["id"], "declined", given.admin, reason, at)
    else:
        if isinstance(verdict := may_be_called(roster, person, row["wanted"]), Refused):
            raise Invalid(on_field("answer", verdict.because))
        name_wishes.end(transaction.connection, row["id"], "approved", given.admin, reason, at)
        _call(transaction, snapshot, person.id, row["wanted"], given.admin, at)
    _tell(transaction, snapshot, "name_settled", deciders(roster, person.id), at)
    _tell(transaction, snapshot, "name_answered", frozenset({person.id}), at)


def _mine(connection: Connection, snapshot: Snapshot, given: Answered) -> RowMapping:
    row = name_wishes.one_of(connection, snapshot.school, given.wish)
    if row is None or not isinstance(may_answer(snapshot.roster, given.admin, row["person"]), Allowed):
        raise NotFound(NOT_HERE)
    if row["settled_at"] is not None:
        if row["answer"] == "withdrawn":
            raise Conflict(say("It was withdrawn."))
        raise Conflict(say("Somebody has answered it already."))
    return row
