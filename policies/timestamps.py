"""This file writes moments as text, the one way the wire, the journal and the outbox have them."""

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """A moment as text, in UTC to the millisecond: 2026-11-23T15:04:05.123Z. Texts sort as their moments do."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def to_millisecond(moment: datetime) -> datetime:
    """A moment as its text has it: what is less than a millisecond is left out."""
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)


def moment(text: str) -> datetime:
    """The moment whose text stamp has written."""
    return datetime.fromisoformat(text)
