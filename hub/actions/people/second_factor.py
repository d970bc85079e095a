"""This file is the code besides the password: setting it up, using a code up, and switching it off again."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hub import one_time_codes
from hub.actions.people import passwords
from hub.actions.people.sessions import SIGN_IN, Signed, living
from hub.errors import Conflict, Forbidden, Invalid, Unauthenticated, Unavailable
from hub.limits.guesses import of_own_code
from hub.queries.people.second_factor import standing_of
from hub.signing import fingerprint
from hub.store import account_mail, accounts
from hub.store.account_log import note
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.second_factor import (
    KeptFactor,
    KeyOffer,
    delete_factor,
    find_factor,
    find_offer,
    insert_factor,
    put_codes,
    put_offer,
    use_code,
    use_step,
)
from policies.people.second_factor import (
    OFFER_LASTS,
    RECOVERY_CODES,
    good_steps,
    is_of_an_app,
    may_switch_off,
    plain,
    step_at,
)
from policies.records.activity_log import Deed
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.limits.guesses import Guessing, Try
    from hub.sealing import Sealer
    from hub.store.accounts import Account, ActiveProfile
    from hub.store.transaction import Transaction

    _Work = Callable[[Transaction, "Owner"], None]

log = logging.getLogger("roomwire.api")

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of a recovery code: none that is read as another; fifteen of them are 74 bits, so a plain hash keeps them."""

