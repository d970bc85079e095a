"""This file puts an email about somebody's own account on its way, to the address they sign in with, or shall."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from hub.store import accounts, journal
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.schema import invitation, reset
from notifiers.notification import Notice
from notifiers.tables import delivery
from policies.people.inviting import INVITATION_LASTS
from policies.people.resetting import LINK_LASTS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from hub.store.accounts import ActiveProfile
    from hub.store.transaction import Transaction
    from policies.people.facts import Person

RESET, CHANGED, CODE, INVITED = "reset", "password", "code", "invited"
"""
Kinds of events about one account: a link was asked for, its password was changed, the office gave a code, or it
invites somebody who has none so far.
"""

DEVICE, ON, OFF, TAKEN = "new_device", "factor_on", "factor_off", "factor_taken"
RECOVERED, GUESSED = "recovered", "guessed"
"""
Likewise: somebody signed in on a device for the first time; a code is asked for at sign-in from now on, or no more,
because they wished it or an admin took it off; a recovery code was used; somebody has the password, not the code.
"""

INVITATION_DECLINED, INVITATION_GUESSED = "invitation_declined", "invitation_guessed"
INVITATION_OWN = "invitation_own"
"""
Likewise, to admins: whoever had an invitation is somebody else; a page was ended after wrong numbers or addresses;
a link went to an address that the reader of a page gave.
"""

PASSKEY_ADDED, PASSKEY_REMOVED, PASSKEYS_TAKEN = "passkey_added", "passkey_removed", "passkeys_taken"
"""Likewise: a passkey opens the account from now on, or no more; all of them were taken off by an admin."""

SAID = {
    RESET: "Choose a new password",
    CHANGED: "Your password was changed",
    CODE: "The office gave out a code for a new password",
    INVITED: "The school invites you to Roomwire",
    DEVICE: "Somebody signed in on a new device",
    ON: "A code is asked for at sign-in from now on",
    OFF: "No code is asked for at sign-in any more",
    TAKEN: "The office took the code at sign-in off",
    RECOVERED: "A recovery code was used",
    GUESSED: "Somebody typed your password and wrong codes",
    INVITATION_DECLINED: "An invitation reached somebody else",
    INVITATION_GUESSED: "A printed invitation was ended after wrong numbers or addresses",
    INVITATION_OWN: "A link went to an address that the reader of a page gave",
    PASSKEY_ADDED: "A passkey was added to your account",
    PASSKEY_REMOVED: "A passkey was taken off your account",
    PASSKEYS_TAKEN: "The office took the passkeys off your account",
}

WORTH_SENDING = {INVITED: INVITATION_LASTS} | dict.fromkeys(
    (
        *(DEVICE, ON, OFF, TAKEN, RECOVERED, GUESSED, PASSKEY_ADDED, PASSKEY_REMOVED, PASSKEYS_TAKEN),
        *(INVITATION_DECLINED, INVITATION_GUESSED, INVITATION_OWN),
    ),
    timedelta(days=2),
)
"""For how long such an email may wait for a mail server that is down, where it is not an hour."""

ABOUT_DEVICES, ABOUT_CODES, ABOUT_PASSKEYS = "/#/sign-ins", "/#/second-factor", "/#/passkeys"
ABOUT_INVITATIONS = "/#/invitations"

PATHS = {kind: f"/#/{kind}" for kind in SAID} | {
    DEVICE: ABOUT_DEVICES, ON: ABOUT_CODES, OFF: ABOUT_CODES, TAKEN: ABOUT_CODES, RECOVERED: ABOUT_CODES,
    GUESSED: ABOUT_CODES, PASSKEY_ADDED: ABOUT_PASSKEYS, PASSKEY_REMOVED: ABOUT_PASSKEYS,
    PASSKEYS_TAKEN: ABOUT_PASSKEYS, INVITATION_DECLINED: ABOUT_INVITATIONS, INVITATION_GUESSED: ABOUT_INVITATIONS,
    INVITATION_OWN: ABOUT_INVITATIONS,
}  # fmt: skip
"""Where such a delivery leads; a link's secret is put behind it when the email is written, and stands nowhere."""


def notice_of(kind: str, who: str = "") -> Notice:
    """What such an email tells of. who: the name of who did it, empty where it was the reader."""
    return Notice(f"account_{kind}", who)


def put(
    transaction: Transaction, person: ActiveProfile, email: str, kind: str, now: datetime, by: Person | None = None
) -> str:
    """
    Tell a person's devices, and write them an email at once, whatever hours they chose; the delivery's id.

    by: who did it, where it was not themselves.
    """
    author, who = (None, "") if by is None else (by.id, by.name)
    draft = journal.Draft(kind=kind, audience=person.id, at=stamp(now), author=author)
    return _put(transaction, person, email, draft, notice_of(kind, who), now)


def put_of_device(transaction: Transaction, person: ActiveProfile, email: str, what: str, now: datetime) -> None:
    """Tell somebody that they, or somebody else, signed in anew. what: on what, in words; empty where not known."""
    draft = journal.Draft(kind=DEVICE, audience=person.id, at=stamp(now))
    notice = notice_of(DEVICE, what) if what else notice_of(f"{DEVICE}_unknown")
    _put(transaction, person, email, draft, notice, now)


def put_of_password(
    transaction: Transaction, person: ActiveProfile, email: str, passkeys: int, now: datetime
) -> None:
    """Tell somebody that their password was changed, and that so many passkeys go on opening their account."""
    draft = journal.Draft(kind=CHANGED, audience=person.id, at=stamp(now))
    notice = notice_of(f"{CHANGED}_passkeys" if passkeys else CHANGED)
    _put(transaction, person, email, draft, notice, now)


def put_to_admins(transaction: Transaction, admins: Collection[str], kind: str, about: str, now: datetime) -> None:
    """Tell the admins, by id, who sign in, what became of an invitation. about: the name of whom it was for."""
    for one in accounts.find_active(transaction.connection, sorted(admins)):
        account = accounts.find_of_person(transaction.connection, one.id)
        if account is not None:
            draft = journal.Draft(kind=kind, audience=one.id, at=stamp(now))
            _put(transaction, one, account.email, draft, notice_of(kind, about), now)


def _put(
    transaction: Transaction, person: ActiveProfile, email: str, draft: journal.Draft, notice: Notice, now: datetime
) -> str:
    school, at, its, kind = person.school, stamp(now), new("n"), draft.kind
    journal.lock(transaction, school)
    stored = journal.append(transaction, school, draft)
    transaction.connection.execute(
        insert(delivery).values(
            id=its, school=school, event=stored.event.seq, message="", conversation="", n=None,
            recipients=json.dumps([person.id]), medium="email", provider="", address=email,
            title=person.school_name, body=SAID[kind], path=PATHS[kind], planned_at=at, due_at=at,
            expires_at=stamp(now + WORTH_SENDING.get(kind, LINK_LASTS)), attempts=0, notice=notice.packed(),
        )
    )  # fmt: skip
    return its


def find_kept(connection: Connection, fingerprints: Sequence[str]) -> str:
    """Which of these is on record as what a link ends with, to come in or to a new password; empty for none."""
    for table in (reset, invitation):
        its = select(table.c.secret).where(table.c.secret.in_(fingerprints))
        if found := connection.execute(its).scalar():
            return str(found)
    return ""
