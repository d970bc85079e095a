"""This file is signing in and out, and knowing who comes with a token."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.actions.people.passwords import matches
from hub.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from hub.store import accounts
from hub.store import sessions as kept
from hub.store.activity_log import LogDraft, count_deeds, put_on_record
from hub.store.clock import moment, stamp
from hub.store.lanes import AUDIT
from hub.store.sessions import end_all
from hub.store.settings import fetch_settings
from policies.people.display_names import full_name
from policies.records.activity_log import REFUSED_AN_HOUR, REFUSED_WITHIN, Deed
from policies.sentence import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.limits.guesses import Guessing, Try
    from hub.store.accounts import Account, ActiveProfile
    from hub.store.sessions import OpenSession
    from hub.store.store import Store
    from hub.store.transaction import Transaction

log = logging.getLogger("roomwire.sign_ins")

SESSION_LASTS = timedelta(days=180)
"""How long a session lives that nobody uses: whoever opens the page now and then never signs in again."""

RENEWED = timedelta(days=1)
"""A session’s use is written down no more often than this."""

KEPT = timedelta(days=30)
"""How long an ended session’s row is kept, for who asks what became of it."""

SWEPT = 500
"""Sessions swept in one commit."""

LEFT = say("This account is not active at any school. Please ask the school’s office.")

WRONG = say("The email address or the password is wrong.")
SIGN_IN = say("Please sign in.")


@dataclass(frozen=True, slots=True)
class Signed:
    """
    Who is asking: a session of an account, as one of its profiles (a person in a school).

    seq: where the school's journal stood when this was looked up. renewed: the session lives on from now.
    """

    session: str
    account: str
    person: str
    school: str
    seq: int = 0
    renewed: bool = False


def fingerprint(secret: str) -> str:
    """What is stored of a token or a ticket; from it nobody gets back to the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def sign_in(guessing: Guessing, its: Try, email: str, password: str, now: datetime) -> tuple[str, Signed]:
    """
    A new session's token and who it stands for: the account's first profile that is active.

    Raises:
        Unauthenticated: wrong, or nobody; both alike.
        RateLimited: too many were wrong.
        Unavailable: too many people are signing in right now.
        Forbidden: the password is right, but the account has no place in a school any more.
    """
    store = guessing.store
    account = await store.read(lambda connection: accounts.find_by_email(connection, email))
    stored = account.password if account else None
    if not await guessing.tried(its, now, lambda: matches(stored, password), bool) or account is None:
        raise Unauthenticated(WRONG)
    profiles = await store.read(lambda connection: accounts.list_profiles(connection, account.id))
    if not profiles:
        raise Forbidden(LEFT)
    token = secrets.token_urlsafe(32)
    signed = Signed(fingerprint(token), account.id, profiles[0].id, profiles[0].school, profiles[0].seq)
    how = SignInFacts(Deed.SIGNED_IN, its.address)
    await store.write(lambda transaction: open_session(transaction, signed, account, how, now))
    return token, signed


@dataclass(frozen=True, slots=True)
class SignInFacts:
    """How somebody came in, as it goes on record, and from which address."""

    deed: Deed
    address: str


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


def _note_sign_in(transaction: Transaction, signed: Signed, how: SignInFacts, at: str) -> None:
    """What somebody joins is one school; at any other of theirs they come in as on any day."""
    for one in _by_school(transaction, signed.account):
        deed = how.deed if one.school == signed.school else Deed.SIGNED_IN
        put_on_record(transaction, _draft(one, deed, at, {}, _kept(transaction, one, how.address)))


def _by_school(transaction: Transaction, account: str) -> list[ActiveProfile]:
    """As whom an account acts, one of each school."""
    profiles = accounts.list_profiles(transaction.connection, account)
    return list({one.school: one for one in reversed(profiles)}.values())


def _kept(transaction: Transaction, one: ActiveProfile, address: str) -> str:
    """The address, where the school keeps any; empty where it does not."""
    return address if address and fetch_settings(transaction.connection, one.school).address_days else ""


OF_OTHERS = frozenset(
    {Deed.REFUSED, Deed.REPLACED, Deed.UNUSED, Deed.LINK_SENT, Deed.LINK_PRINTED, Deed.ACCOUNT_MADE}
)
"""What nobody the school knows did about an account."""


def _draft(one: ActiveProfile, deed: Deed, at: str, facts: Mapping[str, object], address: str) -> LogDraft:
    name = one.display_name or full_name(one.given, one.family)
    if deed in OF_OTHERS:
        return LogDraft(
            school=one.school, deed=deed, at=at, about=one.id, about_name=name, facts=facts, address=address
        )
    return LogDraft(school=one.school, deed=deed, at=at, by=one.id, by_name=name, facts=facts, address=address)


async def note_refused(store: Store, email: str, address: str, now: datetime) -> None:
    """
    Put on record that a password was wrong, with each school that the account belongs to, some times an hour.

    What was tried with an address that nobody signs in with belongs to no school: it is a line of the hub's log,
    which tells where it came from and not what was typed, as that may be anything.
    """
    if not await store.write(lambda transaction: _note_refused(transaction, email, address, now), AUDIT):
        log.info("a sign-in was refused that is of nobody here", extra={"address": address})


