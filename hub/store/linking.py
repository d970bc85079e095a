"""This file links the profiles of one human being to one account, parts them, and finds who is one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, func, insert, select, update

from hub.store import account_mail, accounts
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.changed_email import confirm_by_link
from hub.store.clock import stamp
from hub.store.invitations import end_invitations
from hub.store.schema import account, person, profile, unlinked
from hub.store.sessions import end_all
from policies.people.display_names import full_name
from policies.people.one_human import same_name
from policies.records.activity_log import Deed

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.transaction import Transaction

GUARDIAN_SIDE = "guardian"
"""How the profile of a parent is marked in its row; any other one is of who works there."""


def move_profile(connection: Connection, person_id: str, account_id: str) -> None:
    """Let another account act as somebody; the one that did no longer does."""
    connection.execute(update(profile).where(profile.c.person == person_id).values(account=account_id))


def delete_profile(connection: Connection, person_id: str) -> None:
    """Let no account act as somebody any more."""
    connection.execute(delete(profile).where(profile.c.person == person_id))


class UnlinkedPair(NamedTuple):
    """Two profiles, by id, of whom an admin, by id, says that they are two people."""

    staff: str
    guardian: str
    by: str


def insert_unlinked(connection: Connection, school: str, pair: UnlinkedPair, at: str) -> None:
    """Write down that two profiles are two people: nothing links them by itself any more."""
    delete_unlinked(connection, pair.staff, pair.guardian)
    values = insert(unlinked).values(school=school, at_work=pair.staff, at_home=pair.guardian, by=pair.by, at=at)
    connection.execute(values)


def delete_unlinked(connection: Connection, staff: str, guardian: str) -> None:
    """Two profiles may be one human being again."""
    connection.execute(delete(unlinked).where(unlinked.c.at_work == staff, unlinked.c.at_home == guardian))


class FoundLink(NamedTuple):
    """Somebody, by id and side, without an account, who is one with whom an account acts as already."""

    person: str
    side: str
    name: str
    account: str
    email: str


def link_found(transaction: Transaction, school: str, now: datetime, account_id: str = "") -> tuple[FoundLink, ...]:
    """
    Link whoever has no account to the one that signs in with their address, where that acts as somebody of the
    other side with their very name; each is told by email, and it is on record.

    account_id: only to this one; empty for any. Who becomes one of the staff by it signs in anew, so that they are
    asked for what the school asks of staff. Who is one human being is one of the rules, so whoever calls this has a
    rule event written where anybody was found.
    """
    connection, at = transaction.connection, stamp(now)
    found = _found(connection, school, account_id)
    for one in found:
        accounts.insert_profile(connection, one.account, one.person)
        end_invitations(connection, [one.person], at)
        confirm_by_link(connection, one.person, one.email)
        if one.side != GUARDIAN_SIDE:
            end_all(transaction, now, accounts=[one.account])
        (here,) = accounts.find_active(connection, [one.person])
        account_mail.put(transaction, here, one.email, account_mail.LINKED_ALONE, now)
        put_on_record(
            transaction,
            LogDraft(school=school, deed=Deed.PROFILES_ONE, at=at, about=one.person, about_name=one.name),
        )
    return found


def _found(connection: Connection, school: str, account_id: str) -> tuple[FoundLink, ...]:
    other, its = person.alias("other"), profile.alias("its")
    none = ~select(its.c.person).where(its.c.person == person.c.id).exists()
    asked = (
        select(
            *(person.c.id, person.c.side, person.c.given, person.c.family),
            *(account.c.id.label("account"), account.c.email),
            *(other.c.id.label("known"), other.c.given.label("given_known"), other.c.family.label("family_known")),
        )
        .join(account, account.c.email == func.lower(person.c.email))
        .join(profile, profile.c.account == account.c.id)
        .join(other, other.c.id == profile.c.person)
        .where(person.c.school == school, other.c.school == school, person.c.side != other.c.side)
        .where(person.c.left_at.is_(None), other.c.left_at.is_(None), none)
        .order_by(person.c.id)
    )
    if account_id:
        asked = asked.where(account.c.id == account_id)
    apart = {
        frozenset((row.at_work, row.at_home))
        for row in connection.execute(select(unlinked).where(unlinked.c.school == school))
    }
    alike = defaultdict[str, list[FoundLink]](list)
    for row in connection.execute(asked):
        name, known = full_name(row.given, row.family), full_name(row.given_known, row.family_known)
        if frozenset((row.id, row.known)) not in apart and same_name(name, known):
            alike[row.account].append(FoundLink(row.id, row.side, name, row.account, row.email))
    taken = _sides(connection, school, alike)
    # of two who are both called so, at one address, the roster does not say which it is
    return tuple(some[0] for its, some in alike.items() if len(some) == 1 and (its, some[0].side) not in taken)


def _sides(connection: Connection, school: str, those: defaultdict[str, list[FoundLink]]) -> set[tuple[str, str]]:
    """As which sides of a school these accounts act already: nobody is a parent, or of the staff, twice."""
    theirs = (
        select(profile.c.account, person.c.side)
        .join(person, person.c.id == profile.c.person)
        .where(person.c.school == school, person.c.left_at.is_(None), profile.c.account.in_(list(those)))
    )
    return {(row.account, row.side) for row in connection.execute(theirs)}
