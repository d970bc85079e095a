"""The records as who runs the server sees them: past row security, by which a hub in a test is bound."""

from __future__ import annotations

from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.engine import make_url

from hub.store.database import opened
from tests.servers import SUPERUSER


def past_policies(url: str) -> Engine:
    """The engine of a hub's database, of either kind; in PostgreSQL as the superuser, who passes every policy."""
    its = make_url(url)
    if its.get_backend_name() != "postgresql":
        return opened(url)
    return create_engine(its.set(username=SUPERUSER, drivername="postgresql+psycopg"), poolclass=NullPool)
