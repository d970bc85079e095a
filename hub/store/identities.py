"""This file keeps the accounts elsewhere that open an account, and who is on their way to a provider and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from hub.store.schema import identity, oidc_visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from hub.store.transaction import Transaction

MOST_VISITS = 5
"""One browser may be on its way so many times at once, in several tabs; older ones come to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptIdentity:
    """
    An account elsewhere that opens an account. issuer, subject: by which alone it is found. email: as the provider
    called it when it was added, for its owner to recognise. used_at: None where nobody has signed in by it.
    """

    id: str
    account: str
    issuer: str
    subject: str
    provider: str
    email: str
    made_at: str
    used_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcVisit:
    """
    Somebody on their way. id: the fingerprint of the state; holder: of what the browser keeps. session: that adds
    an identity; empty for signing in.
    """

    id: str
    holder: str
    provider: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    session: str
    expires_at: str


_IDENTITY = select(*(identity.c[one.name] for one in fields(KeptIdentity)))
_VISIT = [oidc_visit.c[one.name] for one in fields(OidcVisit)]


def put_visit(connection: Connection, its: OidcVisit, now: str) -> None:
    """Write down that a browser leaves for a provider; what is over, or too much of one browser, is forgotten."""
    connection.execute(delete(oidc_visit).where(oidc_visit.c.expires_at <= now))
    mine = select(oidc_visit.c.id).where(oidc_visit.c.holder == its.holder)
    newest = mine.order_by(oidc_visit.c.expires_at.desc(), oidc_visit.c.id).offset(MOST_VISITS - 1)
    if old := list(connection.execute(newest).scalars()):
        connection.execute(delete(oidc_visit).where(oidc_visit.c.id.in_(old)))
    connection.execute(insert(oidc_visit).values(**asdict(its)))


def take_visit(transaction: Transaction, visit: str, holder: str, now: str) -> OidcVisit | None:
    """The visit that this browser comes back from, once; None where it is over, used, or of another browser."""
    mine = oidc_visit.c.id == visit, oidc_visit.c.holder == holder, oidc_visit.c.expires_at > now
    row = transaction.connection.execute(delete(oidc_visit).where(*mine).returning(*_VISIT)).mappings().first()
    return None if row is None else OidcVisit(**row)


def find_identity(connection: Connection, issuer: str, subject: str) -> KeptIdentity | None:
    """The identity that an issuer and its subject are; None where it opens nothing."""
    mine = identity.c.issuer == issuer, identity.c.subject == subject
    row = connection.execute(_IDENTITY.where(*mine)).mappings().first()
    return None if row is None else KeptIdentity(**row)


def list_identities(connection: Connection, account: str) -> Sequence[KeptIdentity]:
    """The identities that open an account, the newest first."""
    mine = _IDENTITY.where(identity.c.account == account).order_by(identity.c.made_at.desc(), identity.c.id)
    return [KeptIdentity(**row) for row in connection.execute(mine).mappings()]


def count_identities(connection: Connection, account: str) -> int:
    """How many identities open an account."""
    return connection.execute(select(func.count()).where(identity.c.account == account)).scalar_one()


def insert_identity(transaction: Transaction, its: KeptIdentity) -> bool:
    """Whether it is written down; not where it opens an account already."""
    try:
        with transaction.connection.begin_nested():
            transaction.connection.execute(insert(identity).values(**asdict(its)))
    except IntegrityError:
        return False
    return True


def use_identity(connection: Connection, its: str, at: str) -> None:
    """Somebody signed in by it at that moment."""
    connection.execute(update(identity).where(identity.c.id == its).values(used_at=at))


def delete_identity(transaction: Transaction, account: str, its: str) -> KeptIdentity | None:
    """The identity of this account that is gone now; None where it has no such one."""
    mine = identity.c.id == its, identity.c.account == account
    columns = [identity.c[one.name] for one in fields(KeptIdentity)]
    row = transaction.connection.execute(delete(identity).where(*mine).returning(*columns)).mappings().first()
    return None if row is None else KeptIdentity(**row)


def delete_identities(connection: Connection, account: str) -> int:
    """Nothing elsewhere opens an account any more; how many did."""
    return connection.execute(delete(identity).where(identity.c.account == account)).rowcount
