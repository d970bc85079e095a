"""This file puts on record what became of an account, in each school in which it acts as somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.store import accounts
from hub.store.activity_log import LogDraft, count_deeds, put_on_record
from hub.store.clock import stamp
from hub.store.settings import fetch_settings
from policies.people.display_names import full_name
from policies.records.activity_log import REFUSED_AN_HOUR, REFUSED_WITHIN, Deed

if TYPE_CHECKING:
    from hub.store.accounts import ActiveProfile
    from hub.store.transaction import Transaction


def note(
    transaction: Transaction,
    account: str,
    deed: Deed,
    at: str,
    facts: Mapping[str, object] | None = None,
    address: str = "",
) -> None:
    """
    Put on record what became of an account, in each school in which it acts as somebody: there it opens doors.

    address: where they came from; a school that keeps none has none of it.
    """
    for one in _by_school(transaction, account):
        its = _kept(transaction, one, address)
        put_on_record(transaction, _draft(one, deed, at, facts or {}, its))


@dataclass(frozen=True, slots=True)
class SignInFacts:
    """How somebody came in, as it goes on record, and from which address."""

    deed: Deed
    address: str


def note_sign_in(transaction: Transaction, account: str, school: str, how: SignInFacts, at: str) -> None:
    """What somebody joins is one school; at any other of theirs they come in as on any day."""
    for one in _by_school(transaction, account):
        deed = how.deed if one.school == school else Deed.SIGNED_IN
        put_on_record(transaction, _draft(one, deed, at, {}, _kept(transaction, one, how.address)))


def note_joined(transaction: Transaction, account: str, school: str, how: SignInFacts, at: str) -> None:
    """Somebody has joined a school, and is not in before they have set up a code."""
    for one in _by_school(transaction, account):
        if one.school == school:
            put_on_record(transaction, _draft(one, how.deed, at, {}, _kept(transaction, one, how.address)))


def _by_school(transaction: Transaction, account: str) -> list[ActiveProfile]:
    """As whom an account acts, one of each school."""
    profiles = accounts.list_profiles(transaction.connection, account)
    return list({one.school: one for one in reversed(profiles)}.values())


def _kept(transaction: Transaction, one: ActiveProfile, address: str) -> str:
    """The address, where the school keeps any; empty where it does not."""
    return address if address and fetch_settings(transaction.connection, one.school).address_days else ""


OF_OTHERS = frozenset(
    {
        Deed.REFUSED,
        Deed.REPLACED,
        Deed.UNUSED,
        Deed.LINK_SENT,
        Deed.LINK_PRINTED,
        Deed.ACCOUNT_MADE,
        Deed.FACTOR_OFF_BY_HAND,
        Deed.PASSKEYS_OFF_BY_HAND,
        Deed.IDENTITIES_OFF_BY_HAND,
        Deed.PASSKEY_COPIED,
    }
)
"""What nobody the school knows did about an account."""


def _draft(one: ActiveProfile, deed: Deed, at: str, facts: Mapping[str, object], address: str) -> LogDraft:
    name = one.display_name or full_name(one.given, one.family)
    if deed in OF_OTHERS:
        return LogDraft(
            school=one.school, deed=deed, at=at, about=one.id, about_name=name, facts=facts, address=address
        )
    return LogDraft(school=one.school, deed=deed, at=at, by=one.id, by_name=name, facts=facts, address=address)


def put_copied(transaction: Transaction, account: str, address: str, now: datetime) -> None:
    """Put on record that a passkey was refused whose counter had not gone on, some times an hour."""
    since = stamp(now - REFUSED_WITHIN)
    for one in _by_school(transaction, account):
        with transaction.turned_to(one.school):
            before = count_deeds(transaction.connection, one.school, Deed.PASSKEY_COPIED, one.id, since)
        if before < REFUSED_AN_HOUR:
            its = _kept(transaction, one, address)
            put_on_record(transaction, _draft(one, Deed.PASSKEY_COPIED, stamp(now), {}, its))


def put_refused(transaction: Transaction, email: str, address: str, now: datetime) -> bool:
    """Put on record that somebody's password was wrong, some times an hour; whether they belong to a school."""
    connection, since = transaction.connection, stamp(now - REFUSED_WITHIN)
    account = accounts.find_by_email(connection, email)
    profiles = _by_school(transaction, account.id) if account is not None else []
    for one in profiles:
        with transaction.turned_to(one.school):
            before = count_deeds(connection, one.school, Deed.REFUSED, one.id, since)
        if before < REFUSED_AN_HOUR:
            last = {"last": True} if before == REFUSED_AN_HOUR - 1 else {}
            draft = _draft(one, Deed.REFUSED, stamp(now), last, _kept(transaction, one, address))
            put_on_record(transaction, draft)
    return bool(profiles)
