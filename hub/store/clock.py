"""This file writes moments the one way the wire and the store have them."""

from datetime import UTC, datetime


def now() -> datetime:
    """The moment, in UTC; the composition root hands it down, nothing else reads a clock."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as text: 2026-11-23T15:04:05.123Z."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def moment(text: str) -> datetime:
    """The moment that stamp wrote."""
    return datetime.fromisoformat(text)
