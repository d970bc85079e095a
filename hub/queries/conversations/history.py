"""This file reads what was said in a conversation, as far as somebody may read it: for the page and for exports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.store import journal
from hub.store.changes import CHANGES
from hub.store.tags import shown

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot

ROWS = 200
"""Rows of the journal looked through at once."""


@dataclass(frozen=True, slots=True)
class HistoryPlace:
    """Who reads in which conversation; that they are in it was asked before."""

    reader: str
    conversation: str


def said_before(
    connection: Connection, snapshot: Snapshot, where: HistoryPlace, seq: int, most: int
) -> list[journal.Stored]:
    """What reader may read of what was said before a position, newest first; most at the most."""
    found, until = list[journal.Stored](), seq
    while len(found) < most:
        page = journal.before(connection, snapshot.school, where.conversation, until, ROWS)
        found += read_by(snapshot, where.reader, page)
        if len(page) < ROWS:
            break
        until = page[-1].event.seq
    return found[:most]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A stretch of a conversation, oldest first. seq: as far as was looked; more: something may follow."""

    said: list[journal.Stored]
    seq: int
    more: bool


def said_after(
    connection: Connection, snapshot: Snapshot, where: HistoryPlace, seq: int, until: int
) -> HistoryPage:
    """What reader may read of the next stretch after a position, as far as until, that one included."""
    page = journal.following(connection, snapshot.school, where.conversation, seq, ROWS)
    there = [one for one in page if one.event.seq <= until]
    more = len(page) == ROWS == len(there)
    return HistoryPage(read_by(snapshot, where.reader, there), there[-1].event.seq if there else seq, more)


def read_by(snapshot: Snapshot, reader: str, page: Iterable[journal.Stored]) -> list[journal.Stored]:
    """What of a page somebody may read as said: what an edit or a withdrawal changed reads the newest."""
    said = (one for one in page if one.event.kind not in CHANGES)
    return [shown(snapshot, reader, one) for one in said if snapshot.may_read(reader, one.event, one.audience)]
