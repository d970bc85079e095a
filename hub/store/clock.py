"""This file tells the time, and passes on the one way in which moments are written."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from policies.timestamps import moment, stamp

__all__ = ["day_in", "moment", "now", "stamp"]


def now() -> datetime:
    """The moment, in UTC; the composition root hands it down, nothing else reads a clock."""
    return datetime.now(UTC)


def day_in(zone: str, moment: datetime) -> date:
    """The date of a moment on the clock of a zone, by its IANA name: a school's own today."""
    return moment.astimezone(ZoneInfo(zone)).date()
