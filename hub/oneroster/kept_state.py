"""This file keeps what a source said last, row by row, so that a bundle of changes (delta) can be read over it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from hub.oneroster.findings import Record
from hub.oneroster.values import is_gone

MODIFIED = "dateLastModified"
"""The column by which it is known which of two rows is the later one."""

NOT_KEPT = frozenset({"manifest.csv", "demographics.csv"})
"""What tells nothing of a later bundle, and birth dates, which stay on record where nothing is told of them."""

OF_GONE = frozenset({"sourcedId", "status", MODIFIED})
"""What is kept of a row that has left."""

IF_TOLD = frozenset({"metadata.authorizedPickUps"})
"""Columns that say nothing where they are not there, and something where they are empty."""

UNSAID = "\0"
"""Stands in such a column where the source said nothing of that row; no file has it."""

FAST = 1
"""How hard it is packed."""


class KeptRows(msgspec.Struct, frozen=True, array_like=True):
    """
    The rows of one file: the columns that we read, and what stands in each row, in their order.

    as_of: the latest moment at which a row of the last full file was changed, as it stood there; empty where the
    file does not tell. Rows that left (tobedeleted) are among them, so that nothing older brings them back.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    as_of: str = ""

    def records(self, file: str) -> Iterable[Record]:
        """The rows as records; each has a line below zero of its own, as it stands in no file."""
        return (
            Record(file, -number, {name: its for name, its in zip(self.titles, row, strict=True) if its != UNSAID})
            for number, row in enumerate(self.rows, 1)
        )


class KeptState(msgspec.Struct, frozen=True, array_like=True):
    """What a source has said up to now, by the names of its files in small letters."""

    files: Mapping[str, KeptRows]


def state_text(state: KeptState) -> bytes:
    """A state, packed, as state_of reads it again; the same one is the same octets."""
    return zlib.compress(msgspec.msgpack.encode(state, order="deterministic"), FAST)


def state_of(kept: bytes) -> KeptState:
    """The state that state_text packed; nothing else is ever given to it."""
    return msgspec.msgpack.decode(zlib.decompress(kept), type=KeptState)


def kept_rows(records: Iterable[Record], as_of: str | None, day: date | None) -> KeptRows:
    """
    The rows of a file as they are kept, sorted. as_of: of the full file that they were changed since; None: this is
    a full one, which tells it by itself, except where a row was changed in the future of day.
    """
    found = {record["sourcedId"]: record for record in records}
    titles = tuple(sorted({name for record in found.values() for name in record.values}))
    if as_of is None:
        latest = datetime.combine(day or date.max - timedelta(days=2), time(), UTC) + timedelta(days=2)
        dated = [(at, one[MODIFIED]) for one in found.values() if (at := modified_at(one)) and at < latest]
        as_of = max(dated, default=(None, ""))[1]
    rows = tuple(_kept(found[one], titles) for one in sorted(found))
    return KeptRows(titles, rows, as_of)


def _kept(record: Record, titles: tuple[str, ...]) -> tuple[str, ...]:
    """A row; of who has left only that they have, and since when."""
    gone = is_gone(record)
    return tuple(
        UNSAID
        if name in IF_TOLD and (gone or name not in record.values)
        else record[name]
        if not gone or name in OF_GONE
        else ""
        for name in titles
    )


def modified_at(record: Record) -> datetime | None:
    """When a row was changed; None where it does not tell, or not so that it can be read."""
    return moment_in(record[MODIFIED])


def moment_in(said: str) -> datetime | None:
    """A moment as sources write it (ISO 8601); a day alone is meant to its end, and no zone is UTC."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    if len(said) <= len("2026-11-30"):
        at = datetime.combine(at.date(), time.max)
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        return None
