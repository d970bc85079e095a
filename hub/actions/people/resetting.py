"""This file is the way back in for who forgot a password: a link by email, a code of the office, and their use."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people import passwords
from hub.actions.people.accounts import acting, changed, good
from hub.errors import Forbidden, NotFound, RateLimited
from hub.signing import fingerprint
from hub.store import account_mail, guesses
from hub.store import accounts as kept
from hub.store.account_log import note
from hub.store.audits import AuditEntry, insert_entry
from hub.store.clock import stamp
from hub.store.resets import Reset, find_account_id, is_former, put_reset, use_reset
from hub.store.row_security import Across
from hub.store.sessions import end_all
from policies.people.facts import Role
from policies.people.printing import at_home
from policies.people.resetting import CODE_LASTS, LINK_LASTS, may_hand_code
from policies.records.activity_log import Deed
from policies.sentence import Perhaps, Sentence, say
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.limits.guesses import Guessing, Try
    from hub.signing import Signer
    from hub.store.accounts import Account, ActiveProfile
    from hub.store.snapshot import Snapshot
    from hub.store.store import Store
    from hub.store.transaction import Transaction

LINKS_OF_ACCOUNT = 3, 1_200
"""Emails with a link to one account: three at once, then one in twenty minutes."""

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of a code: none that is read as another; ten of them are 49 bits, for a quarter of an hour and few tries."""

LINK_OVER = say("This link has been used, or its hour is over. Ask for a new one: choose “Forgot password?”.")
LINK_NEWER = say("A newer link was made after this one. Use the one that came last, in the newest email.")
CODE_OVER = say(
    "This email address and this code do not belong together, or the code’s quarter of an hour is over."
)


async def forgot(store: Store, signer: Signer, email: str, now: datetime) -> None:
    """Send a link to whoever signs in with this address, as one of the school; to nobody where nobody does."""
    found = await store.read(
        lambda connection: acting(connection, kept.find_by_email(connection, email)), Across.SIGN_IN
    )
    if found is not None:
        account, person = found
        await store.write(
            lambda transaction: _send(transaction, signer, account, person, now),
            person.school,
            whose=Across.ACCOUNT.within(person.school),
        )


def _send(transaction: Transaction, signer: Signer, account: Account, person: ActiveProfile, now: datetime) -> None:
    try:
        guesses.take(transaction, [guesses.Count(f"link {account.id}", *LINKS_OF_ACCOUNT)], now)
    except RateLimited:
        return  # they have the others; whoever asks is not told
    its = account_mail.put(transaction, person, account.email, account_mail.RESET, now)
    keep(transaction, account.id, "link", signer.way_back(its), now + LINK_LASTS)
    note(transaction, account.id, Deed.LINK_SENT, stamp(now))


def keep(transaction: Transaction, account: str, kind: str, secret: str, until: datetime) -> None:
    """From now on secret lets choose the password of account; an older one of its kind does no more."""
    made = Reset(account=account, kind=kind, secret=fingerprint(secret), expires_at=stamp(until))
    put_reset(transaction.connection, made)


async def link_for(store: Store, email: str, now: datetime) -> str:
    """
    The secret of a link for whoever runs the hub to hand on.

    Raises:
        NotFound: nobody signs in with this address.
    """
    found = await store.read(
        lambda connection: acting(connection, kept.find_by_email(connection, email)), Across.SIGN_IN
    )
    if found is None:
        raise NotFound(say("Nobody who is active signs in with {email}.", email=email))
    secret = secrets.token_urlsafe(32)
    await store.write(lambda transaction: _print(transaction, found[0].id, secret, now), whose=Across.ACCOUNT)
    return secret


def _print(transaction: Transaction, account: str, secret: str, now: datetime) -> None:
    keep(transaction, account, "link", secret, now + LINK_LASTS)
    note(transaction, account, Deed.LINK_PRINTED, stamp(now))


async def hand_code(school: School, admin: str, person: str, now: datetime) -> tuple[str, datetime]:
    """
    A code for the admin to say or show to the person, and until when it is good; the person is told by email.

    Raises:
        NotFound: there is no such person, or they do not sign in.
        Forbidden: not this admin, or not for this person; the sentence says why.
    """
    snapshot = school.snapshot
    if person not in snapshot.roster.people:
        raise NotFound(say("There is no such person here."))
    code = "".join(secrets.choice(LETTERS) for _ in range(10))
    await school.store.write(
        lambda transaction: _hand(transaction, snapshot, admin, person, code, now), school.id, across=Across.ACCOUNT
    )
    return f"{code[:5]}-{code[5:]}", now + CODE_LASTS


