"""This file is passkeys: adding one, removing one, and signing in by one."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hub import authenticators
from hub.actions.people.second_factor import WRONG_CODE, Owner, Proof, Proving, own, spend
from hub.actions.people.sessions import Browser, Entering, OpenedSession, Signed, open_session
from hub.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from hub.limits.guesses import of_own_code, of_passkey
from hub.queries.people.second_factor import standing_of
from hub.signing import fingerprint
from hub.store import account_mail, accounts
from hub.store.account_log import SignInFacts, note, put_copied
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.passkeys import (
    KeptPasskey,
    count_passkeys,
    delete_passkey,
    find_credential,
    find_passkey,
    insert_passkey,
    list_passkeys,
    put_challenge,
    take_challenge,
    use_passkey,
)
from hub.store.row_security import NO_ROWS, Across
from hub.store.second_factor import find_factor
from policies.people.display_names import full_name
from policies.people.passkeys import CHALLENGE_LASTS, goes_on, may_add, may_remove
from policies.records.activity_log import Deed
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.authenticators import HereAnswer, MadeAnswer
    from hub.limits.guesses import Guessing
    from hub.sealing import Sealer
    from hub.store.store import Store
    from hub.store.transaction import Transaction
    from policies.people.passkeys import RelyingParty

log = logging.getLogger("roomwire.sign_ins")

CHALLENGE_BYTES = 32
"""Octets to be signed; sixteen would do (WebAuthn, section 13.4.3)."""

NO_PASSKEY = say(
    "This passkey opens no account here. Sign in with your password, or ask the school’s office if that fails."
)
TOO_LATE = say("That took too long, or was begun somewhere else. Please try once more.")
NOT_MADE = say("Your device made no passkey that can be used here. Please try once more, or use another device.")
THERE_ALREADY = say("This passkey is in use already.")
CODE_NEEDED = on_field("code", say("a code of your app, or a recovery code, is needed as well."))
NO_SUCH = say("There is no such passkey any more.")


@dataclass(frozen=True, slots=True)
class PasskeyOffer:
    """What a browser makes a passkey of. handle: of the account, told to nobody else; former: those there are."""

    challenge: bytes
    handle: bytes
    email: str
    name: str
    former: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PasskeyVisit:
    """Somebody who comes with a passkey. holder: the fingerprint of what the browser keeps for this one sign-in."""

    party: RelyingParty
    holder: str
    browser: Browser
    address: str


@dataclass(frozen=True, slots=True)
class WantedPasskey:
    """A passkey that a browser says it made, and what it is to be called."""

    answer: MadeAnswer = field(repr=False)
    name: str


def handle_of(account: str) -> bytes:
    """What authenticators know an account by: it tells nobody whose it is (WebAuthn, section 14.6.1)."""
    return hashlib.sha256(f"passkey handle {account}".encode()).digest()


def _challenge(transaction: Transaction, holder: str, now: datetime) -> bytes:
    drawn = secrets.token_bytes(CHALLENGE_BYTES)
    put_challenge(transaction.connection, _kept(drawn), holder, stamp(now + CHALLENGE_LASTS), stamp(now))
    return drawn


def _kept(challenge: bytes) -> str:
    return fingerprint(f"challenge {challenge.hex()}")


# Under Me


async def begin(proving: Proving, proof: Proof, now: datetime) -> PasskeyOffer:
    """
    What a passkey is made of, for somebody who shows their password, and a code where one is asked of them.

    Raises:
        Invalid: one of them is wrong.
        Conflict: there are as many passkeys as an account may have.
        Unauthenticated: the session ended while this waited.
        RateLimited: too many were wrong.
        Unavailable: too many people are signing in right now, or the key of the app cannot be read.
    """
    guessing, signed = proving.guessing, proving.signed
    codes = of_own_code(signed.session, proving.its.address)

    def write(transaction: Transaction) -> PasskeyOffer:
        owner = own(transaction.connection, signed, now)
        _spend(transaction, proving.sealer, owner, proof, now)
        former = list_passkeys(transaction.connection, owner.account.id)
        if isinstance(verdict := may_add(len(former)), Refused):
            raise Conflict(verdict.because)
        challenge = _challenge(transaction, signed.session, now)
        names = tuple(one.credential for one in former if one.party == proving.party)
        its = owner.person
        name = its.display_name or full_name(its.given, its.family)
        return PasskeyOffer(challenge, handle_of(owner.account.id), owner.account.email, name, names)

    await proving.password(proof.password, now)
    await guessing.count(codes, now)
    offer = await guessing.store.write(write, signed.school, whose=Across.ACCOUNT.within(signed.school))
    await guessing.back(codes)
    return offer


def _spend(transaction: Transaction, sealer: Sealer | None, owner: Owner, proof: Proof, now: datetime) -> None:
    """A passkey opens past the code, so whoever adds one shows that they have it."""
    if find_factor(transaction.connection, owner.account.id) is None:
        return
    if not proof.code:
        raise Invalid(CODE_NEEDED)
    if not spend(transaction, sealer, owner.account.id, proof.code, now):
        raise Invalid(on_field("code", WRONG_CODE))


async def add(
    store: Store, party: RelyingParty, signed: Signed, wanted: WantedPasskey, now: datetime
) -> KeptPasskey:
    """
    The passkey that opens the account from now on; its owner is told by email.

    Raises:
        Invalid: the answer is none to what this session was given, or not of a person who showed who they are.
        Conflict: it took too long, it is in use already, or there are too many.
        Unauthenticated: the session has ended.
    """
    challenge = authenticators.challenge_of(wanted.answer.client_data)
    made = authenticators.made(wanted.answer, challenge, party) if challenge is not None else None
    if challenge is None or made is None:
        raise Invalid(NOT_MADE)
    named = KeptPasskey(
        id=new("k"), account=signed.account, party=party.id, credential=made.credential, key=made.key,
        counter=made.counter, name=wanted.name, made_at=stamp(now),
    )  # fmt: skip

    def write(transaction: Transaction) -> KeptPasskey:
        owner = own(transaction.connection, signed, now)
        if not take_challenge(transaction, _kept(challenge), signed.session, stamp(now)):
            raise Conflict(TOO_LATE)
        if isinstance(verdict := may_add(count_passkeys(transaction.connection, signed.account)), Refused):
            raise Conflict(verdict.because)
        if not insert_passkey(transaction, named):
            raise Conflict(THERE_ALREADY)
        account_mail.put(transaction, owner.person, owner.account.email, account_mail.PASSKEY_ADDED, now)
        note(transaction, signed.account, Deed.PASSKEY_ADDED, stamp(now))
        return named

    return await store.write(write, signed.school, whose=Across.ACCOUNT.within(signed.school))


async def remove(proving: Proving, password: str, passkey: str, now: datetime) -> None:
    """
    Let one of one's own passkeys open nothing any more; its owner is told by email.

    Raises:
        Invalid: this is not their password.
        NotFound: they have no such passkey.
        Forbidden: their school asks for more than a password, and it is all there is.
        Unauthenticated: the session ended while this waited.
        RateLimited: too many were wrong.
        Unavailable: too many people are signing in right now.
    """
    signed = proving.signed

    def write(transaction: Transaction) -> None:
        owner = own(transaction.connection, signed, now)
        its = find_passkey(transaction.connection, passkey)
        if its is None or not delete_passkey(transaction, signed.account, passkey):
            raise NotFound(NO_SUCH)
        if its.party == proving.party:
            _leave_something(transaction, signed.account, proving.party)
        account_mail.put(transaction, owner.person, owner.account.email, account_mail.PASSKEY_REMOVED, now)
        note(transaction, signed.account, Deed.PASSKEY_REMOVED, stamp(now))

    await proving.password(password, now)
    await proving.guessing.store.write(write, signed.school, whose=Across.ACCOUNT.within(signed.school))


def _leave_something(transaction: Transaction, account: str, party: str) -> None:
    """
    Let go of a passkey that was just deleted and opened the account, where it was not the last thing needed.

    The account is locked first: whoever acts in two schools removes two at the same time, each as if the other
    stayed. A sign-in has the passkey first and then the account, and so has this.
    """
    accounts.lock_password(transaction.connection, account)
    standing = standing_of(transaction.connection, account, party)
    verdict = may_remove(required=standing.required, code=standing.on, count=standing.passkeys + 1)
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)


# At sign-in


async def ask(store: Store, holder: str, now: datetime) -> bytes:
    """What the browser of this holder is to have signed, by whichever passkey its owner picks."""
    return await store.write(lambda transaction: _challenge(transaction, holder, now), whose=NO_ROWS)


async def sign_in(guessing: Guessing, visit: PasskeyVisit, answer: HereAnswer, now: datetime) -> OpenedSession:
    """
    A session of the first active profile of the account that a passkey opens. It is two factors by itself,
    something one has and a finger, a face or a PIN, so nothing more is asked for.

    What was to be signed is used up either way.

    Raises:
        Unauthenticated: it opens no account that is active at a school, whyever; or it took too long.
        RateLimited: too many from this address opened none.
    """
    its, store = of_passkey(visit.address), guessing.store
    await guessing.count(its, now)
    challenge = authenticators.challenge_of(answer.client_data)
    if challenge is None:
        raise Unauthenticated(NO_PASSKEY)
    found, lane = await store.read(lambda connection: _met(connection, visit.party, answer), Across.SIGN_IN)
    counter = authenticators.counted(answer, challenge, visit.party, found.key) if found is not None else None
    shown = _Shown(challenge, found.id if found is not None else "", counter)
    opened = await store.write(
        lambda transaction: _enter(transaction, visit, shown, now), lane, whose=Across.SIGN_IN.within(lane)
    )
    if opened is None:
        log.info("a passkey was refused that opens no account here", extra={"address": visit.address})
        raise Unauthenticated(NO_PASSKEY)
    await guessing.back(its)
    return opened


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was signed; passkey: by which, empty where there is none; counter: None where its holder is not here."""

    challenge: bytes
    passkey: str
    counter: int | None


