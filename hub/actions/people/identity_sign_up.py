"""This file is signing up by an invitation with an account elsewhere (OpenID Connect) in place of a password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people import passwords
from hub.actions.people.identities import INVITED, came_back, leave
from hub.actions.people.inviting import Joining, LinkHolder, another, join, look, refuse_another
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Conflict, NotFound
from hub.limits.guesses import of_link, of_visit
from hub.queries.people.inviting import good, guest_of
from hub.signing import FoundElsewhere
from hub.store import account_mail
from hub.store.account_log import note
from hub.store.clock import stamp
from hub.store.identities import KeptIdentity, find_identity, insert_identity
from hub.store.invitations import find_invitation
from hub.store.names import new
from hub.store.row_security import Across
from policies.people.identities import TOO_LATE, VISIT_LASTS, shown_email
from policies.people.inviting import UNKNOWN
from policies.records.activity_log import Deed
from policies.sentence import say

if TYPE_CHECKING:
    from hub.actions.people.identities import Providing, Return
    from hub.actions.people.sessions import Entered
    from hub.bus.school import School
    from hub.bus.schools import Schools
    from hub.limits.guesses import Guessing
    from hub.queries.people.inviting import Guest
    from hub.store.accounts import Account, ActiveProfile
    from hub.store.transaction import Transaction

HAS_ACCOUNT = say(
    "You have an account with this email address. Use its password, and add the other way to sign in under Me."
)
TAKEN_ALREADY = say(
    "That account opens another account here already. Choose another one, or a password: open the link of your "
    "invitation once more."
)


@dataclass(frozen=True, slots=True)
class SignUp:
    """
    Somebody who came back from a provider and may sign up. guest: whom the invitation is for. school_name: theirs.
    found: who the provider says they are. label: how its button is called. another: the name of who is signed in on
    this browser and has to sign out first, empty for nobody.
    """

    guest: Guest
    school_name: str
    found: FoundElsewhere
    label: str
    another: str


@dataclass(frozen=True, slots=True)
class Way:
    """By which provider, and the fingerprint of what the browser keeps for its way there and back."""

    provider: str
    holder: str


async def begin(school: School, providing: Providing, holder: LinkHolder, way: Way, now: datetime) -> str:
    """
    Where somebody who has the link of an invitation signs in at a provider, to sign up by that.

    Raises:
        NotFound: there is no such link, or no such provider.
        Conflict: it is good no more, its address has an account, or somebody else is signed in on this browser.
        Unavailable: the provider does not answer.
    """
    guest = await look(school, holder, now)
    _refuse_known(guest)
    await refuse_another(school.store, guest, holder, now)
    session = f"{INVITED}{guest.invitation.secret}"
    return await leave(school.store.whole, providing, way.provider, way.holder, now, session)


def _refuse_known(guest: Guest) -> None:
    """Whoever has an account with the address of the invitation shows its password: a link never opens one."""
    if guest.acts:
        raise Conflict(HAS_ACCOUNT)


@dataclass(frozen=True, slots=True)
class Door:
    """What a sign-up goes through: who counts guesses, the schools, and the providers."""

    guessing: Guessing
    schools: Schools
    providing: Providing


async def show(door: Door, back: Return, token: str, now: datetime) -> SignUp:
    """
    Who came back, to be looked at by themselves before anything is made of it.

    token: of the session that their browser is signed in with, empty where it is with none.

    Raises:
        NotFound: the invitation is there no more.
        Conflict: it is good no more, its address or what came back has an account; and as came_back says.
        Forbidden, Invalid, Unavailable: as came_back says.
        RateLimited: too many from this address came to nothing.
    """
    guessing, counted = door.guessing, of_visit(back.address)
    await guessing.count(counted, now)
    its = await came_back(guessing.store, door.providing, back, now, lambda one: one.startswith(INVITED))
    await guessing.back(counted)
    found = FoundElsewhere(
        invitation=its.session.removeprefix(INVITED), holder=back.holder, provider=its.provider.name,
        issuer=str(its.claims["iss"]), subject=str(its.claims["sub"]), email=shown_email(its.claims),
        until=stamp(now + VISIT_LASTS),
    )  # fmt: skip
    school, guest = await _guest(door, found, now)
    holder = LinkHolder(secret="", address=back.address, token=token)
    name = await another(guessing.store, guest, holder, now)
    return SignUp(guest, school.snapshot.roster.school_name, found, its.provider.label, name)


async def _guest(door: Door, found: FoundElsewhere, now: datetime) -> tuple[School, Guest]:
    """Whom the invitation is for that somebody came back with, while it is good and nobody is taken over by it."""
    store = door.guessing.store
    its = await store.read(lambda connection: find_invitation(connection, found.invitation), Across.SECRET)
    if its is None:
        raise NotFound(UNKNOWN)
    school = await door.schools.opened(its.school)
    guest = good(
        await read_on_fresh_rules(
            school, lambda one, rules: guest_of(one, rules, found.invitation, now), Across.ACCOUNT
        )
    )
    _refuse_known(guest)
    opens = await store.read(lambda one: find_identity(one, found.issuer, found.subject), Across.ACCOUNT)
    own = None if guest.account is None else guest.account.id  # of who left and comes back; it acts as nobody now
    if opens is not None and opens.account != own:
        raise Conflict(TAKEN_ALREADY)
    return school, guest


async def accept(door: Door, found: FoundElsewhere, holder: LinkHolder, now: datetime) -> Entered:
    """
    Let who came back sign in by that from now on, as the person whom the invitation is for. The account is called
    by the invitation's address, and has a password that nobody knows: a link to there brings one of their own.

    Raises:
        NotFound: the invitation, or the provider, is there no more.
        Conflict: it took too long, it is good no more, its address or what came back has an account, or somebody
            else is signed in on this browser.
        RateLimited, Unavailable: too many try right now.
    """
    if found.until <= stamp(now):
        raise Conflict(TOO_LATE)
    label = door.providing.named(found.provider).label
    school, guest = await _guest(door, found, now)
    await refuse_another(school.store, guest, holder, now)
    unknown, counted = secrets.token_urlsafe(32), of_link(found.invitation, holder.address)
    hashed = await door.guessing.tried(counted, now, lambda: passwords.kept(unknown), bool)

    def also(transaction: Transaction, account: Account, person: ActiveProfile) -> None:
        its = KeptIdentity(
            id=new("o"), account=account.id, issuer=found.issuer, subject=found.subject, provider=found.provider,
            email=found.email, made_at=stamp(now), used_at=stamp(now),
        )  # fmt: skip
        if not insert_identity(transaction, its):
            raise Conflict(TAKEN_ALREADY)
        kind = account_mail.IDENTITY_ADDED
        account_mail.put_of_identity(transaction, person, account.email, kind, label, now)
        note(transaction, account.id, Deed.IDENTITY_ADDED, stamp(now))

    return await join(school, Joining(guest, hashed, holder.browser, holder.address, also), now)