def _may_hand_code(snapshot: Snapshot, admin: str, person: str, *, elsewhere: bool) -> Verdict:
    roster = snapshot.roster
    home = person in at_home(roster, admin)
    return may_hand_code(roster.people[admin], roster.people[person], elsewhere=elsewhere, at_home=home)


def _hand(transaction: Transaction, snapshot: Snapshot, admin: str, person: str, code: str, now: datetime) -> None:
    connection = transaction.connection
    account = kept.find_of_person(connection, person)
    profiles = kept.list_profiles(connection, account.id) if account else []
    elsewhere = any(one.school != snapshot.school or one.role == Role.ADMIN.value for one in profiles)
    people = snapshot.roster.people
    if isinstance(verdict := _may_hand_code(snapshot, admin, person, elsewhere=elsewhere), Refused):
        raise Forbidden(verdict.because)
    if account is None or not profiles:
        raise NotFound(
            say(
                "{person} has not signed in so far, so there is no password to choose anew.",
                person=people[person].name,
            )
        )
    of_them = next(one for one in profiles if one.id == person)
    account_mail.put(transaction, of_them, account.email, account_mail.CODE, now, by=people[admin])
    keep(transaction, account.id, "code", _bound(account.email, code), now + CODE_LASTS)
    at = stamp(now)
    gave = AuditEntry(
        school=snapshot.school, person=admin, what="gave_code", about=f"{person} {at}", day=now.date(), at=at
    )
    insert_entry(transaction, gave)


def _bound(email: str, code: str) -> str:
    """A code counts with its address alone."""
    plain = "".join(one for one in code.upper() if one.isalnum())
    return f"{email.strip().casefold()} {plain}"


@dataclass(frozen=True, slots=True)
class WantedPassword:
    """
    Which password is to be chosen: by a link, or by an address and a code. over: what is said otherwise; newer:
    where another took its place, empty where nobody is told.
    """

    kind: str
    secret: str
    over: Sentence
    newer: Perhaps = ""


def by_link(secret: str) -> WantedPassword:
    """The password of the account that a link was sent to, by the link's secret."""
    return WantedPassword("link", fingerprint(secret), LINK_OVER, LINK_NEWER)


def by_code(email: str, code: str) -> WantedPassword:
    """The password of the account at an address, by a code that the office gave out."""
    return WantedPassword("code", fingerprint(_bound(email, code)), CODE_OVER)


async def choose(guessing: Guessing, its: Try, wanted: WantedPassword, fresh: str, now: datetime) -> None:
    """
    Give an account a new password, once; all of its sessions end, and its person is told.

    Raises:
        NotFound: used, over, replaced, of somebody who left, or never there: all alike.
        Invalid: fresh may not be a password; another may be tried.
        RateLimited: too many tries.
        Unavailable: too many people are signing in right now.
    """
    await guessing.count(its, now)
    found = await guessing.store.read(lambda connection: _found(connection, wanted, now), Across.SECRET)
    if isinstance(found, str):
        raise NotFound(found)
    account, person = found
    _, same, hashed = await guessing.worked(its, lambda: passwords.chosen(account.password, None, fresh))
    good(fresh, account.email, same=same)  # what may be no password stays counted: it cost two hashes
    await guessing.back(its)
    await guessing.store.write(
        lambda transaction: _use(transaction, wanted, account.id, hashed, its.address, now),
        person.school,
        Across.SECRET.within(person.school),
    )


def _found(
    connection: Connection, wanted: WantedPassword, now: datetime
) -> tuple[Account, ActiveProfile] | Sentence:
    """Whose password it is; else what is said, which of a newer link only who has an older one learns."""
    at = stamp(now)
    if account := find_account_id(connection, wanted.kind, wanted.secret, at):
        return acting(connection, kept.find_account(connection, account)) or wanted.over
    if wanted.newer and is_former(connection, wanted.kind, wanted.secret, at):
        return wanted.newer
    return wanted.over


def _use(
    transaction: Transaction, wanted: WantedPassword, account: str, hashed: str, address: str, now: datetime
) -> None:
    if not use_reset(transaction, wanted.kind, wanted.secret, stamp(now)):
        raise NotFound(wanted.over)
    kept.set_password(transaction.connection, account, hashed)
    ended = end_all(transaction, now, accounts=[account])
    changed(transaction, account, now)
    deed = Deed.PASSWORD_BY_LINK if wanted.kind == "link" else Deed.PASSWORD_BY_CODE
    note(transaction, account, deed, stamp(now), {"ended": len(ended)}, address)
