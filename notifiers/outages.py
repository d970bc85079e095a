"""This file keeps which accounts of providers do not work, and when one delivery may try them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, or_, select, text, update

from notifiers.backoff import until_probe
from notifiers.tables import outage

FAILURES = 5
"""So many failures in a row, and a provider is left alone: its network or its servers are down, not one message."""

PROBING = timedelta(seconds=60)
"""How long one probe is somebody's; then it died, and another may try."""

KEPT = timedelta(days=30)
"""How long an outage that is over stays on record, for the timelines of what waited for it."""

Cause = Literal["settings", "failures"]
Key = tuple[str, str]
"""A provider and an account of it: the breaker's name."""

Stamp = Callable[[datetime], str]


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

    def lets_one_try(self, at: str) -> bool:
        """Half open: one delivery may go, and nobody else's is on its way."""
        return self.probe_at <= at and (self.probing_until is None or self.probing_until < at)


def open_now(connection: Connection) -> Mapping[Key, Outage]:
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
_MINE = (
    outage.c.provider == bindparam("its_provider"),
    outage.c.account == bindparam("its_account"),
    outage.c.closed_at.is_(None),
)
_OPEN = text(
    "insert into outage (provider, account, opened_at, cause, why, tries, probe_at)"
    " values (:provider, :account, :at, :cause, :why, 0, :probe_at) on conflict do nothing"
)
_STILL = update(outage).where(*_MINE).values(
    cause=bindparam("what"), why=bindparam("said"), tries=outage.c.tries + 1, probe_at=bindparam("next"),
    probing_until=None,
)  # fmt: skip
_CLOSE = update(outage).where(*_MINE).values(closed_at=bindparam("at"))
_PROBE = update(outage).where(*_MINE).values(probing_until=bindparam("until"))


def shut(connection: Connection, key: Key, cause: Cause, why: str, moments: tuple[datetime, Stamp]) -> None:
    """Leave an account alone from now on; nothing changes where it is left alone already."""
    now, stamp = moments
    provider, account = key
    connection.execute(delete(outage).where(outage.c.closed_at < stamp(now - KEPT)))
    probe_at = stamp(now + until_probe(0))
    row = {"provider": provider, "account": account, "cause": cause, "why": why}
    connection.execute(_OPEN, {**row, "at": stamp(now), "probe_at": probe_at})


def still_shut(
    connection: Connection, its: Outage, cause: Cause, why: str, moments: tuple[datetime, Stamp]
) -> None:
    """A probe has failed: the next one waits longer."""
    now, stamp = moments
    following = stamp(now + until_probe(its.tries + 1))
    row = {"its_provider": its.provider, "its_account": its.account, "what": cause, "said": why, "next": following}
    connection.execute(_STILL, row)


def works_again(connection: Connection, key: Key, at: str) -> None:
    """A probe got through."""
    connection.execute(_CLOSE, {"its_provider": key[0], "its_account": key[1], "at": at})


def probe(connection: Connection, key: Key, until: str) -> None:
    """One delivery is on its way to try an account; others wait for what becomes of it."""
    connection.execute(_PROBE, {"its_provider": key[0], "its_account": key[1], "until": until})
