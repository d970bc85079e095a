"""This file decides where a roster may be fetched from, who enters the secret anew, and when all of it is asked."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from policies.sentence import Perhaps, say

LONGEST_ADDRESS = 300
"""Characters of an address; the longest that is known has a hundred."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""This machine itself."""

ASKED_BACK = timedelta(hours=1)
"""Changes are asked for from so long before the last time: clocks differ, and servers write late."""

_API = re.compile(r"/ims/oneroster(/.*)?$")


def cleaned(address: str) -> str:
    """An address as it is kept: without spaces, without a slash at the end, and up to /ims/oneroster."""
    return _API.sub("", address.strip()).rstrip("/")


def address_fault(address: str, *, local: bool) -> Perhaps:
    """
    What is wrong with the address of a server, empty where nothing is.

    local: it may be on this machine without TLS, as whoever runs the hub allows. What a name stands for is looked
    at where it is called.
    """
    parts = _split(address)
    if parts is None or len(address) > LONGEST_ADDRESS or not address.isprintable() or " " in address:
        return say("This is no address. It is like https://sis.example.org.")
    if parts.scheme == "http" and local and parts.hostname in LOOPBACK:
        return ""
    if parts.scheme != "https":
        return say("The address has to begin with https://, so that nobody reads along.")
    if parts.username is not None or parts.query or parts.fragment:
        return say("Enter the address alone, without a name, a password or anything after a question mark.")
    return ""


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if named and parts.scheme else None


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """Where a secret goes: to which addresses, and as whose."""

    address: str
    token_address: str
    client: str


def needs_secret(kept: ServerPlace | None, wanted: ServerPlace) -> bool:
    """Whether an admin has to enter the secret: it never goes where the one who entered it did not send it."""
    return kept is None or kept != wanted


def asks_for_all(full_at: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    """
    Whether the whole roster is asked for, and not only what has changed: the first time of each day of the school.

    Some servers do not tell of rows that were deleted, so what is gone is noticed by then at the latest.
    """
    return full_at is None or full_at.astimezone(zone).date() != now.astimezone(zone).date()


def asked_since(asked_at: datetime) -> datetime:
    """From when on changes are asked for, if the last time was then."""
    return asked_at - ASKED_BACK
