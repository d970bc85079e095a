"""This file gives everybody of the demo school an account, all with one password that the README tells."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people import accounts
from hub.actions.people.passwords import kept
from hub.errors import Conflict
from hub.store import accounts as kept_accounts
from hub.store.clock import stamp
from hub.store.people import list_emails
from policies.sentence import say

if TYPE_CHECKING:
    from hub.store.transaction import Transaction

PASSWORD = "maple-street"  # noqa: S105 (of invented people, on the machine of who tries them)


def demo_accounts(transaction: Transaction, school: str, now: datetime) -> None:
    """
    An account for every email address; one human's profiles share theirs. Who has one keeps it.

    Raises:
        Conflict: real accounts are here; a demo does not belong beside them.
    """
    by_email: defaultdict[str, list[str]] = defaultdict(list)
    for one in list_emails(transaction.connection, school):
        if one.email is not None:
            by_email[one.email.casefold()].append(one.person)
    there = kept_accounts.list_emails(transaction.connection)
    if there - by_email.keys():
        raise Conflict(say("There are accounts of other people here; load the demo into a database of its own."))
    hashed = kept(PASSWORD)
    for email in sorted(by_email.keys() - there):
        accounts.create(transaction, email, hashed, by_email[email], stamp(now))
