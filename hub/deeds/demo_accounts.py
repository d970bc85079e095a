"""This file gives everybody of the demo school an account, all with one password that the README tells."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from hub.deeds import accounts
from hub.deeds.passwords import kept
from hub.errors import Conflict
from hub.store import schema
from hub.store.clock import stamp

if TYPE_CHECKING:
    from hub.store.transaction import Transaction

PASSWORD = "maple-street"  # noqa: S105 (of invented people, on the machine of who tries them)


def demo_accounts(transaction: Transaction, school: str, now: datetime) -> None:
    """
    An account for every email address; one human's profiles share theirs. Who has one keeps it.

    Raises:
        Conflict: real accounts are here; a demo does not belong beside them.
    """
    person, account = schema.person.c, schema.account.c
    rows = transaction.connection.execute(
        select(person.email, person.id).where(
            person.school == school, person.left_at.is_(None), person.email.is_not(None)
        )
    )
    by_email: defaultdict[str, list[str]] = defaultdict(list)
    for email, its in rows:
        by_email[str(email).casefold()].append(its)
    there = set(transaction.connection.execute(select(account.email)).scalars())
    if there - by_email.keys():
        raise Conflict("There are accounts of other people here; load the demo into a database of its own.")
    hashed = kept(PASSWORD)
    for email in sorted(by_email.keys() - there):
        accounts.create(transaction, email, hashed, by_email[email], stamp(now))
