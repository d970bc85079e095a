"""This file is signing in and out, and knowing who comes with a token."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from hub.actions.people.passwords import matches
from hub.errors import Forbidden, NotFound, RateLimited, Unauthenticated, Unavailable
from hub.queries.people.second_factor import standing_of
from hub.signing import fingerprint
from hub.store import accounts, guesses
from hub.store import sessions as kept
from hub.store.account_log import SignInFacts, note, note_joined, note_sign_in, put_refused
from hub.store.account_mail import put_of_device
from hub.store.clock import moment, stamp
from hub.store.drafts import delete_drafts
from hub.store.known_devices import any_device, delete_unused, is_known, meet_device
from hub.store.lanes import AUDIT
from hub.store.passkeys import sweep_challenges
from hub.store.room_devices import delete_codes
from hub.store.row_security import Across
from hub.store.second_factor import HalfSignIn, insert_half, sweep_passed
from hub.store.sessions import end_all
from policies.people.room_devices import DRAFTS_LAST
from policies.people.second_factor import HALF_LASTS
from policies.people.sign_ins import NO_PROGRAM, Program
from policies.records.activity_log import Deed
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

MARK_LASTS = timedelta(days=365)
"""How long after the last sign-in there a device is known again."""

TOLD_OF_DEVICES = 10, 3_600
"""New devices of one account that its owner is told of: ten at once, then one an hour."""

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

    room: of the room device on which they act by their PIN; standing: as Standing says; both empty for a sign-in.
    room_device: that device, where a request came from it.
    """

    session: str
    account: str
    person: str
    school: str
    seq: int = 0
    room: str = ""
    standing: str = ""
    room_device: str = ""
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class Browser:
    """
    What somebody signs in with. mark: a secret that it keeps and brings again, empty where it keeps none. former:
    what it kept instead before there were marks, the fingerprint of its last session. party: the host at which it
    finds the hub, as passkeys know it; empty where there are none.

    An account knows the mark by a fingerprint of both, so the records do not say who shares a phone with whom.
    """

    mark: str = field(repr=False)
    program: Program = NO_PROGRAM
    former: str = ""
    party: str = ""

    def device(self, account: str) -> str:
        """The fingerprint by which an account knows it."""
        return fingerprint(f"device {account} {self.mark}") if self.mark else ""


UNKNOWN_BROWSER = Browser("")
"""One that keeps nothing and says nothing."""


