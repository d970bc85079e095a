"""This file puts an email about somebody's own account on its way, to the address they sign in with, or shall."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from hub.store import accounts, journal
from hub.store.clock import stamp
from hub.store.many import add_rows
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
    from hub.store.journal import Stored
    from hub.store.many import Row
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
because they wished it or an admin took it off; a recovery code was used; somebody has the password, or an account
elsewhere that stands for it, not the code.
"""

INVITATION_DECLINED, INVITATION_GUESSED = "invitation_declined", "invitation_guessed"
INVITATION_OWN = "invitation_own"
"""
Likewise, to admins: whoever had an invitation is somebody else; a page was ended after wrong numbers or addresses;
a link went to an address that the reader of a page gave.
"""

PASSKEY_ADDED, PASSKEY_REMOVED, PASSKEYS_TAKEN = "passkey_added", "passkey_removed", "passkeys_taken"
"""Likewise: a passkey opens the account from now on, or no more; all of them were taken off by an admin."""

LINKED, LINKED_ALONE, UNLINKED = "linked", "linked_alone", "unlinked"
"""
Likewise: an admin gave two profiles one account; they got it by themselves, by one address and one name; an admin
parted them.
"""

CONFIRM_EMAIL, EMAIL_CHANGED = "confirm_email", "email_changed"
"""
Likewise: the roster has another address, whose reader is asked whether it is theirs; to the one of before, that it
is used no more.
"""

IDENTITY_ADDED, IDENTITY_REMOVED = "identity_added", "identity_removed"
IDENTITIES_TAKEN, IDENTITIES_OFF = "identities_taken", "identities_off"
"""
Likewise: an account elsewhere, such as one of Google, opens the account from now on, or no more; all of them were
taken off by an admin, or by whoever runs the hub.
"""

ROSTER_HELD = "roster_held"
"""Likewise, to admins: a roster takes much away, and waits for an answer."""

PIN_GUESSED = "pin_guessed"
"""Likewise: somebody typed several wrong PINs of theirs on a room device."""

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
    GUESSED: "Somebody typed wrong codes at your sign-in",
    INVITATION_DECLINED: "An invitation reached somebody else",
    INVITATION_GUESSED: "A printed or texted invitation was ended after wrong numbers or addresses",
    INVITATION_OWN: "A link went to an address that the reader of an invitation gave",
    PASSKEY_ADDED: "A passkey was added to your account",
    PASSKEY_REMOVED: "A passkey was taken off your account",
    PASSKEYS_TAKEN: "The office took the passkeys off your account",
    LINKED: "The office gave your two profiles one account",
    LINKED_ALONE: "Your account has a second profile",
    UNLINKED: "The office parted your two profiles",
    CONFIRM_EMAIL: "Is this your email address?",
    EMAIL_CHANGED: "The school has another email address of yours",
    IDENTITY_ADDED: "Another way to sign in was added to your account",
    IDENTITY_REMOVED: "A way to sign in was taken off your account",
    IDENTITIES_TAKEN: "The office took the accounts elsewhere off your account",
    IDENTITIES_OFF: "The accounts elsewhere were taken off your account",
    PIN_GUESSED: "Somebody typed wrong PINs of yours",
    ROSTER_HELD: "A roster waits for your answer",
}

WORTH_SENDING = {INVITED: INVITATION_LASTS} | dict.fromkeys(
    (
        *(DEVICE, ON, OFF, TAKEN, RECOVERED, GUESSED, PASSKEY_ADDED, PASSKEY_REMOVED, PASSKEYS_TAKEN),
        *(INVITATION_DECLINED, INVITATION_GUESSED, INVITATION_OWN, PIN_GUESSED, ROSTER_HELD),
        *(LINKED, LINKED_ALONE, UNLINKED, CONFIRM_EMAIL, EMAIL_CHANGED, IDENTITY_ADDED, IDENTITY_REMOVED),
        *(IDENTITIES_TAKEN, IDENTITIES_OFF),
    ),
    timedelta(days=2),
)
"""For how long such an email may wait for a mail server that is down, where it is not an hour."""

ABOUT_DEVICES, ABOUT_CODES, ABOUT_PASSKEYS = "/#/sign-ins", "/#/second-factor", "/#/passkeys"
ABOUT_INVITATIONS, ABOUT_ACCOUNT, ABOUT_IDENTITIES = "/#/invitations", "/#/me", "/#/identities"

PATHS = {kind: f"/#/{kind}" for kind in SAID} | {
    DEVICE: ABOUT_DEVICES, ON: ABOUT_CODES, OFF: ABOUT_CODES, TAKEN: ABOUT_CODES, RECOVERED: ABOUT_CODES,
    GUESSED: ABOUT_CODES, PASSKEY_ADDED: ABOUT_PASSKEYS, PASSKEY_REMOVED: ABOUT_PASSKEYS,
    PASSKEYS_TAKEN: ABOUT_PASSKEYS, INVITATION_DECLINED: ABOUT_INVITATIONS, INVITATION_GUESSED: ABOUT_INVITATIONS,
    INVITATION_OWN: ABOUT_INVITATIONS, LINKED: ABOUT_ACCOUNT, LINKED_ALONE: ABOUT_ACCOUNT, UNLINKED: ABOUT_ACCOUNT,
    EMAIL_CHANGED: ABOUT_ACCOUNT, IDENTITY_ADDED: ABOUT_IDENTITIES, IDENTITY_REMOVED: ABOUT_IDENTITIES,
    IDENTITIES_TAKEN: ABOUT_IDENTITIES, IDENTITIES_OFF: ABOUT_IDENTITIES, PIN_GUESSED: "/#/pin",
    ROSTER_HELD: "/#/roster",
}  # fmt: skip
"""Where such a delivery leads; a link's secret is put behind it when the email is written, and stands nowhere."""


