"""This file keeps the secrets by which somebody may choose a new password, once, until they are over."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from hub.store.schema import reset

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """kind: "link" or "code". secret: its fingerprint."""

    account: str
    kind: str
    secret: str
    expires_at: str


FORMER = 8
"""Of how many secrets before it a newer one is known; more emails in an hour are sent to nobody."""


def put_reset(connection: Connection, made: Reset) -> None:
    """Keep a secret in place of an older one of its kind, of which is kept that there was one."""
    its = reset.c
    mine = its.account == made.account, its.kind == made.kind
    before = connection.execute(select(its.secret, its.former).where(*mine)).first()
    former = "" if before is None else " ".join([before.secret, *before.former.split()][:FORMER])
    connection.execute(delete(reset).where(*mine))
    connection.execute(insert(reset).values(**asdict(made), former=former))


def is_former(connection: Connection, kind: str, secret: str, now: str) -> bool:
    """Whether a secret was good until a newer one took its place, which is good still."""
    its = reset.c
    newer = its.kind == kind, its.expires_at > now, its.former.contains(secret, autoescape=True)
    return connection.execute(select(its.account).where(*newer).limit(1)).first() is not None


def find_account_id(connection: Connection, kind: str, secret: str, now: str) -> str | None:
    """Whose password it lets choose; None where it is over, or was never there."""
    its = reset.c
    mine = its.secret == secret, its.kind == kind, its.expires_at > now
    return connection.execute(select(its.account).where(*mine)).scalar()


def use_reset(transaction: Transaction, kind: str, secret: str, now: str) -> bool:
    """Whether it was there; whoever deletes it has it, of two at the same time one."""
    return transaction.run(_USE, (secret, kind, now)) is not None


_USE = "delete from reset where secret = ? and kind = ? and expires_at > ? returning account"


def delete_resets(connection: Connection, account: str) -> None:
    """None of them lets choose the account's password any more."""
    connection.execute(delete(reset).where(reset.c.account == account))
