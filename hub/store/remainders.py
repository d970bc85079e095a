"""This file keeps what stood in an email besides the words that were posted: as long as the message is there."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from hub.store.schema import remainder

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.store.transaction import Transaction

MAX_HALF = 200_000
"""Characters that are kept of each half: all that an ordinary email quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """
    What was left out of a message that came as an email. about: the message that our email told of.

    theirs: what a mail program added, or quoted of others; ours: what it quotes of our email.
    """

    school: str
    message: str
    author: str
    about: str
    theirs: str
    ours: str


def put(transaction: Transaction, one: Remainder) -> None:
    """Keep what was left out of a message, each half up to MAX_HALF; a second time changes nothing."""
    insert = postgresql.insert if transaction.postgres else sqlite.insert
    row = asdict(one) | {"theirs": one.theirs[:MAX_HALF], "ours": one.ours[:MAX_HALF]}
    transaction.connection.execute(insert(remainder).values(**row).on_conflict_do_nothing())


def of(connection: Connection, school: str, message: str) -> RowMapping | None:
    """What was left out of a message; None where nothing was, or it is no answer by email."""
    its = remainder.c
    row = connection.execute(select(remainder).where(its.school == school, its.message == message))
    return row.mappings().first()


def forget(connection: Connection, school: str, message: str) -> None:
    """Delete what was left out of a message, as the message goes."""
    its = remainder.c
    connection.execute(delete(remainder).where(its.school == school, its.message == message))
