"""This file keeps second factors: sealed keys, what was offered, recovery codes, and half-finished sign-ins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from hub.store import schema
from hub.store.schema import (
    half_sign_in,
    person,
    profile,
    recovery_code,
    second_factor,
    second_factor_offer,
)
from hub.store.settings import settings_of
from policies.people.facts import Role
from policies.people.second_factor import RoleAt

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFactor:
    """key: sealed. step: of the last code that was used. since: when it was switched on."""

    account: str
    key: str
    step: int
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfSignIn:
    """
    The password was right, or what stands for it, and a code is still to come. id: the fingerprint of what the page
    was given.

    wrong: codes that were wrong. how: the deed by which they came so far; empty: by their password.
    """

    id: str
    account: str
    person: str
    expires_at: str
    wrong: int = 0
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOffer:
    """A key that is shown to one holder, a session or a half sign-in. key: sealed."""

    holder: str
    account: str
    key: str
    expires_at: str


def list_places(connection: Connection, account: str) -> list[RoleAt]:
    """What an account's active people are, each with what their school asks."""
    theirs = (
        select(person.c.role, schema.school.c.settings)
        .join(profile, profile.c.person == person.c.id)
        .join(schema.school, schema.school.c.id == person.c.school)
        .where(profile.c.account == account, person.c.left_at.is_(None))
    )
    return [RoleAt(Role(role), settings_of(text).second_factor) for role, text in connection.execute(theirs)]


def find_factor(connection: Connection, account: str) -> KeptFactor | None:
    """The second factor of an account; None where it has none."""
    columns = (second_factor.c[one.name] for one in fields(KeptFactor))
    row = connection.execute(select(*columns).where(second_factor.c.account == account)).mappings().first()
    return None if row is None else KeptFactor(**row)


def list_sealed(connection: Connection) -> Mapping[str, str]:
    """The sealed key of every account that has a second factor."""
    its = second_factor.c
    return {row.account: row.key for row in connection.execute(select(its.account, its.key))}


def put_sealed(connection: Connection, account: str, former: str, key: str) -> int:
    """Keep the same key, sealed anew; 0 where it was changed or taken off meanwhile, else 1."""
    mine = second_factor.c.account == account, second_factor.c.key == former
    return connection.execute(update(second_factor).where(*mine).values(key=key)).rowcount


def insert_factor(transaction: Transaction, made: KeptFactor) -> bool:
    """Whether it is the account's from now on; of two at the same time one is."""
    row = transaction.run(_ADD, (made.account, made.key, made.step, made.since))
    return row is not None


_ADD = (
    "insert into second_factor (account, key, step, since) values (?, ?, ?, ?)"
    " on conflict (account) do nothing returning account"
)


def delete_factor(transaction: Transaction, account: str) -> bool:
    """Whether there was one; with it go its recovery codes, and what was offered."""
    gone = transaction.run("delete from second_factor where account = ? returning account", (account,)) is not None
    for table in (recovery_code, second_factor_offer):
        transaction.connection.execute(delete(table).where(table.c.account == account))
    return gone


def use_step(transaction: Transaction, account: str, step: int) -> bool:
    """Whether no code of that step or a later one was used before; of two at the same time one is first."""
    return transaction.run(_USE_STEP, (step, account, step)) is not None


_USE_STEP = "update second_factor set step = ? where account = ? and step < ? returning account"


def put_codes(connection: Connection, account: str, codes: Collection[str]) -> None:
    """These recovery codes, by their fingerprints, in place of all there were."""
    connection.execute(delete(recovery_code).where(recovery_code.c.account == account))
    connection.execute(insert(recovery_code), [{"account": account, "code": one} for one in codes])


def use_code(transaction: Transaction, account: str, code: str, at: str) -> bool:
    """Whether it was there and unused; of two at the same time one has it."""
    return transaction.run(_USE_CODE, (at, account, code)) is not None


_USE_CODE = (
    "update recovery_code set used_at = ? where account = ? and code = ? and used_at is null returning account"
)


def count_codes(connection: Connection, account: str) -> int:
    """How many recovery codes are left."""
    left = recovery_code.c.account == account, recovery_code.c.used_at.is_(None)
    return connection.execute(select(func.count()).select_from(recovery_code).where(*left)).scalar_one()


def find_offer(connection: Connection, holder: str, account: str, now: str) -> KeyOffer | None:
    """What was offered to this holder, and is good still."""
    its = second_factor_offer.c
    good = its.holder == holder, its.account == account, its.expires_at > now
    row = connection.execute(select(*(its[one.name] for one in fields(KeyOffer))).where(*good)).mappings().first()
    return None if row is None else KeyOffer(**row)


def put_offer(connection: Connection, made: KeyOffer) -> None:
    """In place of what this holder was offered before."""
    connection.execute(delete(second_factor_offer).where(second_factor_offer.c.holder == made.holder))
    connection.execute(insert(second_factor_offer).values(**asdict(made)))


def insert_half(connection: Connection, made: HalfSignIn, now: str) -> None:
    """Write down that a password was right; what is over of the same account goes."""
    over = half_sign_in.c.account == made.account, half_sign_in.c.expires_at <= now
    connection.execute(delete(half_sign_in).where(*over))
    connection.execute(insert(half_sign_in).values(**asdict(made)))


def find_half(connection: Connection, half: str, now: str) -> HalfSignIn | None:
    """A half sign-in whose time is not over; None where there is none."""
    columns = (half_sign_in.c[one.name] for one in fields(HalfSignIn))
    good = half_sign_in.c.id == half, half_sign_in.c.expires_at > now
    row = connection.execute(select(*columns).where(*good)).mappings().first()
    return None if row is None else HalfSignIn(**row)


def take_half(transaction: Transaction, half: str) -> bool:
    """Whether it was there; whoever deletes it is in, of two at the same time one."""
    return transaction.run("delete from half_sign_in where id = ? returning id", (half,)) is not None


def count_wrong(connection: Connection, half: str, most: int) -> bool:
    """One more code was wrong; whether those are so many that the password is asked for again."""
    mine = half_sign_in.c.id == half
    connection.execute(update(half_sign_in).where(mine).values(wrong=half_sign_in.c.wrong + 1))
    return bool(connection.execute(delete(half_sign_in).where(mine, half_sign_in.c.wrong >= most)).rowcount)


def delete_halves(connection: Connection, account: str) -> None:
    """Nobody goes on with a password of before."""
    connection.execute(delete(half_sign_in).where(half_sign_in.c.account == account))


def sweep_passed(connection: Connection, now: str) -> None:
    """Forget half sign-ins and offers that are over."""
    for table in (half_sign_in, second_factor_offer):
        connection.execute(delete(table).where(table.c.expires_at <= now))