@dataclass(frozen=True, slots=True)
class Entering:
    """
    Somebody who comes in: the account as it was when its password was found right, as whom, with what, and how that
    goes on record.
    """

    account: Account
    person: ActiveProfile
    browser: Browser
    how: SignInFacts


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session that was opened: its token, and who it stands for."""

    token: str = field(repr=False)
    signed: Signed


@dataclass(frozen=True, slots=True)
class HalfOpened:
    """
    A sign-in that waits for more: a code, until a second factor is set up, or for a passkey, which opens the
    account by itself. It gives no right at all.

    step: what the page goes on with, until then and once.
    """

    step: str = field(repr=False)
    asks: Literal["code", "setup", "passkey"]
    until: str


Entered = OpenedSession | HalfOpened
"""What a right password comes to."""


async def sign_in(
    guessing: Guessing, its: Try, email: str, password: str, browser: Browser, now: datetime
) -> Entered:
    """
    A session of the account's first profile that is active, or what it waits for.

    Raises:
        Unauthenticated: wrong, or nobody; both alike.
        RateLimited: too many were wrong.
        Unavailable: too many people are signing in right now.
        Forbidden: the password is right, but the account has no place in a school any more.
    """
    store = guessing.store
    account = await store.read(lambda connection: accounts.find_by_email(connection, email), Across.SIGN_IN)
    stored = account.password if account else None
    if not await guessing.tried(its, now, lambda: matches(stored, password), bool) or account is None:
        raise Unauthenticated(WRONG)
    profiles, known = await store.read(lambda connection: _met(connection, account, browser), Across.SIGN_IN)
    if not profiles:
        raise Forbidden(LEFT)
    entry = Entering(account, profiles[0], browser, SignInFacts(Deed.SIGNED_IN, its.address))
    lane = "" if known else profiles[0].school  # whom nothing is told does not wait for what the school says
    return await store.write(lambda one: enter(one, entry, now), lane, Across.SIGN_IN.within(entry.person.school))


def _met(connection: Connection, account: Account, browser: Browser) -> tuple[list[ActiveProfile], bool]:
    """Who an account acts as, and whether it was signed in to on this browser before."""
    return accounts.list_profiles(connection, account.id), is_known(
        connection, account.id, browser.device(account.id)
    )


def enter(transaction: Transaction, entry: Entering, now: datetime) -> Entered:
    """
    Let somebody in whose password was right: wholly, where no more is asked of the account, else half.

    The one way to a session there is besides open_session, which it and the second step call.

    Raises:
        Unauthenticated: the password was changed meanwhile, and with it every session was ended.
        Forbidden: the person has left meanwhile.
    """
    connection, account = transaction.connection, entry.account.id
    standing = standing_of(connection, account, entry.browser.party)
    if not standing.on and not standing.required:
        return open_session(transaction, entry, now)
    _still_so(connection, entry)
    step, until = secrets.token_urlsafe(32), stamp(now + HALF_LASTS)
    how = entry.how.deed.value if entry.how.deed is Deed.BY_IDENTITY else ""
    made = HalfSignIn(id=fingerprint(step), account=account, person=entry.person.id, expires_at=until, how=how)
    insert_half(connection, made, stamp(now))
    if entry.how.deed is Deed.JOINED:  # that is so now; that they signed in stands there once they did
        note_joined(transaction, account, entry.person.school, entry.how, stamp(now))
    return HalfOpened(step, "code" if standing.on else "setup" if standing.code_required else "passkey", until)


def _still_so(connection: Connection, entry: Entering) -> None:
    if accounts.lock_password(connection, entry.account.id) != entry.account.password:
        raise Unauthenticated(WRONG)
    if entry.person.id not in {one.id for one in accounts.list_profiles(connection, entry.account.id)}:
        raise Forbidden(LEFT)


def open_session(transaction: Transaction, entry: Entering, now: datetime) -> OpenedSession:
    """
    Open a session, once everything was asked that is asked of its account, and put that on record; tell of a device
    that is new.

    Raises:
        Unauthenticated: the password was changed meanwhile, and with it every session was ended.
        Forbidden: the person has left meanwhile.
    """
    connection, account, program = transaction.connection, entry.account.id, entry.browser.program
    _still_so(connection, entry)
    is_new = _meet(connection, entry, now)
    token = secrets.token_urlsafe(32)
    opened = kept.OpenSession(
        id=fingerprint(token),
        account=account,
        person=entry.person.id,
        created_at=stamp(now),
        expires_at=stamp(now + SESSION_LASTS),
        browser=program.browser,
        system=program.system,
        device=entry.browser.device(account),
    )
    kept.insert_session(connection, opened)
    note_sign_in(transaction, account, entry.person.school, entry.how, stamp(now))
    if is_new:
        _tell_of_device(transaction, entry, now)
    return OpenedSession(token, Signed(opened.id, account, entry.person.id, entry.person.school, entry.person.seq))


def _tell_of_device(transaction: Transaction, entry: Entering, now: datetime) -> None:
    """A program that keeps no mark is new each time: after a few that is told once an hour."""
    try:
        guesses.take(
            transaction, [guesses.Count(f"told of devices {entry.account.id}", *TOLD_OF_DEVICES)], now, own=True
        )
    except RateLimited:
        return
    put_of_device(transaction, entry.person, entry.account.email, entry.browser.program.words, now)


def _meet(connection: Connection, entry: Entering, now: datetime) -> bool:
    """Whether the account's person is to be told of this device; it is known from now on."""
    account, device = entry.account.id, entry.browser.device(entry.account.id)
    first = not any_device(connection, account) and not kept.list_open(connection, account, stamp(now))
    if device and meet_device(connection, account, device, stamp(now)):
        return False
    return not first and not kept.was_of(connection, entry.browser.former, account)


