"""This file is signing in and out, and knowing who comes with a token."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, insert, select, update

from hub.deeds.passwords import matches
from hub.errors import Forbidden, NotFound, Unauthenticated
from hub.store import schema
from hub.store.clock import stamp

if TYPE_CHECKING:
    from hub.store.store import Store
    from hub.store.transaction import Transaction

LASTS = timedelta(days=30)
"""How long a session lives; a phone at work is signed in once a month."""

WRONG = "The email address or the password is wrong."
SIGN_IN = "Please sign in."


@dataclass(frozen=True, slots=True)
class Signed:
    """
    Who is asking: a session of an account, as one of its profiles (a person in a school).

    seq: where the school's journal stood when this was looked up.
    """

    session: str
    account: str
    person: str
    school: str
    seq: int = 0


def fingerprint(secret: str) -> str:
    """What is stored of a token or a ticket; from it nobody gets back to the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def sign_in(store: Store, email: str, password: str, now: datetime) -> tuple[str, Signed]:
    """
    A new session's token and who it stands for: the account's first profile that is active.

    Raises:
        Unauthenticated: wrong, or nobody; both alike.
        Forbidden: the password is right, but the account has no place in a school any more.
    """
    account = await store.read(lambda connection: _account(connection, email))
    if not await matches(account["password"] if account else None, password) or account is None:
        raise Unauthenticated(WRONG)
    profiles = await store.read(lambda connection: profiles_of(connection, account["id"]))
    if not profiles:
        raise Forbidden("This account is not active at any school. Please ask the school’s office.")
    token = secrets.token_urlsafe(32)
    signed = Signed(fingerprint(token), account["id"], profiles[0]["id"], profiles[0]["school"], profiles[0]["seq"])
    await store.write(lambda transaction: _open(transaction, signed, now))
    return token, signed


async def who(store: Store, token: str, profile: str | None, now: datetime) -> Signed:
    """
    Who comes with this token, as profile, or as the profile signed in with.

    Raises:
        Unauthenticated: no such session, or it has ended.
        NotFound: the profile is not one of the account's, or is not active.
    """
    found = await store.read(lambda connection: _session(connection, fingerprint(token), stamp(now)))
    if found is None:
        raise Unauthenticated(SIGN_IN)
    session, profiles = found
    if not profiles:
        raise Unauthenticated(SIGN_IN)
    first = profiles[0]["id"]
    usual = session["person"] if session["person"] in {one["id"] for one in profiles} else first
    return chosen(Signed(session["id"], session["account"], "", ""), profiles, profile or usual)


def chosen(signed: Signed, profiles: Sequence[RowMapping], profile: str) -> Signed:
    """
    The same session as another of its account's profiles.

    Raises:
        NotFound: it is not one of them, or is not active.
    """
    for one in profiles:
        if one["id"] == profile:
            return replace(signed, person=profile, school=one["school"], seq=one["seq"])
    raise NotFound("There is no such profile, or it is not yours.")


async def sign_out(store: Store, session: str, now: datetime) -> None:
    """End a session; its token opens nothing from now on."""
    await store.write(lambda transaction: end(transaction, [session], now))


def end(transaction: Transaction, sessions: Sequence[str], now: datetime) -> None:
    """End sessions within a deed."""
    transaction.connection.execute(
        update(schema.session)
        .where(schema.session.c.id.in_(sessions), schema.session.c.ended_at.is_(None))
        .values(ended_at=stamp(now))
    )


def profiles_of(connection: Connection, account: str) -> Sequence[RowMapping]:
    """The account's active people, staff profiles first."""
    person, profile, school = schema.person, schema.profile, schema.school
    return (
        connection.execute(
            select(person, school.c.name.label("school_name"), school.c.seq)
            .join(profile, profile.c.person == person.c.id)
            .join(school, school.c.id == person.c.school)
            .where(profile.c.account == account, person.c.left_at.is_(None))
            .order_by(person.c.side.desc(), person.c.id)
        )
        .mappings()
        .all()
    )


def _account(connection: Connection, email: str) -> RowMapping | None:
    account = schema.account
    wanted = email.strip().casefold()
    return connection.execute(select(account).where(account.c.email == wanted)).mappings().first()


def _open(transaction: Transaction, signed: Signed, now: datetime) -> None:
    transaction.connection.execute(
        insert(schema.session).values(
            id=signed.session,
            account=signed.account,
            person=signed.person,
            created_at=stamp(now),
            expires_at=stamp(now + LASTS),
        )
    )


def _session(connection: Connection, session: str, now: str) -> tuple[RowMapping, Sequence[RowMapping]] | None:
    its = schema.session
    row = (
        connection.execute(select(its).where(its.c.id == session, its.c.ended_at.is_(None), its.c.expires_at > now))
        .mappings()
        .first()
    )
    return None if row is None else (row, profiles_of(connection, row["account"]))
