"""This file is ending sign-ins: one's own on another device, all others, or as an admin all of somebody's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people.sessions import SESSION_LASTS, SIGN_IN, end, living
from hub.errors import Forbidden, NotFound, Unauthenticated
from hub.queries.people.sign_ins import list_own, sign_in_of
from hub.store.account_log import note
from hub.store.audits import AuditEntry, insert_entry
from hub.store.clock import stamp
from hub.store.known_devices import forget_devices
from hub.store.row_security import Across
from hub.store.second_factor import delete_halves
from policies.people.sign_ins import may_end_sign_ins
from policies.records.activity_log import Deed
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.actions.people.sessions import Signed
    from hub.bus.school import School
    from hub.queries.people.sign_ins import OwnSignIn
    from hub.store.snapshot import Snapshot
    from hub.store.store import Store
    from hub.store.transaction import Transaction


async def end_one(store: Store, signed: Signed, name: str, now: datetime) -> None:
    """
    End one of one's own sign-ins, by its name; it is not known again, so that signing in there is told of.

    Raises:
        NotFound: there is no such sign-in, or it is somebody else's, or has ended.
        Unauthenticated: the one that asks has ended meanwhile.
    """

    def write(transaction: Transaction) -> None:
        found = [one for one in _own(transaction, signed, now) if one.name == name]
        if not found:
            raise NotFound(say("You are not signed in there any more."))
        _end(transaction, signed, found, now)

    await store.write(write, whose=Across.ACCOUNT.within(signed.school))


async def end_others(store: Store, signed: Signed, now: datetime) -> int:
    """
    End all of one's own sign-ins but the one that asks; how many those were.

    Whoever has the password and is half signed in begins anew.

    Raises:
        Unauthenticated: the one that asks has ended meanwhile.
    """

    def write(transaction: Transaction) -> int:
        others = [one for one in _own(transaction, signed, now) if one.session.id != signed.session]
        _end(transaction, signed, others, now)
        delete_halves(transaction.connection, signed.account)
        return len(others)

    return await store.write(write, whose=Across.ACCOUNT.within(signed.school))


def _own(transaction: Transaction, signed: Signed, now: datetime) -> list[OwnSignIn]:
    if not living(transaction.connection, signed, stamp(now)):
        raise Unauthenticated(SIGN_IN)
    return list(list_own(transaction.connection, signed.account, SESSION_LASTS, now))


def _end(transaction: Transaction, signed: Signed, ended: list[OwnSignIn], now: datetime) -> None:
    """Their devices are known no more, but for the one that this was asked on."""
    end(transaction, [one.session.id for one in ended], now)
    if ended:
        note(transaction, signed.account, Deed.SIGN_INS_ENDED, stamp(now), {"ended": len(ended)})
    left = {one.session.device for one in _own(transaction, signed, now)} if ended else set[str]()
    gone = {one.session.device for one in ended} - left - {""}
    if gone:
        forget_devices(transaction.connection, signed.account, gone)


async def end_all_of(school: School, admin: str, person: str, now: datetime) -> int:
    """
    End all sign-ins at this school of somebody, who signs in anew; how many those were. It is on record.

    Those that were opened as somebody of another school stay: they are that school's.

    Raises:
        NotFound: there is no such person.
        Forbidden: not this admin, or not of this person; the sentence says why.
    """
    snapshot = school.snapshot
    people = snapshot.roster.people
    if person not in people:
        raise NotFound(say("There is no such person here."))
    if isinstance(verdict := may_end_sign_ins(people[admin], people[person]), Refused):
        raise Forbidden(verdict.because)
    return await school.store.write(
        lambda one: _end_all_of(one, snapshot, admin, person, now), school.id, across=Across.ACCOUNT
    )


def _end_all_of(transaction: Transaction, snapshot: Snapshot, admin: str, person: str, now: datetime) -> int:
    its = sign_in_of(transaction.connection, snapshot.school, person, now)
    end(transaction, its.sign_ins, now)
    if its.account is not None and not its.elsewhere:
        forget_devices(transaction.connection, its.account)
        delete_halves(transaction.connection, its.account)
    at = stamp(now)
    ended = AuditEntry(
        school=snapshot.school, person=admin, what="ended_sign_ins", about=f"{person} {at}", day=now.date(), at=at
    )
    insert_entry(transaction, ended)
    return len(its.sign_ins)
