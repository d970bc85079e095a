"""This file proves the activity log: that nothing of its chains was changed, left out or cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from hub.store.activity_log import fingerprint_of, hash_of, heads, seal_of
from hub.store.erased_log import Redactions, print_of
from hub.store.schema import audit, log_address, log_entry
from policies.records.deeds import Deed

if TYPE_CHECKING:
    from sqlalchemy import Connection

Row = Mapping[str, Any]


def broken(connection: Connection) -> Iterator[str]:
    """Where a school's chain does not hold, in words for who runs the hub; nothing where all hold."""
    stands = dict(heads(connection))
    salted = {(row.school, row.n): row for row in connection.execute(select(log_address))}
    looked = {row["id"]: dict(row) for row in connection.execute(select(audit)).mappings()}
    found = connection.execution_options(yield_per=1_000).execute(
        select(log_entry).order_by(log_entry.c.school, log_entry.c.n)
    )
    last: dict[str, Row] = {}
    redactions = Redactions(connection)
    for row in found.mappings():
        yield from _wrong(dict(row), last.get(row["school"]), redactions)
        yield from _points_wrong(dict(row), looked)
        its = salted.pop((row["school"], row["n"]), None)
        if its is not None and seal_of(its.salt, its.address) != row["seal"]:
            yield f"{row['school']}, {row['n']}: the address is another than was noted"
        last[row["school"]] = dict(row)
    yield from (f"{school}, {n}: an address without its entry" for school, n in sorted(salted))
    yield from redactions.unvouched()
    yield from _cut(stands, last)


def _wrong(row: Row, before: Row | None, redactions: Redactions) -> Iterable[str]:
    n, previous = (before["n"], before["hash"]) if before is not None else (0, "")
    where = f"{row['school']}, {row['n']} of {row['at']}"
    if row["n"] != n + 1:
        yield f"{where}: entries before it are gone, from {n + 1}"
    elif row["previous"] != previous:
        yield f"{where}: it does not follow the entry before it"
    its = redactions.latest.get((row["school"], row["n"]))
    if (hash_of(row) != row["hash"]) if its is None else (print_of(row) != its):
        yield f"{where}: it was changed"
    if row["deed"] == Deed.ERASED and not redactions.vouched(row["school"], msgspec.json.decode(row["facts"])):
        yield f"{where}: what it says of names that were taken out is gone or was changed"


def _points_wrong(row: Row, looked: Mapping[str, Row]) -> Iterable[str]:
    facts = msgspec.json.decode(row["facts"])
    if "record" in facts:
        its = looked.get(facts["record"])
        if its is None or fingerprint_of(its) != facts["mark"]:
            yield f"{row['school']}, {row['n']}: what it says of who looked is gone or was changed"


def _cut(stands: Mapping[str, tuple[int, str]], last: Mapping[str, Row]) -> Iterable[str]:
    for school in sorted({*stands, *last}):
        n, its = stands.get(school, (0, ""))
        end = last.get(school)
        if (n, its) != ((end["n"], end["hash"]) if end is not None else (0, "")):
            yield f"{school}: the log ends at {end['n'] if end is not None else 0}, and {n} entries were written"
