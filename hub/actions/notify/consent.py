"""This file is what happens when an admin notes what somebody told the school about texts and emails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import NO_SUCH_PERSON, Conflict, Forbidden, NotFound
from hub.store import consents, journal
from hub.store.clock import stamp
from policies.notify.consent import Class, Source, State, may_open, may_set_consents
from policies.notify.reachability import may_see_reach
from policies.notify.recipients import Medium
from policies.people.facts import Role
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.facts import Person

NO_ADDRESS = say("No such address of theirs is known.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWish:
    """Somebody's address, by their id and its medium, is to be open or closed for these classes, and why."""

    person: str
    medium: Medium
    classes: frozenset[Class]
    state: State
    why: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An address of somebody's, and all that was noted about it, oldest first."""

    medium: Medium
    address: str
    lines: tuple[consents.Noted, ...]


def addresses_of(person: Person) -> dict[Medium, str]:
    """Where a person is reached besides their devices."""
    its = {Medium.SMS: person.cell, Medium.EMAIL: person.email}
    return {medium: address for medium, address in its.items() if address}


def kept(connection: Connection, snapshot: Snapshot, asker: str, who: str) -> tuple[Kept, ...]:
    """
    What is noted about somebody's addresses.

    Raises:
        Forbidden: whoever may not see how they are reached does not see this either.
        NotFound: nobody here is called that; to parents, others are not there.
    """
    people = snapshot.roster.people
    if who not in people:
        raise NotFound(NO_SUCH_PERSON)
    if isinstance(verdict := may_see_reach(snapshot.roster, people[asker], people[who]), Refused):
        raise NotFound(NO_SUCH_PERSON) if people[asker].role is Role.GUARDIAN else Forbidden(verdict.because)
    its = addresses_of(people[who])
    noted = consents.ledger(connection, snapshot.school, its.values())
    return tuple(
        Kept(medium, address, noted.get((medium, consents.folded(address)), ())) for medium, address in its.items()
    )


async def set_consent(school: School, admin: str, wanted: ConsentWish, now: datetime) -> None:
    """
    Note it; what waits to go to an address that is closed now is cancelled in the same transaction.

    Raises:
        Forbidden: only admins do.
        NotFound: nobody is called that, or no such address of theirs is known.
        Conflict: the carrier blocks the number, and the phone alone opens it.
    """
    await on_fresh_rules(school, lambda snapshot: _set(school, snapshot, admin, wanted, stamp(now)))


async def _set(school: School, snapshot: Snapshot, admin: str, wanted: ConsentWish, at: str) -> None:
    people = snapshot.roster.people
    if isinstance(verdict := may_set_consents(people[admin]), Refused):
        raise Forbidden(verdict.because)
    if wanted.person not in people:
        raise NotFound(NO_SUCH_PERSON)
    address = addresses_of(people[wanted.person]).get(wanted.medium)
    if address is None:
        raise NotFound(NO_ADDRESS)
    change = consents.ConsentChange(
        medium=wanted.medium, address=address, classes=wanted.classes, state=wanted.state, source=Source.STAFF,
        why=wanted.why, at=at, by=admin,
    )  # fmt: skip
    await school.store.write(lambda transaction: _note(transaction, snapshot, change), school.id)


def _note(transaction: Transaction, snapshot: Snapshot, change: consents.ConsentChange) -> None:
    connection, school = transaction.connection, snapshot.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    key = change.medium, consents.folded(change.address)
    notes = [one.note for one in consents.ledger(connection, school, [change.address]).get(key, ())]
    verdicts = [may_open(notes, of) for of in change.classes] if change.state is State.OPEN else []
    if refused := [one for one in verdicts if isinstance(one, Refused)]:
        raise Conflict(refused[0].because)
    consents.note(connection, school, change)
