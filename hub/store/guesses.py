"""This file counts tries before they are made, for all hubs of one database, and gives back what was right."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.errors import RateLimited
from hub.store.schema import guess
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.store.transaction import Transaction

TOO_MANY = say("Too many tries. Please wait a while, then try again.")

_TAKE = """
    insert into guess (key, ahead) values (?, ?)
    on conflict (key) do update set ahead = case when guess.ahead > ? then guess.ahead else ? end + ?
    where guess.ahead <= ?
    returning ahead
"""


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted under one name: so many at once, and one more every so many seconds."""

    name: str
    most: int
    every_s: int

    @property
    def key(self) -> str:
        """What stands in the table: neither an address nor an email."""
        return hashlib.sha256(self.name.encode("utf-8", "surrogatepass")).hexdigest()


def _one_by_one(transaction: Transaction) -> None:
    """Two hubs would wait for each other's rows, whatever is done to them; a number of ours, until the commit."""
    if transaction.postgres:
        transaction.run("select pg_advisory_xact_lock(7266381)")


def take(transaction: Transaction, counts: Sequence[Count], now: datetime, *, own: bool = False) -> None:
    """
    Count one more try under each name, one statement each, or none at all. What is refused is not counted.

    own: one name, which nobody else counts under meanwhile, as they wait for a row that is held already.

    Raises:
        RateLimited: one of them is used up; it says when the next is free.
    """
    at = int(now.timestamp() * 1000)
    if not own:
        _one_by_one(transaction)
    for one in counts:
        every = one.every_s * 1000
        latest = at + (one.most - 1) * every
        if transaction.run(_TAKE, (one.key, at + every, at, at, every, latest)) is None:
            row = transaction.run("select ahead from guess where key = ?", (one.key,))
            raise RateLimited(TOO_MANY, after_s=(int(row[0]) - latest) / 1000 if row else one.every_s)


def give_back(transaction: Transaction, counts: Sequence[Count]) -> None:
    """Take one count of each key back: what was right was no guess."""
    _one_by_one(transaction)
    for one in counts:
        transaction.run("update guess set ahead = ahead - ? where key = ?", (one.every_s * 1000, one.key))


def forget(transaction: Transaction, now: datetime) -> None:
    """What is past limits nobody any more."""
    _one_by_one(transaction)
    transaction.connection.execute(guess.delete().where(guess.c.ahead < int(now.timestamp() * 1000)))
