"""This file is printing invitations, and what the reader of a page makes of it: a link by email, to sign up by."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules, read_on_fresh_rules
from hub.errors import NO_SUCH_PERSON, Conflict, Forbidden, Invalid, Met, NotFound, RateLimited
from hub.limits.guesses import of_page
from hub.queries.people.inviting import closed_at, facts_of, good, guest_of_page, invitees, may_take
from hub.signing import fingerprint
from hub.store import account_mail, accounts, journal
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.guesses import Count, take
from hub.store.invitations import (
    GUESSED,
    SentInvitation,
    end_invitation,
    find_printed,
    insert_invitations,
    put_link,
    put_wrong,
)
from hub.store.names import new
from hub.store.row_security import Across
from policies.people.email_addresses import mended
from policies.people.inviting import INVITATION_LASTS, NOT_ANY_MORE, may_invite
from policies.people.printing import (
    CODE_DRAWN,
    CODE_LETTERS,
    CODE_MISTYPED,
    CODE_UNKNOWN,
    LINKS_IN_ALL,
    LINKS_OF_PAGE,
    NO_ADDRESS,
    NUMBER_DIGITS,
    NUMBER_ENDED,
    PAGE_USED_UP,
    PRINTED_AT_ONCE,
    checked,
    in_households,
    needs_number,
    read_code,
    read_number,
    wrong_address,
    wrong_number,
)
from policies.records.activity_log import Deed
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.limits.guesses import Guessing
    from hub.queries.people.inviting import Guest
    from hub.signing import Signer
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.facts import Person
    from policies.people.inviting import Group
    from policies.sentence import Perhaps

NOBODY_TO_PRINT = say("There is nobody to print a page for.")
CHANGED_MEANWHILE = say("Something changed meanwhile. Nothing was printed; please try again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintWish:
    """For whom an admin wants to print: people by their ids, or a group; the other one is empty."""

    admin: str
    people: tuple[str, ...] = ()
    group: Group | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPage:
    """
    A page to be printed, which opens nothing before kept() wrote it down. code: as drawn, in no records; by_number:
    whether it asks for a number of the office and for an address.
    """

    person: Person
    code: str
    by_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPrint:
    """The pages of one print, household after household. left_out: how many who were asked for get none."""

    wish: PrintWish
    pages: tuple[PlannedPage, ...]
    left_out: int


async def plan(school: School, wish: PrintWish, now: datetime) -> PlannedPrint:
    """
    What is to be printed, PRINTED_AT_ONCE pages at the most; nothing is written, and no invitation ends.

    Raises:
        Forbidden: only admins do that.
        NotFound: somebody who is named is not of this school.
        Conflict: there is nobody to print for; the sentence says why where one was named.
    """
    return await read_on_fresh_rules(school, lambda one, rules: _plan(one, rules, wish, now), Across.ACCOUNT)


def _plan(connection: Connection, rules: Snapshot, wish: PrintWish, now: datetime) -> PlannedPrint:
    roster = rules.roster
    if isinstance(verdict := may_invite(roster.people[wish.admin]), Refused):
        raise Forbidden(verdict.because)
    if any(one not in roster.people for one in wish.people):
        raise NotFound(NO_SUCH_PERSON)
    known = invitees(connection, rules, now, wish.admin)
    asked = [one for one in dict.fromkeys(wish.people) if one in known]
    wanted = [one for one in asked if not isinstance(known[one].may_print, Refused)]
    if wish.group is not None:
        wanted = asked = [one for one, its in known.items() if its.of_group(wish.group, "page")]
    if not wanted:
        why = known[asked[0]].may_print.because if len(asked) == 1 else NOBODY_TO_PRINT
        raise Conflict(why)
    printed = in_households(roster, wanted)[:PRINTED_AT_ONCE]
    pages = tuple(PlannedPage(person=known[one].person, code=_drawn(), by_number=known[one].by_number)
                  for one in printed)  # fmt: skip
    named = len(dict.fromkeys(wish.people)) or len(wanted)
    return PlannedPrint(wish=wish, pages=pages, left_out=named - len(pages))


def _drawn() -> str:
    return checked("".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_DRAWN)))


async def kept(school: School, signer: Signer, planned: PlannedPrint, now: datetime) -> None:
    """
    From now on the codes of these pages are good, and older invitations of the same people do no more: all or none.

    To be asked once the pages are ready to leave, so that what cannot be printed ends nothing.

    Raises:
        Conflict: meanwhile somebody of them signed up, left, or was invited.
    """
    await on_fresh_rules(school, partial(_keep, school, signer, planned, now))


async def _keep(school: School, signer: Signer, planned: PlannedPrint, now: datetime, rules: Snapshot) -> None:
    await school.store.write(lambda one: _put(one, signer, rules, planned, now), school.id, across=Across.ACCOUNT)


def _put(transaction: Transaction, signer: Signer, rules: Snapshot, planned: PlannedPrint, now: datetime) -> None:
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)
    connection, by = transaction.connection, rules.roster.people[planned.wish.admin]
    if isinstance(verdict := may_invite(by), Refused):
        raise Forbidden(verdict.because)
    known = invitees(connection, rules, now, by.id, only=[one.person.id for one in planned.pages])
    for page in planned.pages:
        its = known.get(page.person.id)
        if its is None or isinstance(its.may_print, Refused) or its.person.email != page.person.email:
            raise Conflict(CHANGED_MEANWHILE)
    insert_invitations(connection, [_row(signer, rules, one, by, now) for one in planned.pages], stamp(now))
    put_on_record(transaction, *[_printed(rules, one.person, by, stamp(now)) for one in planned.pages])


def _printed(rules: Snapshot, person: Person, by: Person, at: str) -> LogDraft:
    return LogDraft(
        school=rules.school, deed=Deed.INVITATION_PRINTED, at=at, by=by.id, by_name=by.name, about=person.id,
        about_name=person.name,
    )  # fmt: skip


def _row(signer: Signer, rules: Snapshot, page: PlannedPage, by: Person, now: datetime) -> SentInvitation:
    return SentInvitation(
        id=new("i"), school=rules.school, person=page.person.id, address=page.person.email or "",
        secret=fingerprint(secrets.token_urlsafe()),  # of nothing that anybody has: no link was sent
        delivery="", by=by.id, sent_at=stamp(now), expires_at=stamp(now + INVITATION_LASTS),
        code=signer.printed(page.code)[0],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHolder:
    """Who comes with a page. code: as they typed it, or their phone read it. address: where they ask from."""

    code: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWish:
    """What the reader of a page asks for a link with: both are empty where the office has an address of theirs."""

    number: str = ""
    email: str = ""


async def school_of(guessing: Guessing, signer: Signer, holder: PageHolder, now: datetime) -> str:
    """
    The id of the school that a page is of. A code that no page has is a guess, and one that is mistyped is none.

    Raises:
        Invalid: this can be no code; a letter is another, or two changed places.
        NotFound: there is no such page.
        RateLimited: too many that no page has.
    """
    codes = _codes(signer, holder)
    found = await guessing.store.read(lambda connection: find_printed(connection, codes), Across.SECRET)
    if found is not None:
        return found.school
    await guessing.count(of_page(holder.address), now)
    raise NotFound(CODE_UNKNOWN)


def _codes(signer: Signer, holder: PageHolder) -> tuple[str, ...]:
    code = read_code(holder.code)
    if code is None:
        raise Invalid(CODE_MISTYPED)
    return signer.printed(code)


@dataclass(frozen=True, slots=True)
class Welcomed:
    """Whom a page is for. by_number: it asks for a number of the office, and an address; else a link goes out."""

    given: str
    by_number: bool


async def look(school: School, signer: Signer, holder: PageHolder, now: datetime) -> Welcomed:
    """
    Whom a page is for, and what it asks for; no address is told, as who has the page may be somebody else.

    Raises:
        NotFound: there is no such page in this school.
        Conflict: it is good no more; the sentence says why, and what to do.
    """
    codes = _codes(signer, holder)
    return await read_on_fresh_rules(school, lambda one, rules: _look(one, rules, codes, now), Across.ACCOUNT)


def _look(connection: Connection, rules: Snapshot, codes: tuple[str, ...], now: datetime) -> Welcomed:
    guest = good(guest_of_page(connection, rules, codes, now))
    person = rules.roster.people[guest.invitation.person]
    return Welcomed(guest.given, needs_number(person, facts_of(connection, rules, person)))


async def send_link(school: School, signer: Signer, holder: PageHolder, wish: LinkWish, now: datetime) -> None:
    """
    Send the reader of a page the link by which a password is chosen: to the address that the office has of them
    alone, or to one that they give with the number that the office told them. Nobody is in before that is opened.

    Raises:
        NotFound, Conflict: as look(); or the number or the address was wrong too often, by which the page ended,
            and the admins are told; or the page has brought all of its links.
        Invalid: the number is another, or this reader signs in with no such address, or nothing arrives there. The
            number is looked at first, so that who does not know it learns of no address.
        RateLimited: too many links of this page in a short time.
    """
    codes = _codes(signer, holder)
    met = await on_fresh_rules(
        school,
        lambda rules: school.store.write(
            lambda one: _send(one, signer, rules, codes, wish, now), school.id, across=Across.ACCOUNT
        ),
    )
    if met is not None:
        raise met


def _send(
    transaction: Transaction, signer: Signer, rules: Snapshot, codes: tuple[str, ...], wish: LinkWish, now: datetime
) -> Met | None:
    """What the reader is told where nothing was sent, but a wrong number or address was counted."""
    connection = transaction.connection
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)
    guest = good(guest_of_page(connection, rules, codes, now))
    its, person = guest.invitation, rules.roster.people[guest.invitation.person]
    own = ""
    if needs_number(person, facts_of(connection, rules, person)):
        typed = read_number(wish.number)
        if not any(hmac.compare_digest(typed, one) for one in signer.numbers(its.id, NUMBER_DIGITS)):
            return _wrong(transaction, rules, its, wrong_number, now)
        own = mended(wish.email) or ""
        if not own:
            raise Invalid(NO_ADDRESS)  # uncounted, as it tells nothing of anybody
        if isinstance(may_take(connection, rules.roster, person, own), Refused):
            return _wrong(transaction, rules, its, wrong_address, now)
        if why := closed_at(connection, rules.school, own):
            return _wrong(
                transaction, rules, its, lambda wrong: wrong_address(wrong) and on_field("email", why), now
            )
    if not rules.roster.settings.email:
        raise Conflict(NOT_ANY_MORE)
    _count(transaction, its, now)
    _post(transaction, signer, rules, guest, own, now)
    return None


def _count(transaction: Transaction, its: SentInvitation, now: datetime) -> None:
    """One more link of a page: few in a short time, and LINKS_IN_ALL in the week that it is good."""
    week = int(INVITATION_LASTS.total_seconds())
    try:
        take(transaction, [Count(f"whole page {its.id}", LINKS_IN_ALL, week)], now)
    except RateLimited:
        raise Conflict(PAGE_USED_UP) from None
    take(transaction, [Count(f"page {its.id}", *LINKS_OF_PAGE)], now)


def _post(transaction: Transaction, signer: Signer, rules: Snapshot, guest: Guest, own: str, now: datetime) -> None:
    """Put the email on its way, and its link in the place of the one before."""
    connection, its, person = transaction.connection, guest.invitation, rules.roster.people[guest.invitation.person]
    to = accounts.find_active(connection, [person.id])[0]
    by = rules.roster.people[its.by]
    email = account_mail.put(transaction, to, own or its.address, account_mail.INVITED, now, by=by)
    if not put_link(connection, its, own, fingerprint(signer.way_in(email)), email, stamp(now)):
        raise Conflict(NOT_ANY_MORE)
    put_on_record(transaction, LogDraft(
        school=rules.school, deed=Deed.INVITATION_LINK, at=stamp(now), about=person.id, about_name=person.name,
        facts={"email": own} if own else {},
    ))  # fmt: skip
    if own not in ("", its.own):
        account_mail.put_to_admins(transaction, rules.roster.admins, account_mail.INVITATION_OWN, person.name, now)


def _wrong(
    transaction: Transaction, rules: Snapshot, its: SentInvitation, said: Callable[[int], Perhaps], now: datetime
) -> Met:
    """
    Count what was wrong; the last one ends the page, and the admins are told.

    said: what its reader hears after so many, empty after the last.
    """
    if why := said(put_wrong(transaction.connection, its)):
        return Invalid(why)
    person = rules.roster.people[its.person]
    end_invitation(transaction.connection, its.id, GUESSED, stamp(now))
    put_on_record(transaction, LogDraft(
        school=rules.school, deed=Deed.INVITATION_GUESSED, at=stamp(now), about=person.id, about_name=person.name,
    ))  # fmt: skip
    account_mail.put_to_admins(transaction, rules.roster.admins, account_mail.INVITATION_GUESSED, person.name, now)
    return Conflict(NUMBER_ENDED)