def _met(connection: Connection, party: RelyingParty, answer: HereAnswer) -> tuple[KeptPasskey | None, str]:
    """The passkey, where its authenticator knows its account, and the school in which that acts first."""
    found = find_credential(connection, answer.id)
    if found is None or found.party != party.id:
        return None, ""
    if answer.user_handle != authenticators.text(handle_of(found.account)):
        return None, ""
    profiles = accounts.list_profiles(connection, found.account)
    return found, profiles[0].school if profiles else ""


def _enter(transaction: Transaction, visit: PasskeyVisit, shown: _Shown, now: datetime) -> OpenedSession | None:
    """None where nobody is let in, which leaves what was to be signed used up, and a copy on record."""
    connection, at = transaction.connection, stamp(now)
    if not take_challenge(transaction, _kept(shown.challenge), visit.holder, at):
        raise Unauthenticated(TOO_LATE)
    found = find_passkey(connection, shown.passkey)
    account = accounts.find_account(connection, found.account) if found is not None else None
    profiles = accounts.list_profiles(connection, account.id) if account is not None else []
    if found is None or account is None or not profiles or shown.counter is None:
        return None
    if not goes_on(found.counter, shown.counter) or not use_passkey(transaction, found.id, shown.counter, at):
        if find_passkey(connection, found.id) is not None:  # it was not removed at this very moment
            put_copied(transaction, account.id, visit.address, now)
        return None
    how = SignInFacts(Deed.BY_PASSKEY, visit.address)
    return open_session(transaction, Entering(account, profiles[0], visit.browser, how), now)
