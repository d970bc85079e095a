"""This file is what people do with their own account, and how the first one of a school comes to be."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from hub.deeds.passwords import kept, matches
from hub.deeds.sessions import Signed, end
from hub.errors import Conflict, Invalid
from hub.store import journal, schema
from hub.store.clock import stamp
from hub.store.names import new
from notifiers.writing.words import languages
from policies.emailing import may_be_language
from policies.seeing import STAFF_SIDE
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.store import Store
    from hub.store.transaction import Transaction

SHORTEST = 10
"""Characters of the shortest password."""


async def change_password(
    store: Store, signed: Signed, current: str, chosen: str, now: datetime
) -> tuple[str, ...]:
    """
    Give the account a new password and end its other sessions, which are returned.

    Raises:
        Invalid: the current password is another, or the chosen one is too short.
    """
    account = schema.account
    stored = await store.read(
        lambda connection: connection.execute(
            select(account.c.password).where(account.c.id == signed.account)
        ).scalar_one()
    )
    if not await matches(stored, current):
        raise Invalid("current: this is not your current password.")
    if len(chosen) < SHORTEST:
        raise Invalid(f"new: a password has {SHORTEST} characters at least.")
    hashed = await asyncio.to_thread(kept, chosen)
    return await store.write(lambda transaction: _change(transaction, signed, hashed, now))


def _change(transaction: Transaction, signed: Signed, hashed: str, now: datetime) -> tuple[str, ...]:
    account, session = schema.account, schema.session
    transaction.connection.execute(update(account).where(account.c.id == signed.account).values(password=hashed))
    others = transaction.connection.execute(
        select(session.c.id).where(
            session.c.account == signed.account,
            session.c.id != signed.session,
            session.c.ended_at.is_(None),
        )
    )
    ended = tuple(others.scalars())
    end(transaction, ended, now)
    return ended


def email_of(connection: Connection, account: str) -> str:
    """The address an account signs in with."""
    its = schema.account
    return str(connection.execute(select(its.c.email).where(its.c.id == account)).scalar_one())


async def rename(school: School, person: str, display_name: str, now: datetime) -> None:
    """
    Show a person under another name of their own choice from now on.

    Raises:
        Invalid: the name is empty or holds control characters.
    """
    name = display_name.strip()
    if not name or not name.isprintable():
        raise Invalid("display_name: please give a name, without line breaks or control characters.")
    await school.store.write(
        lambda transaction: _chosen(transaction, school.id, person, ("display_name", name), stamp(now)), school.id
    )
    await school.catch_up()


def _chosen(transaction: Transaction, school: str, person: str, what: tuple[str, str | None], at: str) -> None:
    """What a person chose for themselves: a column, and its value."""
    journal.lock(transaction, school)
    its = schema.person
    transaction.connection.execute(update(its).where(its.c.id == person).values({what[0]: what[1]}))
    change = journal.Draft(kind="roster", audience=STAFF_SIDE, at=at, author=person, rule=True)
    journal.append(transaction, school, change)


async def speak(school: School, person: str, language: str, now: datetime) -> None:
    """
    Write to a person in this language from now on; empty is the school's.

    Raises:
        Invalid: there is no such language.
    """
    if isinstance(verdict := may_be_language(language, languages()), Refused):
        raise Invalid(f"language: {verdict.because}")
    await school.store.write(
        lambda transaction: _chosen(transaction, school.id, person, ("language", language or None), stamp(now)),
        school.id,
    )
    await school.catch_up()


def create(transaction: Transaction, email: str, hashed: str, people: list[str], at: str) -> str:
    """
    A new account that may act as people; hashed is the password as kept() made it.

    Raises:
        Conflict: the email address has an account.
    """
    account = schema.account
    wanted = email.strip().casefold()
    if transaction.connection.execute(select(account.c.id).where(account.c.email == wanted)).first():
        raise Conflict(f"{wanted} has an account already.")
    its = new("a")
    transaction.connection.execute(insert(account).values(id=its, email=wanted, password=hashed, created_at=at))
    transaction.connection.execute(
        insert(schema.profile), [{"account": its, "person": person} for person in people]
    )
    return its
