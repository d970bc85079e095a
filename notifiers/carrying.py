"""This file is how every provider over HTTP is called: one bounded session, one limit in time, no redirects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from notifiers.notification import Ambiguous, Outcome, RetryAt

LIMIT_S = 10.0
"""How long one call may take; the outbox's lease is far longer."""

WHOLE_S = 15.0
"""How long everything for one delivery may take a sender, with connecting and signing in."""

CONNECTIONS = 256
"""To one provider at once; as many deliveries are on their way at the most."""


def session(**more: object) -> aiohttp.ClientSession:
    """A session for calls to one provider, with our limits of connections and of time."""
    connector = more.pop("connector", None) or aiohttp.TCPConnector(limit=CONNECTIONS)
    return aiohttp.ClientSession(
        connector=connector,  # type: ignore[arg-type]  # given, or the one above
        timeout=aiohttp.ClientTimeout(total=LIMIT_S, connect=LIMIT_S / 2),
    )


def failed(error: Exception) -> Outcome:
    """
    What a call that got no answer means: never sent where no connection was made, else perhaps taken.
    """
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return RetryAt(f"no connection: {type(error).__name__}", down=True)
    return Ambiguous(f"no answer: {type(error).__name__}")


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> timedelta | None:
    """What Retry-After asks for, as seconds or as a date; None where it says nothing we understand."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), 86_400))
    try:
        wait = parsedate_to_datetime(text) - (now or datetime.now(UTC))
    except (TypeError, ValueError):
        return None
    return max(wait, timedelta(seconds=1))
