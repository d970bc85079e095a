"""This file takes off an account what its owner lost (code, passkeys, accounts elsewhere): an admin, or by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.errors import Forbidden, NotFound
from hub.store import account_mail, accounts, journal
from hub.store.account_log import note
from hub.store.audits import AuditEntry, insert_entry
from hub.store.clock import stamp
from hub.store.identities import delete_identities
from hub.store.passkeys import delete_passkeys
from hub.store.row_security import Across
from hub.store.second_factor import delete_factor, delete_halves
from policies.people.second_factor import may_take_off
from policies.records.activity_log import Deed
from policies.sentence import key, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.accounts import ActiveProfile
    from hub.store.snapshot import Snapshot
    from hub.store.store import Store
    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Lost:
    """
    What an admin takes off. delete: whether an account had it; none: what is said where it had not; told: the kind
    of the email to its owner; entry: what it is called in the record of admins.
    """

    delete: Callable[[Transaction, str], bool]
    none: str
    told: str
    entry: str


def _delete_passkeys(transaction: Transaction, account: str) -> bool:
    """Whoever is half signed in was told to come with a passkey, and begins anew."""
    gone = delete_passkeys(transaction.connection, account) > 0
    delete_halves(transaction.connection, account)
    return gone


def _delete_identities(transaction: Transaction, account: str) -> bool:
    """Whoever came by one of them, and is half signed in, begins anew."""
    gone = delete_identities(transaction.connection, account) > 0
    delete_halves(transaction.connection, account)
    return gone


CODE = Lost(delete_factor, key("No code is asked of {person} at sign-in."), account_mail.TAKEN, "took_factor")
PASSKEYS = Lost(_delete_passkeys, key("{person} has no passkeys."), account_mail.PASSKEYS_TAKEN, "took_passkeys")
IDENTITIES = Lost(
    _delete_identities,
    key("No account elsewhere opens the account of {person}."),
    account_mail.IDENTITIES_TAKEN,
    "took_identities",
)


async def take_off(school: School, lost: Lost, admin: str, person: str, now: datetime) -> None:
    """
    Take it off somebody who lost it, until they set up another; they are told by email.

    Raises:
        NotFound: there is no such person, or nothing to take off.
        Forbidden: not this admin, or not from this person; the sentence says why.
    """
    snapshot = school.snapshot
    if person not in snapshot.roster.people:
        raise NotFound(say("There is no such person here."))
    taking = _Taking(lost, admin, person)
    await school.store.write(lambda one: _take_off(one, snapshot, taking, now), school.id, across=Across.ACCOUNT)


@dataclass(frozen=True, slots=True)
class _Taking:
    """What, by which admin, off whose account."""

    lost: Lost
    admin: str
    person: str


def _take_off(transaction: Transaction, snapshot: Snapshot, taking: _Taking, now: datetime) -> None:
    connection, people = transaction.connection, snapshot.roster.people
    admin, person, lost = taking.admin, taking.person, taking.lost
    account = accounts.find_of_person(connection, person)
    profiles = accounts.list_profiles(connection, account.id) if account else []
    schools = {one.school for one in profiles}
    own = accounts.find_of_person(connection, admin)
    whom = people[admin] if own is not None and account is not None and own.id == account.id else people[person]
    if isinstance(verdict := may_take_off(people[admin], whom, schools, snapshot.school), Refused):
        raise Forbidden(verdict.because)
    if account is None or not profiles or not lost.delete(transaction, account.id):
        raise NotFound(say(lost.none, person=people[person].name))
    of_them = next((one for one in profiles if one.id == person), profiles[0])
    account_mail.put(transaction, of_them, account.email, lost.told, now, by=people[admin])
    at = stamp(now)
    took = AuditEntry(
        school=snapshot.school, person=admin, what=lost.entry, about=f"{person} {at}", day=now.date(), at=at
    )
    insert_entry(transaction, took)


async def take_off_by_hand(store: Store, email: str, now: datetime) -> None:
    """
    All of it, for whoever runs the hub; the way in for the last admin of a school who lost phone and codes.

    Raises:
        NotFound: nobody signs in with this address, or they have none of it.
    """
    await store.write(lambda transaction: _take_off_by_hand(transaction, email, now), whose=Across.OPERATOR)


def _take_off_by_hand(transaction: Transaction, email: str, now: datetime) -> None:
    account = accounts.find_by_email(transaction.connection, email)
    profiles: Sequence[ActiveProfile] = (
        accounts.list_profiles(transaction.connection, account.id) if account is not None else ()
    )
    none = NotFound(
        say(
            "Nobody who signs in with {email} is asked for a code, or has a passkey or an account elsewhere.",
            email=email,
        )
    )
    if account is None or not profiles:
        raise none
    journal.lock(transaction, profiles[0].school)  # first the school, as whoever signs in has it
    code, passkeys = delete_factor(transaction, account.id), _delete_passkeys(transaction, account.id)
    identities = _delete_identities(transaction, account.id)
    if not (code or passkeys or identities):
        raise none
    for had, told, deed in (
        (code, account_mail.OFF, Deed.FACTOR_OFF_BY_HAND),
        (passkeys, account_mail.PASSKEY_REMOVED, Deed.PASSKEYS_OFF_BY_HAND),
        (identities, account_mail.IDENTITIES_OFF, Deed.IDENTITIES_OFF_BY_HAND),
    ):
        if had:
            account_mail.put(transaction, profiles[0], account.email, told, now)
            note(transaction, account.id, deed, stamp(now))
