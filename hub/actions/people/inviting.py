"""This file is inviting people: a link by email to whoever has none yet, and what its reader makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from hub.actions.people import accounts as own
from hub.actions.people import passwords
from hub.actions.people.sessions import UNKNOWN_BROWSER, Browser, Entered, Entering, enter, note_refused
from hub.bus.fresh import on_fresh_rules, read_on_fresh_rules
from hub.errors import NO_SUCH_PERSON, Conflict, Forbidden, NotFound, Unauthenticated
from hub.limits.guesses import of_guest, of_link
from hub.queries.people.inviting import LeftOut, good, guest_of, invitees
from hub.signing import fingerprint
from hub.store import account_mail, accounts, journal, rights
from hub.store.account_log import SignInFacts
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.changed_email import confirm_by_link
from hub.store.clock import day_in, stamp
from hub.store.identities import delete_identities
from hub.store.invitations import SentInvitation, find_invitation, insert_invitations, use_invitation
from hub.store.linking import link_found
from hub.store.names import new
from hub.store.passkeys import delete_passkeys
from hub.store.resets import delete_resets
from hub.store.row_security import Across
from hub.store.second_factor import delete_halves
from hub.store.sessions import end_all, find_open
from policies.people.display_names import full_name
from policies.people.inviting import (
    INVITATION_LASTS,
    UNKNOWN,
    USED,
    InviteeFacts,
    may_be_invited,
    may_invite,
)
from policies.records.activity_log import Deed
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.limits.guesses import Guessing
    from hub.queries.people.inviting import Guest
    from hub.signing import Signer
    from hub.store.account_mail import InvitingEmail
    from hub.store.accounts import ActiveProfile
    from hub.store.snapshot import Snapshot
    from hub.store.store import ScopedStore, Store
    from hub.store.transaction import Transaction
    from policies.people.facts import Person
    from policies.people.inviting import Group

PER_COMMIT = 100
"""People invited in one commit, some 25 ms of the writer: what is said meanwhile waits for no more than that."""

MEANWHILE = say("Something changed meanwhile. Please try again.")
NOT_YOURS = say("You have an account with this email address. This is not its password.")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWish:
    """Whom an admin wants to invite: people by their ids, in this order, or a group; the other one is empty."""

    admin: str
    people: tuple[str, ...] = ()
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class InvitationsSent:
    """How many emails leave; left_out: of those who were named, to whom none goes."""

    sent: int
    left_out: tuple[LeftOut, ...]


async def invite(school: School, signer: Signer, wish: InvitationWish, now: datetime) -> InvitationsSent:
    """
    Send each of them a link, and end the one that they had; who cannot be invited is left out, and said.

    Raises:
        Forbidden: only admins do that.
        NotFound: somebody who is named is not of this school; then nobody is invited.
    """
    wanted = await read_on_fresh_rules(school, lambda one, rules: _wanted(one, rules, wish, now), Across.ACCOUNT)
    sent, left_out = 0, list[LeftOut]()
    for start in range(0, len(wanted), PER_COMMIT):
        part = wanted[start : start + PER_COMMIT]
        done = await on_fresh_rules(school, partial(_invite, school, signer, wish, part, now))
        sent += done.sent
        left_out += done.left_out
    return InvitationsSent(sent, tuple(left_out) if wish.group is None else ())


def _wanted(connection: Connection, rules: Snapshot, wish: InvitationWish, now: datetime) -> list[str]:
    """The ids of those who are to be invited, each once."""
    if isinstance(verdict := may_invite(rules.roster.people[wish.admin]), Refused):
        raise Forbidden(verdict.because)
    if wish.group is not None:
        known = sorted(invitees(connection, rules, now, wish.admin).values(), key=lambda one: one.person.name)
        return [one.person.id for one in known if one.of_group(wish.group)]
    if any(one not in rules.roster.people for one in wish.people):
        raise NotFound(NO_SUCH_PERSON)
    return list(dict.fromkeys(wish.people))


async def _invite(
    school: School, signer: Signer, wish: InvitationWish, part: Sequence[str], now: datetime, rules: Snapshot
) -> InvitationsSent:
    return await school.store.write(
        lambda one: _send(one, signer, rules, wish, part, now), school.id, across=Across.ACCOUNT
    )


def _send(
    transaction: Transaction,
    signer: Signer,
    rules: Snapshot,
    wish: InvitationWish,
    part: Sequence[str],
    now: datetime,
) -> InvitationsSent:
    """In one commit: the links, their emails, and the end of the links before."""
    connection = transaction.connection
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)
    if isinstance(verdict := may_invite(rules.roster.people[wish.admin]), Refused):
        raise Forbidden(verdict.because)  # an admin no more since the commit before
    known, people = invitees(connection, rules, now, wish.admin, only=part), rules.roster.people
    may = {
        one: known[one].may if one in known else may_be_invited(rules.roster, people[one], InviteeFacts(), now)
        for one in part
    }
    refused = {one: verdict for one, verdict in may.items() if isinstance(verdict, Refused)}
    wanted = [one for one in part if one not in refused]
    if wish.group is not None:
        wanted = [one for one in wanted if known[one].of_group(wish.group)]
    here = {one.id: one for one in accounts.find_active(connection, wanted)}
    emails = [account_mail.InvitingEmail(here[one], people[one].email or "") for one in wanted]
    its = account_mail.put_invitations(transaction, rules.school, emails, people[wish.admin], now)
    made = [_link(signer, one, brings, wish.admin, now) for one, brings in zip(emails, its, strict=True)]
    insert_invitations(connection, made, stamp(now))
    at = stamp(now)
    put_on_record(transaction, *[_noted(rules, people[wish.admin], people[one], at) for one in wanted])
    left_out = tuple(LeftOut(one, people[one].name, why.because) for one, why in refused.items())
    return InvitationsSent(len(wanted), left_out)


def _noted(rules: Snapshot, by: Person, person: Person, at: str) -> LogDraft:
    return LogDraft(
        school=rules.school, deed=Deed.INVITED, at=at, by=by.id, by_name=by.name,
        about=person.id, about_name=person.name,
    )  # fmt: skip


def _link(signer: Signer, its: InvitingEmail, delivery: str, admin: str, now: datetime) -> SentInvitation:
    """What is to be kept of the link that an email brings."""
    return SentInvitation(
        id=new("i"),
        school=its.to.school,
        person=its.to.id,
        address=its.email,
        secret=fingerprint(signer.way_in(delivery)),
        delivery=delivery,
        by=admin,
        sent_at=stamp(now),
        expires_at=stamp(now + INVITATION_LASTS),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkHolder:
    """
    Who comes with a link. secret: what it ends with. address: where they ask from. token: of the session that
    their browser is signed in with, empty where it is with none. browser: what they sign up with.
    """

    secret: str
    address: str
    token: str = ""
    browser: Browser = UNKNOWN_BROWSER


async def school_of(guessing: Guessing, holder: LinkHolder, now: datetime) -> str:
    """
    The id of the school that a link is of. A wrong one counts as a guess.

    Raises:
        NotFound: there is no such link.
        RateLimited: too many tries.
    """
    its, secret = of_link(fingerprint(holder.secret), holder.address), fingerprint(holder.secret)
    await guessing.count(its, now)
    found = await guessing.store.read(lambda connection: find_invitation(connection, secret), Across.SECRET)
    if found is None:
        raise NotFound(UNKNOWN)
    await guessing.back(its)
    return found.school


async def look(school: School, holder: LinkHolder, now: datetime) -> Guest:
    """
    Whom a link is for.

    Raises:
        NotFound: there is no such link in this school.
        Conflict: it is good no more; the sentence says why, and what to do.
    """
    secret = fingerprint(holder.secret)
    return good(
        await read_on_fresh_rules(school, lambda one, rules: guest_of(one, rules, secret, now), Across.ACCOUNT)
    )


async def another(store: Store, guest: Guest, holder: LinkHolder, now: datetime) -> str:
    """The name of who is signed in on this browser with another account than the link is for; empty for nobody."""
    return (
        await store.read(lambda connection: _another(connection, guest, holder, now), Across.SESSION)
        if holder.token
        else ""
    )


def _another(connection: Connection, guest: Guest, holder: LinkHolder, now: datetime) -> str:
    found = find_open(connection, fingerprint(holder.token), stamp(now))
    if found is None or (guest.account is not None and guest.account.id == found.account):
        return ""
    profiles = accounts.list_profiles(connection, found.account)
    its = next((one for one in profiles if one.id == found.person), profiles[0] if profiles else None)
    return (its.display_name or full_name(its.given, its.family)) if its is not None else ""


async def accept(school: School, guessing: Guessing, holder: LinkHolder, password: str, now: datetime) -> Entered:
    """
    Let whoever has the link sign in as the person it is for, from now on by its address and this password.

    Where an account with the address acts as somebody already, the password is that one's, and nothing but the
    person is added to it.

    Raises:
        NotFound: there is no such link.
        Conflict: it is good no more, somebody else is signed in on this browser, or something changed meanwhile.
        Invalid: this may be no password; another may be tried.
        Unauthenticated: there is an account with this address, and this is not its password.
        RateLimited: too many tries.
        Unavailable: too many people are signing in right now.
    """
    guest = await look(school, holder, now)
    await refuse_another(school.store, guest, holder, now)
    hashed = await _hashed(guessing, guest, holder, password, now)
    return await join(school, Joining(guest, hashed, holder.browser, holder.address), now)


async def refuse_another(store: ScopedStore, guest: Guest, holder: LinkHolder, now: datetime) -> None:
    """Go on only where nobody else is signed in on this browser; raises Conflict."""
    if name := await another(store.whole, guest, holder, now):
        raise Conflict(
            say("You are signed in as {name}, and this invitation is for somebody else. Sign out first.", name=name)
        )


async def join(school: School, joining: Joining, now: datetime) -> Entered:
    """
    Let who has proved the invitation sign in from now on, in one commit with whatever else has to hold.

    Raises:
        NotFound: there is no such link.
        Conflict: it is good no more, something changed meanwhile, or as joining.also says.
    """
    entered = await on_fresh_rules(
        school,
        lambda rules: school.store.write(
            lambda one: _join(one, rules, joining, now), school.id, across=Across.ACCOUNT
        ),
    )
    await school.catch_up()
    return entered


async def _hashed(guessing: Guessing, guest: Guest, holder: LinkHolder, password: str, now: datetime) -> str:
    """The password as the account shall have it: as it is, where the account has one that counts."""
    account, address = guest.account, guest.invitation.goes_to
    if account is not None and guest.acts:
        its = of_guest(account.email, holder.address)
        if not await guessing.tried(its, now, lambda: passwords.matches(account.password, password), bool):
            await note_refused(guessing.store, account.email, holder.address, now)
            raise Unauthenticated(NOT_YOURS)
        return account.password
    own.good(password, address, same=False)
    its = of_link(guest.invitation.secret, holder.address)
    return await guessing.tried(its, now, lambda: passwords.kept(password), bool)


@dataclass(frozen=True, slots=True)
class Joining:
    """
    Who signs up: as they were looked at, the password as it was hashed since, with which browser, from where.

    also: what is done in the same commit, of the account and of who acts by it; None for nothing.
    """

    guest: Guest
    hashed: str
    browser: Browser
    address: str
    also: Callable[[Transaction, accounts.Account, ActiveProfile], None] | None = None


def _join(transaction: Transaction, rules: Snapshot, joining: Joining, now: datetime) -> Entered:
    """All of it in one commit, or nothing."""
    connection, before = transaction.connection, joining.guest
    its = before.invitation
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)
    guest = good(guest_of(connection, rules, its.secret, now))
    if (guest.account, guest.acts) != (before.account, before.acts):
        raise Conflict(MEANWHILE)
    if not use_invitation(connection, its.id, stamp(now)):
        raise Conflict(USED)
    account = _account(transaction, guest, joining.hashed, now)
    confirmed = confirm_by_link(connection, its.person, its.goes_to)
    found = link_found(transaction, rules.school, now, account.id)
    if confirmed or found or guest.account is not None:  # rules: whose address waits, who is one human being
        day = day_in(rules.time_zone, now)
        rights.settle(transaction, rules.school, day, stamp(now), by=its.person, before=rules)
    here = accounts.find_active(connection, [its.person])
    if joining.also is not None:
        joining.also(transaction, account, here[0])
    how = SignInFacts(Deed.JOINED, joining.address)
    return enter(transaction, Entering(account, here[0], joining.browser, how), now)


def _account(transaction: Transaction, guest: Guest, hashed: str, now: datetime) -> accounts.Account:
    """The account that acts as the guest from now on: made, or the one there is with one person more."""
    connection, its = transaction.connection, guest.invitation
    if guest.account is None:
        made = own.create(transaction, its.goes_to, hashed, [its.person], stamp(now))
        return accounts.Account(made, its.goes_to, hashed)
    if not guest.acts:  # its people have left, so that nobody signs in with it: what it had opens nothing
        accounts.set_password(connection, guest.account.id, hashed)
        delete_resets(connection, guest.account.id)
        delete_halves(connection, guest.account.id)
        delete_passkeys(connection, guest.account.id)
        delete_identities(connection, guest.account.id)
        end_all(transaction, now, accounts=[guest.account.id])
    accounts.insert_profile(connection, guest.account.id, its.person)
    return replace(guest.account, password=hashed)
