"""This file keeps which addresses of a roster wait to be confirmed, and asks their readers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, func, insert, select, update

from hub.store import account_mail, accounts
from hub.store.clock import stamp
from hub.store.many import in_parts
from hub.store.schema import guardianship, person, student, unconfirmed_email
from notifiers.tables import delivery
from policies.people.changed_email import NowEmail, after_change
from policies.people.practice import is_practice

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.accounts import ActiveProfile
    from hub.store.transaction import Transaction


class WaitingEmail(NamedTuple):
    """
    An address that waits: whose, in which school, by which email its reader was asked, and when.

    address, delivery: empty where the roster has no address any more and nobody was asked. counted: the last one
    that emails went to, None where there was none.
    """

    school: str
    person: str
    address: str
    delivery: str
    asked_at: str
    counted: str | None


QUESTION = account_mail.PATHS[account_mail.CONFIRM_EMAIL]
"""Where an email leads that asks."""

_SELECT = select(*(unconfirmed_email.c[name] for name in WaitingEmail._fields))


def find_waiting(connection: Connection, person_id: str) -> WaitingEmail | None:
    """The address of somebody that waits to be confirmed; None where none does."""
    its = _find(connection, person_id)
    return its if its is not None and its.delivery else None


def _find(connection: Connection, person_id: str) -> WaitingEmail | None:
    row = connection.execute(_SELECT.where(unconfirmed_email.c.person == person_id)).first()
    return None if row is None else WaitingEmail(*row)


def find_asked(connection: Connection, delivery: str) -> WaitingEmail | None:
    """The address whose reader was asked by this email, the newest that asked; None where there is none."""
    row = connection.execute(_SELECT.where(unconfirmed_email.c.delivery == delivery)).first()
    return None if row is None else WaitingEmail(*row)


def find_question(connection: Connection, delivery_id: str) -> tuple[str, str] | None:
    """Whom an email asked whether an address is theirs, and that address; None where it is on record no more."""
    its = delivery.c
    asked = select(its.recipients, its.address).where(its.id == delivery_id, its.path == QUESTION)
    row = connection.execute(asked).first()
    return None if row is None else (json.loads(row.recipients)[0], row.address)


def delete_waiting(connection: Connection, its: WaitingEmail) -> bool:
    """An address waits no more; whether it did, with this very question."""
    mine = unconfirmed_email.c.person == its.person, unconfirmed_email.c.delivery == its.delivery
    return bool(connection.execute(delete(unconfirmed_email).where(*mine)).rowcount)


def confirm_by_link(connection: Connection, person_id: str, address: str) -> bool:
    """
    Whoever came by a link that went to this address reads it: it waits no more; whether it did.

    It is one of the rules, so whoever calls this has a rule event written where it did.
    """
    mine = unconfirmed_email.c.person == person_id, func.lower(unconfirmed_email.c.address) == address.casefold()
    return bool(connection.execute(delete(unconfirmed_email).where(*mine)).rowcount)


def emails_of(connection: Connection, people: Collection[str]) -> Mapping[str, str | None]:
    """The addresses that the roster has of these people, by id."""
    asked = select(person.c.id, person.c.email)
    rows = (row for part in in_parts(people) for row in connection.execute(asked.where(person.c.id.in_(part))))
    return {row.id: row.email for row in rows}


def note_changed(transaction: Transaction, before: Mapping[str, str | None], now: datetime) -> None:
    """
    Have nothing go to addresses that a roster changed, until their readers say that they are theirs.

    before: what it had of these people, by id. The reader of the new one is asked; the one of before, where
    somebody had shown that they read it, is told. Nobody asks a practice child's parents.
    """
    connection = transaction.connection
    after, practice = emails_of(connection, before.keys()), _practice(connection, before.keys())
    here = {one.id: one for one in accounts.find_active(connection, before.keys())}
    for one, was in before.items():
        if one in here and one not in practice:
            _note(transaction, here[one], was, after[one], now)
        else:
            connection.execute(delete(unconfirmed_email).where(unconfirmed_email.c.person == one))


def _note(
    transaction: Transaction, whom: ActiveProfile, was: str | None, address: str | None, now: datetime
) -> None:
    connection, account = transaction.connection, accounts.find_of_person(transaction.connection, whom.id)
    before = _find(connection, whom.id)
    waits, counted = (None, was) if before is None else (before.address, before.counted)
    mine = unconfirmed_email.c.person == whom.id
    match after_change(waits, counted, address, account.email if account else ""):
        case NowEmail.COUNTS:
            connection.execute(delete(unconfirmed_email).where(mine))
        case NowEmail.WAITS:  # the link that went there is good for it, however it is written now
            connection.execute(update(unconfirmed_email).where(mine).values(address=address))
        case NowEmail.NONE:
            if before is None and was:
                _insert(connection, WaitingEmail(whom.school, whom.id, "", "", stamp(now), was))
        case NowEmail.ASK:
            connection.execute(delete(unconfirmed_email).where(mine))
            asked = account_mail.put(transaction, whom, address or "", account_mail.CONFIRM_EMAIL, now)
            _insert(connection, WaitingEmail(whom.school, whom.id, address or "", asked, stamp(now), counted))
            if counted and account is not None and (before is None or not before.delivery):
                account_mail.put(transaction, whom, counted, account_mail.EMAIL_CHANGED, now)


def _practice(connection: Connection, people: Collection[str]) -> set[str]:
    asked = select(guardianship.c.guardian, student.c.given, student.c.family).join(
        student, student.c.id == guardianship.c.student
    )
    return {
        row.guardian
        for part in in_parts(people)
        for row in connection.execute(asked.where(guardianship.c.guardian.in_(part)))
        if is_practice(row.given, row.family)
    }


def _insert(connection: Connection, its: WaitingEmail) -> None:
    connection.execute(insert(unconfirmed_email).values(**its._asdict(), since=its.asked_at))


def ask_again(transaction: Transaction, its: WaitingEmail, now: datetime) -> None:
    """Ask the reader of an address once more; the link of the email before does no more."""
    (whom,) = accounts.find_active(transaction.connection, [its.person])
    delivery = account_mail.put(transaction, whom, its.address, account_mail.CONFIRM_EMAIL, now)
    mine = update(unconfirmed_email).where(unconfirmed_email.c.person == its.person)
    transaction.connection.execute(mine.values(delivery=delivery, asked_at=stamp(now)))
