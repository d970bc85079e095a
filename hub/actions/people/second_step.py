"""This file is between the password and being in: a code is asked for, or set up; nothing else is open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people.second_factor import WRONG_CODE, Owner, ShownKey, confirm, offer_key, spend
from hub.actions.people.sessions import Browser, Entering, OpenedSession, open_session
from hub.errors import Conflict, Invalid, RateLimited, Unauthenticated
from hub.limits.guesses import of_code, of_code_known
from hub.signing import fingerprint
from hub.store import account_mail, accounts, guesses
from hub.store.account_log import SignInFacts
from hub.store.clock import stamp
from hub.store.known_devices import is_known
from hub.store.passkeys import count_opening
from hub.store.row_security import Across
from hub.store.second_factor import count_wrong, find_factor, find_half, take_half
from policies.people.second_factor import WRONG_PER_HALF, is_of_an_app, plain
from policies.records.activity_log import Deed
from policies.sentence import on_field, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.limits.guesses import Guessing, Try
    from hub.sealing import Sealer
    from hub.store.store import Store
    from hub.store.transaction import Transaction

TOLD_OF_GUESSES = 1, 86_400
"""How often somebody is told that codes are guessed behind their password: once a day."""

BY_PASSKEY = say("Your account has a passkey: sign in with that one. If it is lost, ask an admin to take it off.")
BEGIN_AGAIN = say("Please sign in again with your password: that took too long, or was finished elsewhere.")


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody who is half signed in, by what the page was given; browser and address: what they come with."""

    step: str = field(repr=False)
    browser: Browser
    address: str

    @property
    def half(self) -> str:
        """What the records know this half sign-in by."""
        return fingerprint(self.step)


@dataclass(frozen=True, slots=True)
class SetUp:
    """Somebody who is in by the first code of their app, and the recovery codes, which are told this once."""

    opened: OpenedSession
    codes: tuple[str, ...] = field(repr=False)


async def finish(
    guessing: Guessing, sealer: Sealer | None, sitting: Sitting, typed: str, now: datetime
) -> OpenedSession:
    """
    Sign in somebody whose password was right, by a code; of two tabs with one code one is in.

    Raises:
        Unauthenticated: it took too long, was finished, or too many codes were wrong: it begins anew.
        Invalid: this is no good code.
        RateLimited: too many were wrong.
        Unavailable: the hub cannot read the key.
    """
    entry = await guessing.store.read(lambda connection: _entry(connection, sitting, now), Across.SIGN_IN)
    tries = await _tries(guessing.store, entry, sitting)
    await guessing.count(tries, now)
    opened = await guessing.store.write(
        lambda transaction: _finish(transaction, sealer, sitting, typed, now),
        entry.person.school,
        whose=Across.SIGN_IN.within(entry.person.school),
    )
    if opened is None:
        raise Invalid(on_field("code", WRONG_CODE))
    await guessing.back(tries)
    return opened


async def _tries(store: Store, entry: Entering, sitting: Sitting) -> Try:
    """On a device that is known others' guesses do not count: nobody who has the password keeps its owner out."""
    account, device = entry.account.id, sitting.browser.device(entry.account.id)
    if await store.read(lambda connection: is_known(connection, account, device), Across.SIGN_IN):
        return of_code_known(device, sitting.address)
    return of_code(account, sitting.address)


def _finish(
    transaction: Transaction, sealer: Sealer | None, sitting: Sitting, typed: str, now: datetime
) -> OpenedSession | None:
    """None where the code is wrong, which is written down; whatever else stops it leaves no trace."""
    entry = _entry(transaction.connection, sitting, now)
    if find_factor(transaction.connection, entry.account.id) is None:  # it was taken off, or is still to be set up
        raise Unauthenticated(BEGIN_AGAIN)
    if not spend(transaction, sealer, entry.account.id, typed, now):
        if count_wrong(transaction.connection, sitting.half, WRONG_PER_HALF):
            _tell_of_guesses(transaction, entry, now)
        return None
    _take(transaction, sitting)
    if is_of_an_app(plain(typed)):
        return open_session(transaction, entry, now)
    opened = open_session(transaction, replace(entry, how=replace(entry.how, deed=Deed.RECOVERED)), now)
    _tell(transaction, entry, account_mail.RECOVERED, now)
    return opened


