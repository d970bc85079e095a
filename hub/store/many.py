"""This file adds, changes and deletes many rows of a table in few statements, and asks about many ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, update

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Table

Row = Mapping[str, Any]
"""A row of a table, or a part of it, by the names of its columns."""


IDS_PER_STATEMENT = 500
"""Ids in one statement: what is read and locked for it stays bounded."""


def in_parts(ids: Collection[str]) -> Iterator[Sequence[str]]:
    """These ids sorted, as many at a time as one statement takes: all who lock several do it in this order."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), IDS_PER_STATEMENT):
        yield wanted[start : start + IDS_PER_STATEMENT]


def add_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Add rows that all name the same columns."""
    if rows:
        connection.execute(insert(table), list(rows))


def change_rows(
    connection: Connection, table: Table, by: Sequence[str], rows: Iterable[Row], *also: ColumnElement[bool]
) -> None:
    """
    Change the rows that have these values in the columns of by to what the others say; each names its own.

    also: what else has to be true of a row that is changed.
    """
    alike: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        alike[tuple(sorted(row))].append({_its(name) if name in by else name: row[name] for name in row})
    for some in alike.values():
        connection.execute(update(table).where(*also, *_where(table, by)), some)


def delete_rows(connection: Connection, table: Table, by: Sequence[str], rows: Iterable[Row]) -> None:
    """Delete the rows that have the values of these in the columns of by."""
    gone = [{_its(name): row[name] for name in by} for row in rows]
    if gone:
        connection.execute(delete(table).where(*_where(table, by)), gone)


def _where(table: Table, by: Sequence[str]) -> list[ColumnElement[bool]]:
    return [table.c[name] == bindparam(_its(name)) for name in by]


def _its(name: str) -> str:
    """What a value is called that a row is found by: the column's own name stands for what it becomes."""
    return f"its_{name}"
