"""This file keeps from which server the roster of a school is fetched, with the secret for it sealed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from hub.store.schema import roster_server

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterServer:
    """
    A server that a school is connected with. secret: sealed about sealed_about(school). org: the school there.

    by, at: who connected it and when. full_at: when it gave the whole roster last by itself; asked_at: when what it
    gave last was asked for, and state: the digest of what it had said by then; each None where it never did.
    """

    school: str
    version: str
    address: str
    token_address: str
    client: str
    secret: str = field(repr=False)
    scope: str
    org: str
    org_name: str
    by: str
    at: str
    full_at: str | None = None
    asked_at: str | None = None
    state: str | None = None


_SERVER = tuple(roster_server.c[one.name] for one in fields(RosterServer))


def sealed_about(school: str) -> str:
    """What the secret of a school's server is sealed about, so that it opens as no other's."""
    return f"roster server of {school}"


def find_server(connection: Connection, school: str) -> RosterServer | None:
    """The server of a school; None where it is connected with none."""
    row = connection.execute(select(*_SERVER).where(roster_server.c.school == school)).mappings().first()
    return None if row is None else RosterServer(**row)


def list_servers(connection: Connection) -> list[RosterServer]:
    """The servers of all schools that are connected with one."""
    rows = connection.execute(select(*_SERVER).order_by(roster_server.c.school)).mappings()
    return [RosterServer(**row) for row in rows]


def put_server(connection: Connection, server: RosterServer) -> None:
    """Keep it as the school's, in place of the one before."""
    delete_server(connection, server.school)
    connection.execute(insert(roster_server).values(**asdict(server)))


def delete_server(connection: Connection, school: str) -> bool:
    """Whether a school was connected with one; it is with none any more."""
    return bool(connection.execute(delete(roster_server).where(roster_server.c.school == school)).rowcount)


def note_fetched(connection: Connection, server: RosterServer, asked_at: str, state: str, *, full: bool) -> None:
    """Write down what a server has given by itself; one that was connected anew meanwhile is left as it is."""
    mine = roster_server.c.school == server.school, roster_server.c.at == server.at
    values = {"asked_at": asked_at, "state": state, **({"full_at": asked_at} if full else {})}
    connection.execute(update(roster_server).where(*mine).values(**values))


def list_sealed_secrets(connection: Connection) -> Mapping[str, str]:
    """The sealed secret of every server, by what it is sealed about."""
    return {sealed_about(one.school): one.secret for one in list_servers(connection)}


def put_sealed_secret(connection: Connection, about: str, former: str, secret: str) -> int:
    """Keep the same secret, sealed anew; 0 where it was changed or taken away meanwhile, else 1."""
    its = roster_server.c
    known = [one.school for one in list_servers(connection) if sealed_about(one.school) == about]
    mine = its.school.in_(known), its.secret == former
    return connection.execute(update(roster_server).where(*mine).values(secret=secret)).rowcount
