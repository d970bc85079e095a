"""This file keeps what the source of each school's roster has said up to now, over which changes of it are read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, insert, select, union, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.store.schema import person, roster_said, roster_server, roster_state, roster_upload, student

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StateSaid:
    """
    What a source has said with a roster. digest: of the body, by which it is kept once for all schools of a bundle.

    body: packed (hub/oneroster/kept_state.py); None where it is kept already. over: the digest of what the changes
    were read over; None of a roster that is whole.
    """

    digest: str
    body: bytes | None
    over: str | None


def digest_of(body: bytes) -> str:
    """What a state is known by: sha256 of its octets, as hex."""
    return hashlib.sha256(body).hexdigest()


def find_state(connection: Connection, school: str) -> str | None:
    """The digest of what the source of a school has said; None where that is not known."""
    return connection.execute(
        select(roster_said.c.state).where(roster_said.c.school == school)
    ).scalar_one_or_none()


def list_states(connection: Connection) -> Mapping[str, str]:
    """Likewise of every school of which it is known, by its id."""
    return {row.school: row.state for row in connection.execute(select(roster_said.c.school, roster_said.c.state))}


def find_state_body(connection: Connection, digest: str | None) -> bytes | None:
    """What was said, packed; None where it is kept no more."""
    found = connection.execute(
        select(roster_state.c.body).where(roster_state.c.digest == digest)
    ).scalar_one_or_none()
    return None if found is None else bytes(found)


def put_body(transaction: Transaction, state: StateSaid) -> None:
    """Keep what was said, once, whoever says the same at the same time."""
    if state.body is None:
        return
    add = postgresql.insert if transaction.postgres else sqlite.insert
    row = {"digest": state.digest, "body": state.body}
    transaction.connection.execute(add(roster_state).values(**row).on_conflict_do_nothing())


def keep_state(transaction: Transaction, school: str, state: StateSaid | None, at: str) -> None:
    """What the source of a school has said from now on; None: nobody knows, so the next one has to be whole."""
    forget_state(transaction.connection, school)
    if state is not None:
        put_body(transaction, state)
        transaction.connection.execute(insert(roster_said).values(school=school, state=state.digest, at=at))


def forget_state(connection: Connection, school: str) -> None:
    """Nobody knows any more what the source of a school has said."""
    connection.execute(delete(roster_said).where(roster_said.c.school == school))


def sweep_states(connection: Connection) -> None:
    """Delete what no school goes by any more, and nothing that waits."""
    used = select(roster_said.c.state).union(
        select(roster_upload.c.state).where(roster_upload.c.state.is_not(None))
    )
    connection.execute(delete(roster_state).where(roster_state.c.digest.not_in(used)))


GOES_BY = (roster_said.c.state, roster_server.c.state, roster_upload.c.state, roster_upload.c.over)
"""Where it stands by what a school goes, or what waits for it was read over."""


def list_states_of(connection: Connection, school: str) -> list[str]:
    """The digests of all that the source of a school has said, and that is kept of it, ascending."""
    own = (select(one.label("its")).where(one.table.c.school == school, one.is_not(None)) for one in GOES_BY)
    return sorted(connection.execute(union(*own)).scalars())


def list_schools_by(connection: Connection, digest: str) -> frozenset[str]:
    """The schools that go by what was said: those of one bundle."""
    theirs = (select(one.table.c.school).where(one == digest) for one in GOES_BY)
    return frozenset(connection.execute(union(*theirs)).scalars())


def replace_state(transaction: Transaction, digest: str, body: bytes) -> None:
    """Let another body stand for what a source has said, for every school that goes by it and all that waits."""
    connection, its = transaction.connection, digest_of(body)
    put_body(transaction, StateSaid(its, body, None))
    for column in GOES_BY:
        connection.execute(update(column.table).where(column == digest).values({column.name: its}))
    connection.execute(delete(roster_state).where(roster_state.c.digest == digest))


def is_still_known(connection: Connection, source: str, schools: Collection[str]) -> bool:
    """Whether anybody on record, who was not erased, is known to the roster of one of these schools by this id."""
    found = (
        select(table.c.id).where(table.c.source == source, table.c.school.in_(schools))
        for table in (person, student)
    )
    return any(connection.execute(select(exists(one))).scalar() for one in found)
