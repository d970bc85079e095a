"""This file keeps which accounts of providers do not work, and when one delivery may try them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, or_, select, text, update

from notifiers.backoff import until_probe
from notifiers.tables import outage
from policies.timestamps import stamp

PROBING = timedelta(seconds=60)
"""How long one probe is somebody's; then it died, and another may try."""

KEPT = timedelta(days=30)
"""How long an outage that is over stays on record, for the timelines of what waited for it."""

Cause = Literal["settings", "failures"]
Key = tuple[str, str]
"""A provider and an account of it: the breaker's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Why an account is left alone, since when, and from when on it may be tried; moments as text."""

    provider: str
    account: str
    opened_at: str
    cause: Cause
    why: str
    tries: int
    probe_at: str
    probing_until: str | None
    closed_at: str | None

    def lets_one_probe(self, at: str) -> bool:
        """Half open: one delivery may go, and nobody else's is on its way."""
        return self.probe_at <= at and (self.probing_until is None or self.probing_until < at)


def ongoing(connection: Connection) -> Mapping[Key, Outage]:
    """Every outage that is not over."""
    return {(one.provider, one.account): one for one in _outages(connection, None)}


def since(connection: Connection, at: str) -> list[Outage]:
    """The outages that are open, or were closed after at; the oldest first."""
    return _outages(connection, at)


def _outages(connection: Connection, at: str | None) -> list[Outage]:
    open_ones = outage.c.closed_at.is_(None)
    which = open_ones if at is None else or_(open_ones, outage.c.closed_at > at)
    rows = connection.execute(select(outage).where(which).order_by(outage.c.opened_at)).mappings()
    return [Outage(**row) for row in rows]


# Made once: building a statement costs more than running it.
MINE = (
    outage.c.provider == bindparam("its_provider"),
    outage.c.account == bindparam("its_account"),
    outage.c.closed_at.is_(None),
)
_OPEN = text(
    "insert into outage (provider, account, opened_at, cause, why, tries, probe_at)"
    " values (:provider, :account, :at, :cause, :why, 0, :probe_at) on conflict do nothing"
)
_STILL = update(outage).where(*MINE).values(
    cause=bindparam("what"), why=bindparam("said"), tries=outage.c.tries + 1, probe_at=bindparam("next"),
    probing_until=None,
)  # fmt: skip
_CLOSE = update(outage).where(*MINE).values(closed_at=bindparam("at"))
_PROBE = update(outage).where(*MINE).values(probing_until=bindparam("until"))


def begin(connection: Connection, provider: str, account: str, cause: Cause, why: str, now: datetime) -> None:
    """Open an account's circuit breaker; nothing changes where it is open already."""
    connection.execute(delete(outage).where(outage.c.closed_at < stamp(now - KEPT)))
    probe_at = stamp(now + until_probe(0))
    row = {"provider": provider, "account": account, "cause": cause, "why": why}
    connection.execute(_OPEN, {**row, "at": stamp(now), "probe_at": probe_at})


def extend(connection: Connection, ongoing: Outage, cause: Cause, why: str, now: datetime) -> None:
    """A probe has failed: the next one waits longer."""
    following = stamp(now + until_probe(ongoing.tries + 1))
    key = {"its_provider": ongoing.provider, "its_account": ongoing.account}
    connection.execute(_STILL, {**key, "what": cause, "said": why, "next": following})


def end(connection: Connection, provider: str, account: str, at: str) -> None:
    """A probe got through: close the circuit breaker."""
    connection.execute(_CLOSE, {"its_provider": provider, "its_account": account, "at": at})


def begin_probe(connection: Connection, provider: str, account: str, now: datetime) -> None:
    """One delivery is on its way to probe an account; others wait for what becomes of it."""
    until = stamp(now + PROBING)
    connection.execute(_PROBE, {"its_provider": provider, "its_account": account, "until": until})