class StillOpens(NamedTuple):
    """What opens an account besides its password: how many passkeys, and how many accounts elsewhere."""

    passkeys: int
    identities: int


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


def put_of_pin(transaction: Transaction, person: ActiveProfile, email: str, device: str, now: datetime) -> None:
    """Tell somebody that wrong PINs of theirs were typed. device: the name of the room device."""
    draft = journal.Draft(kind=PIN_GUESSED, audience=person.id, at=stamp(now))
    _put(transaction, person, email, draft, notice_of(PIN_GUESSED, device), now)


def put_of_password(
    transaction: Transaction, person: ActiveProfile, email: str, still: StillOpens, now: datetime
) -> None:
    """Tell somebody that their password was changed, and what goes on opening their account."""
    draft = journal.Draft(kind=CHANGED, audience=person.id, at=stamp(now))
    kind = CHANGED + ("_passkeys" if still.passkeys else "") + ("_identities" if still.identities else "")
    _put(transaction, person, email, draft, notice_of(kind), now)


def put_of_step(
    transaction: Transaction, person: ActiveProfile, email: str, kind: str, now: datetime, *, elsewhere: bool
) -> None:
    """
    Tell somebody what became of the code that is asked behind their password.

    kind: RECOVERED or GUESSED; elsewhere: an account elsewhere stood for the password.
    """
    draft = journal.Draft(kind=kind, audience=person.id, at=stamp(now))
    _put(transaction, person, email, draft, notice_of(f"{kind}_identity" if elsewhere else kind), now)


def put_of_identity(
    transaction: Transaction, person: ActiveProfile, email: str, kind: str, provider: str, now: datetime
) -> None:
    """Tell somebody that an account elsewhere opens theirs, or no more. provider: how its button is called."""
    draft = journal.Draft(kind=kind, audience=person.id, at=stamp(now))
    _put(transaction, person, email, draft, notice_of(kind, provider), now)


def put_to_admins(transaction: Transaction, admins: Collection[str], kind: str, about: str, now: datetime) -> None:
    """Tell the admins, by id, who sign in, what became of an invitation. about: the name of whom it was for."""
    _put_to_admins(transaction, admins, kind, notice_of(kind, about), now)


NAMED = 12
"""Of whose access is open that many are named; all of them stand on the page."""


def put_of_held_roster(
    transaction: Transaction, admins: Collection[str], names: Sequence[str], now: datetime
) -> None:
    """Tell the admins likewise that a roster waits for an answer. names: whose access is open until then."""
    named = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
    notice = notice_of(ROSTER_HELD, named) if names else notice_of(f"{ROSTER_HELD}_children")
    _put_to_admins(transaction, admins, ROSTER_HELD, notice, now)


@dataclass(frozen=True, slots=True)
class InvitingEmail:
    """An email that invites somebody, to an address of theirs."""

    to: ActiveProfile
    email: str


def put_invitations(
    transaction: Transaction, school: str, emails: Sequence[InvitingEmail], by: Person, now: datetime
) -> list[str]:
    """Likewise as put() of each of these, who are of a school, in two statements; the deliveries in this order."""
    at = stamp(now)
    drafts = [journal.Draft(kind=INVITED, audience=one.to.id, at=at, author=by.id) for one in emails]
    stored, notice = journal.append_all(transaction, school, drafts), notice_of(INVITED, by.name)
    rows = [_row(one.to, one.email, its, notice, now) for one, its in zip(emails, stored, strict=True)]
    add_rows(transaction.connection, delivery, rows)
    return [str(row["id"]) for row in rows]


def _put_to_admins(
    transaction: Transaction, admins: Collection[str], kind: str, notice: Notice, now: datetime
) -> None:
    for one in accounts.find_active(transaction.connection, sorted(admins)):
        account = accounts.find_of_person(transaction.connection, one.id)
        if account is not None:
            draft = journal.Draft(kind=kind, audience=one.id, at=stamp(now))
            _put(transaction, one, account.email, draft, notice, now)


def _put(
    transaction: Transaction, person: ActiveProfile, email: str, draft: journal.Draft, notice: Notice, now: datetime
) -> str:
    """An account may act in several schools: whichever the action is of, this is of the person's own."""
    with transaction.turned_to(person.school):
        journal.lock(transaction, person.school)
        its = _row(person, email, journal.append(transaction, person.school, draft), notice, now)
        add_rows(transaction.connection, delivery, [its])
    return str(its["id"])


def _row(person: ActiveProfile, email: str, stored: Stored, notice: Notice, now: datetime) -> Row:
    """The delivery of what was just written down about somebody."""
    kind, at = stored.event.kind, stamp(now)
    return {
        "id": new("n"), "school": person.school, "event": stored.event.seq, "message": "", "conversation": "",
        "n": None, "recipients": json.dumps([person.id]), "medium": "email", "provider": "", "address": email,
        "title": person.school_name, "body": SAID[kind], "path": PATHS[kind], "planned_at": at, "due_at": at,
        "expires_at": stamp(now + WORTH_SENDING.get(kind, LINK_LASTS)), "attempts": 0, "notice": notice.packed(),
    }  # fmt: skip


def find_kept(connection: Connection, fingerprints: Sequence[str]) -> str:
    """Which of these is on record as what a link ends with, to come in or to a new password; empty for none."""
    for table in (reset, invitation):
        its = select(table.c.secret).where(table.c.secret.in_(fingerprints))
        if found := connection.execute(its).scalar():
            return str(found)
    return ""
