"""This file asks PostgreSQL what the role that a hub signs in with may do; see docs/operators.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from hub.store.row_security import WORK_ROLE

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ASKED = text(
    "select its.rolname, its.rolsuper or its.rolbypassrls,"
    " coalesce(pg_has_role(to_regrole(:work)::oid, 'member'), true)"
    " from pg_roles its where its.rolname = current_user"
)


class DatabaseRole(NamedTuple):
    """A role. passes: no policy is asked of it; works: it may do what is done for all schools."""

    name: str
    passes: bool
    works: bool

    @property
    def sees_all(self) -> bool:
        """Whether it reaches the rows of all schools, one way or the other."""
        return self.passes or self.works


def find_role(connection: Connection) -> DatabaseRole | None:
    """The role of this connection; None on SQLite, which has none."""
    if connection.dialect.name != "postgresql":
        return None
    return DatabaseRole(*connection.execute(_ASKED, {"work": WORK_ROLE}).one())
