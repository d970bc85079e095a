"""This file keeps accounts: what somebody signs in with, and the people they may act as."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from hub.errors import Conflict
from hub.store import schema
from hub.store.names import new
from hub.store.schema import account, person, profile
from policies.sentence import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.many import Row


@dataclass(frozen=True, slots=True)
class Account:
    """email: in lower case. password: as it is stored."""

    id: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class ActiveProfile:
    """One of the people an account acts as: active, in a school whose journal stands at seq."""

    id: str
    school: str
    role: str
    given: str
    family: str
    display_name: str | None
    school_name: str
    seq: int


_SELECT = select(*(account.c[field.name] for field in fields(Account)))


def find_account(connection: Connection, account_id: str) -> Account | None:
    """An account by its id; None where there is none."""
    row = connection.execute(_SELECT.where(account.c.id == account_id)).first()
    return None if row is None else Account(*row)


def find_by_email(connection: Connection, email: str) -> Account | None:
    """The account that signs in with this address, however it is written."""
    row = connection.execute(_SELECT.where(account.c.email == email.strip().casefold())).first()
    return None if row is None else Account(*row)


def find_of_person(connection: Connection, person_id: str) -> Account | None:
    """The account that acts as a person."""
    of = _SELECT.join(profile, profile.c.account == account.c.id).where(profile.c.person == person_id)
    row = connection.execute(of).first()
    return None if row is None else Account(*row)


_ACTIVE = (
    select(
        *(person.c.id, person.c.school, person.c.role, person.c.given, person.c.family, person.c.display_name),
        *(schema.school.c.name, schema.school.c.seq),
    )
    .join(schema.school, schema.school.c.id == person.c.school)
    .where(person.c.left_at.is_(None))
    .order_by(person.c.side.desc(), person.c.id)
)


_ACTIVE_OF_PEOPLE = _ACTIVE.where(person.c.id.in_(bindparam("people", expanding=True)))


def list_profiles(connection: Connection, account_id: str) -> list[ActiveProfile]:
    """The account's active people, staff profiles first."""
    theirs = _ACTIVE.join(profile, profile.c.person == person.c.id).where(profile.c.account == account_id)
    return [ActiveProfile(*row) for row in connection.execute(theirs)]


def find_active(connection: Connection, people: Collection[str]) -> list[ActiveProfile]:
    """Of these people, by id, those who are at their school, whether or not an account acts as them."""
    return [ActiveProfile(*row) for row in connection.execute(_ACTIVE_OF_PEOPLE, {"people": list(people)})]


def insert_account(connection: Connection, email: str, hashed: str, people: Collection[str], at: str) -> str:
    """
    A new account that may act as people; its id.

    Raises:
        Conflict: the address has one; also where that is being made at this very moment, in another school.
    """
    made = new("a")
    try:
        connection.execute(insert(account).values(id=made, email=email, password=hashed, created_at=at))
    except IntegrityError:
        raise Conflict(say("{email} has an account already.", email=email)) from None
    connection.execute(insert(profile), [{"account": made, "person": one} for one in people])
    return made


def insert_profile(connection: Connection, account_id: str, person_id: str) -> None:
    """Let an account act as one more person, whom none acts as yet."""
    connection.execute(insert(profile).values(account=account_id, person=person_id))


def several(connection: Connection, school: str) -> list[Row]:
    """The profiles of this school of accounts that act as more than one person anywhere, as rows."""
    many = select(profile.c.account).group_by(profile.c.account).having(func.count() > 1)
    theirs = (
        select(profile.c.account, profile.c.person)
        .join(person, person.c.id == profile.c.person)
        .where(person.c.school == school, profile.c.account.in_(many))
    )
    return [{"account": row.account, "person": row.person} for row in connection.execute(theirs)]


def lock_password(connection: Connection, account_id: str) -> str | None:
    """The password as it is stored, which nobody changes until the commit."""
    mine = select(account.c.password).where(account.c.id == account_id)
    return connection.execute(mine.with_for_update(key_share=True)).scalar()


def set_password(connection: Connection, account_id: str, hashed: str) -> None:
    """Let the account have another password."""
    connection.execute(update(account).where(account.c.id == account_id).values(password=hashed))


def replace_password(connection: Connection, account_id: str, was: str, hashed: str) -> bool:
    """Let the account have another password, where it still is the one that was looked at; whether it was."""
    mine = account.c.id == account_id, account.c.password == was
    return bool(connection.execute(update(account).where(*mine).values(password=hashed)).rowcount)


def list_emails(connection: Connection) -> set[str]:
    """The addresses of all accounts."""
    return set(connection.execute(select(account.c.email)).scalars())