async def note_refused(store: Store, email: str, address: str, now: datetime) -> None:
    """
    Put on record that a password was wrong, with each school that the account belongs to, some times an hour.

    What was tried with an address that nobody signs in with belongs to no school: it is a line of the hub's log,
    which tells where it came from and not what was typed, as that may be anything.
    """
    if not await store.write(lambda one: put_refused(one, email, address, now), AUDIT, Across.SIGN_IN):
        log.info("a sign-in was refused that is of nobody here", extra={"address": address})


async def who(store: Store, token: str, profile: str | None, now: datetime) -> Signed:
    """
    Who comes with this token, as profile, or as the profile signed in with. Coming is use, and renews the session.

    Raises:
        Unauthenticated: no such session, or it has ended.
        NotFound: the profile is not one of the account's, or is not active.
    """
    found = await store.read(lambda one: _session(one, fingerprint(token), stamp(now)), Across.SESSION)
    if found is None:
        raise Unauthenticated(SIGN_IN)
    session, profiles = found
    if session.room_device:  # a PIN is one person's, whoever else they are elsewhere
        profiles = [one for one in profiles if one.id == session.person]
    if not profiles:
        raise Unauthenticated(SIGN_IN)
    usual = session.person if session.person in {one.id for one in profiles} else profiles[0].id
    asking = Signed(
        session.id, session.account, "", "", room=session.room, standing=session.standing,
        room_device=session.room_device,
    )  # fmt: skip
    signed = chosen(asking, profiles, profile or usual)
    if session.room_device:  # what a page asks for by itself is no touch of the screen
        return signed
    return replace(signed, renewed=await _renewed(store, session, now))


async def _renewed(store: Store, session: OpenSession, now: datetime) -> bool:
    """Whether the session was given its whole time again; a database that cannot write keeps nobody out."""
    if moment(session.expires_at) > now + SESSION_LASTS - RENEWED:
        return False
    try:
        its, whole = session.id, (stamp(now + SESSION_LASTS - RENEWED), stamp(now + SESSION_LASTS))
        return await store.write(lambda one: kept.extend_session(one.connection, its, *whole), "", Across.SESSION)
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
    return await store.write(lambda one: _replace(one, fingerprint(token), account, now), "", Across.SESSION)


def _replace(transaction: Transaction, former: str, account: str, now: datetime) -> bool:
    found = kept.find_open(transaction.connection, former, stamp(now))
    ended = bool(end_all(transaction, now, sessions=[former]))
    if ended and found is not None and found.account != account:
        note(transaction, found.account, Deed.REPLACED, stamp(now))
    return ended


async def sign_out(store: Store, signed: Signed, now: datetime) -> None:
    """End a session; its token opens nothing from now on."""
    await store.write(lambda one: _sign_out(one, signed, now), "", Across.ACCOUNT.within(signed.school))


def _sign_out(transaction: Transaction, signed: Signed, now: datetime) -> None:
    if end_all(transaction, now, sessions=[signed.session]) and not signed.room_device:
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


def forget_passed(transaction: Transaction, now: datetime) -> None:
    """Forget sign-ins nobody finished, devices nobody signed in on for a year, and what room devices kept."""
    sweep_passed(transaction.connection, stamp(now))
    sweep_challenges(transaction.connection, stamp(now))
    delete_unused(transaction.connection, stamp(now - MARK_LASTS))
    delete_codes(transaction.connection, stamp(now))
    delete_drafts(transaction.connection, stamp(now - DRAFTS_LAST))


async def known_as(store: Store, email: str, browser: Browser) -> str:
    """What the account with this email knows a browser by that was signed in with before; else empty."""
    return await store.read(lambda connection: _known_as(connection, email, browser), Across.SIGN_IN)


def _known_as(connection: Connection, email: str, browser: Browser) -> str:
    account = accounts.find_by_email(connection, email)
    if account is None:
        return ""
    device = browser.device(account.id)
    if is_known(connection, account.id, device):
        return device
    return browser.former if kept.was_of(connection, browser.former, account.id) else ""


def _session(connection: Connection, session: str, now: str) -> tuple[OpenSession, Sequence[ActiveProfile]] | None:
    found = kept.find_open(connection, session, now)
    return None if found is None else (found, accounts.list_profiles(connection, found.account))