def _note_refused(transaction: Transaction, email: str, address: str, now: datetime) -> bool:
    connection, since = transaction.connection, stamp(now - REFUSED_WITHIN)
    account = accounts.find_by_email(connection, email)
    profiles = _by_school(transaction, account.id) if account is not None else []
    for one in profiles:
        before = count_deeds(connection, one.school, Deed.REFUSED, one.id, since)
        if before < REFUSED_AN_HOUR:
            last = {"last": True} if before == REFUSED_AN_HOUR - 1 else {}
            draft = _draft(one, Deed.REFUSED, stamp(now), last, _kept(transaction, one, address))
            put_on_record(transaction, draft)
    return bool(profiles)


async def who(store: Store, token: str, profile: str | None, now: datetime) -> Signed:
    """
    Who comes with this token, as profile, or as the profile signed in with. Coming is use, and renews the session.

    Raises:
        Unauthenticated: no such session, or it has ended.
        NotFound: the profile is not one of the account's, or is not active.
    """
    found = await store.read(lambda connection: _session(connection, fingerprint(token), stamp(now)))
    if found is None:
        raise Unauthenticated(SIGN_IN)
    session, profiles = found
    if not profiles:
        raise Unauthenticated(SIGN_IN)
    usual = session.person if session.person in {one.id for one in profiles} else profiles[0].id
    signed = chosen(Signed(session.id, session.account, "", ""), profiles, profile or usual)
    return replace(signed, renewed=await _renewed(store, session, now))


async def _renewed(store: Store, session: OpenSession, now: datetime) -> bool:
    """Whether the session was given its whole time again; a database that cannot write keeps nobody out."""
    if moment(session.expires_at) > now + SESSION_LASTS - RENEWED:
        return False
    try:
        due, until = stamp(now + SESSION_LASTS - RENEWED), stamp(now + SESSION_LASTS)
        return await store.write(lambda one: kept.extend_session(one.connection, session.id, due, until))
    except Unavailable:
        return False


def chosen(signed: Signed, profiles: Sequence[ActiveProfile], profile: str) -> Signed:
    """
    The same session as another of its account's profiles.

    Raises:
        NotFound: it is not one of them, or is not active.
    """
    for one in profiles:
        if one.id == profile:
            return replace(signed, person=profile, school=one.school, seq=one.seq)
    raise NotFound(say("There is no such profile, or it is not yours."))


async def replace_former(store: Store, token: str, account: str, now: datetime) -> bool:
    """
    End the session that a browser held until somebody signed in on it: one phone is one person's at a time.

    account: theirs; where the former was somebody else's, that goes on record.
    """
    if not token:
        return False
    return await store.write(lambda transaction: _replace(transaction, fingerprint(token), account, now))


def _replace(transaction: Transaction, former: str, account: str, now: datetime) -> bool:
    found = kept.find_open(transaction.connection, former, stamp(now))
    ended = bool(end_all(transaction, now, sessions=[former]))
    if ended and found is not None and found.account != account:
        note(transaction, found.account, Deed.REPLACED, stamp(now))
    return ended


async def sign_out(store: Store, signed: Signed, now: datetime) -> None:
    """End a session; its token opens nothing from now on."""
    await store.write(lambda transaction: _sign_out(transaction, signed, now))


def _sign_out(transaction: Transaction, signed: Signed, now: datetime) -> None:
    if end_all(transaction, now, sessions=[signed.session]):
        note(transaction, signed.account, Deed.SIGNED_OUT, stamp(now))


def end(transaction: Transaction, sessions: Sequence[str], now: datetime) -> None:
    """End sessions within an action, with their tickets and phones."""
    end_all(transaction, now, sessions=sessions)


def living(connection: Connection, signed: Signed, now: str) -> bool:
    """Whether a session goes on, and its profile is at the school: to be asked again after every wait."""
    return kept.is_living(connection, signed.session, signed.person, now)


def sweep(transaction: Transaction, now: datetime) -> int:
    """Forget sessions that ended long ago; how many those were."""
    return kept.delete_ended(transaction.connection, stamp(now - KEPT), SWEPT)


async def had(store: Store, email: str, session: str) -> bool:
    """Whether this was once a session, by the fingerprint of its token, of the account with this email."""
    return await store.read(lambda connection: _had(connection, email, session))


def _had(connection: Connection, email: str, session: str) -> bool:
    account = accounts.find_by_email(connection, email)
    return kept.was_of(connection, session, account.id if account else "")


def open_session(
    transaction: Transaction, signed: Signed, looked_at: Account, how: SignInFacts, now: datetime
) -> None:
    """
    Open the session, and put that on record, if the password and the profile that were looked at are still so.

    Raises:
        Unauthenticated: the password was changed meanwhile, and with it every session was ended.
        Forbidden: the person has left meanwhile.
    """
    connection = transaction.connection
    if accounts.lock_password(connection, signed.account) != looked_at.password:
        raise Unauthenticated(WRONG)
    if signed.person not in {one.id for one in accounts.list_profiles(connection, signed.account)}:
        raise Forbidden(LEFT)
    kept.insert_session(
        connection,
        kept.OpenSession(
            id=signed.session,
            account=signed.account,
            person=signed.person,
            created_at=stamp(now),
            expires_at=stamp(now + SESSION_LASTS),
        ),
    )
    _note_sign_in(transaction, signed, how, stamp(now))


def _session(connection: Connection, session: str, now: str) -> tuple[OpenSession, Sequence[ActiveProfile]] | None:
    found = kept.find_open(connection, session, now)
    return None if found is None else (found, accounts.list_profiles(connection, found.account))