WRONG_CODE = say("This code is wrong, or was used already. Wait for the next one in your app and type that.")
WRONG_FIRST = say("This is not the code of the key shown here. Scan it once more, then type what the app shows.")
OFFER_OVER = say("This key was shown too long ago. Begin again, and remove the former one from the app.")
ON_ALREADY = say("A code at sign-in is switched on already.")
NOT_ON = say("No code is asked for at sign-in, so there is nothing to change.")
NOT_CURRENT = on_field("current", say("this is not your current password."))
LOST_KEY = say("The hub cannot read its part of your app’s key any more. Use a recovery code, or ask an admin.")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose second factor it is, and as whom they are here: what is told of it is told to that one."""

    account: Account
    person: ActiveProfile


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key to be put into an app, whose it is, and until when its first code has to come."""

    key: bytes = field(repr=False)
    email: str
    issuer: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows of themselves: their password as typed, and a code of the app or one to recover by."""

    password: str = field(repr=False)
    code: str = field(repr=False)


def recovery_codes() -> tuple[str, ...]:
    """As many new ones as an account has at a time, as people read them."""
    drawn = ("".join(secrets.choice(LETTERS) for _ in range(15)) for _ in range(RECOVERY_CODES))
    return tuple(f"{one[:5]}-{one[5:10]}-{one[10:]}" for one in drawn)


def _kept_code(account: str, code: str) -> str:
    return fingerprint(f"recovery {account} {plain(code)}")


def spend(transaction: Transaction, sealer: Sealer | None, account: str, typed: str, now: datetime) -> bool:
    """
    Use up a code of an account; whether it was good. Recovery codes need no sealer: a lost secret locks nobody out.

    Raises:
        Unavailable: the key cannot be read: this hub has another secret than it had, or none.
    """
    code = plain(typed)
    if not is_of_an_app(code):
        return use_code(transaction, account, _kept_code(account, code), stamp(now))
    factor = find_factor(transaction.connection, account)
    if factor is None:
        return False
    key = _key_of(sealer, account, factor.key)
    for step in good_steps(step_at(now), factor.step):
        if hmac.compare_digest(one_time_codes.code_at(key, step), code):
            return use_step(transaction, account, step)
    return False


def _key_of(sealer: Sealer | None, account: str, sealed: str) -> bytes:
    key = sealer.opened(account, sealed) if sealer is not None else None
    if key is None:
        log.error("the key of a second factor cannot be read: ROOMWIRE_SECRET is another one than it was")
        raise Unavailable(LOST_KEY)
    return key


def offer_key(transaction: Transaction, sealer: Sealer, holder: str, owner: Owner, now: datetime) -> ShownKey:
    """
    A key that is shown to holder, a session or half sign-in; while it is good the same again: two tabs agree.

    It counts for nothing until confirm. No other holder is ever shown it: who knew a password too would have it.

    Raises:
        Conflict: there is a second factor already.
    """
    connection, account = transaction.connection, owner.account.id
    if find_factor(connection, account) is not None:
        raise Conflict(ON_ALREADY)
    there = find_offer(connection, holder, account, stamp(now))
    key = sealer.opened(account, there.key) if there is not None else None
    until = there.expires_at if there is not None else stamp(now + OFFER_LASTS)
    if key is None:
        key, until = one_time_codes.new_key(), stamp(now + OFFER_LASTS)
        put_offer(
            connection, KeyOffer(holder=holder, account=account, key=sealer.seal(account, key), expires_at=until)
        )
    return ShownKey(key, owner.account.email, owner.person.school_name, until)


def confirm(
    transaction: Transaction, sealer: Sealer, holder: str, owner: Owner, typed: str, now: datetime
) -> tuple[str, ...]:
    """
    Switch the second factor on by the first code of the key that holder was shown; the recovery codes, told once.

    That code is used up by it. The person is told by email.

    Raises:
        Invalid: this is not its code.
        Conflict: there is a second factor already, or the key was shown too long ago.
    """
    connection, account = transaction.connection, owner.account.id
    if find_factor(connection, account) is not None:
        raise Conflict(ON_ALREADY)
    there = find_offer(connection, holder, account, stamp(now))
    if there is None:
        raise Conflict(OFFER_OVER)
    key, code = _key_of(sealer, account, there.key), plain(typed)
    good = good_steps(step_at(now), -1)
    step = next((one for one in good if hmac.compare_digest(one_time_codes.code_at(key, one), code)), None)
    if step is None:
        raise Invalid(on_field("code", WRONG_FIRST))
    made = KeptFactor(account=account, key=there.key, step=step, since=stamp(now))
    if not insert_factor(transaction, made):
        raise Conflict(ON_ALREADY)
    account_mail.put(transaction, owner.person, owner.account.email, account_mail.ON, now)
    note(transaction, account, Deed.FACTOR_ON, stamp(now))
    return _put_codes(connection, account)


def _put_codes(connection: Connection, account: str) -> tuple[str, ...]:
    codes = recovery_codes()
    put_codes(connection, account, [_kept_code(account, one) for one in codes])
    return codes


# Under Me


async def begin(
    guessing: Guessing, sealer: Sealer, signed: Signed, its: Try, password: str, now: datetime
) -> ShownKey:
    """
    A key for somebody who is signed in and knows their password.

    Raises:
        Invalid: this is not their password.
        Conflict: the account has a second factor already.
        Unauthenticated: the session ended while this waited.
        RateLimited: too many were wrong.
        Unavailable: too many people are signing in right now.
    """
    await check_password(guessing, signed, its, password, now)

    def write(transaction: Transaction) -> ShownKey:
        return offer_key(transaction, sealer, signed.session, own(transaction.connection, signed, now), now)

    return await guessing.store.write(write, whose=Across.ACCOUNT.within(signed.school))


async def switch_on(
    guessing: Guessing, sealer: Sealer, signed: Signed, its: Try, typed: str, now: datetime
) -> tuple[str, ...]:
    """
    The recovery codes, once the first code was good.

    Raises:
        Invalid: this is not the code of the key that this session was shown.
        Conflict: there is a second factor already, or the key was shown too long ago.
        Unauthenticated: the session has ended.
        RateLimited: too many were wrong.
    """

    def write(transaction: Transaction) -> tuple[str, ...]:
        owner = own(transaction.connection, signed, now)
        return confirm(transaction, sealer, signed.session, owner, typed, now)

    await guessing.count(its, now)
    codes = await guessing.store.write(write, signed.school, whose=Across.ACCOUNT.within(signed.school))
    await guessing.back(its)
    return codes


async def switch_off(proving: Proving, proof: Proof, now: datetime) -> None:
    """
    Ask for no code any more, of somebody who shows their password and a code; they are told by email.

    Raises:
        Invalid: one of them is wrong.
        Forbidden: their school asks for it.
        Conflict: it is off.
        Unauthenticated: the session ended while this waited.
        RateLimited: too many were wrong.
    """

    def write(transaction: Transaction, owner: Owner) -> None:
        accounts.lock_password(transaction.connection, owner.account.id)  # no passkey goes elsewhere meanwhile
        standing = standing_of(transaction.connection, owner.account.id, proving.party)
        if isinstance(verdict := may_switch_off(required=standing.code_required), Refused):
            raise Forbidden(verdict.because)
        delete_factor(transaction, owner.account.id)
        account_mail.put(transaction, owner.person, owner.account.email, account_mail.OFF, now)
        note(transaction, owner.account.id, Deed.FACTOR_OFF, stamp(now))

    await proving.do(proof, write, now)


async def renew_codes(proving: Proving, proof: Proof, now: datetime) -> tuple[str, ...]:
    """
    New recovery codes in place of the former, for somebody who shows their password and a code.

    Raises:
        Invalid: one of them is wrong.
        Conflict: no code is asked for.
        Unauthenticated: the session ended while this waited.
        RateLimited: too many were wrong.
    """
    made: list[tuple[str, ...]] = []

    def write(transaction: Transaction, owner: Owner) -> None:
        made.append(_put_codes(transaction.connection, owner.account.id))
        note(transaction, owner.account.id, Deed.RECOVERY_CODES, stamp(now))

    await proving.do(proof, write, now)
    return made[-1]


@dataclass(frozen=True, slots=True)
class Proving:
    """
    Somebody signed in who shows their password, and a code where one is asked of them; wrong ones are counted.

    sealer: of the app's key, None where the hub has no secret. party: the host that passkeys are for.
    """

    guessing: Guessing
    sealer: Sealer | None
    signed: Signed
    its: Try
    party: str

    async def password(self, typed: str, now: datetime) -> None:
        """
        Go on with who types their password.

        Raises:
            Invalid: this is not their password.
            RateLimited: too many were wrong.
            Unavailable: too many people are signing in right now.
        """
        await check_password(self.guessing, self.signed, self.its, typed, now)

    async def do(self, proof: Proof, work: _Work, now: datetime) -> None:
        """
        Do what is asked for, in the transaction in which the code is used up.

        Raises:
            Invalid: the password or the code is wrong.
            Conflict: no code is asked for.
            Unauthenticated: the session ended while this waited.
            RateLimited: too many were wrong.
        """
        signed, guessing, codes = self.signed, self.guessing, of_own_code(self.signed.session, self.its.address)
        await self.password(proof.password, now)

        def write(transaction: Transaction) -> None:
            owner = own(transaction.connection, signed, now)
            if find_factor(transaction.connection, signed.account) is None:
                raise Conflict(NOT_ON)
            if not spend(transaction, self.sealer, signed.account, proof.code, now):
                raise Invalid(on_field("code", WRONG_CODE))
            work(transaction, owner)

        await guessing.count(codes, now)
        await guessing.store.write(write, signed.school, whose=Across.ACCOUNT.within(signed.school))
        await guessing.back(codes)


async def check_password(guessing: Guessing, signed: Signed, its: Try, password: str, now: datetime) -> None:
    """
    Go on with somebody who is signed in and types their password.

    Raises:
        Invalid: this is not their password.
        RateLimited: too many were wrong.
        Unavailable: too many people are signing in right now.
    """
    account = await guessing.store.read(
        lambda connection: accounts.find_account(connection, signed.account), Across.ACCOUNT
    )
    stored = account.password if account is not None else None
    if not await guessing.tried(its, now, lambda: passwords.matches(stored, password), bool):
        raise Invalid(NOT_CURRENT)


def own(connection: Connection, signed: Signed, now: datetime) -> Owner:
    """
    Who is signed in, in the transaction that changes their account.

    Raises:
        Unauthenticated: the session has ended meanwhile.
    """
    account = accounts.find_account(connection, signed.account)
    if account is None or not living(connection, signed, stamp(now)):
        raise Unauthenticated(SIGN_IN)
    profiles = accounts.list_profiles(connection, account.id)
    return Owner(account, next(one for one in profiles if one.id == signed.person))
