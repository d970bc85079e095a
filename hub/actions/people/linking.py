"""This file is an admin giving two profiles of one human being one account, and parting them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import NO_SUCH_PERSON, Conflict, Forbidden, NotFound
from hub.store import account_mail, accounts, journal, rights
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import day_in, stamp
from hub.store.identities import delete_identities
from hub.store.invitations import end_invitations
from hub.store.linking import UnlinkedPair, delete_profile, delete_unlinked, insert_unlinked, move_profile
from hub.store.passkeys import delete_passkeys
from hub.store.resets import delete_resets
from hub.store.row_security import Across
from hub.store.second_factor import delete_halves
from hub.store.sessions import end_all
from policies.people.linking import may_link, may_see_links, may_unlink
from policies.records.activity_log import Deed
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from hub.bus.school import School
    from hub.store.accounts import Account
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.facts import Person
    from policies.people.roster import Roster
    from policies.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileLinkWish:
    """What an admin wants to be linked or parted: a profile of the staff and one of a parent; all by their ids."""

    admin: str
    staff: str
    guardian: str


async def link(school: School, wish: ProfileLinkWish, now: datetime) -> None:
    """
    Give both profiles the account that one of them has; of two accounts the staff's stays, and the other one acts
    as nobody here any more. Whoever is signed in by what changes signs in anew, and is told by email.

    Raises:
        NotFound: one of them is nobody here.
        Forbidden: this admin may not, or not these two; the sentence says why.
        Conflict: neither has signed up.
    """
    await on_fresh_rules(
        school, lambda rules: school.store.write(partial(_link, rules, wish, now), school.id, across=Across.ACCOUNT)
    )
    await school.catch_up()


async def unlink(school: School, wish: ProfileLinkWish, now: datetime) -> None:
    """
    Part them: the account stays with whose address it has, by default the staff's; the other one may be invited.
    Every sign-in of the account ends, and nothing links the two by itself again.

    Raises:
        NotFound: one of them is nobody here.
        Forbidden: this admin may not, or not these two; the sentence says why.
    """
    await on_fresh_rules(
        school,
        lambda rules: school.store.write(partial(_unlink, rules, wish, now), school.id, across=Across.ACCOUNT),
    )
    await school.catch_up()


def _pair(roster: Roster, wish: ProfileLinkWish) -> tuple[Person, Person, Person]:
    admin = roster.people[wish.admin]
    if isinstance(verdict := may_see_links(admin), Refused):  # to whom it is not open, nobody is here either
        raise Forbidden(verdict.because)
    staff, guardian = roster.people.get(wish.staff), roster.people.get(wish.guardian)
    if staff is None or guardian is None:
        raise NotFound(NO_SUCH_PERSON)
    return admin, staff, guardian


def _check(verdict: Verdict) -> None:
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)


def _begin(transaction: Transaction, rules: Snapshot) -> None:
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)


def _link(rules: Snapshot, wish: ProfileLinkWish, now: datetime, transaction: Transaction) -> None:
    connection = transaction.connection
    admin, staff, guardian = _pair(rules.roster, wish)
    _begin(transaction, rules)
    _check(may_link(rules.roster, admin, staff, guardian))
    theirs = accounts.find_of_person(connection, staff.id), accounts.find_of_person(connection, guardian.id)
    kept = theirs[0] or theirs[1]
    if kept is None:
        raise Conflict(say("Neither of the two has signed up. Invite one of them first."))
    added = guardian if kept == theirs[0] else staff
    former = theirs[1] if added is guardian else None
    _give(transaction, kept, added, former, now)
    delete_unlinked(connection, staff.id, guardian.id)
    readers = {kept.email, former.email if former is not None else None}
    _tell(transaction, account_mail.LINKED, readers, added, admin, now)
    _record(transaction, rules, Deed.PROFILES_LINKED, admin, guardian, now)


def _give(transaction: Transaction, kept: Account, added: Person, former: Account | None, now: datetime) -> None:
    """Let the account act as one more; what opened the other one opens nothing of theirs any more."""
    connection = transaction.connection
    if former is None:
        accounts.insert_profile(connection, kept.id, added.id)
    else:
        delete_resets(connection, former.id)
        delete_halves(connection, former.id)
        end_all(transaction, now, people=[added.id], accounts=[former.id])
        move_profile(connection, added.id, kept.id)
        if not accounts.list_profiles(connection, former.id):
            # It opens nothing any more, and could be added to the account that stays only once it is free.
            delete_passkeys(connection, former.id)
            delete_identities(connection, former.id)
    end_invitations(connection, [added.id], stamp(now))
    delete_halves(connection, kept.id)
    end_all(transaction, now, accounts=[kept.id])  # what the school asks of staff at sign-in is asked of it now


def _unlink(rules: Snapshot, wish: ProfileLinkWish, now: datetime, transaction: Transaction) -> None:
    connection = transaction.connection
    admin, staff, guardian = _pair(rules.roster, wish)
    _begin(transaction, rules)
    _check(may_unlink(rules.roster, admin, staff, guardian))
    account = accounts.find_of_person(connection, staff.id)
    assert account is not None  # noqa: S101 (they have one together, by these very rules)
    goes = staff if _is_of(account, guardian) and not _is_of(account, staff) else guardian
    _tell(transaction, account_mail.UNLINKED, {account.email}, goes, admin, now)
    delete_resets(connection, account.id)
    delete_halves(connection, account.id)
    end_all(transaction, now, people=[goes.id], accounts=[account.id])
    delete_profile(connection, goes.id)
    insert_unlinked(connection, rules.school, UnlinkedPair(staff.id, guardian.id, admin.id), stamp(now))
    _record(transaction, rules, Deed.PROFILES_UNLINKED, admin, guardian, now)


def _is_of(account: Account, person: Person) -> bool:
    return (person.email or "").casefold() == account.email


def _tell(
    transaction: Transaction, kind: str, readers: set[str | None], about: Person, admin: Person, now: datetime
) -> None:
    """
    At the addresses that sign in, or did, and at the one that the roster has of the profile: it may be another's.

    One that waits to be confirmed is told nothing: nobody has said that they read it.
    """
    (here,) = accounts.find_active(transaction.connection, [about.id])
    for email in sorted({one.casefold() for one in (*readers, about.mail) if one}):
        account_mail.put(transaction, here, email, kind, now, by=admin)


def _record(
    transaction: Transaction, rules: Snapshot, deed: Deed, admin: Person, about: Person, now: datetime
) -> None:
    """On record; and the rules move, as who is one human being is one of them."""
    put_on_record(
        transaction,
        LogDraft(
            school=rules.school, deed=deed, at=stamp(now), by=admin.id, by_name=admin.name,
            about=about.id, about_name=about.name,
        ),
    )  # fmt: skip
    day = day_in(rules.time_zone, now)
    rights.settle(transaction, rules.school, day, stamp(now), by=admin.id, before=rules)
