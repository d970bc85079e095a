"""This file is what people do with their own account, and how the first one of a school comes to be."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people import passwords
from hub.actions.people.sessions import SIGN_IN, Signed, end, living
from hub.errors import Conflict, Invalid, Unauthenticated
from hub.store import account_mail, journal
from hub.store import accounts as kept
from hub.store.account_log import note
from hub.store.clock import stamp
from hub.store.identities import count_identities
from hub.store.known_devices import forget_devices
from hub.store.passkeys import count_passkeys
from hub.store.people import set_language
from hub.store.resets import delete_resets
from hub.store.row_security import Across
from hub.store.second_factor import delete_halves
from hub.store.sessions import find_open, list_others
from notifiers.writing.words import languages
from policies.conversations.seeing import STAFF_SIDE
from policies.notify.emailing import may_be_language
from policies.people.passwords import may_be_password
from policies.records.activity_log import Deed
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.limits.guesses import Guessing, Try
    from hub.store.accounts import Account, ActiveProfile
    from hub.store.transaction import Transaction


NOT_CURRENT = on_field("current", say("this is not your current password."))


async def change_password(
    guessing: Guessing, signed: Signed, its: Try, current: str, fresh: str, now: datetime
) -> tuple[str, ...]:
    """
    Give the account a new password and end its other sessions, which are returned.

    Raises:
        Invalid: the current password is another, or the fresh one may not be one.
        Unauthenticated: the session ended while this waited.
        RateLimited: too many were wrong.
        Unavailable: too many people are signing in right now.
    """
    account = await guessing.store.read(
        lambda connection: _own(connection, signed.account), Across.ACCOUNT.within(signed.school)
    )
    right, same, hashed = await guessing.tried(
        its, now, lambda: passwords.chosen(account.password, current, fresh), lambda found: found[0]
    )
    if not right:
        raise Invalid(NOT_CURRENT)
    good(fresh, account.email, same=same)
    stored, address = account.password, its.address
    return await guessing.store.write(
        lambda one: _change(one, signed, stored, hashed, address, now),
        signed.school,
        whose=Across.ACCOUNT.within(signed.school),
    )


def good(fresh: str, email: str, *, same: bool) -> None:
    """
    Take no bad password.

    Raises:
        Invalid: it is one; the sentence says why.
    """
    if isinstance(verdict := may_be_password(fresh, email, same=same), Refused):
        raise Invalid(on_field("new", verdict.because))


def _change(
    transaction: Transaction, signed: Signed, stored: str, hashed: str, address: str, now: datetime
) -> tuple[str, ...]:
    """
    Nothing changes unless stored, which was looked at, is the password still.

    hashed: the new one; address: where they are. Hashing waits, and who resets meanwhile ends it.
    """
    connection = transaction.connection
    if not living(connection, signed, stamp(now)):
        raise Unauthenticated(SIGN_IN)
    if not kept.replace_password(connection, signed.account, stored, hashed):
        raise Invalid(NOT_CURRENT)
    ended = tuple(list_others(connection, signed.account, signed.session))
    end(transaction, ended, now)
    own = find_open(connection, signed.session, stamp(now))
    changed(transaction, signed.account, now, but=own.device if own is not None else "")
    note(transaction, signed.account, Deed.PASSWORD_CHANGED, stamp(now), {"ended": len(ended)}, address)
    return ended


def changed(transaction: Transaction, account: str, now: datetime, but: str = "") -> None:
    """
    Whatever else could have chosen the password does no more, nobody goes on with the former one, and the person is
    told. but: the device that it was changed on, which alone is known still: somebody may have had the password.
    """
    delete_resets(transaction.connection, account)
    delete_halves(transaction.connection, account)
    forget_devices(transaction.connection, account, but=but)
    found = acting(transaction.connection, kept.find_account(transaction.connection, account))
    if found is not None:
        connection = transaction.connection
        still = account_mail.StillOpens(count_passkeys(connection, account), count_identities(connection, account))
        account_mail.put_of_password(transaction, found[1], found[0].email, still, now)


def acting(connection: Connection, account: Account | None) -> tuple[Account, ActiveProfile] | None:
    """An account, and the first person it acts as; None where there is none, or it has no place any more."""
    profiles = kept.list_profiles(connection, account.id) if account else []
    return (account, profiles[0]) if account is not None and profiles else None


def email_of(connection: Connection, account: str) -> str:
    """The address an account signs in with."""
    return _own(connection, account).email


def _own(connection: Connection, account: str) -> Account:
    found = kept.find_account(connection, account)
    assert found is not None  # noqa: S101 (they are signed in)
    return found


def _speak(transaction: Transaction, school: str, person: str, language: str, at: str) -> None:
    journal.lock(transaction, school)
    set_language(transaction.connection, person, language or None)
    change = journal.Draft(kind="roster", audience=STAFF_SIDE, at=at, author=person, rule=True)
    journal.append(transaction, school, change)


async def speak(school: School, person: str, language: str, now: datetime) -> None:
    """
    Write to a person in this language from now on; empty is the school's. As it is already, it changes nothing.

    Raises:
        Invalid: there is no such language.
    """
    if isinstance(verdict := may_be_language(language, languages()), Refused):
        raise Invalid(on_field("language", verdict.because))
    if school.snapshot.roster.people[person].language == language:
        return
    await school.store.write(
        lambda transaction: _speak(transaction, school.id, person, language, stamp(now)),
        school.id,
        across=Across.ACCOUNT,
    )
    await school.catch_up()


def create(transaction: Transaction, email: str, hashed: str, people: list[str], at: str) -> str:
    """
    A new account that may act as people; hashed is the password as kept() made it.

    Raises:
        Conflict: the email address has an account.
    """
    wanted = email.strip().casefold()
    if kept.find_by_email(transaction.connection, wanted) is not None:
        raise Conflict(say("{email} has an account already.", email=wanted))
    return kept.insert_account(transaction.connection, wanted, hashed, people, at)
