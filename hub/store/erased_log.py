"""This file takes a name out of the activity log, so that its chain still proves all else."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, insert, or_, select, update

from hub.store.activity_log import HASHED
from hub.store.erased_search import may_name
from hub.store.schema import log_entry, log_erased
from policies.records.activity_log import Deed, LogFacts, sought

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from policies.records.traces import Traces

NAMED = ("by_name", "about_name", "facts")


def find_entries(connection: Connection, school: str, traces: Traces) -> list[int]:
    """The numbers of the entries that name somebody, ascending; nothing is locked for it."""
    its = log_entry.c
    if not traces.searches:
        return []
    named = or_(*(may_name(its[one], traces) for one in NAMED))
    rows = connection.execution_options(yield_per=500).execute(
        select(log_entry).where(its.school == school, named).order_by(its.n)
    )
    return [row["n"] for row in rows.mappings() if _without(row, traces, "")[0]]


def _without(row: Any, traces: Traces, instead: str) -> tuple[bool, dict[str, str]]:
    values = {name: traces.scrubbed(row[name], instead) for name in NAMED}
    changed = any(values[name] != row[name] for name in NAMED)
    its = LogFacts(
        deed=Deed(row["deed"]), by=values["by_name"], about=values["about_name"],
        facts=msgspec.json.decode(values["facts"]),
    )  # fmt: skip
    return changed, {**values, "sought": sought(its) if changed else row["sought"]}


def redact(
    connection: Connection, school: str, entries: Sequence[int], traces: Traces, *, instead: str, batch: str
) -> str:
    """
    Take somebody out of these entries; what the entry that tells of it has to vouch for, empty where nothing was.

    The hash of each stays, so the chain does. What it says now has a hash of its own, and all of those together
    are what is returned: the sha256 of [n, hash] in order, as JSON. Call it under the lock of the log.
    """
    its = log_entry.c
    prints: list[list[object]] = []
    for n in entries:
        mine = its.school == school, its.n == n
        row = dict(connection.execute(select(log_entry).where(*mine)).mappings().one())
        changed, values = _without(row, traces, instead)
        if not changed:
            continue
        connection.execute(update(log_entry).where(*mine).values(**values))
        turns = select(func.coalesce(func.max(log_erased.c.turn), 0)).where(
            log_erased.c.school == school, log_erased.c.n == n
        )
        made = {"school": school, "n": n, "batch": batch, "print": print_of({**row, **values})}
        connection.execute(insert(log_erased).values(**made, turn=connection.execute(turns).scalar_one() + 1))
        prints.append([n, made["print"]])
    return mark_of(prints) if prints else ""


def print_of(row: Mapping[str, Any]) -> str:
    """The hash of what an entry says without a name: of the same columns as its own, besides that of before."""
    return hashlib.sha256(msgspec.json.encode([row[name] for name in HASHED])).hexdigest()


def mark_of(prints: Iterable[Sequence[object]]) -> str:
    """What one entry vouches for: the numbers of those that lost a name, ascending, each with its new hash."""
    return hashlib.sha256(msgspec.json.encode(list(prints))).hexdigest()


class Redactions:
    """
    What was taken out of the logs of a database, as verify looks at it.

    latest: by school and number the hash of what an entry says now.
    """

    def __init__(self, connection: Connection) -> None:
        self._batches: defaultdict[tuple[str, str], list[list[object]]] = defaultdict(list)
        self.latest: dict[tuple[str, int], str] = {}
        rows = connection.execute(select(log_erased).order_by(log_erased.c.n, log_erased.c.turn)).mappings()
        for row in rows:
            self._batches[row["school"], row["batch"]].append([row["n"], row["print"]])
            self.latest[row["school"], row["n"]] = row["print"]

    def vouched(self, school: str, facts: Mapping[str, Any]) -> bool:
        """Whether an entry that tells of names taken out tells of just those; each is asked for once."""
        prints = self._batches.pop((school, facts.get("batch", "")), [])
        return bool((mark_of(prints) if prints else "") == facts.get("mark", ""))

    def unvouched(self) -> Iterator[str]:
        """What no entry tells of: somebody took words out by hand."""
        for school, batch in sorted(self._batches):
            yield f"{school}: names were taken out ({batch}), and no entry says so"
