"""This file is signing in by an account elsewhere (OpenID Connect), and adding or taking off one of one's own."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.actions.people.second_factor import own
from hub.actions.people.sessions import LEFT, Browser, Entering, enter
from hub.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated, Unavailable
from hub.identity_providers import CALLBACK, ClockOff, Outing, ProviderDown, Untrusted
from hub.limits.guesses import of_visit
from hub.signing import fingerprint
from hub.store import account_mail, accounts
from hub.store.account_log import SignInFacts, note
from hub.store.clock import stamp
from hub.store.identities import (
    KeptIdentity,
    OidcVisit,
    count_identities,
    delete_identity,
    find_identity,
    insert_identity,
    put_visit,
    take_visit,
    use_identity,
)
from hub.store.names import new
from hub.store.row_security import NO_ROWS, Across
from policies.people.identities import (
    CLOCK_OFF,
    DENIED,
    NOT_OURS,
    PROVIDER_DOWN,
    TAKEN,
    TOO_LATE,
    UNKNOWN_IDENTITY,
    VISIT_LASTS,
    may_add_identity,
    may_come,
    shown_email,
)
from policies.records.activity_log import Deed
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.actions.people.second_factor import Proving
    from hub.actions.people.sessions import Entered, Signed
    from hub.identity_providers import ProviderClients
    from hub.limits.guesses import Guessing
    from hub.settings import IdentityProvider
    from hub.store.store import Store
    from hub.store.transaction import Transaction

log = logging.getLogger("roomwire.sign_ins")

ADDS, JOINS = "add.", "join."
"""What a state begins with that adds to an account, or signs up: the page asks for that when it is back."""

INVITED = "invited "
"""What a state begins with that adds to an account, or signs up: what the page asks for when it is back."""

NO_PROVIDER = say("This hub has no such way to sign in.")
NO_SUCH = say("There is no such way to sign in any more.")


@dataclass(frozen=True, slots=True)
class Providing:
    """What a hub has of providers: those configured, what is known of them, and where it is found itself."""

    clients: ProviderClients
    providers: Mapping[str, IdentityProvider]
    base_url: str

    def named(self, name: str) -> IdentityProvider:
        """
        The provider that is called so.

        Raises:
            NotFound: none is, on this hub.
        """
        if (found := self.providers.get(name)) is None:
            raise NotFound(NO_PROVIDER)
        return found


@dataclass(frozen=True, slots=True)
class Return:
    """
    Who comes back from a provider. state, code, error: as it sent them, empty where it did not. holder: the
    fingerprint of what the browser keeps for its way there and back.
    """

    state: str = field(repr=False)
    code: str = field(repr=False)
    error: str
    holder: str
    browser: Browser
    address: str


async def leave(
    store: Store, providing: Providing, name: str, holder: str, now: datetime, session: str = ""
) -> str:
    """
    Where the browser of this holder signs in at a provider. session: that adds what comes of it, or INVITED with an
    invitation, which is accepted by it; empty to sign in.

    Raises:
        NotFound: there is no such provider.
        Unavailable: it does not answer.
    """
    provider = providing.named(name)
    drawn = [secrets.token_urlsafe(32) for _ in range(3)]
    begins = JOINS if session.startswith(INVITED) else ADDS if session else ""
    state = f"{begins}{drawn[0]}"
    outing = Outing(state, drawn[1], drawn[2], providing.base_url + CALLBACK)
    try:
        address = await providing.clients.address(provider, outing)
    except ProviderDown as error:
        raise _down(provider, error) from None
    visit = OidcVisit(
        id=_visit(outing.state), holder=holder, provider=name, nonce=outing.nonce, verifier=outing.verifier,
        session=session, expires_at=stamp(now + VISIT_LASTS),
    )  # fmt: skip
    await store.write(lambda transaction: put_visit(transaction.connection, visit, stamp(now)), whose=NO_ROWS)
    return address


def _visit(state: str) -> str:
    return fingerprint(f"state {state}")


def _down(provider: IdentityProvider, error: Exception) -> Unavailable:
    log.warning("a sign-in service does not answer", extra={"provider": provider.name, "why": str(error)})
    return Unavailable(PROVIDER_DOWN)


@dataclass(frozen=True, slots=True)
class CameBack:
    """Of whom a provider says that they are there. session: what the visit was for, as leave() has it."""

    provider: IdentityProvider
    claims: Mapping[str, object]
    session: str


async def came_back(
    store: Store, providing: Providing, back: Return, now: datetime, serves: Callable[[str], bool]
) -> CameBack:
    """
    Who comes back from a provider. The visit is used up either way. serves: whether it was for what is done now.

    Raises:
        Conflict: it took too long, or was begun elsewhere, or for something else.
        Forbidden: they did not allow it, or are of an organization that is not let in.
        Invalid: what came is not to be believed.
        Unavailable: the provider does not answer.
    """
    its = await store.write(
        lambda one: take_visit(one, _visit(back.state), back.holder, stamp(now)), whose=Across.SIGN_IN
    )
    if its is None or not serves(its.session):
        raise Conflict(TOO_LATE)
    provider = providing.named(its.provider)
    if back.error or not back.code:
        raise Forbidden(DENIED)
    outing = Outing(back.state, its.nonce, its.verifier, providing.base_url + CALLBACK)
    try:
        claims = await providing.clients.redeem(provider, outing, back.code, now)
    except ProviderDown as error:
        raise _down(provider, error) from None
    except Untrusted as error:
        log.warning("a sign-in elsewhere was not believed", extra={"provider": provider.name, "why": str(error)})
        raise Invalid(CLOCK_OFF if isinstance(error, ClockOff) else NOT_OURS) from None
    if isinstance(verdict := may_come(provider.rules, claims), Refused):
        raise Forbidden(verdict.because)
    return CameBack(provider, claims, its.session)


async def sign_in(guessing: Guessing, providing: Providing, back: Return, now: datetime) -> Entered:
    """
    A session of the account that an account elsewhere opens, or what is still asked of it: the code, as of others.

    It is found by issuer and subject alone, never by an email address.

    Raises:
        Unauthenticated: it opens no account here.
        Conflict, Forbidden, Invalid, Unavailable: as came_back says; or the account is active at no school.
        RateLimited: too many from this address opened none.
    """
    store, counted = guessing.store, of_visit(back.address)
    await guessing.count(counted, now)
    claims = (await came_back(store, providing, back, now, lambda session: not session)).claims
    issuer, subject = str(claims["iss"]), str(claims["sub"])

    def write(transaction: Transaction) -> Entered:
        connection = transaction.connection
        found = find_identity(connection, issuer, subject)
        account = accounts.find_account(connection, found.account) if found is not None else None
        if found is None or account is None:
            raise Unauthenticated(UNKNOWN_IDENTITY)
        profiles = accounts.list_profiles(connection, account.id)
        if not profiles:
            raise Forbidden(LEFT)
        use_identity(connection, found.id, stamp(now))
        how = SignInFacts(Deed.BY_IDENTITY, back.address)
        return enter(transaction, Entering(account, profiles[0], back.browser, how), now)

    lane = await store.read(lambda connection: _lane(connection, issuer, subject), Across.SIGN_IN)
    into = await store.write(write, lane, whose=Across.SIGN_IN.within(lane))
    await guessing.back(counted)
    return into


def _lane(connection: Connection, issuer: str, subject: str) -> str:
    found = find_identity(connection, issuer, subject)
    profiles = accounts.list_profiles(connection, found.account) if found is not None else []
    return profiles[0].school if profiles else ""


async def begin(
    proving: Proving, providing: Providing, name: str, holder: str, password: str, now: datetime
) -> str:
    """
    Where somebody who is signed in, and shows their password, signs in at a provider to add that to their account.

    Raises:
        Invalid: this is not their password.
        NotFound: there is no such provider.
        Unavailable: it does not answer, or too many people are signing in right now.
        RateLimited: too many were wrong.
    """
    providing.named(name)
    await proving.password(password, now)
    store = proving.guessing.store
    return await leave(store, providing, name, holder, now, proving.signed.session)


async def add(store: Store, providing: Providing, signed: Signed, back: Return, now: datetime) -> KeptIdentity:
    """
    What opens the account from now on; its owner is told by email.

    Raises:
        Conflict: it opens an account already, or there are too many; and as came_back says.
        Forbidden, Invalid, Unavailable: as came_back says.
        Unauthenticated: the session has ended.
    """
    its = await came_back(store, providing, back, now, lambda session: session == signed.session)
    provider, claims = its.provider, its.claims
    made = KeptIdentity(
        id=new("o"), account=signed.account, issuer=str(claims["iss"]), subject=str(claims["sub"]),
        provider=provider.name, email=shown_email(claims), made_at=stamp(now),
    )  # fmt: skip

    def write(transaction: Transaction) -> KeptIdentity:
        owner = own(transaction.connection, signed, now)
        accounts.lock_password(transaction.connection, signed.account)
        count = count_identities(transaction.connection, signed.account)
        if isinstance(verdict := may_add_identity(count), Refused):
            raise Conflict(verdict.because)
        if not insert_identity(transaction, made):
            raise Conflict(TAKEN)
        account_mail.put_of_identity(
            transaction, owner.person, owner.account.email, account_mail.IDENTITY_ADDED, provider.label, now
        )
        note(transaction, signed.account, Deed.IDENTITY_ADDED, stamp(now))
        return made

    return await store.write(write, signed.school, whose=Across.ACCOUNT.within(signed.school))


async def remove(proving: Proving, labels: Mapping[str, str], password: str, identity: str, now: datetime) -> None:
    """
    Let an account elsewhere open one's own no more; its owner is told. labels: of providers, by name.

    Raises:
        Invalid: this is not their password.
        NotFound: they have no such identity.
        Unauthenticated: the session ended while this waited.
        RateLimited: too many were wrong.
    """
    signed = proving.signed

    def write(transaction: Transaction) -> None:
        owner = own(transaction.connection, signed, now)
        gone = delete_identity(transaction, signed.account, identity)
        if gone is None:
            raise NotFound(NO_SUCH)
        label = labels.get(gone.provider, gone.provider)
        account_mail.put_of_identity(
            transaction, owner.person, owner.account.email, account_mail.IDENTITY_REMOVED, label, now
        )
        note(transaction, signed.account, Deed.IDENTITY_REMOVED, stamp(now))

    await proving.password(password, now)
    await proving.guessing.store.write(write, signed.school, whose=Across.ACCOUNT.within(signed.school))
