"""This file is acting on a room device: in by one's PIN, for as long as somebody touches it, and what is unsent."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people.passwords import matches
from hub.actions.people.sessions import SIGN_IN, Signed
from hub.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from hub.limits.guesses import of_pin
from hub.queries.conversations.place import place
from hub.queries.people.room_devices import shows
from hub.signing import fingerprint
from hub.store import account_mail, accounts, journal, sessions
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import moment, stamp
from hub.store.drafts import KeptDraft, list_drafts, put_draft
from hub.store.pins import begin_anew, count_wrong, find_pin, lock_pin
from hub.store.room_devices import lock_device
from hub.store.row_security import Across
from hub.store.sessions import end_all, list_acting
from policies.conversations.posting import NO_CONVERSATION
from policies.people.pins import is_told
from policies.people.room_devices import RoomStanding, acts_until, ended_by, may_act, standing_of
from policies.records.activity_log import Deed
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.limits.guesses import Guessing
    from hub.signing import Signer
    from hub.store.accounts import Account
    from hub.store.room_devices import RoomDevice
    from hub.store.store import Store
    from hub.store.transaction import Transaction
    from policies.people.facts import Person

WRONG = on_field("pin", say("this is not your PIN. Try again; who forgot theirs asks an admin to clear it."))
NO_PIN = say("You have no PIN yet. Choose one under Me, PIN for room devices, on your own phone or computer.")
NOT_HERE = say("Only staff and admins of this school use its room devices.")
ENDED = say("This device is not paired any more.")


@dataclass(frozen=True, slots=True)
class PinAttempt:
    """What somebody types on a device: as whom, and their PIN; address: where the device is."""

    person: str
    pin: str = field(repr=False)
    address: str


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who acts: the token of their session, its id, and until when without a touch of the screen."""

    token: str = field(repr=False)
    session: str
    until: str


async def act(
    school: School, guessing: Guessing, signer: Signer, device: RoomDevice, its: PinAttempt, now: datetime
) -> Acting:
    """
    Let somebody act on a device under their own name, by their PIN; who acted there before is out.

    Raises:
        Forbidden: they do not work at this school, or its room is closed.
        Conflict: they have no PIN.
        Invalid: it is another.
        Unauthenticated: the device was ended.
        RateLimited: too many were wrong; who else works in the room is let in.
        Unavailable: too many people are signing in right now.
    """
    roster = school.snapshot.roster
    person = roster.people.get(its.person)
    if person is None:
        raise Forbidden(NOT_HERE)
    if isinstance(verdict := may_act(roster, person, device.room), Refused):
        raise Forbidden(verdict.because)
    kept = await school.store.read(lambda connection: find_pin(connection, person.id))
    account = await school.store.read(lambda connection: accounts.find_of_person(connection, person.id))
    if kept is None or account is None:
        raise Conflict(NO_PIN)
    mixed = signer.pins(person.id, its.pin)
    tries = of_pin(device.id, person.id, its.address)
    if not await guessing.tried(tries, now, lambda: any(matches(kept.hash, one) for one in mixed), bool):
        await school.store.write(
            lambda one: _wrong(one, device, person, account, now), school.id, across=Across.ACCOUNT
        )
        raise Invalid(WRONG)
    opening = _Opening(device, person, account, kept.hash, roster.settings.room_device_seconds)
    return await school.store.write(lambda one: _open(one, opening, now), school.id, across=Across.ACCOUNT)


@dataclass(frozen=True, slots=True)
class _Opening:
    """What was looked at before a PIN was found right; hashed: the PIN as it was then."""

    device: RoomDevice
    person: Person
    account: Account
    hashed: str
    seconds: int


