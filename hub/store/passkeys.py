"""This file keeps passkeys, and what browsers were given to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from hub.store.schema import passkey, passkey_challenge

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPasskey:
    """
    One of an account. party: the host that it was made for, and is good for alone. credential: what the
    authenticator calls it; key: its public half as a COSE key; base64url.

    counter: as the authenticator said last. used_at: None where nobody has signed in by it.
    """

    id: str
    account: str
    party: str
    credential: str
    key: str
    counter: int
    name: str
    made_at: str
    used_at: str | None = None


_SELECT = select(*(passkey.c[one.name] for one in fields(KeptPasskey)))


def list_passkeys(connection: Connection, account: str) -> Sequence[KeptPasskey]:
    """Those of an account, for whichever host, the newest first."""
    theirs = _SELECT.where(passkey.c.account == account).order_by(passkey.c.made_at.desc(), passkey.c.id)
    return [KeptPasskey(**row) for row in connection.execute(theirs).mappings()]


def count_passkeys(connection: Connection, account: str) -> int:
    """How many passkeys an account has, for whichever host."""
    theirs = select(func.count()).select_from(passkey).where(passkey.c.account == account)
    return connection.execute(theirs).scalar_one()


def count_opening(connection: Connection, account: str, party: str) -> int:
    """How many passkeys open an account at the host of this name; none where it is empty."""
    mine = passkey.c.account == account, passkey.c.party == party
    return connection.execute(select(func.count()).select_from(passkey).where(*mine)).scalar_one()


def find_credential(connection: Connection, credential: str) -> KeptPasskey | None:
    """The one that an authenticator calls so, whosever it is."""
    return _one(connection, _SELECT.where(passkey.c.credential == credential))


def find_passkey(connection: Connection, its: str) -> KeptPasskey | None:
    """A passkey by its id; None where there is none any more."""
    return _one(connection, _SELECT.where(passkey.c.id == its))


def _one(connection: Connection, asked: Select[Any]) -> KeptPasskey | None:
    row = connection.execute(asked).mappings().first()
    return None if row is None else KeptPasskey(**row)


def insert_passkey(transaction: Transaction, made: KeptPasskey) -> bool:
    """Whether it is the account's from now on; False where some account has it, be it this one."""
    values = (made.id, made.account, made.party, made.credential, made.key, made.counter, made.name, made.made_at)
    return transaction.run(_ADD, values) is not None


_ADD = (
    "insert into passkey (id, account, party, credential, key, counter, name, made_at)"
    " values (?, ?, ?, ?, ?, ?, ?, ?)"
    " on conflict (credential) do nothing returning id"
)


def use_passkey(transaction: Transaction, its: str, counter: int, at: str) -> bool:
    """
    Whether it is there still and its counter has gone on, which is written down; of two with one count one is.

    It is the rule of policies/people/passkeys.goes_on, in the one statement that nobody else comes between.
    """
    return transaction.run(_USE, (counter, at, its, counter, counter)) is not None


_USE = (
    "update passkey set counter = ?, used_at = ? where id = ? and (counter < ? or (counter = 0 and ? = 0))"
    " returning id"
)


def delete_passkey(transaction: Transaction, account: str, its: str) -> bool:
    """Whether the account had it; from now on it opens nothing."""
    return transaction.run(_DELETE, (account, its)) is not None


_DELETE = "delete from passkey where account = ? and id = ? returning id"


def delete_passkeys(connection: Connection, account: str) -> int:
    """How many an account had, all of which are gone."""
    return connection.execute(delete(passkey).where(passkey.c.account == account)).rowcount


def put_challenge(connection: Connection, challenge: str, holder: str, until: str, now: str) -> None:
    """Write down what a holder was given to sign, by its fingerprint; what is over of the same holder goes."""
    its = passkey_challenge.c
    connection.execute(delete(passkey_challenge).where(its.holder == holder, its.expires_at <= now))
    connection.execute(insert(passkey_challenge).values(id=challenge, holder=holder, expires_at=until))


def take_challenge(transaction: Transaction, challenge: str, holder: str, now: str) -> bool:
    """Whether this holder was given it and it is good; it is gone then, and of two at the same time one has it."""
    return transaction.run(_TAKE, (challenge, holder, now)) is not None


_TAKE = "delete from passkey_challenge where id = ? and holder = ? and expires_at > ? returning id"


def sweep_challenges(connection: Connection, now: str) -> None:
    """Forget what was given and is over, whosever it was."""
    connection.execute(delete(passkey_challenge).where(passkey_challenge.c.expires_at <= now))