def _tell(transaction: Transaction, entry: Entering, kind: str, now: datetime) -> None:
    """What to change depends on what whoever came has: the password, or an account elsewhere."""
    elsewhere = entry.how.deed is Deed.BY_IDENTITY
    account_mail.put_of_step(transaction, entry.person, entry.account.email, kind, now, elsewhere=elsewhere)


def _tell_of_guesses(transaction: Transaction, entry: Entering, now: datetime) -> None:
    """Somebody has the password, or what stands for it: its owner changes it, or knows that it was their thumb."""
    try:
        guesses.take(
            transaction, [guesses.Count(f"told of codes {entry.account.id}", *TOLD_OF_GUESSES)], now, own=True
        )
    except RateLimited:
        return  # they were told today
    _tell(transaction, entry, account_mail.GUESSED, now)


def _take(transaction: Transaction, sitting: Sitting) -> None:
    if not take_half(transaction, sitting.half):
        raise Unauthenticated(BEGIN_AGAIN)


def _entry(connection: Connection, sitting: Sitting, now: datetime) -> Entering:
    half = find_half(connection, sitting.half, stamp(now))
    account = accounts.find_account(connection, half.account) if half is not None else None
    profiles = accounts.list_profiles(connection, account.id) if account is not None else []
    person = next((one for one in profiles if half is not None and one.id == half.person), None)
    if account is None or person is None:
        raise Unauthenticated(BEGIN_AGAIN)
    deed = Deed(half.how) if half is not None and half.how else Deed.SIGNED_IN
    return Entering(account, person, sitting.browser, SignInFacts(deed, sitting.address))


def _to_set_up(connection: Connection, sitting: Sitting, now: datetime) -> Entering:
    """Whoever has the password alone sets up nothing where a passkey is there, good here, to show who they are."""
    entry = _entry(connection, sitting, now)
    if count_opening(connection, entry.account.id, sitting.browser.party):
        raise Conflict(BY_PASSKEY)
    return entry


async def show_key(store: Store, sealer: Sealer, sitting: Sitting, now: datetime) -> ShownKey:
    """
    A key for somebody who has to set up a second factor before they are in; to the same sitting the same one.

    Raises:
        Unauthenticated: it took too long: the password is asked for again.
        Conflict: the account has one by now, and its code is asked for; or it has a passkey, which is.
    """

    def write(transaction: Transaction) -> ShownKey:
        entry = _to_set_up(transaction.connection, sitting, now)
        return offer_key(transaction, sealer, sitting.half, Owner(entry.account, entry.person), now)

    return await store.write(write, whose=Across.SIGN_IN)


async def set_up(guessing: Guessing, sealer: Sealer, sitting: Sitting, typed: str, now: datetime) -> SetUp:
    """
    Switch the second factor on by its first code, and let its owner in.

    Raises:
        Unauthenticated: it took too long, or was finished: the password is asked for again.
        Invalid: this is not the code of the key that was shown.
        Conflict: the account has a second factor or a passkey by now, or the key was shown too long ago.
        RateLimited: too many were wrong.
    """
    entry = await guessing.store.read(lambda connection: _entry(connection, sitting, now), Across.SIGN_IN)
    tries = of_code(entry.account.id, sitting.address)
    await guessing.count(tries, now)
    done = await guessing.store.write(
        lambda transaction: _set_up(transaction, sealer, sitting, typed, now),
        entry.person.school,
        whose=Across.SIGN_IN.within(entry.person.school),
    )
    await guessing.back(tries)
    return done


def _set_up(transaction: Transaction, sealer: Sealer, sitting: Sitting, typed: str, now: datetime) -> SetUp:
    entry = _to_set_up(transaction.connection, sitting, now)
    owner = Owner(entry.account, entry.person)
    codes = confirm(transaction, sealer, sitting.half, owner, typed, now)
    _take(transaction, sitting)
    return SetUp(open_session(transaction, entry, now), codes)