def _open(transaction: Transaction, its: _Opening, now: datetime) -> Acting:
    """Nothing is opened unless the device stands where it stood, and the PIN is the one that was looked at."""
    connection, person = transaction.connection, its.person
    device = lock_device(connection, its.device.school, its.device.id)
    if device is None or device.room != its.device.room:
        raise Unauthenticated(ENDED)
    if lock_pin(connection, person.id) != its.hashed:
        raise Invalid(WRONG)
    if person.id not in {one.id for one in accounts.list_profiles(connection, its.account.id)}:
        raise Forbidden(NOT_HERE)
    begin_anew(connection, person.id)
    end_all(transaction, now, sessions=list_acting(connection, devices=[device.id]))
    token, until = secrets.token_urlsafe(32), stamp(acts_until(now, now, its.seconds))
    opened = sessions.OpenSession(
        id=fingerprint(token), account=its.account.id, person=person.id, created_at=stamp(now), expires_at=until,
        browser=device.name, room_device=device.id, room=device.room,
        standing=standing_of(person, device.room).value,
    )  # fmt: skip
    sessions.insert_session(connection, opened)
    put_on_record(
        transaction,
        LogDraft(
            school=device.school, deed=Deed.ACTED_ON_DEVICE, at=stamp(now), by=person.id, by_name=person.name,
            facts={"device": device.name},
        ),
    )  # fmt: skip
    return Acting(token, opened.id, until)


def _wrong(transaction: Transaction, device: RoomDevice, person: Person, account: Account, now: datetime) -> None:
    """Its owner is told after several, by email: whoever tries stands before the device."""
    journal.lock(transaction, device.school)  # before the PIN's row, as a sync has them
    if not is_told(count_wrong(transaction.connection, person.id)):
        return
    profiles = accounts.list_profiles(transaction.connection, account.id)
    profile = next((one for one in profiles if one.id == person.id), None)
    if profile is not None:
        account_mail.put_of_pin(transaction, profile, account.email, device.name, now)
    put_on_record(
        transaction,
        LogDraft(
            school=device.school, deed=Deed.PIN_GUESSED, at=stamp(now), about=person.id, about_name=person.name,
            facts={"device": device.name},
        ),
    )  # fmt: skip


async def touch(store: Store, signed: Signed, seconds: int, now: datetime) -> str:
    """
    Somebody touched the screen: until when they act without another touch.

    Raises:
        Unauthenticated: they act no more.
    """

    def write(transaction: Transaction) -> str:
        found = sessions.find_open(transaction.connection, signed.session, stamp(now))
        if found is None:
            raise Unauthenticated(SIGN_IN)
        until = stamp(acts_until(moment(found.created_at), now, seconds))
        sessions.put_off_end(transaction.connection, found.id, stamp(now), until)
        return until

    return await store.write(write, whose=Across.ACCOUNT.within(signed.school))


async def check(school: School, signed: Signed, now: datetime) -> bool:
    """Whether somebody goes on under the rules of this moment; who does not is out, and that is written down."""
    standing = RoomStanding(signed.standing)
    if ended_by(school.snapshot.roster, signed.person, signed.room, standing) is None:
        return True
    await school.store.write(
        lambda transaction: end_all(transaction, now, sessions=[signed.session]), across=Across.ACCOUNT
    )
    return False


async def keep_draft(school: School, signed: Signed, its: KeptDraft, now: datetime) -> None:
    """
    Keep what somebody writes on a room device, for them alone.

    Raises:
        NotFound: there is no such conversation, or it is not theirs, or not shown there.
    """
    place(school.snapshot, signed.person, its.conversation)
    if not shows(school.snapshot, signed.room, its.conversation):
        raise NotFound(NO_CONVERSATION)
    await school.store.write(
        lambda one: put_draft(one.connection, signed.person, its, stamp(now)), across=Across.ACCOUNT
    )


async def drafts_of(school: School, signed: Signed) -> list[KeptDraft]:
    """What somebody did not send, in what they may still see where they are."""
    found = await school.store.read(lambda connection: list_drafts(connection, signed.person))
    snapshot = school.snapshot
    return [
        one
        for one in found
        if snapshot.membership(signed.person, one.conversation) is not None
        and shows(snapshot, signed.room, one.conversation)
    ]
