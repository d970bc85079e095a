"""This file is setting and removing one's own PIN for room devices, and an admin who clears somebody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people import passwords
from hub.actions.people.second_factor import own
from hub.errors import NO_SUCH_PERSON, Conflict, Forbidden, Invalid, NotFound
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.pins import delete_pin, put_pin
from hub.store.row_security import Across
from hub.store.sessions import end_all, list_acting
from policies.people.pins import may_be_pin, may_clear_pin, may_have_pin
from policies.records.activity_log import Deed
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.actions.people.second_factor import Proving
    from hub.bus.school import School
    from hub.signing import Signer
    from hub.store.transaction import Transaction
    from policies.people.facts import Person

NO_SECRET = say("Whoever runs the hub has to set ROOMWIRE_SECRET before PINs can be used.")


@dataclass(frozen=True, slots=True)
class WantedPin:
    """What somebody types to choose a PIN: their password, and the digits."""

    password: str = field(repr=False)
    pin: str = field(repr=False)


async def choose(school: School, proving: Proving, signer: Signer, wanted: WantedPin, now: datetime) -> None:
    """
    Give somebody who shows their password this PIN; what they do on room devices by a former one ends.

    Raises:
        Forbidden: they do not work at the school.
        Invalid: this is not their password, or these digits may be no PIN; the sentence names the field.
        Unauthenticated: the session ended while this waited.
        RateLimited: too many passwords were wrong.
        Unavailable: too many people are signing in right now.
    """
    person = school.snapshot.roster.people[proving.signed.person]
    if isinstance(may := may_have_pin(person), Refused):
        raise Forbidden(may.because)
    if isinstance(verdict := may_be_pin(wanted.pin, person), Refused):
        raise Invalid(on_field("pin", verdict.because))
    await proving.password(wanted.password, now)
    mixed = signer.pins(person.id, wanted.pin)[0]
    hashed = await proving.guessing.gate.run(proving.its.lane, proving.its.address, lambda: passwords.kept(mixed))

    def write(transaction: Transaction) -> None:
        own(transaction.connection, proving.signed, now)
        put_pin(transaction.connection, person.id, hashed, stamp(now))
        _stop(transaction, person, now)
        put_on_record(transaction, _draft(school, Deed.PIN_SET, person, now))

    await school.store.write(write, school.id, across=Across.ACCOUNT)


async def remove(school: School, proving: Proving, password: str, now: datetime) -> None:
    """
    Take one's own PIN away, by one's password.

    Raises:
        Invalid: this is not their password.
        Conflict: there is none.
        Unauthenticated: the session ended while this waited.
        RateLimited: too many passwords were wrong.
        Unavailable: too many people are signing in right now.
    """
    person = school.snapshot.roster.people[proving.signed.person]
    await proving.password(password, now)

    def write(transaction: Transaction) -> None:
        own(transaction.connection, proving.signed, now)
        if not delete_pin(transaction.connection, person.id):
            raise Conflict(say("You have no PIN, so there is nothing to remove."))
        _stop(transaction, person, now)
        put_on_record(transaction, _draft(school, Deed.PIN_REMOVED, person, now))

    await school.store.write(write, school.id, across=Across.ACCOUNT)


async def clear(school: School, admin: str, person: str, now: datetime) -> None:
    """
    Clear the PIN of somebody who forgot it, as an admin, who learns nothing of it; they choose another themselves.

    Raises:
        NotFound: nobody here is called that, or they have none.
        Forbidden: not this admin; the sentence says why.
    """
    people = school.snapshot.roster.people
    if isinstance(verdict := may_clear_pin(people[admin]), Refused):
        raise Forbidden(verdict.because)
    if person not in people:
        raise NotFound(NO_SUCH_PERSON)
    by, whom = people[admin], people[person]

    def write(transaction: Transaction) -> None:
        if not delete_pin(transaction.connection, whom.id):
            raise NotFound(say("{person} has no PIN.", person=whom.name))
        _stop(transaction, whom, now)
        cleared = LogDraft(
            school=school.id, deed=Deed.PIN_CLEARED, at=stamp(now), by=by.id, by_name=by.name, about=whom.id,
            about_name=whom.name,
        )  # fmt: skip
        put_on_record(transaction, cleared)

    await school.store.write(write, school.id, across=Across.ACCOUNT)


def _stop(transaction: Transaction, person: Person, now: datetime) -> None:
    """Nobody goes on by a PIN that is none any more."""
    end_all(transaction, now, sessions=list_acting(transaction.connection, people=[person.id]))


def _draft(school: School, deed: Deed, person: Person, now: datetime) -> LogDraft:
    return LogDraft(school=school.id, deed=deed, at=stamp(now), by=person.id, by_name=person.name)
