"""This file bounds what one person may bring, so that nobody fills the disk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.errors import RateLimited
from hub.store import files
from hub.store.clock import stamp
from policies.sentence import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_UNSENT = 30
"""Files that one person may have brought and not sent: three full messages."""

DAY = timedelta(days=1)
DAY_BYTES = 500 * 1024 * 1024
"""Octets that one person may bring in a day: hundreds of photos, and no full disk."""

UNSENT = say(
    "{count} of your files wait to be sent. Send them, take some out, or add another tomorrow.",
    count=MOST_UNSENT,
)
ENOUGH = say("You have added {most} MB within a day. Add more tomorrow.", most=DAY_BYTES // 1024 // 1024)


def check(connection: Connection, school: str, author: str, now: datetime) -> None:
    """
    Go on only if author may bring one more file.

    Raises:
        RateLimited: enough for now; the sentence says what to do.
    """
    if files.unsent(connection, school, author) >= MOST_UNSENT:
        raise RateLimited(UNSENT)
    if files.brought(connection, school, author, stamp(now - DAY)) >= DAY_BYTES:
        raise RateLimited(ENOUGH)
